"""Figures that may leave: what of exact counts may be told, rounded so that it tells of nobody.

The rules, where ten stands for the minimum, which may be set higher, and "few" is from one to nine answers:

- nothing is told of an area with fewer than ten answers, and no count of few;
- every number is rounded to five; shares and bands are computed from rounded numbers;
- from twenty answers on, a concern that few have named is told by its band alone, which is that of its exact share,
  without its count, unless the band is the lowest;
- what is left of a table when the cells told are taken from the total, those who gave no answer included, is nobody
  or not few. Likewise those who named a concern, but not first;
- whatever is told of the county is, apart from what is told of its areas, of nobody or not of few. Where hidden counts
  of areas add up to few, they are left out of the county's number: it is then wrong by nine at most. To hide
  the number would cost the county its main concern whenever a single area has few who named it, and hide nobody better.

What was told when is for `releases`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

MINIMUM = 10
"""No number is ever told of fewer answers than this, even where fewer leave the ballot box together."""

_STEP = 5
FIRST, ASSISTED = "first", "assisted"


class Band(StrEnum):
    """How many of an area's residents name a concern, from most to fewest."""

    MOST = "most"
    ABOUT_HALF = "about_half"
    ABOUT_A_QUARTER = "about_a_quarter"
    FEWER = "fewer"

    @property
    def span(self) -> tuple[float, float]:
        """The shares, from 0 to 1, from which it counts and below which it does."""
        start = _FROM[self]
        return start, min((other for other in _FROM.values() if other > start), default=1.0)


_FROM = {Band.MOST: 0.6, Band.ABOUT_HALF: 0.4, Band.ABOUT_A_QUARTER: 0.2, Band.FEWER: 0.0}
"""The share from which on each band counts."""


@dataclass(frozen=True)
class Concern:
    """What is told of one issue.

    Args:
        issue: its name in the county's data.
        band: how many name it among their concerns.
        named: how many do, rounded; None if that is not told.
        first: how many name it first, rounded; None if that is not told.
    """

    issue: str
    band: Band
    named: int | None
    first: int | None


@dataclass(frozen=True)
class Figures:
    """What is told of one area in one round.

    Tables hold the answers that may be told, and how many gave each, rounded.

    Args:
        round: its name.
        area: its name in the county's data.
        answers: how many there are, rounded.
        concerns: the most named first, ties by the issue's name.
        place: where it happens.
        town: in which town or village.
        time: when it happens.
        safe_by_day: how safe people feel by day.
        safe_after_dark: how safe they feel after dark.
        assisted: how many answers were given on an officer's tablet, rounded; None if that is not told.
        minimum: how many answers could be told of together when they were made.
    """

    round: str
    area: str
    answers: int
    concerns: tuple[Concern, ...]
    place: dict[str, int]
    town: dict[str, int]
    time: dict[str, int]
    safe_by_day: dict[str, int]
    safe_after_dark: dict[str, int]
    assisted: int | None
    minimum: int = MINIMUM

    @property
    def ranks(self) -> list[tuple[Concern, ...]]:
        """The concerns from the first rank to the last; those that tie share one."""
        return [tuple(tied) for _, tied in groupby(self.concerns, key=_height)]

    def percent(self, count: int) -> int:
        """Return the share that a number of these figures has in all answers, from 0 to 100."""
        return round(100 * count / self.answers)


TABLES = ("place", "town", "time", "safe_by_day", "safe_after_dark")
"""The questions with one answer each, by their columns."""


@dataclass(repr=False)
class Tally:
    """Exact counts, which never leave: of all answers, of each issue named at all, and of each answer to a question.

    An issue is counted once for each resident who named it, however they ranked it.
    """

    answers: int = 0
    named: Counter[str] = field(default_factory=Counter)
    tables: Mapping[str, Counter[str]] = field(
        default_factory=lambda: {name: Counter() for name in (*TABLES, FIRST, ASSISTED)}
    )


def least(minimum: int) -> int:
    """Return how many answers may be told of together.

    Args:
        minimum: how many leave the ballot box together.
    """
    return max(minimum, MINIMUM)


def of_area(round_name: str, area: str, tally: Tally, minimum: int = MINIMUM) -> Figures:
    """Return what may be told of an area that has the minimum of answers.

    Args:
        round_name: the round they were given in.
        area: the area's name.
        tally: of its answers.
        minimum: how many answers may be told of together, 10 or more.
    """
    return _rounded(round_name, area, tally, _told(tally, (), minimum), minimum)


def of_county(round_name: str, name: str, areas: Sequence[Tally], minimum: int = MINIMUM) -> Figures:
    """Return what may be told of a county beside what `of_area` tells of its areas.

    Args:
        round_name: the round the answers were given in.
        name: what to call the county.
        areas: the tally of each area that is told of.
        minimum: how many answers may be told of together, 10 or more.
    """
    whole = _sum(areas)
    return _rounded(
        round_name, name, whole, _told(whole, [_told(area, (), minimum) for area in areas], minimum), minimum
    )


def in_steps(number: int, minimum: int) -> int:
    """Return what is told of a number that only grows: the whole steps of what may be told of together, or 0.

    Args:
        number: exact.
        minimum: how many leave the ballot box together.
    """
    return number // least(minimum) * least(minimum)


def _told(tally: Tally, below: Sequence[Tally], minimum: int) -> Tally:
    """Return the exact counts behind what may be told, beside what is told of the areas below."""
    told = _sum(below)
    named = _enough(tally.named, told.named, minimum)
    barred = {
        issue for issue, first in tally.tables[FIRST].items() if not _is_safe(named[issue] - first, minimum)
    }
    return Tally(
        tally.answers,
        named,
        {
            name: _leaving_enough(
                _enough(counts, told.tables[name], minimum, barred if name == FIRST else ()),
                tally.answers,
                told.tables[name],
                minimum,
            )
            for name, counts in tally.tables.items()
        },
    )


def _enough(
    counts: Counter[str], below: Counter[str], minimum: int, barred: Iterable[str] = ()
) -> Counter[str]:
    """Return the counts that are, apart from what is told below, of nobody or not of few; else what is told below."""
    return Counter(
        {
            value: number
            if _is_safe(number - below[value], minimum) and value not in barred
            else below[value]
            for value, number in counts.items()
        }
    )


def _leaving_enough(counts: Counter[str], total: int, below: Counter[str], minimum: int) -> Counter[str]:
    """Return a table whose cells, taken from the total, leave nobody or not few.

    Below, each table leaves nobody or not few. So if few are left here, some cell tells more than is told below; that
    is at least the minimum, and without it enough are left.
    """
    if not _is_safe(total - counts.total(), minimum):
        beyond = {value: number - below[value] for value, number in counts.items() if number > below[value]}
        smallest = min(beyond, key=lambda value: (beyond[value], value))
        counts = Counter({**counts, smallest: below[smallest]})
    return +counts


def _is_safe(number: int, minimum: int) -> bool:
    return number == 0 or number >= minimum


def _sum(tallies: Sequence[Tally]) -> Tally:
    total = Tally(sum(tally.answers for tally in tallies))
    for tally in tallies:
        total.named.update(tally.named)
        for name, counts in tally.tables.items():
            total.tables[name].update(counts)
    return total


def _rounded(round_name: str, area: str, tally: Tally, told: Tally, minimum: int) -> Figures:
    answers = _round(tally.answers)
    firsts = told.tables[FIRST]
    concerns = []
    for issue, exact in tally.named.items():
        named, first = _number(told.named[issue]), _number(firsts[issue])
        band = _band(exact / tally.answers if named is None else named / answers)
        if named is not None or (tally.answers >= 2 * minimum and band is not Band.FEWER):
            concerns.append(Concern(issue, band, named, first))
    tables = {
        name: {value: _round(told.tables[name][value]) for value in sorted(told.tables[name])}
        for name in TABLES
    }
    return Figures(
        round=round_name,
        area=area,
        answers=answers,
        concerns=tuple(sorted(concerns, key=lambda concern: (_height(concern), concern.issue))),
        assisted=_number(told.tables[ASSISTED][ASSISTED]),
        minimum=minimum,
        **tables,
    )


def _number(count: int) -> int | None:
    return _round(count) if count else None


def _round(count: int) -> int:
    return _STEP * round(count / _STEP)


def _band(share: float) -> Band:
    return next(band for band in Band if share >= _FROM[band])


def _height(concern: Concern) -> tuple[int, int]:
    """Return what ranks a concern: less is higher."""
    return list(Band).index(concern.band), -(concern.named or 0)
