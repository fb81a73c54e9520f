"""A witness: remembers everything that a resident is ever shown, also what is gone a moment later."""

import re

from bot.playground.chats import Message
from bot.playground.keyboards import Button
from bot.playground.resident import Resident
from bot.playground.world import World

CANARY = "zzyzx"
"""Begins the names of every resident here, and a mark, ended by a Q, in nearly every text that one types."""

THANKED = "Thank you. Your"
PATIENCE_SECONDS = 120.0  # a tick may wait 30 s for a locked database, and the next one again

_TOKEN_IN_LINK = re.compile(r"start=([\w-]+)")


class Witness:
    """A resident by a name that is easily found again, and what they have seen.

    Args:
        world: the Telegram to be in.
        number: tells this resident from the others.
        language: the tag that Telegram reports, or None where it reports none.
    """

    def __init__(self, world: World, number: int, language: str | None = f"en-x-{CANARY}") -> None:
        self.letters = letters(number)
        name, username = f"{CANARY}Name{self.letters}Q", f"{CANARY}_user_{self.letters}Q"
        self.resident = Resident(world, name, language, username)
        self.buttons: dict[tuple[int, str], tuple[Button, Message]] = {}
        self.prompts: list[Message] = []
        self.is_thanked = False
        self._link_tokens: set[str] = set()
        self.resident.chat.changed.tell(self._look)

    @property
    def tokens(self) -> set[str]:
        """Every token that was ever in a button or a link."""
        return {data for _, data in self.buttons if not data.startswith("/")} | self._link_tokens

    def _look(self) -> None:
        for message in self.resident.messages:
            self.is_thanked = self.is_thanked or THANKED in message.plain
            if message.force_reply and message not in self.prompts:
                self.prompts.append(message)
            for entity in message.entities:
                self._link_tokens.update(_TOKEN_IN_LINK.findall(entity.get("url", "")))
            for row in message.keyboard:
                for button in row:
                    self.buttons.setdefault((message.id, button["callback_data"]), (button, message))


def letters(number: int) -> str:
    """Return a number in letters: digits could be taken for a phone number, and redacted."""
    return str(number).translate(str.maketrans("0123456789", "abcdefghij"))
