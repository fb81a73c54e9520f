"""The people, chats and messages of the local Telegram."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.playground.keyboards import Button, Markup
from bot.playground.signals import Signal
from bot.playground.texts import Text

INACCESSIBLE_DATE = 0
NOTICES_KEPT = 50


@dataclass(frozen=True, slots=True)
class Account:
    """A person, or the bot."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the Bot API's `User`, without the optional fields that are not known."""
        user = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            user["username"] = self.username
        if self.language_code:
            user["language_code"] = self.language_code
        return user


@dataclass(frozen=True, slots=True)
class File:
    """A photo or a document that the bot sent."""

    id: str
    kind: str
    name: str
    content: bytes
    media_type: str
    width: int = 0
    height: int = 0

    def as_json(self) -> Any:
        """Return the Bot API's `Document`, or a list of one `PhotoSize`."""
        described = {"file_id": self.id, "file_unique_id": f"u{self.id}", "file_size": len(self.content)}
        if self.kind == "photo":
            return [described | {"width": self.width, "height": self.height}]
        return described | {"file_name": self.name, "mime_type": self.media_type}


@dataclass(frozen=True, slots=True)
class Notice:
    """What a tap was answered with: an alert to be dismissed, or a toast that goes by itself."""

    number: int
    text: str
    is_alert: bool


@dataclass(slots=True, eq=False)
class Message:
    """A message as it now stands in its chat; `sender` is None where a channel itself speaks."""

    chat: "Chat"
    id: int
    sender: Account | None
    sent: datetime
    text: Text = field(default_factory=Text)
    markup: Markup | None = None
    reply_to: "Message | None" = None
    file: File | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    edited: datetime | None = None
    deleted: bool = False
    inaccessible: bool = False

    @property
    def plain(self) -> str:
        """The words that a person reads, formatting left aside."""
        return self.text.plain

    @property
    def entities(self) -> tuple[dict[str, Any], ...]:
        """Bold, links, quotations and the like, offsets and lengths in UTF-16 units."""
        return self.text.entities

    @property
    def keyboard(self) -> list[list[Button]]:
        """The inline buttons, row by row."""
        rows: list[list[Button]] = (self.markup or {}).get("inline_keyboard", [])
        return rows

    @property
    def buttons(self) -> list[list[str]]:
        """The labels of the inline buttons, row by row."""
        return [[button["text"] for button in row] for row in self.keyboard]

    @property
    def force_reply(self) -> bool:
        """Whether the message asks for a reply."""
        return bool(self.markup and self.markup.get("force_reply"))

    def as_json(self, *, with_reply: bool = True) -> dict[str, Any]:
        """Return the Bot API's `Message`, or its `InaccessibleMessage`."""
        head = {"message_id": self.id, "chat": self.chat.as_json()}
        if self.deleted or self.inaccessible:
            return head | {"date": INACCESSIBLE_DATE}
        body: dict[str, Any] = head | {"date": int(self.sent.timestamp())} | self.extra
        if self.sender:
            body["from"] = self.sender.as_json()
        else:
            body["sender_chat"] = self.chat.as_json()
        if self.edited:
            body["edit_date"] = int(self.edited.timestamp())
        if with_reply and self.reply_to and not self.reply_to.deleted:
            body["reply_to_message"] = self.reply_to.as_json(with_reply=False)
        if self.keyboard:
            body["reply_markup"] = {"inline_keyboard": self.keyboard}
        if self.file:
            body[self.file.kind] = self.file.as_json()
        if self.text.plain:
            is_below = self.file or "photo" in self.extra
            words, entities = ("caption", "caption_entities") if is_below else ("text", "entities")
            body[words] = self.text.plain
            if self.text.entities:
                body[entities] = list(self.text.entities)
        return body


@dataclass(slots=True, eq=False)
class Chat:
    """A chat as the bot sees it: with one person, a group, a supergroup or a channel.

    `opened` tells whether a person has ever written to the bot, which may not begin itself. `bot_status` is
    the bot's own `ChatMember` status there ("kicked" where a person has blocked it). `writes` counts the
    bot's attempts to send, edit and delete, and `changed` is fired whenever anything is different.
    """

    id: int
    kind: str
    title: str
    person: Account | None = None
    members: dict[int, Account] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    opened: bool = False
    bot_status: str = "member"
    migrated_to: int | None = None
    writes: int = 0
    notices: deque[Notice] = field(default_factory=lambda: deque(maxlen=NOTICES_KEPT))
    noticed: int = 0
    changed: Signal = field(default_factory=Signal)

    def notice(self, text: str, *, is_alert: bool) -> None:
        """Show an alert or a toast."""
        self.noticed += 1
        self.notices.append(Notice(self.noticed, text, is_alert))

    def as_json(self) -> dict[str, Any]:
        """Return the Bot API's `Chat`."""
        if self.person is None:
            return {"id": self.id, "type": self.kind, "title": self.title}
        chat = {"id": self.id, "type": self.kind, "first_name": self.person.first_name}
        return chat | ({"username": self.person.username} if self.person.username else {})
