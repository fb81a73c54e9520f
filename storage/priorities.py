"""The priorities agreed for each area after a round, and what was done about them: what residents read afterwards."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import Database
from storage.tables import Priority

PLACES = 3
"""So many priorities are set for an area."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """A priority.

    Args:
        round: the round whose views led to it.
        area: the area's name in the county's data.
        place: 1, 2 or 3.
        issue: its name in the county's data, or empty if it is none of them.
        text: what it is, in a sentence.
        done: what was done about it, empty until that is told.
    """

    round: str
    area: str
    place: int
    issue: str
    text: str
    done: str


class Priorities:
    """The priorities, in memory as of the last refresh, since every resident may ask for them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._agreed: tuple[Agreed, ...] = ()
        self.as_json = "[]"
        """What residents may read, the newest round's first."""

    async def refresh(self) -> None:
        """See what was agreed, or changed through other workers."""
        async with self._database.session() as session:
            rows = await session.exec(select(Priority))
            found = [Agreed(row.round, row.area, row.place, row.issue, row.text, row.done) for row in rows]
        self._agreed = tuple(sorted(found, key=lambda one: (*_age(one.round), one.place)))
        self.as_json = json.dumps([asdict(one) for one in self._agreed])

    def of(self, area: str) -> tuple[Agreed, ...]:
        """Return an area's, the newest round's first."""
        return tuple(one for one in self._agreed if one.area == area)

    def of_round(self, area: str, round_name: str) -> tuple[Agreed, ...]:
        """Return those agreed for an area after a round."""
        return tuple(one for one in self.of(area) if one.round == round_name)

    async def agree(self, round_name: str, area: str, texts: Sequence[tuple[str, str]]) -> None:
        """Set the priorities of an area after a round, in place of any that there were.

        What was done about one that stands there word for word as before stays with it.

        Args:
            round_name: the round.
            area: the area.
            texts: the issue of each, or an empty text, and what it is.
        """
        async with self._database.writing() as session:
            there = select(Priority.text, Priority.done).where(
                col(Priority.round) == round_name, col(Priority.area) == area, col(Priority.done) != ""
            )
            done = dict((await session.exec(there)).all())
            await _forget(session, round_name, area)
            session.add_all(
                Priority(
                    round=round_name, area=area, place=place, issue=issue, text=text, done=done.get(text, "")
                )
                for place, (issue, text) in enumerate(texts, start=1)
            )
        await self.refresh()

    async def note_done(self, round_name: str, area: str, done: Mapping[int, str]) -> None:
        """Tell what was done about priorities, by their places; those that are not named stay as they are."""
        async with self._database.writing() as session:
            for place, text in done.items():
                row = await session.get(Priority, (round_name, area, place))
                if row is not None:
                    row.done = text
        await self.refresh()

    async def remove(self, round_name: str, area: str) -> None:
        """Take back the priorities of an area after a round."""
        async with self._database.writing() as session:
            await _forget(session, round_name, area)
        await self.refresh()


async def _forget(session: AsyncSession, round_name: str, area: str) -> None:
    rows = delete(Priority).where(col(Priority.round) == round_name, col(Priority.area) == area)
    await session.exec(rows)


def _age(round_name: str) -> tuple[int, ...]:
    """Return what puts the newest round first: the numbers in its name, backwards."""
    return tuple(-int(part) for part in round_name.split("-"))
