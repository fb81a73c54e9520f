"""The ledger of figures: the same for whoever asks, and told anew only when ten people or more have come or gone."""

import asyncio
import json
import re
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict
from datetime import date
from itertools import chain, combinations, count, product
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some
from pydantic import TypeAdapter
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import releases, tallies
from storage.ballot import Ballot
from storage.ballot_box import BallotBox
from storage.database import Contents, Database
from storage.figures import MINIMUM, Figures, Tally
from storage.opening import WHOLE_COUNTY
from storage.releases import EVERYWHERE, Issued, due
from storage.tables import Response, Round
from tests.counting import count as count_by_hand
from tests.histories import AREAS, CHANCE, HISTORY, ROUND, People, Step, lived, one_area, resident
from tests.postgres import on_each_database
from tests.subtracting import between, is_few

TODAY = date(2026, 6, 16)
FillIn = Callable[..., Ballot]
SendAll = Callable[..., Awaitable[None]]
REPLACED_UNSEEN = [
    Step({"dacorum": 50, "watford": 20}, {}),
    one_area(10),
    Step({"watford": 10}, {"dacorum": 10}, newest=9),
]
"""Ten come, too few to be told of beside fifty; nine of them and one of the fifty withdraw, and the county grows."""


url = on_each_database(pytest.mark.slow)


@pytest.fixture
def open_with(box: BallotBox, send_all: SendAll, filled_in: FillIn) -> Callable[..., Awaitable[None]]:
    """Return a function that sends so many answers from each area, and opens the box on the next day."""
    days = count(16)

    async def open_with(**answers: int) -> None:
        await send_all(*[filled_in(area=area) for area, number in answers.items() for _ in range(number)])
        await box.open_if_due(date(2026, 6, next(days)))

    return open_with


async def counts(database: Database) -> dict[str, int]:
    """Ask for the figures, and return the number of answers that is told of each area."""
    return {area: told.answers for area, told in (await releases.figures(database, ROUND)).items()}


async def test_before_any_opening_nothing_is_told(database: Database, open_with: SendAll) -> None:
    """Nine answers stay in the box, and no area has figures."""
    await open_with(dacorum=9)
    assert await counts(database) == {}


async def test_the_first_ten_are_told_of(database: Database, open_with: SendAll) -> None:
    """Of the area and of the county, which is but this area yet."""
    await open_with(dacorum=10)
    assert await counts(database) == {"dacorum": 10, EVERYWHERE: 10}


async def test_every_area_and_the_county_are_told_of_together(database: Database, open_with: SendAll) -> None:
    """The county has the answers of all areas that are told of."""
    await open_with(dacorum=12, watford=23, stevenage=9)
    assert await counts(database) == {"dacorum": 10, "watford": 25, EVERYWHERE: 35}


@pytest.mark.usefixtures("rounds")
async def test_workers_that_tell_at_once_tell_the_same_and_once(
    database: Database, url: str, held: Callable[[str], Awaitable[Contents]]
) -> None:
    """After an opening all of them count; one enters it into the ledger, whoever else asks then or later."""
    await _kept(database, dacorum=20)
    other = Database(url)
    await other.open()
    await asyncio.gather(*[releases.tell(one, MINIMUM, TODAY) for one in (database, other) * 3])
    asked = await asyncio.gather(*[releases.figures(one, ROUND) for one in (database, other) * 3])
    await other.close()

    assert all(told == asked[0] for told in asked)
    assert (await held("release")).total == 2


@pytest.mark.usefixtures("rounds")
async def test_what_another_worker_has_told_meanwhile_is_not_told_again(
    database: Database, held: Callable[[str], Awaitable[Contents]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one counts, more answers are opened and told of: what it has counted is out of date, and it counts anew."""
    await _kept(database, dacorum=20)
    counted = tallies.of_all

    async def counted_slowly(session: AsyncSession) -> tallies.Tallies:
        found = await counted(session)
        monkeypatch.setattr(tallies, "of_all", counted)
        await _kept(database, dacorum=5)
        await releases.tell(database, MINIMUM, TODAY)
        await _kept(database, watford=12)
        return found

    monkeypatch.setattr(tallies, "of_all", counted_slowly)
    await releases.tell(database, MINIMUM, TODAY)
    told = [(row[1], row[4]) for row in (await held("release")).rows]
    assert sorted(told) == [(EVERYWHERE, "25"), (EVERYWHERE, "37"), ("dacorum", "25"), ("watford", "12")]


async def test_the_ballot_box_does_not_wait_while_answers_are_counted(
    database: Database, box: BallotBox, send_all: SendAll, filled_in: FillIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tick comes and goes in the meantime."""
    counted, ticks = tallies.of_all, []

    async def counted_slowly(session: AsyncSession) -> tallies.Tallies:
        ticks.append(await asyncio.wait_for(box.seal(), 5))
        return await counted(session)

    monkeypatch.setattr(tallies, "of_all", counted_slowly)
    await send_all(*[filled_in() for _ in range(10)])
    await box.open_if_due(date(2026, 6, 16))
    assert ticks == [False]
    assert await counts(database) == {"dacorum": 10, EVERYWHERE: 10}


async def test_a_crash_before_the_figures_were_told_is_made_up_at_the_next_start(
    database: Database, box: BallotBox, open_with: SendAll, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answers have left the box; when the bot starts again it looks for rounds that are over, and tells."""
    with monkeypatch.context() as broken:
        broken.setattr(tallies, "of_all", None)
        with pytest.raises(TypeError):
            await open_with(dacorum=20)
    assert await counts(database) == {}
    await box.close_over_rounds()
    assert await counts(database) == {"dacorum": 20, EVERYWHERE: 20}


async def test_ten_more_are_told_of_where_they_are_a_quarter_more(
    database: Database, open_with: SendAll
) -> None:
    """After 40 answers ten more are enough, after 50 they are not."""
    told = []
    for newly in (40, 10, 10, 10):
        await open_with(dacorum=newly)
        told.append((await counts(database))["dacorum"])
    assert told == [40, 50, 50, 70]


async def test_when_the_round_is_over_the_last_ten_are_told_of(
    database: Database, box: BallotBox, open_with: SendAll, at: Callable[[str], None]
) -> None:
    """Nothing is left to wait for; the figures then stay as they are."""
    await open_with(dacorum=100)
    await open_with(dacorum=12)
    assert (await counts(database))["dacorum"] == 100

    at("2026-09-01 00:01")
    await box.close_over_rounds()
    assert await counts(database) == {"dacorum": 110, EVERYWHERE: 110}


async def test_so_it_is_where_the_county_cannot_be_told_of(
    database: Database,
    box: BallotBox,
    open_with: SendAll,
    send_all: SendAll,
    hand_back: Callable[[str], Awaitable[None]],
    filled_in: FillIn,
    at: Callable[[str], None],
) -> None:
    """One of another area's has withdrawn: the last ten of this one do not wait for it."""
    ballot = filled_in(area="watford", receipt=True)
    await send_all(ballot, *[filled_in(area="watford") for _ in range(12)])
    await open_with(dacorum=100)
    await hand_back(ballot.number)
    await open_with(dacorum=12)
    at("2026-09-01 00:01")
    await box.close_over_rounds()
    assert await counts(database) == {"dacorum": 110, "watford": 15, EVERYWHERE: 115}


async def test_answers_too_few_for_their_areas_are_told_of_in_the_county(
    database: Database, box: BallotBox, open_with: SendAll, at: Callable[[str], None]
) -> None:
    """What left the box together at the end of the round is like one more area."""
    await open_with(dacorum=20, watford=9, stevenage=9)
    at("2026-09-01 00:01")
    await box.close_over_rounds()
    assert await counts(database) == {"dacorum": 20, WHOLE_COUNTY: 20, EVERYWHERE: 40}


async def test_nobody_is_told_that_one_has_withdrawn(
    database: Database,
    open_with: SendAll,
    send_all: SendAll,
    hand_back: Callable[[str], Awaitable[None]],
    filled_in: FillIn,
) -> None:
    """The area keeps its figures, and the county waits: told of now, it would lack one whom its areas have."""
    ballot = filled_in(area="watford", receipt=True)
    await send_all(ballot, *[filled_in(area="watford") for _ in range(12)])
    await open_with(dacorum=20)
    before = await releases.figures(database, ROUND)
    await hand_back(ballot.number)
    await open_with(dacorum=30)

    assert await counts(database) == {"dacorum": 50, "watford": 15, EVERYWHERE: 35}
    assert (await releases.figures(database, ROUND))["watford"] == before["watford"]

    await open_with(watford=11)
    assert await counts(database) == {"dacorum": 50, "watford": 25, EVERYWHERE: 75}


async def test_the_county_is_not_told_of_newcomers_who_came_for_others_untold(
    database: Database,
    open_with: SendAll,
    send_all: SendAll,
    hand_back: Callable[[str], Awaitable[None]],
    filled_in: FillIn,
) -> None:
    """As many answers are there as before, and they say the same; only they are not of the same people."""
    one, *newcomers = [filled_in(receipt=True) for _ in range(10)]
    await send_all(one)
    await open_with(dacorum=49, watford=20)
    await send_all(*newcomers)
    await open_with(dacorum=1)
    assert await counts(database) == {"dacorum": 50, "watford": 20, EVERYWHERE: 70}

    for ballot in (one, *newcomers):
        await hand_back(ballot.number)
    await open_with(watford=20)
    assert await counts(database) == {"dacorum": 50, "watford": 40, EVERYWHERE: 70}

    await open_with(dacorum=20)
    assert await counts(database) == {"dacorum": 70, "watford": 40, EVERYWHERE: 110}


async def test_all_that_was_told_of_an_area_is_kept_in_order(
    database: Database, open_with: SendAll, at: Callable[[str], None]
) -> None:
    """With the days, so that figures can be set beside those before them."""
    for day, newly in enumerate((20, 10, 10), 16):
        at(f"2026-06-{day} 07:30")
        await open_with(dacorum=newly)

    told = await releases.history(database, ROUND, "dacorum")
    assert [(entry.day.day, entry.figures.answers) for entry in told] == [(16, 20), (17, 30), (18, 40)]
    assert await releases.history(database, ROUND, "watford") == []


async def test_figures_outlast_the_answers_behind_them(
    database: Database,
    box: BallotBox,
    open_with: SendAll,
    at: Callable[[str], None],
    held: Callable[[str], Awaitable[Contents]],
) -> None:
    """When the round is too old to be kept, what was told of it still is."""
    await open_with(dacorum=20)
    before = await releases.figures(database, ROUND)
    for over in ("2026-09-01", "2027-01-01", "2027-05-01"):
        at(f"{over} 00:01")
        await box.seal()
        await box.close_over_rounds()

    assert (await held("response")).total == 0
    assert await releases.figures(database, ROUND) == before


async def test_the_ledger_tells_no_number_that_was_not_told_but_how_many_answered(
    open_with: SendAll, held: Callable[[str], Awaitable[Contents]]
) -> None:
    """Exact numbers of concerns, of several moments, would tell how each ten had answered."""
    await open_with(dacorum=23)
    ledger = await held("release")

    assert ledger.columns == ("round", "area", "number", "day", "basis", "figures", "thinned")
    assert {row[4] for row in ledger.rows} == {"23"}
    assert {row[2] for row in ledger.rows} == {"1"}
    assert {int(number) for row in ledger.rows for number in re.findall(r": ?(\d+)", row[5])} == {25, MINIMUM}


@pytest.mark.usefixtures("rounds")
async def test_a_smaller_minimum_shows_no_smaller_numbers(database: Database) -> None:
    """Where the box is opened for fewer than ten, figures still wait for ten; a greater minimum holds for both."""
    await _kept(database, dacorum=14)
    await releases.tell(database, 15, TODAY)
    assert await releases.figures(database, ROUND) == {}
    await _kept(database, watford=9)
    await releases.tell(database, 2, TODAY)
    assert set(await releases.figures(database, ROUND)) == {"dacorum", EVERYWHERE}


def of_one_mind(answers: int) -> Tally:
    """Return the tally of so many residents who all name speeding."""
    return Tally(answers, Counter(speeding=answers))


def in_the_ledger(**answers: int) -> dict[str, list[Issued]]:
    """Return what was told of areas of one mind, and of the county."""
    areas = {area: of_one_mind(number) for area, number in answers.items()}
    return {area: [one] for area, one in due(ROUND, areas, {}, MINIMUM, final=False).items()}


def test_the_exact_number_of_answers_has_no_repr() -> None:
    """Nothing that is logged can quote it."""
    assert "basis" not in repr(in_the_ledger(dacorum=1234))


def test_the_county_is_not_told_of_with_one_who_has_come_since() -> None:
    """As can be where the box is opened for fewer than ten: thirteen and fourteen are the same when rounded."""
    told = in_the_ledger(dacorum=40, watford=13)
    for watford, whose in ((13, {"dacorum", EVERYWHERE}), (14, {"dacorum"})):
        now = {"dacorum": of_one_mind(60), "watford": of_one_mind(watford)}
        assert due(ROUND, now, told, MINIMUM, final=False).keys() == whose


def test_the_county_is_not_told_of_by_another_minimum_than_its_areas() -> None:
    """It was raised while the round lasts: what is told of the county waits for what is told of each area by it."""
    told = in_the_ledger(dacorum=40, watford=40)
    now = {"dacorum": of_one_mind(60), "watford": of_one_mind(40)}
    assert due(ROUND, now, told, 20, final=False).keys() == {"dacorum"}
    now["watford"] = of_one_mind(60)
    assert due(ROUND, now, told, 20, final=False).keys() == {"dacorum", "watford", EVERYWHERE}


@pytest.mark.usefixtures("rounds")
async def test_the_database_counts_as_one_would_by_hand(database: Database) -> None:
    """Of each area in each round; an issue that somebody named twice is theirs once."""
    chance, before = Random(5), "2026-1"
    async with database.writing() as session:
        session.add(Round(name=before, opens=date(2026, 1, 1), closes=date(2026, 4, 30)))
        await session.flush()
        kept = [
            resident(chance, chance.choice(AREAS), chance.choice([ROUND, before]), place="park")
            for _ in range(300)
        ]
        kept += [resident(chance, "dacorum", second="theft", third="theft", safe_by_day="very_safe")]
        session.add_all(kept)
    async with database.session() as session:
        counted = await tallies.of_all(session)
    async with database.session() as session:
        rows = (await session.exec(select(Response))).all()
    assert len(rows) == 301
    by_hand: dict[str, dict[str, Tally]] = {
        name: {
            area: count_by_hand(row for row in rows if (row.round, row.area) == (name, area))
            for area in AREAS
        }
        for name in (ROUND, before)
    }
    assert counted == by_hand


async def _kept(database: Database, **answers: int) -> None:
    """Let so many answers of each area have left the box."""
    async with database.writing() as session:
        session.add_all(
            resident(Random(secrets.randbits(64)), area)
            for area, number in answers.items()
            for _ in range(number)
        )


Told = dict[str, list[tuple[Figures, People]]]


def _told_over(chance: Random, history: Iterable[Step], *, alike: bool = False) -> Told:
    """Live through days; return what was told of each area, and whose answers are behind it."""
    told: Told = {}
    for moment in lived(chance, history, alike=alike):
        for area, issued in moment.new.items():
            told.setdefault(area, []).append((issued.figures, moment.behind(area)))
    return told


SOME = settings(deadline=None, max_examples=40)
"""A few dozen histories; hundreds are for the slow run."""


@SOME
@given(CHANCE, HISTORY, some.booleans())
@example(Random(17), [one_area(11), one_area(10), one_area(withdrawn=10)], False)
@example(Random(18), REPLACED_UNSEEN, True)
def test_no_two_figures_can_be_subtracted_to_few_people(
    chance: Random, history: list[Step], alike: bool
) -> None:
    """Not two of an area, not two of the county, nor the county's and those of any of its areas, of whatever days."""
    require_that_nothing_is_left_of_few(_told_over(chance, history, alike=alike))


@SOME
@given(CHANCE, HISTORY)
def test_every_number_that_ever_leaves_is_a_multiple_of_five_and_not_below_ten(
    chance: Random, history: list[Step]
) -> None:
    """Whatever is in the figures, as they are kept and sent."""
    require_round_numbers(_told_over(chance, history))


@SOME
@given(CHANCE, HISTORY)
def test_figures_come_back_from_their_json_as_they_were(chance: Random, history: list[Step]) -> None:
    """They are plain JSON, and nothing is lost on the way."""
    require_that_json_loses_nothing(_told_over(chance, history))


@pytest.mark.slow
@settings(max_examples=500)
@given(CHANCE, HISTORY, some.booleans())
def test_so_it_is_in_hundreds_of_histories(chance: Random, history: list[Step], alike: bool) -> None:
    """All of the three."""
    told = _told_over(chance, history, alike=alike)
    require_that_nothing_is_left_of_few(told)
    require_round_numbers(told)
    require_that_json_loses_nothing(told)


def require_that_nothing_is_left_of_few(told: Told) -> None:
    """See that few people are behind no difference of figures."""
    behind = {area: [people[area] for _, people in told.get(area, ())] for area in AREAS}
    for area in AREAS:
        for one, other in combinations(behind[area], 2):
            assert between(one, other) >= 10
    for (_, before), (_, after) in combinations(told.get(EVERYWHERE, ()), 2):
        assert sum(between(before.get(area, ()), after.get(area, ())) for area in AREAS) >= 10
    for _, of_county in told.get(EVERYWHERE, ()):
        left = [{between(of_county.get(area, ()), taken) for taken in ([], *behind[area])} for area in AREAS]
        assert not any(is_few(sum(of_areas)) for of_areas in product(*left))


def require_round_numbers(told: Told) -> None:
    """See that figures hold multiples of five from ten on, and nothing else."""
    for figures, _ in chain.from_iterable(told.values()):
        numbers = list(_numbers(asdict(figures)))
        assert numbers
        assert all(number >= 10 and number % 5 == 0 for number in numbers)


def require_that_json_loses_nothing(told: Told) -> None:
    """See that figures come back from their JSON."""
    adapter = TypeAdapter(Figures)
    for figures, _ in chain.from_iterable(told.values()):
        written = adapter.dump_json(figures)
        assert json.loads(written)["round"] == ROUND
        assert adapter.validate_json(written) == figures


def _numbers(told: object) -> Iterable[int]:
    """Give every number in figures, wherever it stands."""
    match told:
        case dict():
            for value in told.values():
                yield from _numbers(value)
        case list() | tuple():
            for value in told:
                yield from _numbers(value)
        case int() | float():
            yield int(told)
