"""The local Telegram itself: who is there, what has been said, and what waits for the bot.

Everything is in memory and follows from what was done and from the clock that was handed in: numbers are
counted up from fixed beginnings, and nothing is random.
"""

from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.playground import limits
from bot.playground.chats import Account, Chat, File, Message
from bot.playground.courier import Webhook
from bot.playground.keyboards import Markup
from bot.playground.refusals import QUERY_TOO_OLD, bad_request
from bot.playground.texts import Text
from bot.playground.updates import Delivery, UpdateQueue

FIRST_PERSON = 100_000_001
FIRST_GROUP = -400_000_001
FIRST_SUPERGROUP = -100_200_000_0001
CALLS_KEPT = 10_000
BOT = Account(7_000_000_001, "Local Views", "local_views_bot", is_bot=True)


@dataclass(frozen=True, slots=True)
class Call:
    """One request of the bot: its method and parameters, and the answer's result or refusal."""

    method: str
    parameters: Mapping[str, Any]
    ok: bool
    answer: Any


@dataclass(slots=True)
class Profile:
    """What the bot has said of itself, by language code ("" for everyone else)."""

    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)

    def commands_for(self, language: str | None, chat: int = 0) -> list[dict[str, str]]:
        """Return the menu of a chat in that language: its own, or else that of its kind, or else the usual one."""
        kind = "all_group_chats" if chat < 0 else "all_private_chats"
        scopes = (f'{{"chat_id":{chat},"type":"chat"}}', f'{{"type":"{kind}"}}', '{"type":"default"}')
        wanted = [(scope, code) for scope in scopes for code in (language or "", "")]
        return next((self.commands[key] for key in wanted if key in self.commands), [])


class World:
    """A Telegram with one bot in it.

    Args:
        clock: gives the present as an aware time.
        bot: the bot's account as the owner of its token made it.
        calls_kept: how many of the bot's latest requests `transcript` holds; 0 for a long load.
        first_person: the id of the first account; the next ones follow.

    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        bot: Account = BOT,
        calls_kept: int = CALLS_KEPT,
        first_person: int = FIRST_PERSON,
    ) -> None:
        self.clock = clock
        self.bot = bot
        self.profile = Profile()
        self.chats: dict[int, Chat] = {}
        self.updates = UpdateQueue(clock)
        self.webhook: Webhook | None = None
        self.transcript: deque[Call] = deque(maxlen=calls_kept)
        self.calls: Counter[str] = Counter()
        self.file_requests = 0
        self._queries: OrderedDict[str, tuple[datetime, Delivery]] = OrderedDict()
        self._people = first_person
        self._groups = {"group": FIRST_GROUP, "supergroup": FIRST_SUPERGROUP, "channel": FIRST_SUPERGROUP}
        self._messages = 0
        self._query_ids = 0
        self._files = 0

    def add_person(
        self, first_name: str, language_code: str | None = "en", username: str | None = None
    ) -> Chat:
        """Make an account and its chat with the bot, in which nothing has been said yet."""
        person = Account(self._people, first_name, username, language_code)
        self._people += 1
        chat = Chat(person.id, "private", first_name, person, members={person.id: person})
        self.chats[chat.id] = chat
        return chat

    def add_group(self, title: str, kind: str = "group") -> Chat:
        """Make a "group", "supergroup" or "channel"; the bot is in it, and may write."""
        chat = Chat(self._groups[kind], kind, title, opened=True)
        self._groups[kind] -= 1
        if kind != "group":
            self._groups["supergroup"] = self._groups["channel"] = self._groups[kind]
        self.chats[chat.id] = chat
        return chat

    def forget(self, chat: Chat) -> None:
        """Take a chat and its people out of the world, so that a long load does not fill the memory."""
        del self.chats[chat.id]

    def add_message(
        self,
        chat: Chat,
        sender: Account | None,
        text: Text | None = None,
        *,
        markup: Markup | None = None,
        reply_to: Message | None = None,
        file: File | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Message:
        """Put a message into a chat; `extra` holds fields of the Bot API's `Message` as they stand."""
        self._messages += 1
        message = Message(
            chat,
            self._messages,
            sender,
            self.clock(),
            text or Text(),
            markup,
            reply_to,
            file,
            dict(extra or {}),
        )
        chat.messages[message.id] = message
        chat.changed.fire()
        return message

    def edit(self, message: Message, text: Text, markup: Markup | None) -> None:
        """Change what a message says and its keyboard."""
        message.text, message.markup, message.edited = text, markup, self.clock()
        message.chat.changed.fire()

    def delete(self, message: Message) -> None:
        """Take a message out of its chat for everyone."""
        message.deleted = True
        message.chat.messages.pop(message.id, None)
        message.chat.changed.fire()

    def add_file(
        self, kind: str, name: str, content: bytes, media_type: str, sides: tuple[int, int] = (0, 0)
    ) -> File:
        """Take in a "photo" or "document" that the bot sends; `sides` are width and height in pixels."""
        self._files += 1
        return File(f"file{self._files}", kind, name, content, media_type, *sides)

    def tap(self, message: Message, presser: Account, data: str) -> Delivery:
        """Press an inline button, which makes a callback query."""
        self._query_ids += 1
        query_id = str(self._query_ids)
        query = {
            "id": query_id,
            "from": presser.as_json(),
            "message": message.as_json(),
            "chat_instance": str(message.chat.id),
            "data": data,
        }
        delivery = self.updates.put("callback_query", query, message.chat, query_id)
        self._drop_old_queries()
        self._queries[query_id] = (self.clock(), delivery)
        return delivery

    def answer_query(self, query_id: str, text: str, *, is_alert: bool) -> None:
        """Answer a callback query, once and within 150 seconds; raise `RefusedError` otherwise."""
        self._drop_old_queries()
        if query_id not in self._queries:
            raise bad_request(QUERY_TOO_OLD)
        _, delivery = self._queries.pop(query_id)
        delivery.query_answered = True
        if text:
            delivery.chat.notice(text, is_alert=is_alert)
        delivery.chat.changed.fire()

    def _drop_old_queries(self) -> None:
        now = self.clock()
        while self._queries:
            query_id, (made, _) = next(iter(self._queries.items()))
            if now - made <= limits.CALLBACK_AGE:
                return
            del self._queries[query_id]
