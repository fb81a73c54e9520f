"""Whatever staff are shown: no count under ten, nothing that was not let out, nothing that leaves few if subtracted."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, astuple, dataclass, replace
from datetime import date
from itertools import chain, combinations, pairwise
from random import Random

import pytest
from hypothesis import example, given, settings
from matplotlib.text import Text

from bot.desk.chart import picture
from bot.desk.drawing import figure
from bot.desk.reading import QuietEvent, Reading
from bot.desk.summary import Writer
from bot.desk.tidy import Tidier
from bot.pack.contents import Pack, pdf
from bot.steps_count import Steps
from flows.script import installed
from storage.comments import Remark
from storage.figures import ASSISTED, MINIMUM, TABLES, Figures, Tally
from storage.releases import EVERYWHERE
from storage.tables import Round
from tests.bot.pack.printed import PrintedPack
from tests.counting import count
from tests.histories import AREAS, CHANCE, FIRST_DAY, HISTORY, ROUND, Moment, People, Step, lived
from tests.read_back import Reader, counts
from tests.subtracting import behind, between, is_few

SCRIPT = installed("hertfordshire")
WRITER = Writer(SCRIPT)
READER = Reader(SCRIPT)
TIDIER = Tidier(SCRIPT)
NAMED = "named"
EMPTY_LINES = {"1", "2", "3"}
"""Of a pack: room for the priorities that will be agreed."""


def exported(reading: Reading) -> str:
    """Return every count of the files that staff download of an area, or of the county: all figures ever told."""
    return "\n".join(
        f"{row.label}: {row.question} {row.count}"
        for number, entry in enumerate(reading.history, start=1)
        for row in TIDIER.of_figures(entry.figures, number, is_latest=entry == reading.history[-1])
        if row.count is not None
    )


def drawn(reading: Reading) -> str:
    """Return every text that is drawn in a chart; there is none without concerns."""
    if reading.figures is None or not reading.figures.concerns:
        return ""
    chart = figure(picture(reading.figures, reading, SCRIPT))
    return "\n".join(text.get_text() for text in chart.findobj(Text))


def printed(reading: Reading) -> str:
    """Return all that is printed in a pack; there is none without figures."""
    if reading.figures is None:
        return ""
    none = dict.fromkeys(SCRIPT.county.areas, ())
    remarks = [Remark(area=AREAS[0], issue="speeding", text="By the school.")] * reading.comments
    pack = Pack(reading.figures, reading, remarks, none, none, SCRIPT.county.id, is_trial=False)
    lines = chain(*PrintedPack(pdf(pack)).pages)
    return "\n".join(line for line in lines if line not in EMPTY_LINES)


Way = Callable[[Reading], str]
WAYS_OUT: Mapping[str, Way] = {
    "the summary": WRITER.summary,
    "the summary with comments": lambda reading: WRITER.summary(reading, reading.comments),
    "the line of a quiet day": WRITER.quiet,
    "the title of comments": WRITER.comments_title,
    "the files to download": exported,
}
"""Each takes a reading and returns all words and numbers that it shows of it. Another way out is another line."""

SLOW_WAYS_OUT: Mapping[str, Way] = {"the chart": drawn, "the priorities pack": printed}
"""Likewise, those that take longer to make."""

OF_RULES = {MINIMUM, 2 * MINIMUM, 100}
"""From so many on something is told; with fewer than so many it is uncertain."""


@dataclass(frozen=True)
class Message:
    """A summary as whoever has its text sees it.

    Args:
        figures: read back from the text.
        people: whose answers are behind them, by area.
        areas: for the county's, the figures in the newest summary of each area.
    """

    figures: Figures
    people: People
    areas: Mapping[str, Figures]


@settings(max_examples=15)
@given(CHANCE, HISTORY)
def test_no_way_out_shows_a_count_that_was_not_let_out(chance: Random, history: list[Step]) -> None:
    """Every number that is not a date, a rank or the like is in the ledger, or a step between two that are."""
    for moment in lived(chance, history):
        require_let_out(moment, (None, *AREAS), WAYS_OUT)


@pytest.mark.slow
@settings(max_examples=150)
@given(CHANCE, HISTORY)
def test_nor_in_many_histories(chance: Random, history: list[Step]) -> None:
    """Likewise."""
    for moment in lived(chance, history):
        require_let_out(moment, (None, *AREAS), WAYS_OUT)


@settings(max_examples=2)
@example(Random(5), [Step(dict.fromkeys(AREAS, 14), {}), Step(dict.fromkeys(AREAS, 25), {})])
@given(CHANCE, HISTORY)
def test_what_is_drawn_and_printed_shows_no_other_count(chance: Random, history: list[Step]) -> None:
    """Likewise in the chart and the priorities pack, when the round is over."""
    *_, moment = lived(chance, history)
    require_let_out(moment, (None, AREAS[0]), SLOW_WAYS_OUT)


@pytest.mark.slow
@settings(max_examples=12)
@given(CHANCE, HISTORY)
def test_what_is_drawn_and_printed_each_day_shows_no_other_count(chance: Random, history: list[Step]) -> None:
    """Likewise on each day, of each area."""
    for moment in lived(chance, history):
        require_let_out(moment, (None, *AREAS), SLOW_WAYS_OUT)


def require_let_out(moment: Moment, areas: Iterable[str | None], ways: Mapping[str, Way]) -> None:
    """See that no way out shows a count of few, or one that was not let out."""
    for area in areas:
        reading = reading_of(moment, area)
        allowed = let_out(reading)
        for way, show in ways.items():
            shown = counts(show(reading).replace("*", ""))
            assert all(number >= 10 and number % 5 == 0 for number in shown), way
            assert allowed.issuperset(shown), way


@settings(max_examples=15)
@given(CHANCE, HISTORY)
def test_summaries_cannot_be_subtracted_to_few_people(chance: Random, history: list[Step]) -> None:
    """Neither two of an area, nor two of the county, nor the county's and an area's, however far apart."""
    require_nothing_left_of_few(sent_over(chance, history))


@settings(max_examples=15)
@given(CHANCE, HISTORY)
def test_numbers_of_a_summary_are_not_of_few_and_leave_no_few(chance: Random, history: list[Step]) -> None:
    """Not by themselves, not those of a table taken from all views, not those of areas taken from the county's."""
    require_no_number_of_few(sent_over(chance, history))


@pytest.mark.slow
@settings(max_examples=150)
@given(CHANCE, HISTORY)
def test_so_it_is_with_summaries_of_many_histories(chance: Random, history: list[Step]) -> None:
    """Both."""
    sent = sent_over(chance, history)
    require_nothing_left_of_few(sent)
    require_no_number_of_few(sent)


def require_nothing_left_of_few(sent: Mapping[str, list[Message]]) -> None:
    """See that few people are behind no difference of summaries."""
    for messages in sent.values():
        for one, other in combinations(messages, 2):
            assert sum(between(one.people.get(area, ()), other.people.get(area, ())) for area in AREAS) >= 10
    for of_county in sent.get(EVERYWHERE, ()):
        for area, people in of_county.people.items():
            assert len(people) >= 10
            for of_area in sent[area]:
                assert not is_few(between(people, of_area.people[area]))


def require_no_number_of_few(sent: Mapping[str, list[Message]]) -> None:
    """See that no number of a summary is of few, and that none are left of few."""
    for area, messages in sent.items():
        for message in messages:
            exact = {one: cells_of(count(people)) for one, people in message.people.items()}
            below = [(cells_in(message.areas[one]), exact[one]) for one in message.areas]
            whole = cells_of(count(chain(*message.people.values())))
            views = sum(map(len, message.people.values()))
            for name, table in cells_in(message.figures).items():
                if area == EVERYWHERE:
                    told = behind(table, whole[name], [(cells[name], of[name]) for cells, of in below])
                else:
                    assert not any(is_few(whole[name][value]) for value in table)
                    told = sum(whole[name][value] for value in table)
                assert name == NAMED or not is_few(views - told)


def sent_over(chance: Random, history: Iterable[Step]) -> Mapping[str, list[Message]]:
    """Live through days; return what is in the summaries of each area and the county, whenever that has changed."""
    sent: defaultdict[str, list[Message]] = defaultdict(list)
    people: dict[str, People] = {}
    for moment in lived(chance, history):
        people |= {area: moment.behind(area) for area in moment.new}
        read = {area: read_back(moment, area) for area in moment.history}
        areas = {area: figures for area, figures in read.items() if area != EVERYWHERE}
        for area, figures in read.items():
            if not sent[area] or sent[area][-1].figures != figures:
                sent[area].append(Message(figures, people[area], areas if area == EVERYWHERE else {}))
    return sent


def read_back(moment: Moment, area: str) -> Figures:
    """Return the figures in the text of a summary."""
    text = WRITER.summary(reading_of(moment, area or None)).replace("*", "")
    figures = READER.figures(text, ROUND, area)
    assert figures is not None
    return figures


def reading_of(moment: Moment, area: str | None) -> Reading:
    """Return what is told at a moment; the round before is one that ended with the first figures of this one."""
    history = moment.history.get(area or EVERYWHERE, ())
    return Reading(
        round=Round(name=ROUND, opens=FIRST_DAY, closes=date(2026, 8, 31)),
        today=moment.day,
        area=area,
        told={one: entries[-1].figures for one, entries in moment.history.items()},
        history=history,
        before=history[0].figures if history else None,
        round_before="2026-1" if history else None,
        quiet_events=(QuietEvent("7GAB2", area or AREAS[0], "Market"),),
        comments=sum(map(len, moment.people.values())) // 2,
        steps=Steps(30, 20, 0),
        minimum=MINIMUM,
    )


def let_out(reading: Reading) -> set[int]:
    """Return every number that may be shown of a reading."""
    told = [one for area, one in reading.told.items() if reading.area in {None, area} or area == EVERYWHERE]
    told += [entry.figures for entry in reading.history]
    answers = [entry.figures.answers for entry in reading.history]
    tens = {*range(MINIMUM, reading.comments + 1, MINIMUM), *astuple(reading.steps)}
    steps = {abs(after - before) for before, after in pairwise(answers)}
    return {number for figures in told for number in numbers_in(asdict(figures))} | steps | tens | OF_RULES


def numbers_in(told: object) -> Iterable[int]:
    """Give every number in figures, wherever it stands."""
    match told:
        case dict():
            yield from chain(*map(numbers_in, told.values()))
        case list() | tuple():
            yield from chain(*map(numbers_in, told))
        case int():
            yield told


def cells_in(figures: Figures) -> dict[str, Mapping[str, int]]:
    """Return what is told as tables of numbers."""
    assisted = {ASSISTED: figures.assisted} if figures.assisted else {}
    named = {one.issue: one.named for one in figures.concerns if one.named}
    return {name: getattr(figures, name) for name in TABLES} | {NAMED: named, ASSISTED: assisted}


def cells_of(tally: Tally) -> dict[str, Counter[str]]:
    """Return exact numbers as the same tables."""
    return {name: tally.tables[name] for name in (*TABLES, ASSISTED)} | {NAMED: tally.named}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Views: 1,235, to the nearest five: 20 more than on 12 June 2026", [1235, 20]),
        ("Round 2026-2: 9 days left. It closes at the end of 31 August 2026.", []),
        ("1. Speeding: most (9)\n2= Theft: about half\n12= Drugs: under a fifth (3)", [9, 3]),
        ("When: Evening 20; Night 4", [20, 4]),
        ("• Dacorum: views 3%, residents 13%", []),
        ("4. Theft 40 (44%) 34 to 55% 2 to 4 15 3=\n6. Drugs most 9 to 26% 6 \u2013", [40, 15]),
        ("5. Parking under a fifth 3 to 9% 7 8", [8]),
        ("33 · 7\nmost · 45\n2,000 rounds of as many views\npage 2 of 3", [45]),
        ("• Theft: up from 4 to 3\n• Drugs: still 2\n• Parking: 2 then, not told of now", []),
        ("Events with fewer than 10 so far: 7GAB2 (Watford), 22222 (Dacorum): 6", [10, 6]),
    ],
)
def test_counts_are_seen_among_other_numbers(text: str, found: list[int]) -> None:
    """What is a date, a rank, a code or a percentage is none; what is left is."""
    assert counts(text) == found


def test_figures_are_read_back_from_a_summary_as_they_were_told() -> None:
    """But for the first choices, which are not in it: otherwise the tests above would look at too little."""
    step = Step(dict.fromkeys(AREAS, 45), {})
    *_, moment = lived(Random(3), [step, step])
    for area in ("", *AREAS):
        told = moment.history[area][-1].figures
        concerns = tuple(replace(concern, first=None) for concern in told.concerns)
        assert read_back(moment, area) == replace(told, concerns=concerns)
        assert len(concerns) > 4
        assert all(table for table in (told.time, told.town, told.safe_after_dark))
