"""Subtracting: what somebody can find out who sets numbers against each other."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from storage.tables import Response


def is_few(number: int) -> bool:
    """Tell whether it is a number that must not be found out."""
    return number < 10 and number != 0


def rounded(number: int) -> int:
    """Round to the nearest five."""
    return (number + 2) // 5 * 5


def between(one: Iterable[Response], other: Iterable[Response]) -> int:
    """Return how many people are behind only one of two."""
    return len({id(resident) for resident in one} ^ {id(resident) for resident in other})


def behind(
    table: Mapping[str, int],
    whole: Counter[str],
    below: Sequence[tuple[Mapping[str, int], Counter[str]]],
) -> int:
    """See that each number of the county is of nobody or not of few beside those of its areas.

    Args:
        table: what the county is told.
        whole: the exact numbers of the county.
        below: what is told of each area, and its exact numbers.

    Returns:
        How many answers are behind the county's table or, where its cell is hidden, behind those of its areas.
    """
    total = 0
    for value in whole:
        of_areas = sum(exact[value] for shown, exact in below if value in shown)
        beyond = whole[value] - of_areas
        counted = (
            whole[value] if table.get(value) == rounded(whole[value]) and not is_few(beyond) else of_areas
        )
        assert table.get(value, 0) == rounded(counted)
        total += counted
    return total
