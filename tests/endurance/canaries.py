"""The canaries: everything about residents that must not be found where it does not belong."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.playground.world import World
from tests.endurance.witness import CANARY, Witness

ID_DIGITS = 16
"""The ids in these tests have nearly all of the 52 bits that ids can have, so that none is found by chance."""

BLOCK = 16
"""So many letters of a token in a row are not there by chance: they are 96 random bits."""

_MARKED = rf"(?i){CANARY}(?:\w*?Q)?"
_LONG_NUMBER = re.compile(rf"\d{{{ID_DIGITS},}}")
_LONG_WORD = re.compile(rf"[\w-]{{{BLOCK},}}", re.ASCII)


@dataclass(frozen=True)
class Canaries:
    """What to look for, besides what is marked.

    Args:
        ids: of the residents' accounts, which are their chats' too.
        tokens: every token that was ever sent.
        secret: the bot's token.
    """

    ids: frozenset[str]
    tokens: frozenset[str] = field(repr=False)
    secret: str

    @classmethod
    def of(cls, witnesses: Iterable[Witness], secret: str) -> "Canaries":
        """Return the canaries of all these residents, and the bot's token."""
        residents = list(witnesses)
        ids = frozenset(str(one.resident.chat.id) for one in residents)
        assert {len(number) for number in ids} == {ID_DIGITS}
        return cls(ids, frozenset().union(*(one.tokens for one in residents)), secret)

    def in_text(self, text: str) -> set[str]:
        """Return the canaries in a text: names, marked words, ids, larger parts of tokens, the bot's token."""
        found = marks(text)
        for number in set(_LONG_NUMBER.findall(text)):
            found |= self.ids.intersection(_stretches(number, ID_DIGITS))
        blocks = {block for token in self.tokens for block in _stretches(token, BLOCK, apart=BLOCK)}
        for word in set(_LONG_WORD.findall(text)):
            found |= blocks.intersection(_stretches(word, BLOCK))
        return found | {part for part in (self.secret, self.secret.partition(":")[2]) if part in text}

    def in_bytes(self, content: bytes) -> set[str]:
        """Return the canaries among bytes: names, marked words and ids, the latter also as numbers."""
        found = {mark.decode() for mark in re.findall(_MARKED.encode(), content)}
        return found | {number for number in self.ids if any(way in content for way in _written(number))}


def marks(text: str) -> set[str]:
    """Return the names, usernames and marked words in a text."""
    return set(re.findall(_MARKED, text))


def seen_in(world: World) -> str:
    """Return all that the chats of a Telegram show now, in the words of the Bot API."""
    messages = (message for chat in world.chats.values() for message in chat.messages.values())
    return json.dumps([message.as_json() for message in messages], ensure_ascii=False)


def _written(number: str) -> tuple[bytes, ...]:
    return number.encode(), int(number).to_bytes(7, "big"), int(number).to_bytes(7, "little")


def _stretches(word: str, length: int, apart: int = 1) -> Iterator[str]:
    return (word[at : at + length] for at in range(0, len(word) - length + 1, apart))
