"""Events, however many come by them and whenever: what officers and staff are shown rises in tens."""

import asyncio
import re
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from bot.desk.command import Asked
from bot.desk.events import EventDesk
from bot.desk.reading import read
from bot.desk.summary import Writer
from bot.desk.tidy import Tidier
from bot.steps_count import Steps
from flows.given import Given
from flows.script import installed
from storage import crockford, events
from storage.ballot import Answers, Ballot
from storage.ballot_box import BallotBox
from storage.database import Database
from storage.event_links import EventLinks
from storage.figures import MINIMUM, least
from storage.keys import KeyFolder
from storage.rounds import Rounds
from storage.staff import Member, Role
from storage.tables import Round
from tests.migrated import lay_tables
from tests.read_back import counts

SCRIPT = installed("hertfordshire")
ROUND, AREA = "2026-2", "dacorum"
LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 6, 15, 12, tzinfo=LONDON)
HOMES = ("dacorum", "watford", "stevenage")
VISITORS = some.lists(some.lists(some.sampled_from(HOMES), max_size=14), min_size=1, max_size=4)
"""For which area each of those answers who come by an event on a day."""
TALLY = re.compile(r"Answers so far: at least ([\d,]+)")


class Fair:
    """An event, and the desk at which its officer asks for its count.

    Args:
        folder: holds everything.
        minimum: how many ballots leave the box together.
    """

    def __init__(self, folder: Path, minimum: int = MINIMUM) -> None:
        self._minimum = minimum
        self.now = NOON
        self._url = f"sqlite:///{folder}/views.db"
        self._database = Database(self._url)
        self._keys = KeyFolder(folder / "keys")
        self._rounds = Rounds(self._database, 4, LONDON, lambda: self.now.astimezone(UTC))
        self._box = BallotBox(self._database, self._keys, self._rounds, minimum, 6, Random(7))
        self._desk = EventDesk(self._database, EventLinks(self._database), self._rounds, SCRIPT, self._moment)

    async def over(self, days: Sequence[Sequence[str]]) -> list[list[str]]:
        """Let residents of these areas come on each day; return all that is shown after each opening."""
        await lay_tables(self._url)
        await self._database.open()
        self._keys.open()
        await self._rounds.refresh()
        code = await events.make(self._database, ROUND, AREA)
        shown = [await self._day(code, homes) for homes in days]
        await self._database.close()
        return shown

    async def _day(self, code: str, homes: Sequence[str]) -> list[str]:
        dropped = [asyncio.create_task(self._box.drop(_ballot(code, home), _account())) for home in homes]
        if dropped:
            await asyncio.wait(dropped, timeout=0)
        await self._box.seal()
        await asyncio.gather(*dropped)
        self.now += timedelta(days=1)
        await self._box.open_if_due(self._rounds.today())
        (event,) = await events.of_round(self._database, ROUND)
        asked = Asked(1, Member(Role.OFFICER), "")
        said = await self._desk.commands["events"].answer(asked)
        row = Tidier(SCRIPT).of_event(event, self._minimum)
        round_ = Round(name=ROUND, opens=NOON.date(), closes=NOON.date() + timedelta(days=70))
        reading = await read(self._database, self._rounds, round_, AREA, self._minimum, Steps())
        return [said.text, f"{row.label}: {row.count or ''}", Writer(SCRIPT).summary(reading)]

    def _moment(self) -> Given:
        return Given(
            self._rounds.now(), "hertfordshire", "", "https://t.me/views_bot", "07:30", self._minimum, 6, ""
        )


def _ballot(code: str, home: str) -> Ballot:
    number = crockford.encode(secrets.randbits(80), 16)
    return Ballot(number, Answers(home, "speeding", None, None), event=code)


def _account() -> int:
    return secrets.randbits(52)


def to_the_nearest_five(number: int) -> int:
    """Return a number as a summary tells it, in which it says so: 11 views are 10, to the nearest five.

    Args:
        number: exact.
    """
    return 5 * round(number / 5)


def require_steps(days: Sequence[Sequence[str]], minimum: int = MINIMUM) -> None:
    """See that all that is shown of an event is in tens, or in steps of the minimum if that is more, and near enough.

    Args:
        days: for which area each of those answers who come on each day.
        minimum: how many ballots leave the box together.
    """
    with TemporaryDirectory() as folder:
        shown = asyncio.run(Fair(Path(folder), minimum).over(days))
    step, told = least(minimum), [0]
    few = min(step, to_the_nearest_five(step))
    for came, (at_the_desk, exported, summary) in zip(accumulate(map(len, days)), shown, strict=True):
        found = TALLY.search(at_the_desk)
        told.append(int(found[1]) if found else 0)
        # Those that are left over in the box, and those of the tally that are not told.
        assert came - (minimum - 1) - (step - 1) <= told[-1] <= came
        assert (f"fewer than {step}" in at_the_desk) is (told[-1] == 0)
        assert counts(exported) == ([told[-1]] if told[-1] else [])
        assert all(
            number >= step for text in (at_the_desk, exported) for number in counts(text.replace("*", ""))
        )
        assert all(number >= few for number in counts(summary.replace("*", "")))
    assert all((after - before) % step == 0 and after >= before for before, after in pairwise(told))


@settings(max_examples=3)
@given(VISITORS)
@example([[AREA] * came for came in (9, 1, 14, 9)])
@example([[*[AREA] * 5, *["watford"] * 5], ["stevenage"] * 9, ["watford"]])
def test_an_events_count_is_shown_in_tens_whenever_its_visitors_come(days: list[list[str]]) -> None:
    """At the desk of officers, in the file to download and in the summary; also from one day to the next."""
    require_steps(days)


@pytest.mark.parametrize("minimum", [2, 11, 13])
def test_no_event_tells_of_few_where_the_minimum_is_another(minimum: int) -> None:
    """Where fewer leave the ballot box together it is still ten; where more do, so many."""
    require_steps([[AREA] * came for came in (3, 9, 14, 24, 1)], minimum)


@pytest.mark.slow
@settings(max_examples=60)
@given(VISITORS, some.integers(2, 30))
def test_many_events_counts_are_shown_in_tens(days: list[list[str]], minimum: int) -> None:
    """Likewise, many times."""
    require_steps(days, minimum)
