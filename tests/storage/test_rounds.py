"""A round is open to the last minute of its last day in London, and the next one follows by itself."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import update

from storage.database import Contents, Database
from storage.errors import RoundMonthsUnusable, RoundUnknown
from storage.rounds import Rounds, RoundState
from storage.tables import Round
from tests.postgres import on_each_database

LONDON = ZoneInfo("Europe/London")
At = Callable[[str], None]
Held = Callable[[str], Awaitable[Contents]]

url = on_each_database(pytest.mark.slow)


@pytest.fixture
def rounds_of(database: Database, clock: Callable[[], datetime]) -> Callable[[int], Rounds]:
    """Return a function that makes another worker's rounds, of so many months."""
    return lambda months: Rounds(database, months, LONDON, clock)


async def _change(database: Database, name: str, **columns: date) -> None:
    async with database.writing() as session:
        await session.exec(update(Round).where(Round.name == name).values(**columns))  # type: ignore[arg-type]


async def test_the_first_start_opens_the_round_of_that_day(rounds: Rounds, held: Held) -> None:
    """In the middle of June that is May to August, as a row too, and just one however often it looks."""
    await rounds.refresh()

    assert rounds.now() == RoundState("open", "2026-2", date(2026, 8, 31), date(2026, 9, 1))
    assert (await held("round")).rows == (("2026-2", "2026-05-01", "2026-08-31", "False", "False"),)


@pytest.mark.parametrize(
    ("months", "time", "expected"),
    [
        (4, "2026-04-30 23:59:59", ("2026-1", "2026-04-30")),
        (4, "2026-05-01 00:00:00", ("2026-2", "2026-08-31")),
        (4, "2026-08-31 23:59:59", ("2026-2", "2026-08-31")),
        (4, "2026-12-31 23:59:59", ("2026-3", "2026-12-31")),
        (4, "2027-01-01 00:00:00", ("2027-1", "2027-04-30")),
        (1, "2028-02-29 23:59:59", ("2028-2", "2028-02-29")),
        (1, "2026-03-29 01:30:00", ("2026-3", "2026-03-31")),
        (1, "2026-10-25 01:30:00", ("2026-10", "2026-10-31")),
        (1, "2026-10-31 23:59:59", ("2026-10", "2026-10-31")),
        (2, "2026-12-01 00:00:00", ("2026-6", "2026-12-31")),
        (3, "2026-06-30 23:59:59", ("2026-2", "2026-06-30")),
        (6, "2026-06-30 23:59:59", ("2026-1", "2026-06-30")),
        (12, "2026-07-01 12:00:00", ("2026-1", "2026-12-31")),
    ],
)
async def test_a_round_lasts_to_the_last_minute_of_its_last_day(
    rounds_of: Callable[[int], Rounds], at: At, months: int, time: str, expected: tuple[str, str]
) -> None:
    """By the clock on the wall in London, in summer time and in winter, over new year and leap days."""
    rounds = rounds_of(months)
    at(time)
    await rounds.refresh()

    assert rounds.now().phase == "open"
    assert (rounds.now().name, str(rounds.now().closes)) == expected
    assert rounds.now().opens - (rounds.now().closes or date.min) == timedelta(days=1)


async def test_at_midnight_the_next_round_follows_by_itself(rounds: Rounds, at: At) -> None:
    """Also before anything has looked at the database again."""
    at("2026-12-31 23:59")
    assert rounds.now().name == "2026-3"

    at("2027-01-01 00:00")
    assert rounds.now() == RoundState("open", "2027-1", date(2027, 4, 30), date(2027, 5, 1))


async def test_the_round_that_closed_last_is_the_one_under_way_as_long_as_none_has(
    rounds: Rounds, at: At
) -> None:
    """On its last day a round is under way still; once it has closed, those before it no longer count."""
    for moment, last in (
        ("2026-08-31 23:59", "2026-2"),
        ("2026-09-01 00:00", "2026-2"),
        ("2026-12-31 23:59", "2026-2"),
        ("2027-01-01 00:00", "2026-3"),
    ):
        at(moment)
        await rounds.refresh()
        assert (await rounds.closed_last()).name == last


async def test_a_paused_round_says_so_until_it_is_reopened(rounds: Rounds, held: Held) -> None:
    """It keeps its name and dates, and a restart or another worker sees it too."""
    await rounds.pause("2026-2")
    assert rounds.now() == RoundState("paused", "2026-2", date(2026, 8, 31), date(2026, 9, 1))
    assert (await held("round")).rows == (("2026-2", "2026-05-01", "2026-08-31", "True", "False"),)

    await rounds.reopen("2026-2")
    assert rounds.now().phase == "open"
    assert (await held("round")).rows == (("2026-2", "2026-05-01", "2026-08-31", "False", "False"),)


async def test_a_pause_ends_with_its_round(rounds: Rounds, at: At) -> None:
    """The next round opens on its first day whatever became of the last."""
    await rounds.pause("2026-2")

    at("2026-09-01 00:00")
    await rounds.refresh()

    assert rounds.now().phase == "open"


async def test_a_round_whose_last_opening_is_done_takes_no_more(
    rounds: Rounds, database: Database, at: At
) -> None:
    """As after a clock that was ahead: nobody is asked questions whose answers no box would take."""
    await rounds.refresh()
    async with database.writing() as session:
        await session.exec(update(Round).values(settled=True))
    await rounds.refresh()

    assert rounds.now() == RoundState("closed", None, None, date(2026, 9, 1))
    at("2026-09-01 00:00")
    assert rounds.now().phase == "open"


async def test_another_worker_sees_a_pause_when_it_looks(
    rounds: Rounds, rounds_of: Callable[[int], Rounds]
) -> None:
    """From memory until then: a tap never waits for the database."""
    other = rounds_of(4)
    await other.refresh()

    await rounds.pause("2026-2")
    assert other.now().phase == "open"

    await other.refresh()
    assert other.now().phase == "paused"


async def test_a_round_that_is_not_there_cannot_be_paused(rounds: Rounds) -> None:
    """The message names it, and how rounds are named."""
    for change in (rounds.pause, rounds.reopen):
        with pytest.raises(RoundUnknown, match=r"no round 2031-9\..*2026-3"):
            await change("2031-9")


async def test_an_early_closing_date_closes_the_round_until_the_next_one(
    database: Database, rounds: Rounds, at: At
) -> None:
    """The row wins over the settings: open on its last day, closed the day after, no round in between."""
    await _change(database, "2026-2", closes=date(2026, 7, 31))
    at("2026-07-31 23:59")
    await rounds.refresh()
    assert rounds.now() == RoundState("open", "2026-2", date(2026, 7, 31), date(2026, 9, 1))

    at("2026-08-01 00:00")
    await rounds.refresh()
    assert rounds.now() == RoundState("closed", None, None, date(2026, 9, 1))

    at("2026-09-01 00:00")
    await rounds.refresh()
    assert rounds.now().name == "2026-3"


async def test_a_late_closing_date_makes_the_next_round_wait(
    database: Database, rounds: Rounds, at: At, held: Held
) -> None:
    """The next one opens on the day after and still closes on its own last day."""
    await _change(database, "2026-2", closes=date(2026, 9, 13))
    at("2026-09-13 23:59")
    await rounds.refresh()
    assert rounds.now() == RoundState("open", "2026-2", date(2026, 9, 13), date(2026, 9, 14))

    at("2026-09-14 00:00")
    await rounds.refresh()
    assert rounds.now() == RoundState("open", "2026-3", date(2026, 12, 31), date(2027, 1, 1))
    assert (await held("round")).rows[1] == ("2026-3", "2026-09-14", "2026-12-31", "False", "False")


async def test_a_round_kept_open_over_the_whole_next_one_takes_its_place(
    database: Database, rounds: Rounds, at: At
) -> None:
    """The round in between is left out, and the state still says when the next one opens."""
    await _change(database, "2026-2", closes=date(2027, 1, 31))
    at("2026-10-10 10:00")
    await rounds.refresh()

    assert rounds.now() == RoundState("open", "2026-2", date(2027, 1, 31), date(2027, 2, 1))


async def test_rounds_are_told_apart_by_their_dates(database: Database, rounds: Rounds) -> None:
    """Not by the order of their rows: an old one and two coming ones may have been added last."""
    async with database.writing() as session:
        session.add(Round(name="2027-1", opens=date(2027, 1, 8), closes=date(2027, 4, 30)))
        await session.flush()
        session.add(Round(name="2026-3", opens=date(2026, 9, 8), closes=date(2026, 12, 31)))
        await session.flush()
        session.add(Round(name="2026-1", opens=date(2026, 1, 1), closes=date(2026, 4, 30)))
    await rounds.refresh()

    assert rounds.now() == RoundState("open", "2026-2", date(2026, 8, 31), date(2026, 9, 8))


async def test_a_late_opening_date_is_waited_for(database: Database, rounds: Rounds, at: At) -> None:
    """A round whose row begins later than the calendar says is closed until then."""
    async with database.writing() as session:
        session.add(Round(name="2026-3", opens=date(2026, 9, 8), closes=date(2026, 12, 31)))
    at("2026-09-05 10:00")
    await rounds.refresh()
    assert rounds.now() == RoundState("closed", None, None, date(2026, 9, 8))

    at("2026-09-08 00:00")
    assert rounds.now() == RoundState("open", "2026-3", date(2026, 12, 31), date(2027, 1, 1))


@pytest.mark.usefixtures("rounds")
@pytest.mark.parametrize(
    ("months", "following", "opens"),
    [(1, "2026-9", "2026-09-01"), (3, "2026-3", "2026-09-01"), (6, "2027-1", "2027-01-01")],
)
async def test_other_months_in_the_settings_leave_the_round_alone_that_has_begun(
    rounds_of: Callable[[int], Rounds], at: At, months: int, following: str, opens: str
) -> None:
    """It runs to its own last day, then the new calendar goes on with the first name that is free."""
    changed = rounds_of(months)
    at("2026-08-31 23:59")
    await changed.refresh()
    assert changed.now() == RoundState("open", "2026-2", date(2026, 8, 31), date.fromisoformat(opens))

    at(f"{opens} 00:00")
    await changed.refresh()
    assert (changed.now().phase, changed.now().name) == ("open", following)


@pytest.mark.parametrize("months", [0, -4, 5, 7, 24])
async def test_rounds_must_fill_a_year(rounds_of: Callable[[int], Rounds], months: int) -> None:
    """Anything else is refused at start, with the setting's name and what it may be."""
    with pytest.raises(RoundMonthsUnusable, match=rf"ROUND_MONTHS is {months}\. Make it 1, 2, 3, 4, 6 or 12"):
        rounds_of(months)
