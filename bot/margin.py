"""The margin: an invisible link at the end of a message, in which Telegram keeps notes for the bot.

A prompt notes the conversation and which message is the live one; the live message notes which prompt stands
open below it, so that it can be taken away. Telegram gives `text_link` entities back in `reply_to_message` and in
a tapped message. The notes are where the chat is and nowhere else.
"""

import re
from dataclasses import dataclass

from telegram import MaybeInaccessibleMessage, Message
from telegram import MessageEntity as Entity

_URL = re.compile(r"https://t\.me/\w+\?(?:start=(?P<token>[\w-]*)&)?beside=(?P<beside>\d+)")


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
    """Return the notes in a message, or None if it has none or can no longer be read."""
    if not isinstance(message, Message):
        return None
    for entity in message.entities:
        if entity.type == Entity.TEXT_LINK and (url := _URL.fullmatch(entity.url or "")):
            return Margin(int(url["beside"]), url["token"] or "")
    return None
