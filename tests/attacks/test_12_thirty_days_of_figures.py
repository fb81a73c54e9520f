"""Attack 12: thirty days of figures that left.

The attacker asks for all figures of all areas and of the county four times a day, and knows of each resident the area
and between which two of these moments they answered. They know too how figures are made. From the first figures that
may have a resident's answers behind them, and those before, they guess the resident's first concern: by which number
rose most (how many put it first, or named it), by the numbers rising more than their share, by shares, by ranks, by
bands, by what the county has gained beyond the other areas or beyond all of them, and by how many of the newcomers
each number must be of, whatever it was rounded from. In doubt they guess what most have put first in the end. It is
done where few answer and where many do, in areas that are of very different minds: where all are of one mind there is
nothing to find out. Then they have nothing but the summaries that staff are sent, the county's and every area's, read
the figures in their text, and guess any concern that the resident named. Naive figures are the exact numbers of each
moment, of answers that waited for no others, and naive summaries tell these.

What is chance? Figures that are told anew tell something of the newcomers together, whatever is done about it: if
many of those who came name thefts, theft rises. That is admitted, as it is meant: everybody is told of together with
nine others at least. What must not be found out is whose answers are whose among those who left the ballot box
together. So by chance each guess meets the truth of anybody of these (`verdict.exchanged`): that is exact, whatever
else makes a reader of figures right or wrong, and however alike the guesses are. Passes within 4 standard deviations;
as long as nothing that can be seen changes but with ten or more who leave the box together, it is at chance exactly.
(Opened and told of for three, it is not.)

How much is admitted is held as well, since it grows if figures are told of anew more often or more exactly: how much
better the best reading is for whoever knows when somebody answered than to guess what most have put first in the end.
By 24 other seeds it is 2 in a hundred for the first concern, and 3 to 4 for any concern (0.5 to 3.5, and 1 to 7): real,
though small. Of figures told anew only at each doubling, and to the nearest ten, a half to three quarters of it would
be left, and too few figures of a round of forty answers. Who withdrew is not among the targets: whoever knows when
they did, while few did, guesses better still, which the README says.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random

import pytest

from bot.desk.reading import Reading
from bot.desk.summary import Writer
from bot.screen import Screen
from bot.steps_count import Steps
from flows.script import installed
from flows.turn import Message
from storage import crockford
from storage.ballot import Answers, Ballot
from storage.box_contents import BoxContents
from storage.figures import FIRST, MINIMUM, Band, Concern, Figures, Tally
from storage.opening import open_box
from storage.releases import EVERYWHERE, Entry, Issued, due
from storage.tables import Round
from tests.attacks.figures_read import WAYS, View, Way, rise, usual_in
from tests.attacks.verdict import Judge, Success, Verdict, best, exchanged, judge_into
from tests.read_back import Reader

_SCRIPT = installed("hertfordshire")
_ROUND = "2026-2"
_FIRST_DAY = date(2026, 5, 4)
_DAYS, _LOOKS = 30, 4
_WEIGHTS = (10, 9, 8, 8, 7, 7, 6, 6, 5, 5, 4, 4)
"""How often each of twelve issues is somebody's concern, in another order in each area."""
_ADMITTED = 0.08
"""By how much more often, as a share of all guesses, the day may let somebody guess right."""


@pytest.fixture
def judge(record_property: Callable[[str, object], None]) -> Judge:
    """Return a function that notes a result for the table and fails if the attack succeeded, or was blind."""
    return judge_into(record_property)


Seen = Mapping[str, Figures]
"""All figures at one moment, by area."""


@dataclass(frozen=True, slots=True)
class Target:
    """A resident, the moment before which they answered, and the truth: what they named, the first first."""

    area: str
    came: int
    named: tuple[str, ...]


@dataclass(eq=False)
class Month:
    """Thirty days of figures.

    Args:
        lots: those who leave a ballot box together that is opened every evening for ten of an area.
        seen: the figures that could be seen at each moment.
        tells_of_first: whether to guess right is to name what somebody put first, and not anything that they named.
    """

    lots: list[list[Target]]
    seen: list[Seen] = field(default_factory=list)
    tells_of_first: bool = True
    views: dict[tuple[str, int], View | None] = field(default_factory=dict)

    def truth(self, target: Target) -> tuple[str, ...]:
        """Return what it is right to guess."""
        return target.named[:1] if self.tells_of_first else target.named

    def usual(self, area: str) -> str:
        """Return what most have put first in the end."""
        shares = usual_in(self.seen[-1][area])
        return max(shares, key=lambda issue: shares[issue])


@pytest.mark.parametrize(("areas", "a_day"), [pytest.param(10, 3, marks=pytest.mark.slow), (5, 20)])
def test_a_month_of_figures_does_not_tell_what_anybody_said(areas: int, a_day: int, judge: Judge) -> None:
    """Who said what, of those who left the box together, cannot be told by the figures; naive ones tell it."""
    naive, ours = _month(areas, a_day)
    assert sum(map(len, ours.lots)) > 500
    judge(Verdict(f"12 first concern, {a_day} a day", "", _by_the_figures(naive), _by_the_figures(ours)))
    assert _gained(ours) < _ADMITTED < _gained(naive)


@pytest.mark.parametrize(("areas", "a_day"), [(10, 3), pytest.param(5, 20, marks=pytest.mark.slow)])
def test_a_month_of_summaries_does_not_tell_what_anybody_said(areas: int, a_day: int, judge: Judge) -> None:
    """Nor can it by the messages that staff are sent."""
    naive, ours = map(_read, _month(areas, a_day))
    attack = f"12 by messages, any concern, {a_day} a day"
    judge(Verdict(attack, "", _by_the_figures(naive), _by_the_figures(ours)))
    assert _gained(ours) < _ADMITTED < _gained(naive)


@cache
def _month(areas: int, a_day: int) -> tuple[Month, Month]:
    life = _Life(Random(121), list(_SCRIPT.county.areas)[:areas])
    for moment in range(_DAYS * _LOOKS):
        life.pass_time(moment, a_day)
    return life.naive, life.ours


class _Life:
    """Residents who answer: what a naive store tells of them, and what is told of ours."""

    def __init__(self, chance: Random, areas: list[str]) -> None:
        known = list(_SCRIPT.county.issues)[: len(_WEIGHTS)]
        self._chance = chance
        self._issues = {area: chance.sample(known, len(known)) for area in areas}
        self._contents = BoxContents()
        self._waiting = defaultdict[str, list[Target]](list)
        self._exact, self._opened = (defaultdict[str, Tally](Tally) for _ in range(2))
        self._ledger = defaultdict[str, list[Issued]](list)
        self.lots: list[list[Target]] = []
        self.naive, self.ours = Month(self.lots), Month(self.lots)

    def pass_time(self, moment: int, a_day: int) -> None:
        """Let those answer who do so before a moment, open the box in the evening, and see all figures."""
        day, look = divmod(moment, _LOOKS)
        for area in self._issues:
            for _ in range(a_day * look // _LOOKS, a_day * (look + 1) // _LOOKS):
                self._answer(area, moment)
        if look == _LOOKS - 1:
            for area in [area for area, lot in self._waiting.items() if len(lot) >= MINIMUM]:
                self.lots.append(self._waiting.pop(area))
            self._open(is_last=day == _DAYS - 1)
        self.naive.seen.append(_exact(self._exact))
        self.ours.seen.append({area: told[-1].figures for area, told in self._ledger.items()})

    def _answer(self, area: str, moment: int) -> None:
        target = Target(area, moment, _named(self._chance, self._issues[area]))
        self._contents.pile(_ROUND).take(_ballot(self._chance, target), None, self._chance)
        self._waiting[area].append(target)
        _note(self._exact[area], target.named)

    def _open(self, *, is_last: bool) -> None:
        for row in open_box(self._contents, MINIMUM, (), self._chance).responses:
            named = tuple(issue for issue in (row["first"], row["second"], row["third"]) if issue)
            _note(self._opened[row["area"]], named)
        for area, issued in due(_ROUND, self._opened, self._ledger, MINIMUM, final=is_last).items():
            self._ledger[area].append(issued)


def _read(month: Month) -> Month:
    """Return the same month for whoever has only the summaries."""
    read, told = Month(month.lots, tells_of_first=False), dict[str, tuple[Entry, ...]]()
    texts: dict[str, Figures] = {}
    for moment, seen in enumerate(month.seen):
        day = _FIRST_DAY + timedelta(days=moment // _LOOKS)
        for area, figures in seen.items():
            before = told.get(area, ())
            if not before or before[-1].figures != figures:
                told[area] = (*before, Entry(day, figures))
                texts[area] = _in_the_text(_summary(seen, told[area], area, day), area)
        read.seen.append(dict(texts))
    return read


def _summary(seen: Mapping[str, Figures], told: tuple[Entry, ...], area: str, day: date) -> str:
    """Return the text of a summary."""
    reading = Reading(
        round=Round(name=_ROUND, opens=_FIRST_DAY, closes=_FIRST_DAY + timedelta(days=_DAYS)),
        today=day,
        area=area or None,
        told=seen,
        history=told,
        before=None,
        round_before=None,
        quiet_events=(),
        comments=0,
        steps=Steps(),
        minimum=MINIMUM,
    )
    return Screen.of(Message(Writer(_SCRIPT).summary(reading))).text


def _in_the_text(text: str, area: str) -> Figures:
    """Return the figures that stand in a summary."""
    figures = Reader(_SCRIPT).figures(text, _ROUND, area)
    assert figures is not None
    return figures


def _exact(tallies: Mapping[str, Tally]) -> dict[str, Figures]:
    """Return the exact numbers of all areas and of the county, as naive figures would tell them."""
    county = Tally()
    for tally in tallies.values():
        county.answers += tally.answers
        county.named.update(tally.named)
        county.tables[FIRST].update(tally.tables[FIRST])
    return {area: _told_exactly(area, tally) for area, tally in {**tallies, EVERYWHERE: county}.items()}


def _told_exactly(area: str, tally: Tally) -> Figures:
    first = tally.tables[FIRST]
    concerns = (Concern(one, Band.FEWER, number, first[one]) for one, number in tally.named.most_common())
    return Figures(_ROUND, area, tally.answers, tuple(concerns), {}, {}, {}, {}, {}, None)


def _note(tally: Tally, named: tuple[str, ...]) -> None:
    """Count one more answer."""
    tally.answers += 1
    tally.named.update(named)
    tally.tables[FIRST].update(named[:1])


def _named(chance: Random, issues: list[str]) -> tuple[str, ...]:
    """Name one concern, two or three."""
    return tuple(dict.fromkeys(chance.choices(issues, _WEIGHTS, k=3)))[: chance.choice((1, 2, 3, 3))]


def _ballot(chance: Random, target: Target) -> Ballot:
    first, second, third = (*target.named, None, None)[:3]
    assert first
    return Ballot(crockford.encode(chance.getrandbits(80), 16), Answers(target.area, first, second, third))


def _by_the_figures(month: Month) -> Success:
    """Guess by each way to read the figures, and return the best."""
    return best(*(_judged(month, way) for way in WAYS))


def _judged(month: Month, way: Way) -> Success:
    guess = _guesser(month, way)
    return exchanged(*(([*map(guess, lot)], [*map(month.truth, lot)]) for lot in month.lots))


def _gained(month: Month) -> float:
    """Return by how much the best way is right more often than to guess what is usual in the end, as a share."""
    best_way = max(_right(month, _guesser(month, way)) for way in WAYS)
    return best_way - _right(month, lambda target: month.usual(target.area))


def _right(month: Month, guess: Callable[[Target], str]) -> float:
    right = [guess(target) in month.truth(target) for lot in month.lots for target in lot]
    return sum(right) / len(right)


@cache
def _guesser(month: Month, way: Way) -> Callable[[Target], str]:
    """Return what guesses the issue for which most speaks, in doubt the most usual."""

    @cache
    def guess(area: str, came: int) -> str:
        view = _view(month, area, came)
        if view is None:
            return month.usual(area)
        return max(view.usual, key=lambda issue: (way(view, issue), view.usual[issue]))

    return lambda target: guess(target.area, target.came)


def _view(month: Month, area: str, came: int) -> View | None:
    """Return the figures around somebody's coming, None if their answers are behind none."""
    if (area, came) not in month.views:
        month.views[area, came] = _looked_up(month, area, came)
    return month.views[area, came]


def _looked_up(month: Month, area: str, came: int) -> View | None:
    before = month.seen[came - 1] if came else {}
    after, county_after = (_next(month, came, of) for of in (area, EVERYWHERE))
    if after is None or county_after is None:
        return None
    beyond = _beyond_areas(month, before, after)
    beyond.update(rise(before, after, area))
    untold = _beyond_areas(month, before, county_after)
    return View(before.get(area), after[area], usual_in(month.seen[-1][area]), beyond, untold)


def _beyond_areas(month: Month, before: Seen, after: Seen) -> Counter[str]:
    """Return by how much each issue rose in the county beyond all areas."""
    beyond = rise(before, after, EVERYWHERE)
    for area in month.seen[-1].keys() - {EVERYWHERE}:
        beyond.subtract(rise(before, after, area))
    return beyond


def _next(month: Month, moment: int, area: str) -> Seen | None:
    """Return what was seen when an area was told of anew for the first time from a moment on."""
    before = month.seen[moment - 1].get(area) if moment else None
    return next((seen for seen in month.seen[moment:] if seen.get(area) != before), None)
