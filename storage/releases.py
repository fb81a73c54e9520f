"""The ledger of figures: what has been told of each area, and when it may be told anew.

What is due is entered after each opening, for nothing else changes the answers. Whoever asks is told the same,
however often, and reads a few rows: 2 to 13 ms of a million answers. Nobody waits while the answers are counted, not
even the ballot box. (Of a million, SQLite counted for 11 s and PostgreSQL for 8 s, and a tick took 0.8 and 0.2 s at
the most; when they were counted for whoever asked, it took 28 and 20 s each time, and so long the box was held. By
tests/benchmarks/summary.py, on two busy cores.) Exact counts that are kept, and changed by each opening, would be
quicker to make, but one more thing to be stolen or to be wrong.

An area is told of anew only once ten answers more, or fewer, are behind it than behind anything that was told: so
between any two of its figures ten people at least have come or gone. (Beside the last figures alone: where ten came,
and ten of all withdrew, the first and the third could be subtracted to two.) While the round lasts they must also be
a quarter of those before, in the area or in the county, for the more have come, the less their sum tells of each.
(Somebody who knows between which figures a person answered, in an area where 20 a day share six concerns evenly,
guesses the first of them 4.5 points better than chance with ten, 2.0 with a quarter. Up to forty answers the two are
the same.) Where the county has grown by a quarter and is told of, so is each area that has changed by ten, for the
county is made of nothing else.

The county is made of the areas that have been told of, and told of together with them, at moments when the answers
of each are exactly those that it was told of with. After an opening they are, unless there are newcomers who are not
told of yet, or answers were withdrawn: then the county waits for that area's next figures. The county's answers less
those of any of its areas, told of at any moments, are therefore nobody's or ten people's at least. Were the county
told of with answers that its areas have not been told with, their few newcomers would stand in the difference. That
as many answers are there as before, with the same rounded numbers, does not show that they are the same: ten may have
come, and nine of them and one of the others have withdrawn. So each opening notes of which areas answers were
withdrawn; without that, as many answers are the same ones.

Of two figures of an area, a number may differ by five: that is some of ten newcomers at least, with an error of four
either way. To hold each number back until it alone has changed by ten would set numbers of different days side by
side, and put concerns in a wrong order.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter
from sqlmodel import col, func, select, tuple_, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import tallies
from storage.database import Database
from storage.figures import Figures, Tally, least, of_area, of_county
from storage.tables import Release, Response, Round

EVERYWHERE = ""
"""The county, among the areas."""

_GROWTH = 1 / 4
"""The share of the answers behind the last figures that must have come, or gone, while the round lasts."""

_JSON = TypeAdapter(Figures)


@dataclass(frozen=True, repr=False)
class Issued:
    """Figures that have left.

    Args:
        basis: the exact number of answers behind them, which has not left.
        figures: what was told.
        thinned: whether answers of the area have been withdrawn since.
    """

    basis: int
    figures: Figures
    thinned: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """Figures, and the day on which they were told for the first time."""

    day: date
    figures: Figures


async def tell(database: Database, minimum: int, day: date) -> None:
    """Enter into the ledger what is due: after each opening, and again in case a crash came in between.

    Args:
        database: holds the answers, and the ledger.
        minimum: how many leave the ballot box together.
        day: the present one.
    """
    entered = False
    while not entered:
        async with database.session() as session:
            before = await _entries(session)
            new = await _new(session, least(minimum), day)
        entered = not new or await _enter(database, new, before)


async def note_withdrawn(session: AsyncSession, withdrawn: Iterable[str]) -> None:
    """Note, before they are deleted, of which areas answers are withdrawn.

    Args:
        session: of the opening that deletes them.
        withdrawn: the hashes of their receipts.
    """
    areas = select(Response.round, Response.area).where(col(Response.withdrawal).in_(list(withdrawn)))
    of_these = tuple_(col(Release.round), col(Release.area)).in_(areas)
    await session.exec(update(Release).where(of_these).values(thinned=True))


async def figures(database: Database, round_name: str) -> dict[str, Figures]:
    """Return what is told of a round: of the county as `EVERYWHERE`, and of each area that is told of."""
    async with database.session() as session:
        return {area: _entry(rows[-1]).figures for area, rows in (await _ledger(session, round_name)).items()}


async def history(database: Database, round_name: str, area: str) -> list[Entry]:
    """Return all that was ever told of an area in a round, or of the county as `EVERYWHERE`, the earliest first."""
    async with database.session() as session:
        return [_entry(row) for row in (await _ledger(session, round_name)).get(area, ())]


def due(
    round_name: str,
    tallies: Mapping[str, Tally],
    before: Mapping[str, Sequence[Issued]],
    minimum: int,
    *,
    final: bool,
) -> dict[str, Issued]:
    """Return what is to be told anew, by area.

    Args:
        round_name: the round.
        tallies: of the answers of each area as they are now.
        before: all that was told of each area, and of the county as `EVERYWHERE`, the latest last.
        minimum: how many answers may be told of together.
        final: whether the round is over, so that no more answers come.
    """
    ready = {
        area: Issued(tally.answers, of_area(round_name, area, tally, minimum))
        for area, tally in sorted(tallies.items())
        if _may_be_told(tally.answers, before.get(area, ()), minimum)
    }
    told = {area: issues[-1] for area, issues in before.items() if area != EVERYWHERE} | ready
    areas = {area: tallies.get(area, Tally()) for area in told}
    answers = sum(tally.answers for tally in areas.values())
    of_everywhere = before.get(EVERYWHERE, ())
    if (
        _may_be_told(answers, of_everywhere, minimum)
        and (final or _has_grown(answers, of_everywhere))
        and all(_is_exact(told[area], tally, minimum) for area, tally in areas.items())
    ):
        county = Issued(answers, of_county(round_name, EVERYWHERE, list(areas.values()), minimum))
        return {**ready, EVERYWHERE: county}
    return {
        area: issued
        for area, issued in ready.items()
        if final or _has_grown(issued.basis, before.get(area, ()))
    }


def _may_be_told(answers: int, before: Sequence[Issued], minimum: int) -> bool:
    return answers >= minimum and all(abs(answers - issued.basis) >= minimum for issued in before)


def _has_grown(answers: int, before: Sequence[Issued]) -> bool:
    return not before or abs(answers - before[-1].basis) >= _GROWTH * before[-1].basis


def _is_exact(issued: Issued, tally: Tally, minimum: int) -> bool:
    told = issued.figures
    are_the_same = issued.basis == tally.answers and not issued.thinned
    return are_the_same and told == of_area(told.round, told.area, tally, minimum)


async def _new(session: AsyncSession, minimum: int, day: date) -> list[Release]:
    """Return the entries that are due, in all rounds that are kept."""
    settled = set(await session.exec(select(Round.name).where(Round.settled)))
    new = []
    for round_name, areas in (await tallies.of_all(session)).items():
        ledger = await _ledger(session, round_name)
        before = {
            area: [Issued(row.basis, _entry(row).figures, row.thinned) for row in rows]
            for area, rows in ledger.items()
        }
        told = due(round_name, areas, before, minimum, final=round_name in settled)
        new += [
            _release(round_name, area, len(before.get(area, ())) + 1, day, issued)
            for area, issued in told.items()
        ]
    return new


async def _enter(database: Database, new: list[Release], before: int) -> bool:
    """Add entries, unless another worker has since: what is due has then to be found out anew. Tells whether it did."""
    async with database.writing() as session:
        if await _entries(session) != before:
            return False
        session.add_all(new)
    return True


async def _entries(session: AsyncSession) -> int:
    """Return how many entries the ledger has: it only grows."""
    return (await session.exec(select(func.count()).select_from(Release))).one()


async def _ledger(session: AsyncSession, round_name: str) -> dict[str, list[Release]]:
    rows = await session.exec(
        select(Release).where(Release.round == round_name).order_by(col(Release.number))
    )
    ledger: defaultdict[str, list[Release]] = defaultdict(list)
    for row in rows:
        ledger[row.area].append(row)
    return ledger


def _entry(row: Release) -> Entry:
    return Entry(row.day, _JSON.validate_json(row.figures))


def _release(round_name: str, area: str, number: int, day: date, issued: Issued) -> Release:
    return Release(
        round=round_name,
        area=area,
        number=number,
        day=day,
        basis=issued.basis,
        figures=_JSON.dump_json(issued.figures).decode(),
    )
