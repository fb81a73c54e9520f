"""Numbers under texts of which the hashes alone are kept: of the tens of thousands that the bot learns at its start."""

from array import array
from collections.abc import Iterable, Mapping

FREE = -1
"""Stands in the table where nothing does. Python gives no object this hash."""


class Hashed:
    """Finds the numbers of texts, in a fifth of the memory that a dictionary with the texts takes.

    It is a table in which free places stay. Another text has the hash of one of 50,000 once in 10^14 times.

    Args:
        numbered: the texts and their numbers, from 0.
    """

    def __init__(self, numbered: Mapping[str, int]) -> None:
        places = 1 << (len(numbered) * 3 // 2).bit_length()
        self._last = last = places - 1
        self._many = len(numbered)
        self._hashes, self._numbers = hashes, numbers = array("q", [FREE]) * places, array("I", [0]) * places
        for text, number in numbered.items():
            at = hash(text) & last
            while hashes[at] != FREE:
                at = (at + 1) & last
            hashes[at], numbers[at] = hash(text), number

    def __len__(self) -> int:
        return self._many

    def __contains__(self, text: str) -> bool:
        return bool(self.of([text]))

    def of(self, texts: Iterable[str]) -> list[int]:
        """Return the numbers of those texts that have one."""
        hashes, last, found = self._hashes, self._last, []
        for wanted in map(hash, texts):
            at = wanted & last
            while (there := hashes[at]) != wanted and there != FREE:
                at = (at + 1) & last
            if there == wanted:
                found.append(self._numbers[at])
        return found
