"""The tallies of all answers that are kept, counted by the database."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.figures import ASSISTED, FIRST, Tally
from storage.tables import Response

_CONCERNS = (FIRST, "second", "third")
_AT_ONCE = (
    (*_CONCERNS, ASSISTED),
    ("place", "time", "safe_by_day", "safe_after_dark"),
    ("town",),
)
"""Columns of which each combination is counted: the concerns together, the others where there are few combinations.

With a query for each column SQLite takes twice as long, and PostgreSQL a quarter less.
"""

Tallies = defaultdict[str, defaultdict[str, Tally]]


async def of_all(session: AsyncSession) -> Tallies:
    """Count the answers, and return the tallies of each round by area."""
    table = SQLModel.metadata.tables[str(Response.__tablename__)]
    connection = await session.connection()
    tallies: Tallies = defaultdict(lambda: defaultdict(Tally))
    for columns in _AT_ONCE:
        alike = [table.c[name] for name in ("round", "area", *columns)]
        rows = await connection.execute(select(*alike, func.count()).group_by(*alike))
        await asyncio.to_thread(_add, tallies, columns, rows.all())
    return tallies


def _add(tallies: Tallies, columns: Sequence[str], rows: Iterable[Any]) -> None:
    for round_name, area, *given, number in rows:
        tally, answers = tallies[round_name][area], dict(zip(columns, given, strict=True))
        if FIRST in answers:
            tally.answers += number
            named = {answers[concern] for concern in _CONCERNS} - {None}
            tally.named.update(dict.fromkeys(named, number))
        if answers.pop(ASSISTED, False):
            tally.tables[ASSISTED][ASSISTED] += number
        for name in answers.keys() & tally.tables.keys():
            if answers[name] is not None:
                tally.tables[name][answers[name]] += number
