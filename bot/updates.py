"""Updates, read from what Telegram sends."""

import contextlib
from collections.abc import Iterator
from typing import Any

from telegram import Bot, Chat, MaybeInaccessibleMessage, Message, Update, User

from bot.screen import units

UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
]
"""The kinds that the bot asks for."""

NEVER_READ = ("reply_markup", "from", "link_preview_options")
"""Of a tapped message."""

Relied = tuple[object, type | tuple[type, ...]]
"""Something that is relied upon, and of what types it can be."""
TEXT_OR_NONE = (str, type(None))
NUMBER_OR_NONE = (int, type(None))


def read(update: dict[str, Any], bot: Bot) -> Update:
    """Return an update, of a tapped message only what is read of it: it is the bot's own.

    There may be fifteen buttons, and each takes python-telegram-bot a fifth of the time that it needs for all the rest.

    Args:
        update: as it came.
        bot: whose it is.

    Raises:
        TypeError: if something that is relied upon is not what the Bot API says that it is; python-telegram-bot, which
            looks at few types, raises this and others, and so does an entity that begins or ends within a sign.
    """
    with contextlib.suppress(TypeError, KeyError, AttributeError):
        for name in NEVER_READ:
            update["callback_query"]["message"].pop(name, None)
    found = Update.de_json(update, bot)
    for value, kinds in _relied_upon(found):
        if not isinstance(value, kinds):
            raise TypeError
    return found


def words_in(message: Message) -> Iterator[str]:
    """Give all that somebody has put into words in a message, whatever kind it is of; names are none of it."""
    said = [message.text, message.caption]
    if message.poll is not None:
        poll = message.poll
        said += [poll.question, poll.description, poll.explanation, *(option.text for option in poll.options)]
    if message.venue is not None:
        said += [message.venue.title, message.venue.address]
    if message.checklist is not None:
        said += [message.checklist.title, *(task.text for task in message.checklist.tasks)]
    return filter(None, said)


def _relied_upon(update: Update) -> Iterator[Relied]:
    """Give what of an update is read, and what it should be."""
    query, change = update.callback_query, update.my_chat_member
    message: MaybeInaccessibleMessage | None = update.effective_message
    if query is not None:
        yield query.id, str
        yield query.data, TEXT_OR_NONE
        message = query.message
    if change is not None:
        yield from _of_chat(change.chat)
        yield change.old_chat_member.status, str
        yield change.new_chat_member.status, str
    if update.effective_user is not None:
        yield from _of_user(update.effective_user)
    if message is not None:
        yield from _of_message(message)


def _of_message(message: MaybeInaccessibleMessage) -> Iterator[Relied]:
    yield message, MaybeInaccessibleMessage
    yield message.message_id, int
    yield from _of_chat(message.chat)
    if not isinstance(message, Message):
        return
    yield message.text, str if message.entities else TEXT_OR_NONE
    yield from ((words, str) for words in words_in(message))
    yield message.media_group_id, TEXT_OR_NONE
    yield message.migrate_to_chat_id, NUMBER_OR_NONE
    yield message.migrate_from_chat_id, NUMBER_OR_NONE
    if message.from_user is not None:
        yield from _of_user(message.from_user)
    # Only a sign of two units can be cut in half.
    can_be_cut = units(message.text or "") > len(message.text or "")
    for entity in message.entities:
        yield entity.type, str
        yield entity.offset, int
        yield entity.length, int
        yield entity.url, TEXT_OR_NONE
        if can_be_cut:
            yield message.parse_entity(entity), str
    if message.reply_to_message is not None:
        yield from _of_message(message.reply_to_message)


def _of_chat(chat: Chat) -> Iterator[Relied]:
    yield chat, Chat
    yield chat.id, int
    yield chat.type, str


def _of_user(user: User) -> Iterator[Relied]:
    yield user, User
    yield user.id, int
    yield user.language_code, TEXT_OR_NONE
