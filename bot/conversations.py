"""The conversations: what each update from Telegram means to the dialogue, and what it leads to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from telegram import CallbackQuery, Chat, ChatMember, MaybeInaccessibleMessage, Update, User
from telegram import Message as TelegramMessage
from telegram.ext import (
    Application,
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    MessageHandler,
    filters,
)

from bot import delivery
from bot.lately import Lately
from bot.live_message import LiveMessage, Place, together
from bot.margin import Margin, margin_of
from bot.screen import quoted
from bot.sealing import Sealing
from bot.staff import Staff
from bot.steps_count import StepsCount
from bot.token import TokenRefused, Tokens
from bot.updates import words_in
from flows.check import MAIN
from flows.commands import ASSIST, COMMANDS, WITHDRAW, flow_of, manner_of
from flows.conversation import Reply
from flows.domain import LANGUAGE
from flows.given import Given
from flows.locales import language_of_letters, nearest_to
from flows.runner import TYPED, Runner
from flows.titles import Titled
from flows.turn import Message, Turn
from flows.urgent_abroad import heard_abroad
from storage.event_links import EventLinks

Context = CallbackContext[Any, Any, Any, Any]


class Conversations:
    """Holds the conversations of all residents, and remembers none of them.

    Args:
        runner: says what follows from a reply.
        tokens: opens and seals what the buttons carry.
        event_links: know the areas of events.
        staff: tells whose devices many residents may answer on.
        moment: returns the facts of the moment.
        live: shows the turns.
        sealing: finishes what has to wait for the ballot box.
        steps: counts how far residents get.
    """

    def __init__(
        self,
        runner: Runner,
        tokens: Tokens,
        event_links: EventLinks,
        staff: Staff,
        moment: Callable[[], Given],
        live: LiveMessage,
        sealing: Sealing,
        steps: StepsCount,
    ) -> None:
        self._runner = runner
        self._tokens = tokens
        self._event_links = event_links
        self._staff = staff
        self._moment = moment
        self._live = live
        self._sealing = sealing
        self._steps = steps
        self._albums = Lately()

    def attach(self, application: "Application[Any, Any, Any, Any, Any, Any]") -> None:
        """Let an application hand its updates over."""
        private, new = filters.ChatType.PRIVATE, filters.UpdateType.MESSAGE
        handlers = [
            CallbackQueryHandler(self.tapped),
            MessageHandler(private & new & filters.TEXT & ~filters.FORWARDED & ~filters.VIA_BOT, self.said),
            MessageHandler(private & new & ~filters.StatusUpdate.ALL, self.sent_something_else),
            MessageHandler(
                private & filters.UpdateType.EDITED_MESSAGE & (filters.TEXT | filters.CAPTION), self.edited
            ),
            MessageHandler(
                ~private & (filters.COMMAND | filters.Mention(application.bot.username)), self.elsewhere
            ),
            ChatMemberHandler(self.added, ChatMemberHandler.MY_CHAT_MEMBER),
        ]
        application.add_handlers(handlers)
        application.add_error_handler(self.failed)

    async def tapped(self, update: Update, _: Context) -> None:
        """A button: edit its message into what follows."""
        query = update.callback_query
        if query is None or query.message is None:
            return
        if self._live.has_replaced(query.message.chat.id, query.message.message_id):
            gone = self._live.delete(query.message.chat.id, query.message.message_id)
            await together(gone, *self._live.answering(query.id, None))
            return
        given = self._moment()
        if query.message.chat.type == Chat.PRIVATE:
            turn, place = await self._follow(query, query.message, given)
        else:
            turn = await self._runner.start("not_here", self._manner(query.from_user, given), given)
            place = Place(query.message.chat.id)
        await together(self._show(turn, place, given), *self._live.answering(query.id, turn.alert))

    async def said(self, update: Update, _: Context) -> None:
        """Typed words: a command, a reply to a prompt, or words out of the blue."""
        message = update.effective_message
        if message is None or message.text is None:
            return
        first, *rest = message.text.split(maxsplit=1)
        command = first.split("@")[0].lower()
        margin, given = margin_of(message.reply_to_message), self._moment()
        manner = self._manner(message.from_user, given)
        place = Place(message.chat_id, newest=message.message_id)
        if call := self._call_after(command, "".join(rest)):
            await self._answer_typed(message, call, given)
        elif command == "/start":
            await self._started(place, "".join(rest), manner, given)
        elif command == f"/{WITHDRAW}" and rest:
            await self._withdrawn(message, "".join(rest), manner)
        elif self._knows(command, message.chat_id):
            await self._show(await self._command(command, manner, given), place, given)
        elif margin and margin.token:
            await self._replied(message, margin, manner)
        elif (titled := self._titled(message.text, manner, given)) is None:
            await self._answer_typed(message, message.text, given)
        elif turn := await self._as_tapped(titled, message.chat_id, given):
            await self._show(turn, place, given)
        else:
            await self._live.show(await self._runner.start(TYPED, manner, given), place)

    async def sent_something_else(self, update: Update, _: Context) -> None:
        """A sticker, photo, file, voice message, forward or the like: say kindly that it was not kept."""
        await self._not_taken("not_words", update)

    async def edited(self, update: Update, _: Context) -> None:
        """An edited message: say that this has no effect."""
        await self._not_taken("edited", update)

    async def elsewhere(self, update: Update, _: Context) -> None:
        """A command in a group or channel: say that views are given in private."""
        await self._aside("not_here", update)

    async def added(self, update: Update, _: Context) -> None:
        """The bot was added to a group or channel: say that views are given in private."""
        change = update.my_chat_member
        if change is None or change.chat.type == Chat.PRIVATE:
            return
        outside = {ChatMember.LEFT, ChatMember.BANNED}
        if change.old_chat_member.status in outside and change.new_chat_member.status not in outside:
            await self._aside("not_here", update)

    async def failed(self, update: object, _: Context) -> None:
        """What was done or said could not be dealt with, and does not come again: say so."""
        chat = update.effective_chat if isinstance(update, Update) else None
        if (
            not isinstance(update, Update)
            or chat is None
            or chat.type != Chat.PRIVATE
            or delivery.comes_again()
        ):
            return
        language = self._runner.script.languages[
            self._manner(update.effective_user, self._moment())[LANGUAGE]
        ]
        sorry = language.as_shown(Message(language.text("utter_failed")))
        query = update.callback_query
        await together(
            self._live.tell(sorry, chat.id), *(self._live.answering(query.id, None) if query else ())
        )

    async def _not_taken(self, flow: str, update: Update) -> None:
        """Say that something is not taken in; but if the words in it call for help, whom to call, as if typed."""
        message = update.effective_message
        if message is None:
            return
        if (call := self._call_for_help(words_in(message))) is not None:
            await self._answer_typed(message, call, self._moment())
            return
        # The photos of an album come one by one.
        album = message.media_group_id
        if album is None or not self._albums.knows(message.chat_id, album, flow):
            await self._aside(flow, update)
        if album is not None and not delivery.comes_again():
            self._albums.note(message.chat_id, album, flow)

    def _call_for_help(self, texts: Iterable[str]) -> str | None:
        """Return the first text that calls for help, or None if none does."""
        understanding = self._runner.script.understanding
        return next((text for text in texts if understanding.of(text).alarm), None)

    def _call_after(self, command: str, words: str) -> str | None:
        """Return the words after a command, such as /help, if they call for help; a code or a receipt never does."""
        says_more = command.startswith("/") and command != f"/{WITHDRAW}" and " " in words
        return self._call_for_help([words]) if says_more else None

    async def _aside(self, flow: str, update: Update) -> None:
        if (chat := update.effective_chat) is not None:
            given = self._moment()
            turn = await self._runner.start(flow, self._manner(update.effective_user, given), given)
            await self._live.show(turn, Place(chat.id))

    async def _answer_typed(self, message: TelegramMessage, words: str, given: Given) -> None:
        """Answer words that nothing asked for, in the language that they are in."""
        manner = self._manner(message.from_user, given) | self._manner_heard(message, words, given)
        turn = await self._runner.start(TYPED, manner, given, words)
        await self._live.show(turn, Place(message.chat_id))

    def _manner(self, user: User | None, given: Given, said: Sequence[str] = ()) -> dict[str, str]:
        """Return the slots in whose manner to speak to somebody: as their telephone is set, if nothing else is said."""
        usual = nearest_to(user.language_code if user else None, given.languages)
        return manner_of(said, usual, self._runner.script.languages)

    def _manner_heard(self, message: TelegramMessage, words: str, given: Given) -> dict[str, str]:
        """Return the language that typed words are in, where a call for help or the letters themselves tell it."""
        heard = heard_abroad(words)
        tag = message.from_user.language_code if message.from_user else None
        language = heard.language if heard else language_of_letters(words, tag, given.languages)
        return {LANGUAGE: language} if language in given.languages else {}

    def _knows(self, command: str, chat: int) -> bool:
        """Tell whether this is a command for this chat; /assist is one for staff only."""
        name = command.removeprefix("/")
        return name != command and (name in COMMANDS or (name == ASSIST and self._staff.may_assist(chat)))

    async def _command(self, command: str, manner: Mapping[str, str], given: Given) -> Turn:
        flow, slots = flow_of(command.removeprefix("/"))
        return await self._runner.start(flow, {**manner, **slots}, given)

    def _titled(self, words: str, manner: Mapping[str, str], given: Given) -> Titled | None:
        """Return what typed words do that are a button's; a call for help comes first, though "Help" is a button."""
        script = self._runner.script
        titled = script.titles.of(words, manner[LANGUAGE], given.languages)
        return None if titled and titled.payload and script.understanding.alarm(words) else titled

    async def _as_tapped(self, titled: Titled, chat: int, given: Given) -> Turn | None:
        """Return what follows from a button whose title was typed; None if it does nothing outside a conversation."""
        manner = {LANGUAGE: titled.language}
        if self._knows(titled.payload, chat):
            return await self._command(titled.payload, manner, given)
        if (reply := Reply.parse(titled.payload)) is None:
            return None
        welcome = await self._runner.start(MAIN, manner, given)
        turn = await self._runner.resume(welcome.conversation, reply, given)
        self._steps.note(welcome.conversation.slots, turn)
        return turn

    async def _started(self, place: Place, code: str, manner: Mapping[str, str], given: Given) -> None:
        """Welcome a resident, with the area of an event's link."""
        area = self._event_links.area_of(code)
        known = {"area": area, "event": code.upper()} if area else {}
        await self._show(await self._runner.start(MAIN, {**manner, **known}, given), place, given)

    async def _follow(
        self, query: CallbackQuery, message: MaybeInaccessibleMessage, given: Given
    ) -> tuple[Turn, Place]:
        """Return what follows from a tap, and where it is to be shown."""
        margin = margin_of(message)
        place = Place(
            message.chat.id,
            message.message_id,
            margin.beside if margin else None,
            is_lost=not message.is_accessible,
        )
        data = query.data or ""
        if data.startswith("/"):
            command, *said = data.split()
            known = command if self._knows(command, place.chat) else "/start"
            return await self._command(known, self._manner(query.from_user, given, said), given), place
        manner = self._manner(query.from_user, given)
        return await self._opened(place.chat, data, message, given, manner), place

    async def _opened(
        self,
        chat: int,
        token: str,
        message: MaybeInaccessibleMessage | None,
        given: Given,
        manner: Mapping[str, str],
        said: str | None = None,
    ) -> Turn:
        """Return what follows from a token and the message it came with, and from typed words if there are any."""
        try:
            opened = self._tokens.open(chat, token, quoted(message))
        except TokenRefused:
            return await self._runner.start("old_button", manner, given)
        reply = opened.reply if said is None else Reply(said=said)
        turn = await self._runner.resume(opened.conversation, reply, given, words_lost=opened.words_lost)
        self._steps.note(opened.conversation.slots, turn)
        return turn

    async def _replied(self, message: TelegramMessage, margin: Margin, manner: Mapping[str, str]) -> None:
        """Take in a reply to a prompt; then take it and the prompt out of the chat."""
        prompt, given = message.reply_to_message, self._moment()
        turn = await self._opened(message.chat_id, margin.token, prompt, given, manner, message.text)
        place = Place(message.chat_id, margin.beside, prompt.message_id if prompt else None)
        await self._show(turn, place, given)
        await self._live.delete(message.chat_id, message.message_id)

    async def _withdrawn(self, message: TelegramMessage, receipt: str, manner: Mapping[str, str]) -> None:
        """Take in a receipt that came with the command; then take the message out of the chat."""
        given = self._moment()
        begun = await self._command(WITHDRAW, manner, given)
        turn = await self._runner.resume(begun.conversation, Reply(said=receipt), given)
        await self._show(turn, Place(message.chat_id), given)
        await self._live.delete(message.chat_id, message.message_id)

    async def _show(self, turn: Turn, place: Place, given: Given) -> None:
        if turn.message.is_prompt:
            behind = await self._runner.resume(turn.conversation, turn.back or Reply(), given)
            await self._live.prompt(turn, behind, place)
        elif turn.leaves:
            await self._live.leave(turn, place)
        elif (shown := await self._live.follow(turn, place)) is not None:
            self._sealing.begin(turn, shown)
