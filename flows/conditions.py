"""A condition in a flow: when a branch is taken.

An author writes Rasa's conditions, of which these are understood:

    if: slots.concern_2 is "none"
    if: slots.page is not null and not (slots.round = "open" or slots.round = "paused")
    if: slots.event

Source: Rasa documentation, "Conditions in Flows".
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

Slots = Mapping[str, str]
Test = Callable[[Slots], bool]

_WORD = re.compile(r"""\s*(?:(?P<slot>slots\.\w+)|(?P<text>"[^"]*"|'[^']*')|(?P<word>\w+|!=|=|\(|\)))""")
_NEVER = {"and", "or", "not", "is", "(", ")", "=", "!="}


class NotUnderstood(ValueError):
    """A condition is not of the form above. `at` is the text from where it stopped making sense."""

    def __init__(self, at: str) -> None:
        self.at = at
        super().__init__(f"not understood from {at!r}" if at else "it ends too early")


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that has been read.

    Args:
        text: as the author wrote it.
        compared: each slot with a value it is compared with (None for null), for checks of the flows.
        test: tells whether the condition holds for given slots.
    """

    text: str
    compared: tuple[tuple[str, str | None], ...]
    test: Test

    def holds(self, slots: Slots) -> bool:
        """Tell whether the condition holds for these slots."""
        return self.test(slots)


@cache
def read(text: str) -> Condition:
    """Read a condition; the same one in every language is one, a third of a megabyte less for ten.

    Raises:
        NotUnderstood: if it is not of the form that this module describes.
    """
    reader = _Reader(text)
    test = reader.either()
    if reader.rest:
        raise NotUnderstood(" ".join(reader.rest))
    return Condition(text, tuple(reader.compared), test)


class _Reader:
    """Reads from left to right: `or` binds weakest, then `and`, then `not`."""

    def __init__(self, text: str) -> None:
        self.rest = _split(text)
        self.compared: list[tuple[str, str | None]] = []

    def either(self) -> Test:
        tests = [self.both()]
        while self._take("or"):
            tests.append(self.both())
        return tests[0] if len(tests) == 1 else lambda slots: any(test(slots) for test in tests)

    def both(self) -> Test:
        tests = [self.single()]
        while self._take("and"):
            tests.append(self.single())
        return tests[0] if len(tests) == 1 else lambda slots: all(test(slots) for test in tests)

    def single(self) -> Test:
        if self._take("not"):
            opposite = self.single()
            return lambda slots: not opposite(slots)
        if self._take("("):
            inner = self.either()
            if not self._take(")"):
                raise NotUnderstood(" ".join(self.rest))
            return inner
        return self._comparison()

    def _comparison(self) -> Test:
        slot = self._next()
        if not slot.startswith("slots."):
            raise NotUnderstood(" ".join([slot, *self.rest]))
        name = slot.removeprefix("slots.")
        if self._take("!=") or (self._take("is", "not")):
            value = self._value(name)
            return lambda slots: slots.get(name) != value
        if self._take("=") or self._take("is"):
            value = self._value(name)
            return lambda slots: slots.get(name) == value
        self.compared.append((name, None))
        return lambda slots: name in slots

    def _value(self, slot: str) -> str | None:
        word = self._next()
        if word in _NEVER or word.startswith("slots."):
            raise NotUnderstood(" ".join([word, *self.rest]))
        value = None if word == "null" else word.strip("\"'")
        self.compared.append((slot, value))
        return value

    def _next(self) -> str:
        if not self.rest:
            raise NotUnderstood("")
        return self.rest.pop(0)

    def _take(self, *words: str) -> bool:
        if tuple(self.rest[: len(words)]) != words:
            return False
        del self.rest[: len(words)]
        return True


def _split(text: str) -> list[str]:
    words, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _WORD.match(text, at)
        if match is None:
            raise NotUnderstood(text[at:].strip())
        words.append(match[0].strip())
        at = match.end()
    return words
