"""The post: brings staff what they are told, within Telegram's limits, and tells whether it arrived.

Not python-telegram-bot's rate limiter: that would let residents wait in one line with the post, and keep their chats'
ids. The post sends a chat its few messages one after the other, and waits when Telegram says for how long.
"""

import logging
from asyncio import sleep
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from enum import Enum

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.attempts import PAUSES_SECONDS, seconds
from bot.desk.command import Attachment, Choice, Said
from bot.line import NEVER_SENT
from bot.live_message import NO_PREVIEW, NOT_MODIFIED
from bot.screen import Screen, units
from bot.staff import Staff
from flows.staff_words import StaffWords
from flows.turn import Message

logger = logging.getLogger(__name__)

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
"""Telegram's own limits, in UTF-16 units. Source: Bot API, "sendMessage" and "sendPhoto"."""
TAP = "staff:"
"""With this begins what a button of staff carries; no token of a resident has a colon."""
LONGEST_WAIT_SECONDS = 60.0
NO_CHAT = "chat not found"
NOTHING = Screen("", ())

Send = Callable[[int], Awaitable[object]]


class Arrival(Enum):
    """What became of something that was sent: `UNSENT` never left, `LOST` may have arrived or not."""

    ARRIVED = "arrived"
    GONE = "gone"
    UNSENT = "unsent"
    LOST = "lost"


class Post:
    """Sends and edits messages of staff.

    Args:
        bot: sends and edits.
        staff: is told of chats that have moved or gone.
        words: for staff.
    """

    def __init__(self, bot: Bot, staff: Staff, words: StaffWords) -> None:
        self._bot = bot
        self._staff = staff
        self._words = words

    async def bring(self, chat: int, said: Said) -> Arrival:
        """Send a chat what it is told, in as many messages as it takes; returns whether all of it arrived.

        A chat that has blocked the bot, or thrown it out, is no longer one of staff.
        """
        return await self._bring(chat, self._sendings(said))

    async def _bring(self, chat: int, sendings: Iterator[Send]) -> Arrival:
        arrived = False
        for send in sendings:
            outcome = await self._sent(chat, send)
            if isinstance(outcome, int):
                chat = outcome
                outcome = await self._sent(chat, send)
            if outcome is not Arrival.ARRIVED:
                return Arrival.LOST if arrived and outcome is Arrival.UNSENT else _settled(outcome)
            arrived = True
        return Arrival.ARRIVED

    async def change(self, chat: int, message: int, said: Said) -> Arrival:
        """Show in a message what follows from a tap on it; a long text is sent, as are a picture and files.

        Returns whether all that was sent arrived.
        """
        if units(said.text) > TEXT_LIMIT:
            return await self.bring(chat, said)
        screen = _screen(said, said.text)
        try:
            await self._bot.edit_message_text(
                screen.text,
                chat,
                message,
                reply_markup=_keyboard(said.choices),
                link_preview_options=NO_PREVIEW,
                api_kwargs={"entities": screen.entities},
            )
        except TelegramError as refused:
            if NOT_MODIFIED not in refused.message.lower():
                return await self.bring(chat, said)
        return await self._bring(chat, self._sendings(replace(said, text="", quote=None, verbatim="")))

    async def moved(self, chat: int, to: int) -> None:
        """Let a group go on as a supergroup; where STAFF_CHAT_IDS names it, say there what to write instead."""
        if await self._staff.move(chat, to) and self._staff.is_named(chat):
            moved = Screen.of(Message(self._words.text("moved", chat=to)))
            await self._sent(to, self._page(moved))

    def _sendings(self, said: Said) -> Iterator[Send]:
        """Give what is to be sent, one after the other."""
        *before, last = split(said.text, TEXT_LIMIT)
        screen = _screen(said, last)
        if said.picture is not None:
            # A caption could not be edited into what a tap on a button below it leads to.
            fits = not before and not said.choices and units(screen.text) <= CAPTION_LIMIT
            yield self._photo(said.picture, screen if fits else NOTHING, silent=said.silent)
            if fits:
                screen = NOTHING
        for page in before:
            yield self._page(Screen.of(Message(page)), silent=said.silent)
        if screen.text:
            yield self._page(screen, said.choices, silent=said.silent)
        for file in said.files:
            yield self._file(file, silent=said.silent)

    def _page(self, screen: Screen, choices: Sequence[Choice] = (), *, silent: bool = False) -> Send:
        return lambda chat: self._bot.send_message(
            chat,
            screen.text,
            reply_markup=_keyboard(choices),
            link_preview_options=NO_PREVIEW,
            disable_notification=silent,
            api_kwargs={"entities": screen.entities},
        )

    def _photo(self, picture: bytes, caption: Screen, *, silent: bool) -> Send:
        return lambda chat: self._bot.send_photo(
            chat,
            picture,
            caption.text or None,
            disable_notification=silent,
            api_kwargs={"caption_entities": caption.entities},
        )

    def _file(self, file: Attachment, *, silent: bool) -> Send:
        return lambda chat: self._bot.send_document(
            chat, file.content, filename=file.name, disable_notification=silent
        )

    async def _sent(self, chat: int, send: Send) -> Arrival | int:
        """Send one message; returns what became of it, or the id that the chat has now."""
        for pause in (*PAUSES_SECONDS, None):
            wait: float | None
            try:
                await send(chat)
            except ChatMigrated as migrated:
                await self.moved(chat, migrated.new_chat_id)
                return migrated.new_chat_id
            except RetryAfter as later:
                wait = seconds(later)
            except TelegramError as refused:
                # Whatever else breaks the line, the message may have got through before.
                if not isinstance(refused.__cause__, NEVER_SENT):
                    return await self._refused(chat, refused)
                wait = pause
            else:
                return Arrival.ARRIVED
            if pause is None or wait is None or wait > LONGEST_WAIT_SECONDS:
                break
            await sleep(wait)
        return Arrival.UNSENT

    async def _refused(self, chat: int, refused: TelegramError) -> Arrival:
        if isinstance(refused, Forbidden) or NO_CHAT in refused.message.lower():
            await self._staff.leave(chat)
            return Arrival.GONE
        logger.error("Something for staff could not be sent: %s", type(refused).__name__)
        return Arrival.LOST


def _screen(said: Said, text: str) -> Screen:
    """Return the screen of a page that has what is quoted, what stands letter for letter, and the buttons."""
    screen = Screen.of(Message(text, (said.quote,) if said.quote else ()))
    return screen.followed_by(said.verbatim) if said.verbatim else screen


def split(text: str, limit: int) -> Iterator[str]:
    """Give a text in pages that a message can hold, broken between lines where that goes.

    Args:
        text: with marks.
        limit: how much a page may hold, in UTF-16 units.
    """
    page = ""
    for line in _lines(text, limit):
        if page and units(page) + units(line) > limit:
            yield page.rstrip("\n")
            page = ""
        page += line
    yield page.rstrip("\n")


def _lines(text: str, limit: int) -> Iterator[str]:
    for line in text.splitlines(keepends=True):
        # Half as many signs as units: none takes more than two.
        step = len(line) if units(line) <= limit else limit // 2
        yield from (line[at : at + step] for at in range(0, len(line), step))


def _keyboard(choices: Sequence[Choice]) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(one.title, callback_data=f"{TAP}{one.command}")] for one in choices]
    return InlineKeyboardMarkup(rows) if rows else None


def _settled(outcome: "Arrival | int") -> Arrival:
    return outcome if isinstance(outcome, Arrival) else Arrival.LOST
