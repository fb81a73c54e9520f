"""Reading figures: the ways in which numbers that were told tell of whom they have not been told with before."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
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

    @cached_property
    def concerns(self) -> tuple[Mapping[str, Concern], Mapping[str, Concern]]:
        """The concerns of before and after, by issue."""
        return _concerns(self.before), _concerns(self.after)

    @cached_property
    def places(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """At which place each issue stood before and after; those that share a rank share it."""
        return _places(self.before), _places(self.after)


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
    then, now = _concerns(before.get(area)), _concerns(after.get(area))
    numbers = {
        issue: (_number(_told(then.get(issue), "named")), _number(_told(now.get(issue), "named")))
        for issue in then.keys() | now.keys()
    }
    return Counter({issue: number_now - number_then for issue, (number_then, number_now) in numbers.items()})


def _concerns(figures: Figures | None) -> Mapping[str, Concern]:
    return {one.issue: one for one in figures.concerns} if figures else {}


def _places(figures: Figures | None) -> Mapping[str, int]:
    ranks = figures.ranks if figures else []
    return {one.issue: place for place, tied in enumerate(ranks) for one in tied}


def _told(concern: Concern | None, of: str) -> int | None:
    return None if concern is None else concern.first if of == "first" else concern.named


def _both_told(view: View, issue: str, of: str) -> tuple[int | None, int | None]:
    before, after = view.concerns
    return _told(before.get(issue), of), _told(after.get(issue), of)


def _number(told: int | None) -> int:
    return MINIMUM // 2 if told is None else told


def _rose(of: str) -> Way:
    """Look at the rise of a number."""

    def way(view: View, issue: str) -> float:
        before, after = map(_number, _both_told(view, issue, of))
        return after - before

    return way


def _rose_beyond_its_share(of: str) -> Way:
    """Look at the rise of a number beyond what the newcomers would do if they were like the others."""
    rose = _rose(of)

    def way(view: View, issue: str) -> float:
        expected = view.newcomers * view.usual[issue] * (NAMED_FOR_FIRST if of == "named" else 1)
        return rose(view, issue) - expected

    return way


def _share(view: View, issue: str) -> float:
    before, after = map(_number, _both_told(view, issue, "named"))
    return after / view.after.answers - (before / view.before.answers if view.before else 0)


def _rank(view: View, issue: str) -> float:
    before, after = view.places
    return _place(before, issue) - _place(after, issue)


def _place(places: Mapping[str, int], issue: str) -> int:
    """Return the place of an issue; one that is not told of stands below all others."""
    return places[issue] if issue in places else len(set(places.values()))


def _band(view: View, issue: str) -> float:
    before, after = view.concerns
    return _height(before.get(issue)) - _height(after.get(issue))


def _height(concern: Concern | None) -> int:
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
            if view.before and view.newcomers > 0:
                gain = _expected(*_both_told(view, issue, of), view.newcomers, round(usual, 3)) / usual
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
