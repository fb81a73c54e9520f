"""The rounds of views: which one is open, when it closes, when the next one opens."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import Database
from storage.errors import ClosingDayUnusable, RoundMonthsUnusable, RoundUnknown
from storage.periods import Period, timeline
from storage.tables import Round

_DAY = timedelta(days=1)
_MONTHS_IN_A_YEAR = 12


@dataclass(frozen=True)
class RoundState:
    """Where the rounds stand at one moment.

    `name` and `closes` (its last day) are those of the open or paused round, None between rounds. `opens` is
    the first day of the next round, also while one is open.
    """

    phase: Literal["open", "paused", "closed"]
    name: str | None
    closes: date | None
    opens: date


class Rounds:
    """The rounds of a year, each of so many `months` (1, 2, 3, 4, 6 or 12), the first beginning in January.

    A round is open to the last minute of its last day in `timezone`; `clock` gives aware times. Once a round
    has begun it has a row, and the row's dates and pause hold, whatever the settings say. `months` is best
    changed at the turn of a year: within one, a period whose name is taken already is passed over.
    Raises RoundMonthsUnusable.
    """

    def __init__(
        self, database: Database, months: int, timezone: ZoneInfo, clock: Callable[[], datetime]
    ) -> None:
        if months < 1 or _MONTHS_IN_A_YEAR % months:
            raise RoundMonthsUnusable(months)
        self._database = database
        self._months = months
        self._timezone = timezone
        self._clock = clock
        self._made: list[Period] = []

    async def refresh(self) -> None:
        """Make the row of today's round if it is missing, and see what others have changed in the rows."""
        async with self._database.writing() as session:
            await self.under_way(session, self.today())

    def now(self) -> RoundState:
        """Return where the rounds stand, from memory as of the last `refresh`."""
        return _state(tuple(self._made), self.today(), self._months)

    async def under_way(self, session: AsyncSession, day: date) -> Period | None:
        """Return the round that is open or paused on a day, None if there is none or its last opening is done.

        Makes its row in this session if it is missing.
        """
        rows = await session.exec(select(Round))
        self._made = [Period(row.name, row.opens, row.closes, row.paused, row.settled) for row in rows]
        period = _under_way(timeline(self._made, day, self._months), day)
        if period is not None and period not in self._made:
            session.add(Round(name=period.name, opens=period.opens, closes=period.closes))
            await session.flush()
            self._made.append(period)
        return None if period is None or period.settled else period

    async def over(self, session: AsyncSession) -> list[Round]:
        """Return the rounds that have closed, the latest first."""
        rows = await session.exec(
            select(Round).where(col(Round.closes) < self.today()).order_by(col(Round.closes).desc())
        )
        return list(rows)

    async def begun(self) -> list[Round]:
        """Return every round that has begun and is still kept, the latest first."""
        async with self._database.session() as session:
            rows = await session.exec(
                select(Round).where(col(Round.opens) <= self.today()).order_by(col(Round.opens).desc())
            )
            return list(rows)

    async def closed_last(self) -> Round:
        """Return the round that closed last, or the one under way if none has closed."""
        begun = await self.begun()
        return next((one for one in begun if one.closes < self.today()), begun[0])

    async def pause(self, name: str) -> None:
        """Take no more ballots in the round of that name. Raises RoundUnknown."""
        await self._set_paused(name, paused=True)

    async def reopen(self, name: str) -> None:
        """Take ballots again in the round of that name, up to its last day. Raises RoundUnknown."""
        await self._set_paused(name, paused=False)

    async def close_on(self, name: str, day: date) -> None:
        """Let the round of that name, which is under way, close at the end of a day.

        Raises RoundUnknown if it is not under way, or ClosingDayUnusable.
        """
        async with self._database.writing() as session:
            under_way = await self.under_way(session, self.today())
            row = await session.get(Round, name)
            if row is None or under_way is None or under_way.name != name:
                raise RoundUnknown(name)
            self.check_closing(day)
            row.closes = day
        await self.refresh()

    def check_closing(self, day: date) -> None:
        """See that a round may close on a day: not one that has passed, and one that leaves the next round a day.

        Raises ClosingDayUnusable.
        """
        today = self.today()
        rounds = timeline(self._made, today, self._months)
        last = min(period.closes for period in rounds if period.opens > today) - _DAY
        if not today <= day <= last:
            raise ClosingDayUnusable(today, last)

    async def _set_paused(self, name: str, *, paused: bool) -> None:
        async with self._database.writing() as session:
            row = await session.get(Round, name)
            if row is None:
                raise RoundUnknown(name)
            row.paused = paused
        await self.refresh()

    def today(self) -> date:
        """Return the day that it is in the time zone of the rounds."""
        return self._clock().astimezone(self._timezone).date()


def _under_way(rounds: list[Period], today: date) -> Period | None:
    """Return the round that began last, unless it is over."""
    begun = [period for period in rounds if period.opens <= today]
    last = max(begun, key=lambda period: period.opens, default=None)
    return last if last and today <= last.closes else None


@lru_cache(maxsize=1)
def _state(made: tuple[Period, ...], today: date, months: int) -> RoundState:
    """Return where the rounds stand: the same all day, unless somebody changes a round."""
    rounds = timeline(made, today, months)
    opens = min(period.opens for period in rounds if period.opens > today)
    period = _under_way(rounds, today)
    if period is None or period.settled:
        return RoundState("closed", None, None, opens)
    return RoundState("paused" if period.paused else "open", period.name, period.closes, opens)
