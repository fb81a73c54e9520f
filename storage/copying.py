"""Copying: all that an embedded database holds over to a PostgreSQL server, whole or not at all.

One transaction empties the tables there and fills them in the order of their keys, as an opening does: by neither
`ctid` nor `xmin` can it be told in which order the rows came. A digest of what was copied is noted beside the tables.
As long as they still have it nobody has written to them since, and they may be copied over again.
"""

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, RowMapping, Table, create_engine, func, insert, select, text, tuple_
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.pool import StaticPool
from sqlmodel import SQLModel

from storage.audit.kept import columns_of
from storage.database import Database, url_of
from storage.errors import (
    CopyBroken,
    DatabaseTooNew,
    DatabaseUnusable,
    DatabaseUrlUnusable,
    NoServer,
    NotEmbedded,
    OtherVersion,
    SourceDamaged,
    StillInUse,
    TargetTaken,
)
from storage.migrating import is_too_new, is_up_to_date
from storage.postgresql import put_in_order
from storage.sqlite import SQLite

_AT_ONCE = 1000
_OF_ALEMBIC = "alembic_version"
"""What was copied is noted at this table, which holds nothing else of anybody's."""

Progress = Callable[[int, int], None]
"""Is told how many rows have been copied, and how many there are."""


class Differs(SQLAlchemyError):
    """What has arrived is not what was sent."""


@dataclass
class _Digest:
    """What tells the rows of all tables from any others, in whatever order they are read."""

    value: int = 0

    def add(self, table: Table, rows: Iterable[Mapping[Any, Any]]) -> None:
        """Add rows of a table."""
        for row in rows:
            content = repr((table.name, *(row[column] for column in table.columns))).encode()
            self.value += int.from_bytes(sha256(content).digest(), "big")

    def __str__(self) -> str:
        return f"copied {self.value % 2**256:064x}"


@dataclass(frozen=True)
class _File:
    """An SQLite file that no other program can open meanwhile. Whatever keeps it from being read is SourceDamaged.

    Args:
        connection: reads it.
        shown: its URL, for messages.
    """

    connection: Connection
    shown: str

    def require_sound(self) -> None:
        """See that it has the tables of this version, and can be read to its end. Raises OtherVersion."""
        with self._reading():
            is_of_newer_version, is_of_this_version = (
                is_too_new(self.connection),
                is_up_to_date(self.connection),
            )
        if is_of_newer_version:
            raise DatabaseTooNew(self.shown)
        if not is_of_this_version:
            raise OtherVersion(self.shown)
        with self._reading():
            found = self.connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
        if found != "ok":
            raise SourceDamaged(self.shown, "integrity_check")

    def number_of_rows(self) -> int:
        """Return how many rows all tables have together."""
        with self._reading():
            return sum(
                self.connection.scalar(_count(table)) or 0 for table in SQLModel.metadata.sorted_tables
            )

    def rows(self, table: Table) -> Iterator[Sequence[RowMapping]]:
        """Give the rows of a table in the order of its keys, some at a time."""
        with self._reading():
            found = self.connection.execute(select(table).order_by(*table.primary_key))
            yield from found.mappings().partitions(_AT_ONCE)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error, ValueError) as wrong:  # ValueError: of a day that is none
            reason = (wrong.orig if isinstance(wrong, DBAPIError) else None) or wrong
            raise SourceDamaged(self.shown, type(reason).__name__) from None


async def copy_over(source: str, target: str, progress: Progress) -> dict[str, int]:
    """Copy what a database holds to another one, and return how many rows each table there has afterwards.

    The keys stay where they are: the box is copied as it is sealed.

    Args:
        source: the `DATABASE_URL` of an SQLite file that no program has open.
        target: that of a database of a PostgreSQL server, empty or as an earlier copy has left it.
        progress: is told how far it has come.

    Raises:
        LocalViewsError: if it cannot be done; the message says why, and the target is as it was before.
    """
    if url_of(source).get_backend_name() != "sqlite":
        raise NotEmbedded
    url = _server(target)
    shown, database = url.render_as_string(hide_password=True), Database(target)
    try:
        with _alone_with(source) as held:
            await _require_no_others(database, shown)
            await database.open()
            async with database.writing() as session:
                there = await session.connection()
                await _require_untouched(there, shown)
                return await _copy(held, there, progress)
    except (OSError, SQLAlchemyError) as error:
        reason = (error.orig if isinstance(error, DBAPIError) else None) or error
        raise CopyBroken(shown, type(reason.__cause__ or reason).__name__) from None
    finally:
        await database.close()


def _server(target: str) -> URL:
    """Return the address of a database of a PostgreSQL server. Raises NoServer for any other."""
    try:
        url = url_of(target)
    except DatabaseUrlUnusable:
        raise NoServer from None
    if url.get_backend_name() != "postgresql":
        raise NoServer
    return url


@contextmanager
def _alone_with(database_url: str) -> Iterator[_File]:
    """Open a file. Raises OtherVersion, SourceDamaged and what `_locked` raises."""
    url = url_of(database_url)
    shown = url.render_as_string()
    with closing(_locked(Path(url.database or "").absolute(), shown)) as raw:
        engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool, hide_parameters=True)
        with engine.connect() as connection:
            held = _File(connection, shown)
            held.require_sound()
            yield held


def _locked(path: Path, shown: str) -> sqlite3.Connection:
    """Return a connection that keeps all others out. Raises StillInUse or DatabaseUnusable."""
    try:
        with ExitStack() as stack:
            raw = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=0, isolation_level=None)
            stack.callback(raw.close)
            # A bot keeps the file open as long as it runs, which is enough for this lock not to be given.
            raw.execute("PRAGMA locking_mode=EXCLUSIVE")
            raw.execute("BEGIN EXCLUSIVE")
            stack.pop_all()
    except sqlite3.Error as wrong:
        if wrong.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise StillInUse(shown) from None
        raise DatabaseUnusable(shown, type(wrong).__name__, SQLite.remedy) from None
    return raw


async def _require_no_others(database: Database, shown: str) -> None:
    """See that there are no tables of others. Raises TargetTaken."""
    async with database.session() as session:
        found = await (await session.connection()).run_sync(columns_of)
    others = sorted(found.keys() - SQLModel.metadata.tables.keys() - {_OF_ALEMBIC})
    if others:
        raise TargetTaken(shown, f"tables of other programs ({', '.join(others)})")


async def _require_untouched(there: AsyncConnection, shown: str) -> None:
    """See that the tables are empty, or as an earlier copy has left them. Raises TargetTaken."""
    counts = await _counts(there)
    if not any(counts.values()):
        return
    noted = await there.scalar(text(f"SELECT obj_description('{_OF_ALEMBIC}'::regclass)"))
    if noted != str(await _digest(there)):
        rows = ", ".join(f"{count:,} in {name}" for name, count in counts.items() if count)
        raise TargetTaken(shown, f"rows of a Local Views that has run on it, or other ones ({rows})")


async def _copy(held: _File, there: AsyncConnection, progress: Progress) -> dict[str, int]:
    """Empty the tables, fill them, see that they hold what they should, and note it."""
    tables = SQLModel.metadata.sorted_tables
    total = held.number_of_rows()
    copied, done = _Digest(), 0
    progress(done, total)
    names = ", ".join(f'"{table.name}"' for table in tables)
    await there.execute(text(f"TRUNCATE {names}"))
    for table in tables:
        for some in held.rows(table):
            await there.execute(insert(table), [dict(row) for row in some])
            copied.add(table, some)
            done += len(some)
            progress(done, total)
        await put_in_order(there, table)
    counts = await _counts(there)
    if sum(counts.values()) != total or str(await _digest(there)) != str(copied):
        raise Differs
    await there.execute(text(f"COMMENT ON TABLE {_OF_ALEMBIC} IS '{copied}'"))
    return counts


async def _counts(there: AsyncConnection) -> dict[str, int]:
    return {table.name: await there.scalar(_count(table)) or 0 for table in SQLModel.metadata.sorted_tables}


async def _digest(there: AsyncConnection) -> _Digest:
    digest = _Digest()
    for table in SQLModel.metadata.sorted_tables:
        async for rows in _read(there, table):
            digest.add(table, rows)
    return digest


async def _read(there: AsyncConnection, table: Table) -> AsyncIterator[Sequence[RowMapping]]:
    """Give the rows of a table, some at a time; a cursor would keep the table from being emptied afterwards."""
    keys = [table.c[column.name] for column in table.primary_key]
    some = select(table).order_by(*keys).limit(_AT_ONCE)
    rows = (await there.execute(some)).mappings().all()
    while rows:
        yield rows
        last = tuple_(*(rows[-1][key] for key in keys))
        rows = (await there.execute(some.where(tuple_(*keys) > last))).mappings().all()


def _count(table: Table) -> Any:
    return select(func.count()).select_from(table)
