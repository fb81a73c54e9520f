"""What people do in chats, each deed an update for the bot: typing, tapping, editing, blocking."""

from collections.abc import Mapping
from typing import Any

from bot.playground import limits, texts
from bot.playground.chats import Account, Chat, Message
from bot.playground.limits import utf16_units
from bot.playground.texts import Text
from bot.playground.updates import Delivery
from bot.playground.world import World

_OUTSIDE = {"left", "kicked"}
_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


def post(
    world: World,
    chat: Chat,
    sender: Account | None,
    plain: str = "",
    *,
    reply_to: Message | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Delivery | None:
    """Put a person's message (or a channel's own) into a chat and tell the bot of it.

    `extra` holds fields of the Bot API's `Message` such as `sticker`. Returns None where the bot is not
    told: in a group it sees commands, replies to itself, mentions of itself and service messages only,
    unless it is an administrator; in a chat that it has left, or where it is blocked, nothing.
    """
    text = texts.as_telegram_keeps_it(plain) if plain else Text()
    if utf16_units(text.plain) > limits.TEXT:
        raise ValueError(
            "A person's message has at most 4,096 characters: Telegram's own apps would split it."
        )
    chat.opened = True
    message = world.add_message(chat, sender, text, reply_to=reply_to, extra=extra)
    if chat.bot_status in _OUTSIDE or not _is_for_the_bot(world, message):
        return None
    kind = "channel_post" if chat.kind == "channel" else "message"
    return world.updates.put(kind, message.as_json(), chat)


def amend(world: World, message: Message, plain: str) -> Delivery | None:
    """Let a person edit what they had sent; returns None where the bot is not told."""
    world.edit(message, texts.as_telegram_keeps_it(plain), message.markup)
    if message.chat.bot_status in _OUTSIDE or not _is_for_the_bot(world, message):
        return None
    kind = "edited_channel_post" if message.chat.kind == "channel" else "edited_message"
    return world.updates.put(kind, message.as_json(), message.chat)


def change_bot_status(world: World, chat: Chat, doer: Account, status: str) -> Delivery:
    """Add, promote, remove or block the bot: `status` is its new `ChatMember` status."""
    before, chat.bot_status = chat.bot_status, status
    change = {
        "chat": chat.as_json(),
        "from": doer.as_json(),
        "date": int(world.clock().timestamp()),
        "old_chat_member": _member(world.bot, before),
        "new_chat_member": _member(world.bot, status),
    }
    return world.updates.put("my_chat_member", change, chat)


def _is_for_the_bot(world: World, message: Message) -> bool:
    if message.chat.kind in {"private", "channel"} or message.chat.bot_status == "administrator":
        return True
    if message.extra or (message.reply_to and message.reply_to.sender is world.bot):
        return True
    addressed = f"@{world.bot.username}".lower() in message.plain.lower()
    is_command = any(entity["type"] == "bot_command" for entity in message.entities)
    return addressed or (is_command and "@" not in message.plain)


def _member(bot: Account, status: str) -> dict[str, Any]:
    member: dict[str, Any] = {"user": bot.as_json(), "status": status}
    if status == "kicked":
        return member | {"until_date": 0}
    if status != "administrator":
        return member
    return member | dict.fromkeys(_RIGHTS, False) | {"can_delete_messages": True}
