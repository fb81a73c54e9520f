"""Engagement events: the five-letter code in an event's link, what officers call it, and the area it stands for."""

import secrets

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import crockford
from storage.database import Database
from storage.errors import NotCrockford, RoundUnknown
from storage.tables import Event, Round

CODE_LETTERS = 5


async def make(database: Database, round_name: str, area: str, name: str = "") -> str:
    """Return the code of an event, and keep the event if it is new: asking twice makes one.

    Args:
        database: keeps it.
        round_name: the round in which its code is good.
        area: the area that its link proposes.
        name: what officers call it; without a name it is always a new one.

    Raises:
        RoundUnknown: if there is no such round.
    """
    async with database.writing() as session:
        if await session.get(Round, round_name) is None:
            raise RoundUnknown(round_name)
        known = await session.exec(
            select(Event).where(Event.round == round_name, Event.area == area, Event.name == name)
        )
        if name and (event := known.first()) is not None:
            return event.code
        code = await _free_code(session)
        session.add(Event(code=code, round=round_name, area=area, name=name))
    return code


async def move(database: Database, code: str, round_name: str, area: str) -> None:
    """Let the event of that round with that code stand for another area; one that there is not is let be."""
    async with database.writing() as session:
        event = await find(session, code, round_name)
        if event is not None:
            event.area = area


async def of_code(database: Database, code: str, round_name: str | None) -> Event | None:
    """Return the event of that round with that code, however typed."""
    async with database.session() as session:
        return await find(session, code, round_name)


async def of_round(database: Database, round_name: str) -> list[Event]:
    """Return the events of a round, by area, name and code."""
    async with database.session() as session:
        rows = await session.exec(
            select(Event)
            .where(Event.round == round_name)
            .order_by(col(Event.area), col(Event.name), col(Event.code))
        )
        return list(rows)


async def find(session: AsyncSession, code: str, round_name: str | None) -> Event | None:
    """Return the event of that round with that code, however typed."""
    kept = as_kept(code)
    event = await session.get(Event, kept) if kept is not None else None
    return event if event is not None and event.round == round_name else None


async def codes_of_round(session: AsyncSession, round_name: str) -> frozenset[str]:
    """Return the codes of a round's events."""
    return frozenset(await session.exec(select(Event.code).where(Event.round == round_name)))


async def _free_code(session: AsyncSession) -> str:
    """Return a code that no event has. To try and fail would write it into the log of a PostgreSQL server."""
    while True:
        code = crockford.encode(secrets.randbelow(32**CODE_LETTERS), CODE_LETTERS)
        if await session.get(Event, code) is None:
            return code


def as_kept(code: str) -> str | None:
    """Return a code as it is kept, however typed: abc, ABC, O for 0, I or L for 1; None if it cannot be one."""
    try:
        number = crockford.decode(code)
    except NotCrockford:
        return None
    return crockford.encode(number, CODE_LETTERS) if number < 32**CODE_LETTERS else None
