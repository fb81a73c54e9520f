"""A real database, a real key folder and a clock that stands still until it is told the time."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from storage import crockford
from storage.ballot import Answers, Ballot, Comment
from storage.ballot_box import BallotBox
from storage.database import Contents, Database
from storage.keys import KeyFolder
from storage.rounds import Rounds

LONDON = ZoneInfo("Europe/London")
MINIMUM = 10


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


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return the DATABASE_URL of a file that is not there yet."""
    return f"sqlite:///{tmp_path}/local-views.db"


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """Give an open, empty database."""
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
    """Return an empty ballot box whose events are tallied ten at a time."""
    return BallotBox(database, keys, rounds, MINIMUM)


@pytest.fixture
def filled_in() -> Callable[..., Ballot]:
    """Return a function that fills in a new ballot, with an event's code and comments if given."""

    def fill_in(*comments: str, event: str | None = None) -> Ballot:
        return Ballot(
            number=crockford.encode(secrets.randbits(80), 16),
            answers=Answers(area="dacorum", first="speeding", second="burglary", time="evenings"),
            comments=tuple(Comment(issue="speeding", text=text) for text in comments),
            event=event,
        )

    return fill_in


@pytest.fixture
def held(database: Database) -> Callable[[str], Awaitable[Contents]]:
    """Return a function that looks into a table by name."""

    async def look_into(table: str) -> Contents:
        return next(contents for contents in await database.contents() if contents.table == table)

    return look_into
