"""The margin: an invisible link at the end of a message, in which Telegram keeps notes for the bot.

A prompt notes the conversation and which message is the live one; the live message notes which prompt stands
open below it, so that it can be taken away. Telegram gives `text_link` entities back in `reply_to_message` and in
a tapped message. The notes are where the chat is and nowhere else.
"""

import re
from dataclasses import dataclass

from telegram import MaybeInaccessibleMessage, Message
from telegram import MessageEntity as Entity

_URL = re.compile(r"https://t\.me/\w+\?(?:start=(?P<token>[\w-]*)&)?beside=(?P<beside>\d{1,10})")


@dataclass(frozen=True, slots=True)
class Margin:
    """The notes in a message.

    Args:
        beside: the message that belongs to this one: the prompt of a live message, or the reverse.
        token: the conversation, in a prompt; empty in a live message.
    """

    beside: int
    token: str = ""

    def url(self, bot: str) -> str:
        """Return the notes as a link to the bot of this name."""
        start = f"start={self.token}&" if self.token else ""
        return f"https://t.me/{bot}?{start}beside={self.beside}"


def margin_of(message: MaybeInaccessibleMessage | None) -> Margin | None:
    """Return the notes in a message of the bot, or None if it has none or can no longer be read.

    Anybody can put links into messages of their own: only what the bot itself wrote is believed.
    """
    if not isinstance(message, Message) or not _is_by_the_bot(message):
        return None
    for entity in message.entities:
        if entity.type == Entity.TEXT_LINK and (url := _URL.fullmatch(entity.url or "")):
            return Margin(int(url["beside"]), url["token"] or "")
    return None


def _is_by_the_bot(message: Message) -> bool:
    sender = message.from_user
    return sender is not None and sender.id == message.get_bot().id and message.forward_origin is None
