"""Attack 12: thirty days of figures that left.

The attacker has all figures of all areas and of the county, asked for every day after the opening, and knows of each
resident their area and the day on which their answers were opened. They know too how figures are made. From the first
figures that have these answers behind them, and those before, they guess the resident's first concern: by which
number rose most (how many put it first, or named it), by the numbers rising more than their share, by shares, by
ranks, by bands, by what the county has gained beyond the other areas, and by how many of the newcomers each number
must be of, whatever it was rounded from. In doubt they guess what most have put first in the end, which is chance. It
is done where few answer and where many do, in areas that are of very different minds: where all are of one mind there
is nothing to find out. Then they have nothing but the summaries that staff were sent each morning, the county's and
every area's, read the figures in their text, and guess any concern that the resident named. Naive figures are the
exact numbers of each day, of answers that waited for no others, and naive summaries tell these. Passes within 4
standard deviations.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from math import comb
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
from storage.figures import MINIMUM, Band, Concern, Figures
from storage.opening import open_box
from storage.releases import EVERYWHERE, Entry, Issued, due
from storage.tables import Response, Round
from tests.attacks.verdict import Judge, Success, Verdict, best, guessed, judge_into
from tests.counting import count
from tests.read_back import Reader

_SCRIPT = installed("hertfordshire")
_ROUND = "2026-2"
_FIRST_DAY = date(2026, 5, 4)
_DAYS = 30
_WEIGHTS = (10, 9, 8, 8, 7, 7, 6, 6, 5, 5, 4, 4)
"""How often each of twelve issues is somebody's concern, in another order in each area."""
_NAMED_FOR_FIRST = 2
"""How many name a concern for each who puts it first, about."""


@pytest.fixture
def judge(record_property: Callable[[str, object], None]) -> Judge:
    """Return a function that notes a result for the table and fails if the attack succeeded, or was blind."""
    return judge_into(record_property)


@dataclass(frozen=True)
class Target:
    """A resident, the day on which their answers were opened, and the truth: what they named, the first first."""

    area: str
    opened: int
    named: tuple[str, ...]


@dataclass
class Month:
    """Thirty days: whose answers were opened, and what could be seen on each day.

    To guess right is to name what somebody put first; where that is not told of, anything that they named.
    """

    targets: list[Target] = field(default_factory=list)
    seen: list[dict[str, Figures]] = field(default_factory=list)
    views: "dict[tuple[str, int], View | None]" = field(default_factory=dict)
    tells_of_first: bool = True

    def truth(self, target: Target) -> tuple[str, ...]:
        """Return what it is right to guess."""
        return target.named[:1] if self.tells_of_first else target.named

    def view(self, target: Target) -> "View | None":
        """Return the figures around a target, None if their answers are behind none."""
        key = (target.area, target.opened)
        if key not in self.views:
            self.views[key] = _looked_up(self, target)
        return self.views[key]


@pytest.mark.parametrize(("areas", "a_day"), [(10, 3), (5, 20)])
def test_a_month_of_figures_does_not_tell_what_anybody_said(areas: int, a_day: int, judge: Judge) -> None:
    """Nobody's first concern can be guessed from the figures of thirty days better than from the last."""
    naive, ours = (_month(areas, a_day, naive=naive) for naive in (True, False))
    assert len(ours.targets) > 500
    judge(Verdict(f"12 first concern, {a_day} a day", "", _by_the_figures(naive), _by_the_figures(ours)))


@pytest.mark.parametrize(("areas", "a_day"), [(10, 3), (5, 20)])
def test_a_month_of_summaries_does_not_tell_what_anybody_said(areas: int, a_day: int, judge: Judge) -> None:
    """Nor from the messages that staff were sent every morning."""
    naive, ours = (_read(_month(areas, a_day, naive=naive)) for naive in (True, False))
    judge(
        Verdict(
            f"12 by messages, any concern, {a_day} a day", "", _by_the_figures(naive), _by_the_figures(ours)
        )
    )


@cache
def _month(areas: int, a_day: int, *, naive: bool) -> Month:
    return _live(Random(121), list(_SCRIPT.county.areas)[:areas], a_day, naive=naive)


def _live(chance: Random, areas: list[str], a_day: int, *, naive: bool) -> Month:
    """Let residents answer, open the box every day, and ask for all figures after it."""
    month, contents = Month(), BoxContents()
    known = list(_SCRIPT.county.issues)[: len(_WEIGHTS)]
    issues = {area: chance.sample(known, len(known)) for area in areas}
    answers: defaultdict[str, list[Response]] = defaultdict(list)
    waiting: list[tuple[str, tuple[str, ...]]] = []
    ledger: defaultdict[str, list[Issued]] = defaultdict(list)
    for day in range(_DAYS):
        for area in areas:
            for _ in range(a_day):
                ballot = _ballot(chance, area, issues[area])
                contents.pile(_ROUND).take(ballot, None, chance)
                waiting.append((area, _named(ballot.answers)))
        opened = open_box(contents, 1 if naive else MINIMUM, (), chance)
        for row in opened.responses:
            answers[row["area"]].append(Response(**row))
        areas_opened = {row["area"] for row in opened.responses}
        month.targets += [Target(area, day, named) for area, named in waiting if area in areas_opened]
        waiting = [one for one in waiting if one[0] not in areas_opened]
        tallies = {area: count(rows) for area, rows in answers.items()}
        for area, issued in due(_ROUND, tallies, ledger, MINIMUM, final=day == _DAYS - 1).items():
            ledger[area].append(issued)
        told = {area: issues[-1].figures for area, issues in ledger.items()}
        month.seen.append(_exact(answers) if naive else told)
    return month


def _read(month: Month) -> Month:
    """Return the same month for whoever has only the summaries of each morning."""
    read, told = Month(month.targets, tells_of_first=False), dict[str, tuple[Entry, ...]]()
    for number, seen in enumerate(month.seen):
        day = _FIRST_DAY + timedelta(days=number)
        for area, figures in seen.items():
            before = told.get(area, ())
            if not before or before[-1].figures != figures:
                told[area] = (*before, Entry(day, figures))
        read.seen.append({area: _in_the_text(_summary(seen, told[area], area, day), area) for area in seen})
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
    )
    return Screen.of(Message(Writer(_SCRIPT).summary(reading))).text


def _in_the_text(text: str, area: str) -> Figures:
    """Return the figures that stand in a summary."""
    figures = Reader(_SCRIPT).figures(text, _ROUND, area)
    assert figures is not None
    return figures


def _exact(answers: Mapping[str, list[Response]]) -> dict[str, Figures]:
    """Return the exact numbers of all areas and of the county, as naive figures would tell them."""
    everywhere = [row for rows in answers.values() for row in rows]
    found = {}
    for area, rows in {**answers, EVERYWHERE: everywhere}.items():
        first = Counter(row.first for row in rows)
        named = Counter(issue for row in rows for issue in _named(row))
        concerns = (Concern(one, Band.FEWER, number, first[one]) for one, number in named.most_common())
        found[area] = Figures(_ROUND, area, len(rows), tuple(concerns), {}, {}, {}, {}, {}, None)
    return found


def _ballot(chance: Random, area: str, issues: list[str]) -> Ballot:
    """Fill in a ballot with one concern, two or three."""
    named = list(dict.fromkeys(chance.choices(issues, _WEIGHTS, k=3)))[: chance.choice((1, 2, 3, 3))]
    first, second, third = (*named, None, None)[:3]
    assert first
    return Ballot(crockford.encode(chance.getrandbits(80), 16), Answers(area, first, second, third))


def _named(answers: Answers | Response) -> tuple[str, ...]:
    return tuple(issue for issue in (answers.first, answers.second, answers.third) if issue)


def _by_the_figures(month: Month) -> Success:
    """Guess by each way to read the figures, and return the best."""
    return best(*(_judged(month, lambda target, way=way: _guess(month, target, way)) for way in _WAYS))  # type: ignore[misc]


def _judged(month: Month, guess: Callable[[Target], str]) -> Success:
    """Judge guesses; chance is to guess what most have named in the area, or put first, by its last figures."""
    of_area: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for target in month.targets:
        of_area[target.area].append(month.truth(target))
    chance = {}
    for area, truths in of_area.items():
        usual = _usual(month.seen[-1][area])
        most = max(usual, key=lambda issue: usual[issue])
        chance[area] = sum(most in truth for truth in truths) / len(truths)
    return guessed(
        [guess(target) in month.truth(target) for target in month.targets],
        [chance[target.area] for target in month.targets],
    )


@dataclass(frozen=True)
class View:
    """What the attacker has of a target: the figures of before and after, and what is usual in the area in the end.

    Args:
        before: the area's figures without the target; None if there were none.
        after: the first of the area's figures with the target.
        usual: the share that puts each issue first.
        beyond: by how much each issue, named, rose in the county beyond the other areas.
    """

    before: Figures | None
    after: Figures
    usual: Mapping[str, float]
    beyond: Mapping[str, int]

    @property
    def newcomers(self) -> int:
        """About how many answers came between the two."""
        return self.after.answers - (self.before.answers if self.before else 0)


Way = Callable[[View, str], float]
"""Takes what the attacker has and an issue; returns how much speaks for it."""


def _guess(month: Month, target: Target, way: Way) -> str:
    """Guess the issue for which most speaks; in doubt the most usual."""
    view = month.view(target)
    if view is None:
        usual = _usual(month.seen[-1][target.area])
        return max(usual, key=lambda issue: usual[issue])
    return max(view.usual, key=lambda issue: (way(view, issue), view.usual[issue]))


def _looked_up(month: Month, target: Target) -> View | None:
    before = month.seen[target.opened - 1] if target.opened else {}
    for seen in month.seen[target.opened :]:
        if seen.get(target.area) != before.get(target.area):
            others = [area for area in seen if area not in {EVERYWHERE, target.area}]
            issues = _usual(month.seen[-1][target.area])
            beyond = {
                issue: _rise(before, seen, EVERYWHERE, issue)
                - sum(_rise(before, seen, area, issue) for area in others)
                for issue in issues
            }
            return View(before.get(target.area), seen[target.area], issues, beyond)
    return None


def _rise(before: Mapping[str, Figures], after: Mapping[str, Figures], area: str, issue: str) -> int:
    return _number(after.get(area), issue, "named") - _number(before.get(area), issue, "named")


def _usual(figures: Figures) -> dict[str, float]:
    if any(one.first for one in figures.concerns):
        return {one.issue: (one.first or MINIMUM / 3) / figures.answers for one in figures.concerns}
    return {
        one.issue: (one.named or MINIMUM / 2) / _NAMED_FOR_FIRST / figures.answers for one in figures.concerns
    }


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
        expected = view.newcomers * view.usual[issue] * (_NAMED_FOR_FIRST if of == "named" else 1)
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


def _county_less_areas(view: View, issue: str) -> float:
    return view.beyond[issue]


def _likeliest(*numbers: str) -> Way:
    """Look at how many newcomers each number is likely to be of, whatever it was rounded from."""

    def way(view: View, issue: str) -> float:
        likely = view.usual[issue]
        for of in numbers:
            usual = min(0.99, view.usual[issue] * (_NAMED_FOR_FIRST if of == "named" else 1))
            told = (_told(view.before, issue, of), _told(view.after, issue, of))
            if view.before:
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


_WAYS: list[Way] = [
    _rose("first"),
    _rose("named"),
    _rose_beyond_its_share("first"),
    _rose_beyond_its_share("named"),
    _share,
    _rank,
    _band,
    _county_less_areas,
    _likeliest("first"),
    _likeliest("named"),
    _likeliest("first", "named"),
]
