"""Features: what counts of a text, each under a number of its own, by which what was learned of it is found."""

from array import array
from collections.abc import Collection, Iterable

FREE = -1
"""Stands in the table where nothing does. Python gives no object this hash."""


class Features:
    """The features that are met while learning."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def numbered(self, features: Iterable[str]) -> list[int]:
        """Return the numbers of an example's features; one that was not met before gets the next."""
        numbers = self._numbers
        return [numbers.setdefault(feature, len(numbers)) for feature in features]

    def met(self) -> "Met":
        """Return those that were met so far, to be found again."""
        return Met(self._numbers.items())


class Met:
    """The features that were met while learning, found by their hashes alone: in a table in which free places stay.

    With their names in a dictionary they took five times as much memory. Two of 50,000 features have the same hash of
    64 bits in one of 10^10 starts.

    Args:
        numbered: the features and their numbers.
    """

    def __init__(self, numbered: Collection[tuple[str, int]]) -> None:
        places = 1 << (len(numbered) * 3 // 2).bit_length()
        self._last = places - 1
        self._hashes, self._numbers = array("q", [FREE]) * places, array("I", [0]) * places
        self._many = len(numbered)
        for feature, number in numbered:
            at = hash(feature) & self._last
            while self._hashes[at] != FREE:
                at = (at + 1) & self._last
            self._hashes[at], self._numbers[at] = hash(feature), number

    def __len__(self) -> int:
        return self._many

    def known(self, features: Iterable[str]) -> list[int]:
        """Return the numbers of those features of a text that were met."""
        hashes, last, found = self._hashes, self._last, []
        for wanted in map(hash, features):
            at = wanted & last
            while (there := hashes[at]) != wanted and there != FREE:
                at = (at + 1) & last
            if there == wanted:
                found.append(self._numbers[at])
        return found
