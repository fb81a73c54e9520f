"""Features: what counts of a text, each under a number of its own, by which what was learned of it is found."""

from collections.abc import Iterable

from flows.hashed import Hashed


class Features:
    """The features that are met while learning."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def numbered(self, features: Iterable[str]) -> list[int]:
        """Return the numbers of an example's features; one that was not met before gets the next."""
        numbers = self._numbers
        return [numbers.setdefault(feature, len(numbers)) for feature in features]

    def met(self) -> Hashed:
        """Return the numbers of those that were met so far, to be found again."""
        return Hashed(self._numbers)
