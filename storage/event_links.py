"""The links of events, and the areas that they propose: known from memory.

A database server counts how often each table was read, and notes when it last was. Were each link looked up there, that
would tell when somebody came by an event, and how many came to one to which too few did for a tally.
"""

from collections.abc import Mapping

from sqlmodel import col, select

from storage import events
from storage.database import Database
from storage.tables import Event, Round


class EventLinks:
    """The links of the round begun last, as of the last refresh. `database` holds the events."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._areas: Mapping[str, str] = {}

    async def refresh(self) -> None:
        """See which events there are now, made by another worker too, and for which areas they stand."""
        begun_last = select(Round.name).order_by(col(Round.opens).desc()).limit(1).scalar_subquery()
        async with self._database.session() as session:
            found = await session.exec(select(Event.code, Event.area).where(Event.round == begun_last))
            self._areas = dict(found.all())

    def area_of(self, code: str) -> str | None:
        """Return the area of the event with that code, however typed, or None if there is no such event."""
        kept = events.as_kept(code)
        return None if kept is None else self._areas.get(kept)
