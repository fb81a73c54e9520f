"""Histories: residents answer and withdraw, figures are told of them; whose answers are behind which is known."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as some

from storage.figures import MINIMUM
from storage.releases import EVERYWHERE, Entry, Issued, due
from storage.tables import Response
from tests.counting import count

ROUND = "2026-2"
FIRST_DAY = date(2026, 5, 4)
AREAS = ("dacorum", "stevenage", "watford")
ISSUES = ("speeding", "theft", "drugs", "burglary", "parking", "robbery", "something_else")
TOWNS = {"dacorum": "tring", "stevenage": "chells", "watford": "oxhey"}
People = dict[str, list[Response]]


@dataclass(frozen=True)
class Step:
    """A day.

    Args:
        opened: how many answers of each area are opened.
        withdrawn: how many of those before are withdrawn.
        newest: of those withdrawn, how many are the newest; the others are anybody.
        told: whether figures are told after it.
        final: whether the round is over.
    """

    opened: Mapping[str, int]
    withdrawn: Mapping[str, int]
    newest: int = 0
    told: bool = True
    final: bool = False


@dataclass(frozen=True)
class Moment:
    """What is so after a day on which figures were told, or could have been.

    Args:
        day: the day.
        people: whose answers are kept, by area.
        new: what was told anew.
        history: all that was ever told of each area, and of the county as `EVERYWHERE`.
    """

    day: date
    people: People
    new: Mapping[str, Issued]
    history: Mapping[str, tuple[Entry, ...]]

    def behind(self, area: str) -> People:
        """Return whose answers are behind what was told anew of an area, or of the county."""
        told = [one for one in AREAS if one in self.history] if area == EVERYWHERE else [area]
        return {one: self.people[one] for one in told}


CHANCE = some.integers(0, 2**32).map(Random)
HISTORY = some.lists(
    some.builds(
        Step,
        opened=some.fixed_dictionaries({area: some.sampled_from([0, 0, 10, 11, 14, 25]) for area in AREAS}),
        withdrawn=some.fixed_dictionaries(
            {area: some.sampled_from([0, 0, 0, 1, 5, 10, 12]) for area in AREAS}
        ),
        newest=some.sampled_from([0, 9]),
        told=some.sampled_from([True, True, False]),
        final=some.just(False),
    ),
    min_size=1,
    max_size=8,
)


def one_area(opened: int = 0, withdrawn: int = 0) -> Step:
    """Return a day on which something happens in one area only."""
    return Step({AREAS[0]: opened}, {AREAS[0]: withdrawn})


def lived(chance: Random, history: Iterable[Step], *, alike: bool = False) -> Iterator[Moment]:
    """Live through days, and give each moment at which figures are told; the round is over in the end.

    Where all are alike, they say the same: whoever is replaced by somebody else leaves the figures as they were.
    """
    people: People = {area: [] for area in AREAS}
    told: dict[str, list[Issued]] = {}
    entries: dict[str, tuple[Entry, ...]] = {}
    for number, step in enumerate((*history, Step({}, {}, final=True))):
        day = FIRST_DAY + timedelta(days=number)
        for area, gone in step.withdrawn.items():
            if gone and area in told:
                told[area] = [replace(issued, thinned=True) for issued in told[area]]
            newest = min(step.newest, gone)
            people[area] = people[area][: len(people[area]) - newest]
            chance.shuffle(people[area])
            people[area] = people[area][gone - newest :]
        for area, come in step.opened.items():
            people[area] = people[area] + [
                resident(Random(0) if alike else chance, area) for _ in range(come)
            ]
        if step.told:
            new = _due(people, told, final=step.final)
            for area, issued in new.items():
                told.setdefault(area, []).append(issued)
                entries[area] = (*entries.get(area, ()), Entry(day, issued.figures))
            yield Moment(day, dict(people), new, dict(entries))
            # Looking once more tells nothing new.
            assert _due(people, told, final=step.final) == {}


def _due(people: People, told: Mapping[str, list[Issued]], *, final: bool) -> dict[str, Issued]:
    tallies = {area: count(residents) for area, residents in people.items() if residents}
    return due(ROUND, tallies, told, MINIMUM, final=final)


def resident(chance: Random, area: str, round_name: str = ROUND, **said: Any) -> Response:
    """Make up a resident's answers; whatever is given is what they said."""
    issues = [ISSUES[min(chance.randrange(7), chance.randrange(7))] for _ in range(3)]
    first, second, third = (*dict.fromkeys(issues), None, None)[:3]
    assert first
    given: dict[str, Any] = {
        "first": first,
        "second": second,
        "third": third,
        "town": chance.choice([TOWNS[area], None]),
        "time": chance.choice(["evening", "night", None]),
        "safe_after_dark": chance.choice(["very_safe", "fairly_safe", "very_unsafe", None]),
        "assisted": chance.random() < 0.3,
    }
    return Response(id=f"{chance.getrandbits(128):032x}", round=round_name, area=area, **given | said)
