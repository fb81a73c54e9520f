"""The database: opened and brought up to date at start, read by many, written by one at a time."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Table, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

import storage.tables  # noqa: F401 - fills the metadata
from storage.errors import DatabaseGone, DatabaseTooNew, DatabaseUnusable, DatabaseUrlUnusable

SHOWN_ROWS = 20
_SHOWN_TABLES = ("response", "comment", "event", "register", "round")
_PATIENCE_SECONDS = 30
_PRAGMAS = ("synchronous=FULL", "secure_delete=ON", "foreign_keys=ON")


@dataclass(frozen=True)
class Contents:
    """What one table holds: its first rows in the order of their keys, as text, and how many there are."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int


class Database:
    """An SQLite file that any number of processes may share.

    `url` is a `DATABASE_URL` such as `sqlite:///local-views.db`. Raises DatabaseUrlUnusable for any other
    kind.
    """

    def __init__(self, url: str) -> None:
        self._url = _with_driver(url)
        # A database error otherwise quotes the row that it failed on.
        self._engine = create_async_engine(
            self._url, hide_parameters=True, connect_args={"timeout": _PATIENCE_SECONDS}
        )
        event.listen(self._engine.sync_engine, "connect", _prepare)
        event.listen(self._engine.sync_engine, "begin", _begin)
        self._writer = self._engine.execution_options(begin="BEGIN IMMEDIATE")
        self._one_at_a_time = asyncio.Lock()
        self._file: tuple[int, int] | None = None

    async def open(self) -> None:
        """Make the file and its folder if missing, and its tables those of this version of Local Views.

        Raises DatabaseUnusable or DatabaseTooNew.
        """
        shown_url = self._url.render_as_string(hide_password=True)
        try:
            _make_file(self._url)
            async with self._writer.begin() as connection:
                await connection.run_sync(_bring_up_to_date)
            self._file = _identity(self._url)
        except (OSError, sqlite3.Error, SQLAlchemyError) as error:
            await self.close()
            reason = error.orig if isinstance(error, DBAPIError) else error
            raise DatabaseUnusable(shown_url, type(reason).__name__) from None
        except CommandError:
            await self.close()
            raise DatabaseTooNew(shown_url) from None

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()

    def session(self) -> AsyncSession:
        """Return a session to read in, as `async with database.session() as session`: one consistent view."""
        return AsyncSession(self._engine)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """Give a session that alone may write until it is committed, or rolled back if the block raises.

        The writers of this process queue in the order in which they came; those of others wait up to 30
        seconds.

        Raises DatabaseGone, and commits nothing, if the file is no longer the one that was opened.
        """
        async with self._one_at_a_time, AsyncSession(self._writer) as session, session.begin():
            yield session
            # SQLite goes on writing to a file that has been removed, and would call that kept.
            if _identity(self._url) != self._file:
                raise DatabaseGone(self._url.render_as_string(hide_password=True))

    async def contents(self) -> list[Contents]:
        """Return what each table holds, at most `SHOWN_ROWS` rows of it, for people to look at."""
        async with self._engine.connect() as connection:
            return [await _contents(connection, SQLModel.metadata.tables[name]) for name in _SHOWN_TABLES]


def _with_driver(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise DatabaseUrlUnusable from None
    # A database in memory is one connection's own: nobody could read it while another writes.
    if parsed.get_backend_name() != "sqlite" or parsed.database in {None, "", ":memory:"}:
        raise DatabaseUrlUnusable
    return parsed.set(drivername="sqlite+aiosqlite")


def _make_file(url: URL) -> None:
    # By the plain driver: where a file does not open, the asynchronous one leaves a thread that may die noisily.
    path = Path(url.database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    # SQLite gives its write-ahead log the mode of the database: no other account of the computer reads either.
    path.touch(mode=0o600)
    path.chmod(0o600)
    with closing(sqlite3.connect(path, timeout=_PATIENCE_SECONDS)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


def _identity(url: URL) -> tuple[int, int] | None:
    """Return what tells the database's file from any other, or None if there is none."""
    try:
        found = Path(url.database or "").stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _prepare(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _bring_up_to_date(connection: Connection) -> None:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "storage:migrations")
    command.upgrade(config, "head")


async def _contents(connection: AsyncConnection, table: Table) -> Contents:
    first_rows = await connection.execute(select(table).order_by(*table.primary_key).limit(SHOWN_ROWS))
    total = await connection.scalar(select(func.count()).select_from(table))
    return Contents(
        table=table.name,
        columns=tuple(column.name for column in table.columns),
        rows=tuple(tuple(_shown(value) for value in row) for row in first_rows),
        total=total or 0,
    )


def _shown(value: object) -> str:
    if isinstance(value, bytes):
        return f"{len(value):,} bytes, sealed"
    return "" if value is None else str(value)
