"""A chat as the page shows it, in plain JSON values."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.playground.chats import Account, Chat, Message
from bot.playground.keyboards import Button
from bot.playground.world import World

SHOWN_MESSAGES = 100
LOCAL_TIME = ZoneInfo("Europe/London")
SHOWN_IN_PLACE = {"application/pdf", "text/plain", "image/png", "image/jpeg"}
"""Kinds of files that a browser shows by itself. Anything else could be a page with a script of its own."""


def day_of(moment: datetime) -> str:
    """Return the day of an aware moment in words."""
    local = moment.astimezone(LOCAL_TIME)
    return f"{local:%A} {local.day} {local:%B %Y}"


def time_of(moment: datetime) -> str:
    """Return the time of day of an aware moment, such as 07:30."""
    return f"{moment.astimezone(LOCAL_TIME):%H:%M}"


def about_bot(world: World) -> dict[str, Any]:
    """Return the bot's name and description, as an English reader's app shows them."""
    profile = world.profile
    return {
        "name": profile.names.get("", "") or world.bot.first_name,
        "username": world.bot.username,
        "description": profile.descriptions.get("", ""),
    }


def snapshot(world: World, chat: Chat, me: Account) -> dict[str, Any]:
    """Return the chat as `me` sees it: its menu, its newest messages, oldest first, and its latest notices."""
    newest = list(chat.messages.values())[-SHOWN_MESSAGES:]
    return {
        "id": chat.id,
        "kind": chat.kind,
        "title": chat.title,
        "opened": chat.opened,
        "commands": world.profile.commands_for("en", chat.id),
        "messages": [_message(message, me) for message in newest],
        "notices": [
            {"number": notice.number, "text": notice.text, "alert": notice.is_alert}
            for notice in chat.notices
        ],
    }


def _message(message: Message, me: Account) -> dict[str, Any]:
    sender = message.sender
    return {
        "id": message.id,
        "mine": sender is me,
        "sender": sender.first_name if sender else message.chat.title,
        "text": message.plain,
        "entities": list(message.entities),
        "keyboard": [[_button(button) for button in row] for row in message.keyboard],
        "day": day_of(message.sent),
        "time": time_of(message.sent),
        "edited": message.edited is not None,
        "asks": message.force_reply,
        "placeholder": (message.markup or {}).get("input_field_placeholder", ""),
        "reply_to": message.reply_to.plain[:200] if message.reply_to else None,
        "file": _file(message),
        "service": sorted(message.extra),
    }


def _button(button: Button) -> dict[str, str]:
    shown = {"text": button["text"], "style": button.get("style", "")}
    if "url" in button:
        return shown | {"url": button["url"]}
    if "copy_text" in button:
        return shown | {"copy": button["copy_text"]["text"]}
    return shown | {"data": button.get("callback_data", "")}


def _file(message: Message) -> dict[str, Any] | None:
    if message.file is None:
        return None
    file = message.file
    return {
        "url": f"/chats/{message.chat.id}/files/{message.id}",
        "kind": file.kind,
        "name": file.name,
        "bytes": len(file.content),
        "width": file.width,
        "height": file.height,
        "opens": file.media_type in SHOWN_IN_PLACE,
    }
