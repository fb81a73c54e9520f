"""Attempts: calls to Telegram, made again where Telegram asks for that or the line breaks."""

import asyncio
import logging
from asyncio import sleep
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot import delivery
from bot.halt import NoBotApi, TokenRejected, is_not_found, rejects_token

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

PAUSES_SECONDS = (0.1, 0.5, 2.0, 5.0)
"""Between one attempt and the next, where the line breaks; after the last one no more are made."""
LONGEST_WAIT_SECONDS = 30.0
"""No attempt begins later than so after the first: nobody waits for a screen any more."""
RETRY_SECONDS = 5.0
"""So long the bot waits before it tries once more what it cannot begin without."""


async def attempt(call: Callable[[], Awaitable[Result]], let_pass: str | None = None) -> Result | None:
    """Make a call to Telegram; wait and try again where it asks for that or the line breaks.

    Where there is no getting through, what Telegram has delivered by webhook is to be delivered again.

    Args:
        call: makes the call.
        let_pass: the one refusal that does not matter; any other is raised. None lets every refusal pass.

    Returns:
        What Telegram answered, or None if there was no getting through, or the resident has blocked the bot.

    Raises:
        BadRequest: a refusal, unless it is let pass.
    """
    loop = asyncio.get_running_loop()
    latest = loop.time() + LONGEST_WAIT_SECONDS
    for pause in (*PAUSES_SECONDS, None):
        wait: float | None = None
        try:
            return await call()
        except BadRequest as refused:
            if let_pass is not None and let_pass not in refused.message.lower():
                raise
            return None
        except Forbidden:
            return None
        except RetryAfter as later:
            wait, trouble = seconds(later), "Telegram asked to wait for longer than a resident would"
        except NetworkError:
            wait, trouble = pause, "Telegram could not be reached, time and again"
        except TelegramError as wrong:
            # A server that is being renewed answers with anything for a while.
            trouble = f"Telegram refused a call: {type(wrong).__name__}"
            wait = None if rejects_token(wrong) else pause
        if pause is None or wait is None or loop.time() + wait > latest:
            break
        await sleep(wait)
    logger.warning(trouble)
    delivery.fail()
    return None


async def until_reached(call: Callable[[], Awaitable[Result]], trouble: str) -> Result:
    """Make a call that the bot cannot begin without; as long as Telegram cannot be reached, make it again.

    Args:
        call: makes the call.
        trouble: what to say in the log meanwhile, such as "Telegram could not be told of WEBHOOK_URL".

    Returns:
        What Telegram answered.

    Raises:
        TokenRejected: if Telegram does not know the token.
        BadRequest: a refusal.
    """
    while True:
        wait = RETRY_SECONDS
        try:
            return await call()
        except BadRequest:
            raise
        except RetryAfter as later:
            wait, said = seconds(later), f"{trouble} (Telegram asks to wait)."
        except TelegramError as wrong:
            if rejects_token(wrong):
                raise TokenRejected from None
            said = (
                str(NoBotApi())
                if is_not_found(wrong)
                else f"{trouble} ({type(wrong.__cause__ or wrong).__name__})."
            )
        logger.warning("%s Trying again in %d seconds.", said, wait)
        await sleep(wait)


def seconds(later: RetryAfter) -> float:
    """Return how long Telegram asks to wait."""
    wait = later.retry_after
    return wait if isinstance(wait, int) else wait.total_seconds()
