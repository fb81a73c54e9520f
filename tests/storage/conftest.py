"""A real database of each kind, a real key folder and a clock that stands still until it is told the time."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings

from storage import crockford
from storage.ballot import Answers, Ballot, Comment
from storage.ballot_box import BallotBox, Outcome
from storage.database import Contents, Database
from storage.keys import KeyFolder
from storage.rounds import Rounds
from tests.migrated import lay_tables
from tests.postgres import on_each_database

settings.register_profile("at leisure", deadline=None)
settings.load_profile("at leisure")
"""No example fails because the computer is busy besides."""

LONDON = ZoneInfo("Europe/London")
MINIMUM = 10
RETENTION = 2


class _Clock:
    def __init__(self) -> None:
        self.time = datetime(2026, 6, 15, 12, tzinfo=LONDON)

    def __call__(self) -> datetime:
        return self.time.astimezone(UTC)

    def set(self, text: str) -> None:
        self.time = datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.fixture
def clock() -> _Clock:
    """Stand at noon on 15 June 2026, in the second round of that year."""
    return _Clock()


@pytest.fixture
def at(clock: _Clock) -> Callable[[str], None]:
    """Set the clock to a time in London, such as "2026-08-31 23:59"."""
    return clock.set


url = on_each_database()


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """Give an open, empty database."""
    await lay_tables(url)
    database = Database(url)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    """Return an open, empty key folder."""
    folder = KeyFolder(tmp_path / "keys")
    folder.open()
    return folder


@pytest.fixture
async def rounds(database: Database, clock: Callable[[], datetime]) -> Rounds:
    """Return rounds of four months, the one of June 2026 begun."""
    rounds = Rounds(database, 4, LONDON, clock)
    await rounds.refresh()
    return rounds


@pytest.fixture
def box(database: Database, keys: KeyFolder, rounds: Rounds) -> BallotBox:
    """Return an empty ballot box that is opened for ten at a time; two rounds that are over are kept."""
    return BallotBox(database, keys, rounds, MINIMUM, RETENTION)


Sent = Callable[..., Awaitable[Outcome]]


@pytest.fixture
def send(box: BallotBox) -> Sent:
    """Return a function that drops a ballot from an account, and returns what the next tick made of it."""

    async def send(ballot: Ballot, account: int | None, into: BallotBox = box) -> Outcome:
        dropped = asyncio.create_task(into.drop(ballot, account))
        await asyncio.wait([dropped], timeout=0)
        await into.seal()
        return await dropped

    return send


@pytest.fixture
def send_all(box: BallotBox) -> Callable[..., Awaitable[None]]:
    """Return a function that drops ballots from as many new accounts, all before the same tick."""

    async def send_all(*ballots: Ballot) -> None:
        dropped = [asyncio.create_task(box.drop(ballot, secrets.randbits(52))) for ballot in ballots]
        await asyncio.wait(dropped, timeout=0)
        await box.seal()
        assert set(await asyncio.gather(*dropped)) <= {Outcome.KEPT}

    return send_all


@pytest.fixture
def hand_back(box: BallotBox) -> Callable[[str], Awaitable[None]]:
    """Return a function that hands back a receipt and lets the next tick note it."""

    async def hand_back(number: str) -> None:
        handed = asyncio.create_task(box.withdraw(number))
        await asyncio.wait([handed], timeout=0)
        await box.seal()
        await handed

    return hand_back


@pytest.fixture
def filled_in() -> Callable[..., Ballot]:
    """Return a function that fills in a new ballot: its comments, and whatever else it should have."""

    def fill_in(*comments: str, area: str = "dacorum", town: str | None = None, **more: Any) -> Ballot:
        return Ballot(
            number=crockford.encode(secrets.randbits(80), 16),
            answers=Answers(area=area, first="speeding", second="burglary", town=town, time="evening"),
            comments=tuple(Comment(issue="speeding", text=text) for text in comments),
            **more,
        )

    return fill_in


@pytest.fixture
def held(database: Database) -> Callable[[str], Awaitable[Contents]]:
    """Return a function that looks into a table by name."""

    async def look_into(table: str) -> Contents:
        return next(contents for contents in await database.contents() if contents.table == table)

    return look_into
