"""Reading figures: the ways in which numbers that were told tell of whom they have not been told with before."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from math import comb

from storage.figures import MINIMUM, Band, Concern, Figures

NAMED_FOR_FIRST = 2
"""How many name a concern for each who puts it first, about."""


@dataclass(frozen=True)
class View:
    """What the attacker has of a target: the figures of before and after, and what is usual in the area in the end.

    Args:
        before: the area's figures without the target; None if there were none.
        after: the first of the area's figures that may be with the target.
        usual: the share that puts each issue first.
        beyond: by how much each issue, named, rose in the county beyond the other areas, when the area's figures rose.
        untold: by how much it rose in the county beyond all areas, when the county's figures rose.
    """

    before: Figures | None
    after: Figures
    usual: Mapping[str, float]
    beyond: Mapping[str, int]
    untold: Mapping[str, int]

    @property
    def newcomers(self) -> int:
        """About how many answers came between the two."""
        return self.after.answers - (self.before.answers if self.before else 0)


Way = Callable[[View, str], float]
"""Takes what the attacker has and an issue; returns how much speaks for it."""


def usual_in(figures: Figures) -> dict[str, float]:
    """Return about which share puts each issue first, by figures."""
    if any(one.first for one in figures.concerns):
        return {one.issue: (one.first or MINIMUM / 3) / figures.answers for one in figures.concerns}
    return {
        one.issue: (one.named or MINIMUM / 2) / NAMED_FOR_FIRST / figures.answers for one in figures.concerns
    }


def rise(before: Mapping[str, Figures], after: Mapping[str, Figures], area: str) -> Counter[str]:
    """Return by how much the number of each issue, named, rose in an area."""
    then, now = before.get(area), after.get(area)
    issues = {one.issue for figures in (then, now) if figures for one in figures.concerns}
    return Counter({issue: _number(now, issue, "named") - _number(then, issue, "named") for issue in issues})


def _concern(figures: Figures | None, issue: str) -> Concern | None:
    return next((one for one in figures.concerns if one.issue == issue), None) if figures else None


def _told(figures: Figures | None, issue: str, of: str) -> int | None:
    concern = _concern(figures, issue)
    return None if concern is None else concern.first if of == "first" else concern.named


def _number(figures: Figures | None, issue: str, of: str) -> int:
    told = _told(figures, issue, of)
    return MINIMUM // 2 if told is None else told


def _rose(of: str) -> Way:
    """Look at the rise of a number."""
    return lambda view, issue: _number(view.after, issue, of) - _number(view.before, issue, of)


def _rose_beyond_its_share(of: str) -> Way:
    """Look at the rise of a number beyond what the newcomers would do if they were like the others."""

    def way(view: View, issue: str) -> float:
        expected = view.newcomers * view.usual[issue] * (NAMED_FOR_FIRST if of == "named" else 1)
        return _rose(of)(view, issue) - expected

    return way


def _share(view: View, issue: str) -> float:
    before = _number(view.before, issue, "named") / view.before.answers if view.before else 0
    return _number(view.after, issue, "named") / view.after.answers - before


def _rank(view: View, issue: str) -> float:
    return _place(view.before, issue) - _place(view.after, issue)


def _place(figures: Figures | None, issue: str) -> int:
    ranks = figures.ranks if figures else []
    return next(
        (place for place, tied in enumerate(ranks) if issue in {one.issue for one in tied}), len(ranks)
    )


def _band(view: View, issue: str) -> float:
    return _height(view.before, issue) - _height(view.after, issue)


def _height(figures: Figures | None, issue: str) -> int:
    concern = _concern(figures, issue)
    return list(Band).index(concern.band) if concern else len(Band)


def _county_less_others(view: View, issue: str) -> float:
    return view.beyond[issue]


def _county_less_all(view: View, issue: str) -> float:
    return view.untold[issue]


def _likeliest(*numbers: str) -> Way:
    """Look at how many newcomers each number is likely to be of, whatever it was rounded from."""

    def way(view: View, issue: str) -> float:
        likely = view.usual[issue]
        for of in numbers:
            usual = min(0.99, view.usual[issue] * (NAMED_FOR_FIRST if of == "named" else 1))
            told = (_told(view.before, issue, of), _told(view.after, issue, of))
            if view.before and view.newcomers > 0:
                gain = _expected(*told, view.newcomers, round(usual, 3)) / usual
                likely *= gain ** (1 / len(numbers))
        return likely

    return way


@cache
def _expected(before: int | None, after: int | None, newcomers: int, usual: float) -> float:
    """Return the share of the newcomers that is to be expected behind two numbers."""
    total = weights = 0.0
    for number in range(newcomers + 1):
        weight = comb(newcomers, number) * usual**number * (1 - usual) ** (newcomers - number)
        weight *= sum(1 for exact in _behind(before) if exact + number in _behind(after))
        total += weight * number / newcomers
        weights += weight
    return total / weights if weights else usual


def _behind(told: int | None) -> range:
    """Return the exact numbers that may be behind one that was told, or was not."""
    return range(MINIMUM) if told is None else range(max(MINIMUM, told - 2), told + 3)


WAYS: list[Way] = [
    _rose("first"),
    _rose("named"),
    _rose_beyond_its_share("first"),
    _rose_beyond_its_share("named"),
    _share,
    _rank,
    _band,
    _county_less_others,
    _county_less_all,
    _likeliest("first"),
    _likeliest("named"),
    _likeliest("first", "named"),
]
