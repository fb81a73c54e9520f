"""A worker of its own that takes ballots, ticks and opens the box as fast as it can, until it is killed."""

import asyncio
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from storage import crockford
from storage.ballot import Answers, Ballot, Comment
from storage.ballot_box import BallotBox
from storage.database import Database
from storage.keys import KeyFolder
from storage.rounds import Rounds

AT_ONCE = 4
TICKS_TO_AN_OPENING = 7
TWO_DAYS = timedelta(days=2)


@dataclass(frozen=True)
class Task:
    """What a worker is to do.

    Args:
        url: the DATABASE_URL.
        keys: the key folder.
        diary: the file in which it notes each account whose ballot is sealed, once it is told so.
        first_account: the first of its accounts.
        day: the first day on which it opens the box.
    """

    url: str
    keys: Path
    diary: Path
    first_account: int
    day: date

    def work(self) -> None:
        """Work until killed."""
        asyncio.run(_work(self))


async def _work(task: Task) -> None:
    database, box = await open_box_at(task.url, task.keys)
    accounts = count(task.first_account)
    days = (task.day + number * timedelta(days=1) for number in count())
    diary = os.open(task.diary, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    async def drop(account: int) -> None:
        ballot = ballot_of(account)
        # Some tap twice.
        outcomes = await asyncio.gather(*(box.drop(ballot, account) for _ in range(1 + account % 2)))
        assert set(outcomes) == {"kept"}, outcomes
        os.write(diary, f"{account}\n".encode())

    for tick in count():
        dropped = [asyncio.create_task(drop(next(accounts))) for _ in range(AT_ONCE)]
        await asyncio.wait(dropped, timeout=0)
        await box.seal()
        await asyncio.gather(*dropped)
        if tick % TICKS_TO_AN_OPENING == 0:
            await box.open_if_due(next(days))
    await database.close()


async def open_box_at(url: str, keys: Path, now: datetime | None = None) -> tuple[Database, BallotBox]:
    """Return a box, opened for two at a time, and its database, at a moment in June 2026 if no other is given."""
    database, folder = Database(url), KeyFolder(keys)
    folder.open()
    await database.open()
    rounds = Rounds(
        database, 4, ZoneInfo("Europe/London"), lambda: now or datetime(2026, 6, 15, 12, tzinfo=UTC)
    )
    await rounds.refresh()
    return database, BallotBox(database, folder, rounds, minimum=2, retention=6)


def ballot_of(account: int) -> Ballot:
    """Return a new ballot that can be told from all others by what it says."""
    answers = Answers("watford", f"concern {account}")
    number = crockford.encode(secrets.randbits(80), 16)
    return Ballot(number, answers, (Comment("theft", f"words of {account}"),))
