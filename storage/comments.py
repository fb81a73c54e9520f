"""The comments that have left the ballot box, in an order that tells nothing: by issue, area and alphabet."""

from dataclasses import dataclass, field

from sqlmodel import col, func, select

from storage.database import Database
from storage.tables import Comment


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """A comment: the issue it is about, the area it came from, and its words."""

    issue: str
    area: str
    text: str = field(repr=False)


async def number(database: Database, round_name: str, area: str | None) -> int:
    """Return how many comments of a round have left the box, of an area or of the whole county as None."""
    counted = select(func.count()).select_from(Comment).where(Comment.round == round_name)
    if area is not None:
        counted = counted.where(col(Comment.area) == area)
    async with database.session() as session:
        return (await session.exec(counted)).one()


async def of_round(database: Database, round_name: str, area: str | None) -> list[Remark]:
    """Return the comments of a round that have left the box.

    Args:
        database: holds them.
        round_name: the round.
        area: the area, or None for the whole county.
    """
    wanted = select(Comment).where(Comment.round == round_name)
    if area is not None:
        wanted = wanted.where(Comment.area == area)
    async with database.session() as session:
        rows = await session.exec(wanted)
        return sorted(Remark(row.issue, row.area, row.text) for row in rows)
