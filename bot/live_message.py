"""The live message: the one message of a chat that is edited from turn to turn, with a prompt beside it at times."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from telegram import Bot, LinkPreviewOptions
from telegram.error import BadRequest, TelegramError

from bot import delivery
from bot.attempts import attempt
from bot.lately import Lately
from bot.margin import Margin
from bot.open_prompts import OpenPrompts
from bot.screen import Keyboard, Screen, force_reply, keyboard
from bot.token import Tokens
from flows.commands import with_manner
from flows.turn import Message, Turn

Result = TypeVar("Result")

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
GONE = "message to delete not found"
"""Telegram's answer where somebody has deleted it before. Source: tdlib/telegram-bot-api, `Client.cpp`."""
NOT_MODIFIED = "message is not modified"
"""Telegram's answer to an edit that changes nothing: somebody tapped twice. Source: the same file."""
AT_ONCE = 100
"""How many messages can be deleted with one call. Source: Bot API, "deleteMessages"."""
TRIED_AT_ONCE = (AT_ONCE, 30, 10, 3, 1)
SWEPT = 5 * AT_ONCE
"""How far back messages are deleted when a resident leaves, counted over all chats of the bot."""
AFTER_THE_LIVE = 20
"""How many messages may have come after the live one, such as words that a resident has typed."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a turn is shown.

    Args:
        chat: the chat.
        live: the message to edit, or None to send a new one.
        prompt: a prompt that stands open beside it and is to be taken away, or None.
        newest: the newest message of the chat, where it is known.
        is_lost: whether Telegram no longer gives the live message, so that it cannot be edited.
    """

    chat: int
    live: int | None = None
    prompt: int | None = None
    newest: int | None = None
    is_lost: bool = False


async def together(main: Coroutine[None, None, Result], *others: Coroutine[None, None, object]) -> Result:
    """Do one thing and others at once, and return what the one returned. A task for it would only cost time."""
    if not others:
        return await main
    beside = asyncio.gather(*others)
    try:
        return await main
    finally:
        await beside


class LiveMessage:
    """Shows turns.

    Args:
        bot: sends and edits.
        tokens: seals each button.
    """

    def __init__(self, bot: Bot, tokens: Tokens) -> None:
        self._bot = bot
        self._tokens = tokens
        self._prompts = OpenPrompts()
        self._replaced = Lately()

    async def show(self, turn: Turn, place: Place) -> Place:
        """Edit the live message into a turn's, and take away the prompt beside it; returns where it now is.

        For a screen reader, which says nothing of an edit, a new message takes the place of the live one.
        """
        shown, _ = await self._show(turn, place)
        return shown

    async def follow(self, turn: Turn, place: Place) -> Place | None:
        """Show what follows from a tap on the live message; returns None, and shows nothing, if that has gone since.

        For a screen reader, another message has then taken its place: a second tap came to another worker, or the
        same tap once more.
        """
        shown, had_gone = await self._show(turn, place)
        if had_gone:
            await self.delete(shown.chat, shown.live)
        return None if had_gone else shown

    async def _show(self, turn: Turn, place: Place) -> tuple[Place, bool]:
        """Show a turn; returns where it now is, and whether the message that it takes the place of had gone."""
        screen, buttons = Screen.of(turn.message), self._keyboard(turn, place.chat)
        if not turn.for_screen_reader:
            live = await together(self._put(screen, buttons, place), *self._closing(place))
            self._note_replaced(place, live)
            return Place(place.chat, live), False
        live, had_gone = await self._send(screen, buttons, place.chat), False
        self._note_replaced(place, live)
        if live is not None and place.live is not None:
            had_gone = await together(self._had_gone(place.chat, place.live), *self._closing(place))
        return Place(place.chat, live or place.live), had_gone

    def _note_replaced(self, place: Place, live: int | None) -> None:
        """Note that another message, if one was sent, has taken the place of the live one."""
        if live is not None and place.live is not None and live != place.live:
            self._replaced.note(place.chat, place.live)

    def has_replaced(self, chat: int, message: int) -> bool:
        """Tell whether a new message has just taken the place of this one: a tap on it is the second of two."""
        return self._replaced.knows(chat, message)

    async def leave(self, turn: Turn, place: Place) -> Place:
        """Take out of the chat what can be taken out, and say in a new message what cannot; returns where it is."""
        gone = await together(self.delete(place.chat, place.live), *self._closing(place))
        await self._sweep(place.chat, place.newest or (place.live or 0) + AFTER_THE_LIVE)
        shown = await self.show(turn, Place(place.chat, None if gone else place.live))
        self._note_replaced(place, shown.live)
        return shown

    async def _sweep(self, chat: int, newest: int) -> None:
        """Delete the newest messages of a private chat, the resident's too.

        Nobody notes which messages a chat has. Telegram passes over numbers that are not of this chat, since
        all chats of a bot share one count; but if one message is too old to be deleted, it deletes none.
        """
        for last in range(newest, max(newest - SWEPT, 0), -AT_ONCE):
            for many in TRIED_AT_ONCE:
                numbers = [*range(max(last - many, 0) + 1, last + 1)]
                if await attempt(partial(self._bot.delete_messages, chat, numbers)):
                    break
            if many < AT_ONCE:
                return

    async def prompt(self, turn: Turn, behind: Turn, place: Place) -> None:
        """Ask for typed words in a message of its own, below the live message, which stays alive.

        Args:
            turn: the prompt.
            behind: what the live message shows meanwhile: the screen from which the prompt was opened.
            place: where; an earlier prompt there is taken away.
        """
        screen, buttons = Screen.of(behind.message), self._keyboard(behind, place.chat)
        live = place.live
        if live is None or place.is_lost:
            live = await self._send(screen, buttons, place.chat)
            self._note_replaced(place, live)
        margin = Margin(live or 0, self._tokens.seal(place.chat, turn.conversation))
        words = Screen.of(turn.message).with_margin(margin.url(self._bot.username))
        asked = await attempt(
            lambda: self._bot.send_message(
                place.chat,
                words.text,
                reply_markup=force_reply(turn.message),
                link_preview_options=NO_PREVIEW,
                api_kwargs={"entities": words.entities},
            )
        )
        if asked is not None and live is not None:
            noted = screen.with_margin(Margin(asked.message_id).url(self._bot.username))
            await together(self._put(noted, buttons, Place(place.chat, live)), *self._closing(place))
            self._prompts.note(place.chat, live, asked.message_id)

    async def tell(self, message: Message, chat: int) -> None:
        """Show a message that belongs to no conversation and has no buttons."""
        await self._send(Screen.of(message), None, chat)

    async def delete(self, chat: int, message: int | None) -> bool:
        """Delete a message from the chat, and tell whether it is gone; one older than 48 hours is let be."""
        if message is None:
            return False
        return bool(await attempt(lambda: self._bot.delete_message(chat, message)))

    def answering(self, query_id: str, alert: str | None) -> list[Coroutine[None, None, object]]:
        """Return what tells Telegram that a tap has been dealt with, so that its button stops spinning.

        What there is to show takes a call of its own: if it were lost, nobody would know what it was.

        Args:
            query_id: the tap.
            alert: what to show in a box that has to be closed, or None; it does not stand in the chat.

        Returns:
            One call, or none where it goes along with what a webhook is answered.
        """
        if alert is None and delivery.can_answer_tap():
            return []
        show = alert is not None
        return [attempt(lambda: self._bot.answer_callback_query(query_id, alert, show_alert=show))]

    def _closing(self, place: Place) -> list[Coroutine[None, None, bool]]:
        """Return what takes away the prompt that the live message noted, and one that it had not noted yet."""
        beside = {place.prompt, self._prompts.take(place.chat, place.live)} - {None}
        return [self.delete(place.chat, prompt) for prompt in beside]

    def _keyboard(self, turn: Turn, chat: int) -> Keyboard | None:
        slots = turn.conversation.slots
        sealer = self._tokens.sealer(chat, turn.conversation)
        return keyboard(turn.message, sealer, lambda command: with_manner(command, slots))

    async def _put(self, screen: Screen, buttons: Keyboard | None, place: Place) -> int | None:
        """Edit the live message, or send a new one where there is none that can be edited; returns which it is."""
        if place.live is not None and await self._edit(screen, buttons, place):
            return place.live
        return await self._send(screen, buttons, place.chat)

    async def _had_gone(self, chat: int, message: int) -> bool:
        """Delete a message, and tell whether somebody had done that before; only a first attempt can tell."""
        try:
            await self._bot.delete_message(chat, message)
        except BadRequest as refused:
            return GONE in refused.message.lower()
        except TelegramError:
            await self.delete(chat, message)
        return False

    async def _edit(self, screen: Screen, buttons: Keyboard | None, place: Place) -> bool:
        """Edit the live message; returns False if it can no longer be edited."""
        try:
            await attempt(
                lambda: self._bot.edit_message_text(
                    screen.text,
                    place.chat,
                    place.live,
                    api_kwargs={"entities": screen.entities, "reply_markup": buttons},
                    link_preview_options=NO_PREVIEW,
                ),
                let_pass=NOT_MODIFIED,
            )
        except BadRequest:
            return False
        return True

    async def _send(self, screen: Screen, buttons: Keyboard | None, chat: int) -> int | None:
        sent = await attempt(
            lambda: self._bot.send_message(
                chat,
                screen.text,
                api_kwargs={"entities": screen.entities, "reply_markup": buttons},
                link_preview_options=NO_PREVIEW,
            )
        )
        return sent.message_id if sent else None
