"""The desk: takes in what staff ask for. To anybody else it is as if their commands did not exist."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from telegram import Chat, ChatMember, Update
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    MessageHandler,
    filters,
)

from bot.attempts import attempt
from bot.desk.busy import shown_busy
from bot.desk.command import Asked, Command, Said
from bot.desk.joining import welcome
from bot.desk.post import TAP, Arrival, Post
from bot.lately import Lately
from bot.logs import place_of
from bot.screen import quoted
from bot.staff import Staff
from flows.script import Script

logger = logging.getLogger(__name__)

Context = CallbackContext[Any, Any, Any, Any]

JOIN = "join"
BEFORE_RESIDENTS = -1
"""The group of handlers that sees an update before those of residents do."""
OUTSIDE = {ChatMember.LEFT, ChatMember.BANNED}


class Desk:
    """Answers staff.

    Args:
        staff: tells which chat may do what.
        post: brings the answers.
        script: the words.
        commands: what can be asked for, by name.
        clock: returns the present as an aware time.
    """

    def __init__(
        self,
        staff: Staff,
        post: Post,
        script: Script,
        commands: Mapping[str, Command],
        clock: Callable[[], datetime],
    ) -> None:
        self._staff = staff
        self._post = post
        self._script = script
        self._commands = commands
        self._clock = clock
        self._brought = Lately()

    def attach(self, application: "Application[Any, Any, Any, Any, Any, Any]") -> None:
        """Let an application hand its updates over, before residents are thought of."""
        typed = filters.UpdateType.MESSAGE & filters.TEXT & ~filters.FORWARDED & ~filters.VIA_BOT
        handlers = [
            MessageHandler(filters.StatusUpdate.MIGRATE, self.moved),
            MessageHandler(typed & filters.Regex("^/"), self.said),
            CallbackQueryHandler(self.tapped, f"^{TAP}"),
            ChatMemberHandler(self.put_out, ChatMemberHandler.MY_CHAT_MEMBER),
        ]
        application.add_handlers(handlers, BEFORE_RESIDENTS)

    async def said(self, update: Update, context: Context) -> None:
        """A typed command: answer it if the chat may give it, else leave it to what residents are told."""
        message = update.effective_message
        if message is None or message.text is None:
            return
        first, *rest = message.text.split(maxsplit=1)
        name, whose = first.removeprefix("/").lower().partition("@")[::2]
        if whose and whose != context.bot.username.lower():
            return
        said = "".join(rest)
        if name == JOIN:
            await self._joins(message.chat, said)
        elif (asked := self._asked(message.chat_id, name, said)) is not None:
            async with shown_busy(context.bot, message.chat_id, self._commands[name].doing):
                await self._post.bring(message.chat_id, await self._answer(name, asked))
            raise ApplicationHandlerStop

    async def tapped(self, update: Update, context: Context) -> None:
        """A button: do what the command on it does, if the chat still may, and show it in the button's message.

        What has just brought a picture or files brings them once, however often it was tapped meanwhile.
        """
        query = update.callback_query
        if query is None or query.message is None:
            return
        chat, message, data = query.message.chat.id, query.message.message_id, query.data or ""
        name, said = data.removeprefix(TAP).partition(" ")[::2]
        asked = self._asked(chat, name, said, "".join(quoted(query.message)))
        if asked is None:
            return
        await attempt(query.answer)
        if self._brought.knows(chat, message, data):
            raise ApplicationHandlerStop
        async with shown_busy(context.bot, chat, self._commands[name].doing):
            answer = await self._answer(name, asked)
            arrival = await self._post.change(chat, message, answer)
        has_brought = arrival is Arrival.ARRIVED and (answer.picture or answer.files)
        self._brought.note(chat, message, data if has_brought else "")
        raise ApplicationHandlerStop

    async def moved(self, update: Update, _: Context) -> None:
        """A group has become a supergroup, which has another id."""
        message = update.effective_message
        if message is None:
            return
        if message.migrate_to_chat_id is not None:
            await self._post.moved(message.chat_id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id is not None:
            await self._post.moved(message.migrate_from_chat_id, message.chat_id)

    async def put_out(self, update: Update, _: Context) -> None:
        """The bot was blocked or thrown out: the chat is no longer one of staff."""
        change = update.my_chat_member
        if change is not None and change.new_chat_member.status in OUTSIDE:
            await self._staff.leave(change.chat.id)

    async def _joins(self, chat: Chat, code: str) -> None:
        """Let a chat join; one that is staff already is told what it may do, whatever the code is worth."""
        member = await self._staff.join(chat.id, code, self._clock()) or self._staff.chats.get(chat.id)
        if member is not None:
            await self._post.bring(chat.id, welcome(member, self._script))
            raise ApplicationHandlerStop

    def _asked(self, chat: int, name: str, said: str, quoted: str = "") -> Asked | None:
        """Return what a chat asks for, or None if there is no such thing, or not for this chat."""
        command, member = self._commands.get(name), self._staff.chats.get(chat)
        if command is None or member is None or not member.role.includes(command.role):
            return None
        return Asked(chat, member, said, quoted)

    async def _answer(self, name: str, asked: Asked) -> Said:
        try:
            return await self._commands[name].answer(asked)
        except Exception as wrong:  # noqa: BLE001 - whatever it is, whoever asked is told
            logger.error("A command of staff failed: %s", place_of(wrong))  # noqa: TRY400 - no message
            return Said(self._script.staff_words.text("failed"))
