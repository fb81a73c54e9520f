"""Features: what counts of a text, each under a number of its own, by which what was learned of it is found."""

from collections.abc import Iterable


class Features:
    """The features that were met while learning."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def numbered(self, features: Iterable[str]) -> list[int]:
        """Return the numbers of an example's features; one that was not met before gets the next."""
        numbers = self._numbers
        return [numbers.setdefault(feature, len(numbers)) for feature in features]

    def known(self, features: Iterable[str]) -> list[int]:
        """Return the numbers of those features of a text that were met."""
        numbers = self._numbers
        return [numbers[feature] for feature in features if feature in numbers]
