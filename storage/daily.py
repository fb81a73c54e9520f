"""What is done each day for a chat of staff: claimed before it is sent, so that nobody repeats it.

A row for each chat says how far the last day's came. What was begun and not noted as sent may have arrived or not:
somebody must wait until whoever began it cannot be at it any more, and may then take it over, once.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlmodel import select

from storage.database import Database
from storage.tables import DailyRun


class State(StrEnum):
    """How far a day's run has come: `AGAIN` is begun a second time, by whoever took it over."""

    BEGUN = "begun"
    AGAIN = "again"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to do a chat's run of a day.

    Args:
        told: what was noted at the last one, empty if there was none.
        may_be_repeated: whether somebody has begun it before, and may have sent it.
    """

    told: str
    may_be_repeated: bool


async def states(database: Database, job: str, day: date) -> dict[int, State]:
    """Return how far a day's run has come for each chat for which it was begun."""
    async with database.session() as session:
        rows = await session.exec(select(DailyRun).where(DailyRun.job == job, DailyRun.day == day))
        return {row.chat: State(row.state) for row in rows}


async def claim(
    database: Database, job: str, chat: int, day: date, *, take_over: bool = False
) -> Claim | None:
    """Claim a chat's run of a day.

    Args:
        database: keeps the claims.
        job: what is done.
        chat: for which chat.
        day: the day it is for.
        take_over: whether a run that was begun and not noted as sent is to be done again.

    Returns:
        The claim, or None if it is somebody else's, or done.
    """
    async with database.writing() as session:
        row = await session.get(DailyRun, (job, chat))
        if row is None:
            session.add(DailyRun(job=job, chat=chat, day=day, state=State.BEGUN))
            return Claim("", may_be_repeated=False)
        # Later than tomorrow: by a clock that was wrong, and nothing would be done until then.
        if row.day < day or row.day > day + timedelta(days=1):
            row.day, row.state = day, State.BEGUN
            return Claim(row.told, may_be_repeated=False)
        if row.day == day and row.state == State.BEGUN and take_over:
            row.state = State.AGAIN
            return Claim(row.told, may_be_repeated=True)
        return None


async def note_sent(database: Database, job: str, chat: int, told: str) -> None:
    """Note that a run was sent, and what it told."""
    async with database.writing() as session:
        row = await session.get(DailyRun, (job, chat))
        if row is not None:
            row.state, row.told = State.SENT, told


async def give_back(database: Database, job: str, chat: int) -> None:
    """Let a run that was claimed, and surely not sent, be claimed anew; one taken over, be taken over anew."""
    async with database.writing() as session:
        row = await session.get(DailyRun, (job, chat))
        if row is None:
            return
        if row.state == State.AGAIN:
            row.state = State.BEGUN
        else:
            row.day -= timedelta(days=1)
            row.state = State.SENT
