"""The ledger of figures: what has been told of each area, and when it may be told anew.

Figures are asked for at any moment, by anybody, and are the same until they are due. An area is told of anew only once
ten answers more, or fewer, are behind it than behind what was last told: so between any two of its figures ten people
at least have come or gone. While the round lasts they must also be a quarter of those before, for the more have come,
the less their sum tells of each. (Somebody who knows between which figures a person answered, in an area where 20 a day
share six concerns evenly, guesses the first of them 4.5 points better than chance with ten, 2.0 with a quarter. Up to
forty answers the two are the same.)

The county is made of the areas that have been told of, and told of together with them, at moments when what is told of
each is exactly so. After an opening it is, unless answers were withdrawn: then the county waits for that area's
next figures. The county's answers less those of any of its areas, told of at any moments, are therefore nobody's or ten
people's at least. Were the county told of with answers that its areas have not been told with, their few newcomers
would stand in the difference.

Of two figures of an area, a number may differ by five: that is some of ten newcomers at least, with an error of four
either way. To hold each number back until it alone has changed by ten would set numbers of different days side by
side, and put concerns in a wrong order.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import Database
from storage.figures import MINIMUM, Figures, Tally, count, of_area, of_county
from storage.tables import Release, Response, Round

EVERYWHERE = ""
"""The county, among the areas."""

_GROWTH = 1 / 4
"""The share of the answers behind the last figures that must have come, or gone, while the round lasts."""

_JSON = TypeAdapter(Figures)


@dataclass(frozen=True, repr=False)
class Issued:
    """Figures that have left, and the exact number of answers behind them, which has not."""

    basis: int
    figures: Figures


async def figures(database: Database, round_name: str, minimum: int = MINIMUM) -> dict[str, Figures]:
    """Return what may be told of a round now: of the county as `EVERYWHERE`, and of each area that may be told of.

    Args:
        database: holds the answers, and the ledger.
        round_name: the round.
        minimum: how many answers may be told of together; fewer than 10 count as 10.
    """
    # Alone, so that two workers that are asked at once tell the same.
    async with database.writing() as session:
        ledger = await _ledger(session, round_name)
        last = {area: issues[-1] for area, issues in ledger.items()}
        round_ = await session.get(Round, round_name)
        final = round_ is None or round_.settled
        tallies = await _tallies(session, round_name)
        new = due(round_name, tallies, last, max(minimum, MINIMUM), final=final)
        for area, issued in new.items():
            number = len(ledger.get(area, ())) + 1
            session.add(_release(round_name, area, number, issued))
    return {area: issued.figures for area, issued in (last | new).items()}


async def history(database: Database, round_name: str, area: str) -> list[Figures]:
    """Return all that was ever told of an area in a round, or of the county as `EVERYWHERE`, the earliest first."""
    async with database.session() as session:
        return [issued.figures for issued in (await _ledger(session, round_name)).get(area, ())]


def due(
    round_name: str, tallies: Mapping[str, Tally], last: Mapping[str, Issued], minimum: int, *, final: bool
) -> dict[str, Issued]:
    """Return what is to be told anew, by area.

    Args:
        round_name: the round.
        tallies: of the answers of each area as they are now.
        last: what was last told of each area, and of the county as `EVERYWHERE`.
        minimum: how many answers may be told of together.
        final: whether the round is over, so that no more answers come.
    """
    ready = {
        area: Issued(tally.answers, of_area(round_name, area, tally, minimum))
        for area, tally in sorted(tallies.items())
        if _may_be_told(tally.answers, last.get(area), minimum)
    }
    told = {area: issued for area, issued in {**last, **ready}.items() if area != EVERYWHERE}
    areas = {area: tallies.get(area, Tally()) for area in told}
    answers = sum(tally.answers for tally in areas.values())
    before = last.get(EVERYWHERE)
    if (
        _may_be_told(answers, before, minimum)
        and (final or _has_grown(answers, before))
        and all(_is_exact(told[area], tally, minimum) for area, tally in areas.items())
    ):
        county = Issued(answers, of_county(round_name, EVERYWHERE, list(areas.values()), minimum))
        return {**ready, EVERYWHERE: county}
    return {
        area: issued for area, issued in ready.items() if final or _has_grown(issued.basis, last.get(area))
    }


def _may_be_told(answers: int, last: Issued | None, minimum: int) -> bool:
    return answers >= minimum and (last is None or abs(answers - last.basis) >= minimum)


def _has_grown(answers: int, last: Issued | None) -> bool:
    return last is None or abs(answers - last.basis) >= _GROWTH * last.basis


def _is_exact(issued: Issued, tally: Tally, minimum: int) -> bool:
    told = issued.figures
    return issued.basis == tally.answers and told == of_area(told.round, told.area, tally, minimum)


async def _ledger(session: AsyncSession, round_name: str) -> dict[str, list[Issued]]:
    rows = await session.exec(
        select(Release).where(Release.round == round_name).order_by(col(Release.number))
    )
    ledger: defaultdict[str, list[Issued]] = defaultdict(list)
    for row in rows:
        ledger[row.area].append(Issued(row.basis, _JSON.validate_json(row.figures)))
    return ledger


async def _tallies(session: AsyncSession, round_name: str) -> dict[str, Tally]:
    table = SQLModel.metadata.tables[str(Response.__tablename__)]
    # Plain rows: an object for each would keep the ballot box waiting three times as long.
    rows = await (await session.connection()).execute(table.select().where(table.c.round == round_name))
    by_area: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        by_area[row.area].append(row)
    return {area: count(rows) for area, rows in by_area.items()}


def _release(round_name: str, area: str, number: int, issued: Issued) -> Release:
    return Release(
        round=round_name,
        area=area,
        number=number,
        basis=issued.basis,
        figures=_JSON.dump_json(issued.figures).decode(),
    )
