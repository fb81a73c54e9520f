"""Our ballot box, and a store as naive as a first draft would be, both to be lived with."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from storage.ballot import Ballot
from storage.ballot_box import BallotBox, Outcome
from storage.database import Database
from storage.keys import KeyFolder
from storage.rounds import Rounds
from storage.seal import SealKeys
from tests.attacks.life import Store
from tests.attacks.residents import Resident

MINIMUM = 10
RETENTION = 6
FIRST_DAY = date(2026, 6, 15)
LONDON = ZoneInfo("Europe/London")
_NEXT_ROUND = date(2026, 9, 1)
_TABLES = (
    "CREATE TABLE response (id TEXT PRIMARY KEY, area TEXT, first TEXT, second TEXT, place TEXT, withdrawal TEXT)",
    "CREATE TABLE comment (id TEXT PRIMARY KEY, area TEXT, issue TEXT, text TEXT, withdrawal TEXT)",
    "CREATE TABLE account (hash TEXT PRIMARY KEY)",
    "CREATE TABLE event (code TEXT PRIMARY KEY, tally INTEGER)",
    "CREATE TABLE visit (code TEXT)",
)


class WatchedDatabase(Database):
    """A database whose files are looked at between an opening and the clearing away of what it leaves."""

    def __init__(self, url: str, look: Callable[[], object]) -> None:
        super().__init__(url)
        self._look = look

    async def clear(self) -> None:
        """Look, and clear."""
        self._look()
        await super().clear()


class Ours(Store):
    """The ballot box. `look` is called where an attacker would want to look."""

    seals = True

    def __init__(self, url: str, keys: Path, look: Callable[[], object]) -> None:
        self.now = datetime.combine(FIRST_DAY, datetime.min.time(), LONDON) + timedelta(hours=12)
        self.database = WatchedDatabase(url, look)
        self.keys = KeyFolder(keys)
        self.rounds = Rounds(self.database, 4, LONDON, lambda: self.now.astimezone(UTC))
        self.box = BallotBox(self.database, self.keys, self.rounds, MINIMUM, RETENTION, Random(2))

    async def open(self) -> None:
        """Make the database and the first box."""
        await self.database.open()
        self.keys.open()
        await self.rounds.refresh()
        await self.box.seal()

    async def tick(self, day: int, answering: list[Resident]) -> None:
        """Drop the ballots and seal them."""
        self.now = self.now.replace(day=FIRST_DAY.day + day)
        await self.drop([(one.ballot, one.account) for one in answering])

    async def drop(self, ballots: list[tuple[Ballot, int]]) -> None:
        """Drop ballots, each from an account, and seal them at one tick."""
        dropped = [asyncio.create_task(self.box.drop(ballot, account)) for ballot, account in ballots]
        if dropped:
            await asyncio.wait(dropped, timeout=0)
        await self.box.seal()
        assert set(await asyncio.gather(*dropped)) <= {Outcome.KEPT}

    async def withdraw(self, number: str) -> int:
        """Hand back a receipt, which is noted at one tick; returns how many answers the reply tells of: none."""
        handed = asyncio.create_task(self.box.withdraw(number))
        await asyncio.wait([handed], timeout=0)
        await self.box.seal()
        assert handed.done()
        await handed
        return 0

    async def end_day(self, day: int) -> None:
        """Open the box."""
        await self.box.open_if_due(FIRST_DAY + timedelta(days=day))

    async def end_round(self) -> None:
        """Open the box for the last time, and begin the next round with one tick."""
        self.now = datetime.combine(_NEXT_ROUND, datetime.min.time(), LONDON)
        await self.box.close_over_rounds()
        await self.box.seal()

    async def close(self) -> None:
        """Close the database."""
        await self.database.close()


class Naive(Store):
    """A plain table with random keys, a row for each answer as it comes, and hashes of who has answered."""

    seals = False

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        is_file = parsed.get_backend_name() == "sqlite"
        self._engine = create_async_engine(
            parsed.set(drivername="sqlite+aiosqlite" if is_file else "postgresql+asyncpg")
        )
        if is_file:
            event.listen(self._engine.sync_engine, "connect", _as_upstream_sets_it)
        self._chance = Random(3)

    async def open(self) -> None:
        """Make the tables."""
        await self.run(*((table, {}) for table in _TABLES))

    async def run(self, *commands: tuple[str, dict[str, Any]]) -> None:
        """Run commands in one transaction."""
        async with self._engine.begin() as connection:
            for command, values in commands:
                await connection.execute(text(command), values)

    async def tick(self, day: int, answering: list[Resident]) -> None:  # noqa: ARG002 - it keeps no day
        """Write each answer down."""
        for one in answering:
            await self._keep(one)

    async def _keep(self, one: Resident) -> None:
        first, second = one.issues
        withdrawal = sha256(one.number.encode()).hexdigest() if one.receipt else None
        common = {"area": one.area, "withdrawal": withdrawal}
        answers = {"id": self._uuid(), "first": first, "second": second, "place": one.place}
        comment = {"id": self._uuid(), "issue": second, "text": one.words}
        account = {"hash": sha256(str(one.account).encode()).hexdigest()}
        await self.run(
            (
                "INSERT INTO response VALUES (:id, :area, :first, :second, :place, :withdrawal)",
                common | answers,
            ),
            ("INSERT INTO account VALUES (:hash)", account),
            *(
                [("INSERT INTO comment VALUES (:id, :area, :issue, :text, :withdrawal)", common | comment)]
                if one.words
                else []
            ),
        )

    async def withdraw(self, number: str) -> int:
        """Delete an answer at once, and tell how many there were."""
        mark = {"mark": sha256(number.encode()).hexdigest()}
        async with self._engine.begin() as connection:
            deleted = await connection.execute(text("DELETE FROM response WHERE withdrawal = :mark"), mark)
            await connection.execute(text("DELETE FROM comment WHERE withdrawal = :mark"), mark)
        return int(deleted.rowcount)

    async def end_day(self, day: int) -> None:
        """Do nothing."""

    async def end_round(self) -> None:
        """Do nothing."""

    async def close(self) -> None:
        """Close the database."""
        await self._engine.dispose()

    def _uuid(self) -> str:
        return str(UUID(int=self._chance.getrandbits(128), version=4))


def _as_upstream_sets_it(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    # Some distributions build SQLite with secure_delete; its makers' default is without.
    for pragma in ("journal_mode=WAL", "synchronous=OFF", "secure_delete=OFF"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


class OneKeyADay(Ours):
    """The ballot box, if it sealed with the same key from one opening to the next."""

    def __init__(self, url: str, keys: Path, look: Callable[[], object], patch: pytest.MonkeyPatch) -> None:
        super().__init__(url, keys, look)
        self._of_today: tuple[str, bytes] | None = None
        fresh, destroy = SealKeys.fresh, SealKeys.destroy

        def same_all_day(keys: SealKeys, after: str) -> tuple[str, bytes]:
            self._of_today = self._of_today or fresh(keys, after)
            return self._of_today

        def destroy_unless_of_today(keys: SealKeys, name: str) -> None:
            if self._of_today is None or name != self._of_today[0]:
                destroy(keys, name)

        patch.setattr(SealKeys, "fresh", same_all_day)
        patch.setattr(SealKeys, "destroy", destroy_unless_of_today)

    async def end_day(self, day: int) -> None:
        """Open the box, and seal with another key from then on."""
        self._of_today = None
        await super().end_day(day)
