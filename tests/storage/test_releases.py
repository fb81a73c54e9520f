"""The ledger of figures: the same for whoever asks, and told anew only when ten people or more have come or gone."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import combinations, count
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pydantic import TypeAdapter

from storage import figures, releases
from storage.ballot import Ballot
from storage.ballot_box import BallotBox
from storage.database import Contents, Database
from storage.figures import Figures
from storage.opening import WHOLE_COUNTY
from storage.releases import EVERYWHERE, Issued, due
from storage.tables import Response

ROUND = "2026-2"
FillIn = Callable[..., Ballot]
SendAll = Callable[..., Awaitable[None]]


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


async def test_whoever_asks_and_however_often_is_told_the_same(
    database: Database, url: str, open_with: SendAll, held: Callable[[str], Awaitable[Contents]]
) -> None:
    """Two workers asked at once keep one entry of the ledger for each area, and tell the same."""
    await open_with(dacorum=20)
    other = Database(url)
    await other.open()
    asked = await asyncio.gather(*[releases.figures(one, ROUND) for one in (database, other) * 3])
    await other.close()

    assert all(told == asked[0] for told in asked)
    assert (await held("release")).total == 2


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
    await counts(database)
    await open_with(dacorum=12)
    assert (await counts(database))["dacorum"] == 100

    at("2026-09-01 00:01")
    await box.close_over_rounds()
    assert await counts(database) == {"dacorum": 110, EVERYWHERE: 110}


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


async def test_all_that_was_told_of_an_area_is_kept_in_order(database: Database, open_with: SendAll) -> None:
    """So that figures can be set beside those before them."""
    for newly in (20, 10, 10):
        await open_with(dacorum=newly)
        await counts(database)

    assert [told.answers for told in await releases.history(database, ROUND, "dacorum")] == [20, 30, 40]
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
    database: Database, open_with: SendAll, held: Callable[[str], Awaitable[Contents]]
) -> None:
    """Exact numbers of concerns, of several moments, would tell how each ten had answered."""
    await open_with(dacorum=23)
    await counts(database)
    ledger = await held("release")

    assert ledger.columns == ("round", "area", "number", "basis", "figures")
    assert {row[3] for row in ledger.rows} == {"23"}
    assert {int(number) for row in ledger.rows for number in re.findall(r": ?(\d+)", row[4])} == {25}


@pytest.mark.usefixtures("rounds")
async def test_a_smaller_minimum_shows_no_smaller_numbers(database: Database) -> None:
    """Where the box is opened for fewer than ten, figures still wait for ten; a greater minimum holds for both."""
    async with database.writing() as session:
        session.add_all([_resident(Random(number), "dacorum", ROUND) for number in range(14)])
    assert await releases.figures(database, ROUND, minimum=15) == {}
    assert set(await releases.figures(database, ROUND, minimum=2)) == {"dacorum", EVERYWHERE}
    async with database.writing() as session:
        session.add_all([_resident(Random(number), "watford", ROUND) for number in range(14, 23)])
    assert "watford" not in await releases.figures(database, ROUND, minimum=2)


AREAS = ("dacorum", "stevenage", "watford")
People = dict[str, list[Response]]


def _resident(chance: Random, area: str, round_name: str = ROUND) -> Response:
    issues = [f"issue_{min(chance.randrange(7), chance.randrange(7))}" for _ in range(3)]
    first, second, third = (*dict.fromkeys(issues), None, None)[:3]
    assert first
    return Response(
        id=f"{chance.getrandbits(128):032x}",
        round=round_name,
        area=area,
        first=first,
        second=second,
        third=third,
        time=chance.choice(["evening", "night", None]),
        assisted=chance.random() < 0.3,
    )


@dataclass(frozen=True)
class _Step:
    """What happens until somebody asks, or nobody: how many answers of each area are opened, and withdrawn."""

    opened: Mapping[str, int]
    withdrawn: Mapping[str, int]
    asked: bool
    final: bool = False


_STEP = some.builds(
    _Step,
    opened=some.fixed_dictionaries({area: some.sampled_from([0, 0, 10, 11, 14, 25]) for area in AREAS}),
    withdrawn=some.fixed_dictionaries({area: some.sampled_from([0, 0, 0, 1, 5, 12]) for area in AREAS}),
    asked=some.sampled_from([True, True, False]),
    final=some.just(False),
)
_HISTORY = some.lists(_STEP, min_size=1, max_size=8)
_END = _Step({}, {}, asked=True, final=True)


def _told_over(chance: Random, history: Iterable[_Step]) -> dict[str, list[tuple[Figures, People]]]:
    """Live through openings and withdrawals; return what was told of each area, and whose answers are behind it."""
    people: People = {area: [] for area in AREAS}
    last: dict[str, Issued] = {}
    told: dict[str, list[tuple[Figures, People]]] = {}
    for step in (*history, _END):
        for area, number in step.withdrawn.items():
            chance.shuffle(people[area])
            people[area] = people[area][number:]
        for area, number in step.opened.items():
            people[area] = people[area] + [_resident(chance, area) for _ in range(number)]
        if step.asked:
            new = _due(people, last, final=step.final)
            last |= new
            for area, issued in new.items():
                behind = {area: people[area]} if area else {one: people[one] for one in AREAS if one in last}
                told.setdefault(area, []).append((issued.figures, behind))
            # Whoever asks once more is told nothing new.
            assert _due(people, last, final=step.final) == {}
    return told


def _due(people: People, last: dict[str, Issued], *, final: bool) -> dict[str, Issued]:
    tallies = {area: figures.count(residents) for area, residents in people.items() if residents}
    return due(ROUND, tallies, last, figures.MINIMUM, final=final)


def _between(one: Iterable[Response], other: Iterable[Response]) -> int:
    """Return how many people are behind only one of two."""
    return len({id(resident) for resident in one} ^ {id(resident) for resident in other})


def _is_few(number: int) -> bool:
    return 0 < number < 10


_CHANCE = some.integers(0, 2**32).map(Random)


@settings(deadline=None)
@given(_CHANCE, _HISTORY)
def test_no_two_figures_can_be_subtracted_to_few_people(chance: Random, history: list[_Step]) -> None:
    """Between any two of an area, or of the county, ten people at least have come or gone.

    The county's less those of any of its areas, told of at any moments, leaves the sum over the areas of what is
    between the county's people of the area and the area's, or all of them where it is left out: so it is nobody's or
    ten people's at least if each of these is.
    """
    told = _told_over(chance, history)
    for area in AREAS:
        for (_, one), (_, other) in combinations(told.get(area, ()), 2):
            assert _between(one[area], other[area]) >= 10
    for _, county in told.get(EVERYWHERE, ()):
        for area, of_county in county.items():
            assert len(of_county) >= 10
            for _, of_area in told[area]:
                assert not _is_few(_between(of_county, of_area[area]))
    for (_, one), (_, other) in combinations(told.get(EVERYWHERE, ()), 2):
        assert sum(_between(one.get(area, ()), other.get(area, ())) for area in AREAS) >= 10


@settings(deadline=None)
@given(_CHANCE, _HISTORY)
def test_every_number_that_ever_leaves_is_a_multiple_of_five_and_not_below_ten(
    chance: Random, history: list[_Step]
) -> None:
    """Whatever is in the figures, as they are kept and sent."""
    for area in _told_over(chance, history).values():
        for told, _ in area:
            numbers = list(_numbers(asdict(told)))
            assert numbers
            assert all(number >= 10 and number % 5 == 0 for number in numbers)


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


@settings(deadline=None)
@given(_CHANCE, _HISTORY)
def test_figures_come_back_from_their_json_as_they_were(chance: Random, history: list[_Step]) -> None:
    """They are plain JSON, and nothing is lost on the way."""
    adapter = TypeAdapter(Figures)
    for area in _told_over(chance, history).values():
        for told, _ in area:
            written = adapter.dump_json(told)
            assert json.loads(written)["round"] == ROUND
            assert adapter.validate_json(written) == told
