"""The right time: where a computer's clock is far from Telegram's, the bot waits, for it would go by wrong rounds."""

import logging
from asyncio import sleep
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from bot.attempts import RETRY_SECONDS
from bot.clock import Clock, real_time

logger = logging.getLogger(__name__)

MOST_APART = timedelta(hours=1)
"""So much does no harm to a round, an opening or a button."""

_LIMITS = aiohttp.ClientTimeout(total=20)


async def wait_for_right_time(api_url: str, token: str, clock: Clock = real_time) -> None:
    """Wait until the computer's clock is near Telegram's: it may be set by the network some time after the start.

    Answers that were given by a clock of another year would belong to a round of that year, and go with it.
    Where no server answers, or none that tells the time, there is nothing to wait for.

    Args:
        api_url: where the Bot API is served.
        token: the bot's.
        clock: the computer's.
    """
    address = f"{api_url.rstrip('/')}/bot{token}/getMe"
    async with aiohttp.ClientSession() as session:
        while (there := await _time_there(session, address)) and abs(there - clock()) > MOST_APART:
            logger.warning(
                "The computer's clock is more than an hour from Telegram's, and the bot waits until it is set. "
                "Let it be set by the network: on most, timedatectl set-ntp true. Looking again in %d seconds.",
                RETRY_SECONDS,
            )
            await sleep(RETRY_SECONDS)


def time_told(by: aiohttp.ClientResponse) -> datetime | None:
    """Return what time it was where an answer comes from, as an aware time; None if it does not say so.

    Source: RFC 9110, section 6.6.1, "Date".
    """
    try:
        told = parsedate_to_datetime(by.headers.get("Date", ""))
    except (ValueError, OverflowError):
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)


async def _time_there(session: aiohttp.ClientSession, url: str) -> datetime | None:
    try:
        async with session.get(url, timeout=_LIMITS) as answer:
            return time_told(answer)
    except (aiohttp.ClientError, OSError, TimeoutError):
        return None  # whoever asks it next says so
