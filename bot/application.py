"""The application: python-telegram-bot's, made to miss nothing and to hold nothing."""

import asyncio
import logging
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from telegram import Update
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, TelegramError
from telegram.ext import Application, ApplicationBuilder, CallbackContext, ExtBot

from bot import delivery
from bot.attempts import until_reached
from bot.halt import Halt, TokenInUse, TokenRejected, rejects_token
from bot.line import READ_SECONDS, Line, Unreadable
from bot.logs import place_of
from bot.order import InOrder
from bot.updates import read
from storage.errors import DatabaseGone, KeysUnusable

logger = logging.getLogger(__name__)

Bot = Application[Any, Any, Any, Any, Any, Any]

CONNECTIONS = 256

MAY_PASS = (OSError, DBAPIError, PoolTimeout, DatabaseGone, KeysUnusable, TelegramError)
"""What goes wrong outside the program, and may be right the next time."""
STAYS = (BadRequest, Forbidden)
"""Telegram's final answers. These, and the program's own slips, come of the same update each time: delivered once more,
it would hold up its chat for a day."""

_NUMBER = re.compile(rb'"update_id" *: *(\d+)')


class Attentive(ExtBot[None]):
    """Passes over an update that cannot be read. Otherwise it would come for ever, and nothing after it.

    Args:
        token: the bot's token.
        api_url: where the Bot API is served.
        calls: carries what the bot asks of Telegram.
        fetches: carries what was done in its chats.
    """

    _halt: Halt | None = None
    _ahead: asyncio.Task[Any] | None = None
    _goes_on = True

    def __init__(self, token: str, api_url: str, calls: Line, fetches: Line) -> None:
        url = api_url.rstrip("/")
        super().__init__(token, f"{url}/bot", f"{url}/file/bot", request=calls, get_updates_request=fetches)
        self._lines = calls, fetches

    async def get_updates(
        self,
        offset: int | None = None,
        limit: int | None = None,
        timeout: float | timedelta | None = None,  # noqa: ASYNC109 - it is Telegram that waits so long
        allowed_updates: Sequence[str] | None = None,
        **_: object,
    ) -> tuple[Update, ...]:
        """Return the new updates; in place of each that cannot be read, one without content.

        The next ones are asked for before work on these begins, which would keep the request from going out.
        """
        asked = {"limit": limit, "timeout": timeout, "allowed_updates": allowed_updates}
        waits = timeout.total_seconds() if isinstance(timeout, timedelta) else timeout or 0

        def ask(since: int | None) -> asyncio.Task[Any]:
            answer = self._post("getUpdates", asked | {"offset": since}, read_timeout=READ_SECONDS + waits)
            return asyncio.create_task(answer)

        ahead, self._ahead = self._ahead, None
        if ahead is not None and not waits:
            ahead.cancel()  # nobody waits any more: this request is the last
            ahead = None
        try:
            found = await (ahead or ask(offset))
        except InvalidToken as refused:
            # A server that is being renewed says this too, and polling would end for ever.
            raise NetworkError(type(refused).__name__) from refused
        except Unreadable as answer:
            if limit != 1:
                return await self.get_updates(offset, 1, timeout, allowed_updates)
            return (_passed_over(answer),)
        if found and waits and self._goes_on:
            # Whoever asks for the next has had these: between here and the queue nothing may be waited for.
            self._ahead = ask(found[-1]["update_id"] + 1)
        return tuple(self.read(update) for update in found)

    async def _do_post(self, endpoint: str, *given: Any, **more: Any) -> Any:
        """Make a call, and see whether the bot is of any use after it."""
        try:
            return await super()._do_post(endpoint, *given, **more)
        except InvalidToken as refused:
            if self._halt and rejects_token(refused):
                self._halt.call(TokenRejected())
            raise
        except Conflict:
            if self._halt:
                self._halt.call(TokenInUse())
            raise

    def asks_no_more(self) -> None:
        """Ask for no updates before those at hand are dealt with: the bot is being stopped, and would lose them."""
        self._goes_on = False

    async def hang_up(self) -> None:
        """Close all connections. python-telegram-bot does not where the bot could not begin."""
        for line in self._lines:
            await line.shutdown()

    def calls(self, halt: Halt) -> None:
        """Call a halt once Telegram no longer knows the token, or another program fetches the updates."""
        self._halt = halt

    def read(self, update: dict[str, Any]) -> Update:
        """Return an update read; in place of one that cannot be read, one without content."""
        try:
            return read(update, self)
        except Exception as wrong:  # noqa: BLE001 - python-telegram-bot lets pass whatever reading raises
            logger.error("An update could not be read: %s", place_of(wrong))  # noqa: TRY400 - no message, no text
            return Update(update["update_id"])


class Forgetful(Application[Any, Any, Any, Any, Any, Any]):
    """An application that does not note whose updates it has dealt with.

    python-telegram-bot's own notes every chat and user for a later save, and without persistence never lets go; and its
    task that fetches updates holds the last one until another comes, which may be for a whole night.
    """

    async def process_update(self, update: object) -> None:
        """Deal with an update, and let what holds it take hold of nothing in its place."""
        if update is None:
            return
        try:
            await super().process_update(update)
        finally:
            if self.running and self.update_queue.empty():
                self.update_queue.put_nowait(None)

    def _mark_for_persistence_update(self, *, update: object = None, job: object = None) -> None:
        """Note nothing."""

    def mark_data_for_update_persistence(self, chat_ids: object = None, user_ids: object = None) -> None:
        """Note nothing."""


def build(token: str, api_url: str, order: InOrder, halt: Halt) -> Bot:
    """Return an application that speaks to a Bot API server; it holds nothing about anybody.

    Args:
        token: the bot's token.
        api_url: where the Bot API is served.
        order: lets the updates of a chat wait for each other.
        halt: is called when the bot cannot go on.
    """
    bot = Attentive(token, api_url, Line(CONNECTIONS), Line(1))
    bot.calls(halt)
    application = (
        ApplicationBuilder()
        .application_class(Forgetful)
        .bot(bot)
        .concurrent_updates(order)
        .job_queue(None)
        .build()
    )
    application.add_error_handler(_note)
    return application


async def initialize(application: Bot) -> None:
    """Ask the server who the bot is; as long as it cannot be reached, ask again.

    Raises:
        TokenRejected: if the server does not know the token.
    """
    trouble = "The Bot API server that TELEGRAM_API_URL names cannot be reached"
    await until_reached(application.initialize, trouble)


async def _note(_: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
    """Log where something went wrong, and nothing of what it was about."""
    if isinstance(context.error, MAY_PASS) and not isinstance(context.error, STAYS):
        delivery.fail()
    if context.error is not None:
        logger.error("An update could not be dealt with: %s", place_of(context.error))


def _passed_over(answer: Unreadable) -> Update:
    """Return an update without content in place of the one that an answer holds, which cannot be read.

    Raises:
        Unreadable: if it is no update.
    """
    number = _NUMBER.search(answer.payload)
    if number is None:
        raise answer
    logger.error("An update could not be read: its answer is no JSON, or too deep")
    return Update(int(number[1]))
