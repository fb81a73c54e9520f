"""The database: opened and brought up to date at start, read by many, written by one at a time."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import URL, ColumnElement, Table, func, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

import storage.tables  # noqa: F401 - fills the metadata
from storage.ailment import ailment_of
from storage.backend import Backend, Row
from storage.errors import DatabaseAway, DatabaseUnusable, DatabaseUrlUnusable, LocalViewsError
from storage.migrating import bring_up_to_date
from storage.postgresql import PostgreSQL
from storage.sqlite import SQLite

SHOWN_ROWS = 20
_SHOWN_TABLES = (
    "box",
    "response",
    "comment",
    "event",
    "release",
    "staff_chat",
    "staff_code",
    "daily_run",
    "priority",
    "round",
)


@dataclass(frozen=True)
class Contents:
    """What one table holds: its first rows in the order of their keys, as text, and how many there are."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int


class Database:
    """A database that any number of processes may share: an SQLite file, or one of a PostgreSQL server.

    `url` is a `DATABASE_URL` such as `sqlite:///local-views.db` or `postgresql://user:password@host/local_views`.
    Raises DatabaseUrlUnusable for any other kind.
    """

    def __init__(self, url: str) -> None:
        self._backend = _backend_of(url)
        self._one_at_a_time = asyncio.Lock()

    async def open(self) -> None:
        """Make the file if missing, and the tables those of this version of Local Views.

        Raises DatabaseUnusable, or DatabaseAway where it may be there later, or DatabaseTooNew.
        """
        backend = self._backend
        try:
            backend.prepare()
            async with AsyncSession(backend.writer) as session, session.begin():
                await backend.begin(session)
                await (await session.connection()).run_sync(bring_up_to_date, backend.shown)
            backend.opened()
        except (OSError, sqlite3.Error, SQLAlchemyError) as error:
            await self.close()
            reason = (error.orig if isinstance(error, DBAPIError) else None) or error
            name = type(reason.__cause__ or reason).__name__
            if backend.is_away(error):
                raise DatabaseAway(backend.shown, name, backend.remedy) from None
            raise DatabaseUnusable(backend.shown, name, ailment_of(error) or backend.remedy) from None
        except LocalViewsError:
            await self.close()
            raise

    async def close(self) -> None:
        """Close every connection."""
        await self._backend.close()

    def session(self) -> AsyncSession:
        """Return a session to read in, as `async with database.session() as session`: one consistent view."""
        return AsyncSession(self._backend.reader)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """Give a session that alone may write until it is committed, or rolled back if the block raises.

        The writers of this process queue in the order in which they came; those of others wait up to 30
        seconds.

        Raises DatabaseGone, and commits nothing, if an SQLite file is no longer the one that was opened.
        """
        backend = self._backend
        async with self._one_at_a_time, AsyncSession(backend.writer) as session, session.begin():
            await backend.begin(session)
            yield session
            await session.flush()
            backend.require_still_there()

    async def can_write(self) -> bool:
        """Return whether something can be written: which version the tables are of is written once more."""
        try:
            async with AsyncSession(self._backend.writer) as session, session.begin():
                await self._backend.begin(session)
                same = text("UPDATE alembic_version SET version_num = version_num")
                await (await session.connection()).execute(same)
        except (OSError, SQLAlchemyError):
            return False
        return True

    async def rewrite(
        self, session: AsyncSession, model: type[SQLModel], added: Sequence[Row], kept: ColumnElement[bool]
    ) -> None:
        """Write a whole table anew within a transaction, so that nothing tells which row came when.

        `added` are rows that join it, `kept` tells which of the others stay.
        """
        table = SQLModel.metadata.tables[str(model.__tablename__)]
        await self._backend.rewrite(session, table, added, kept)

    async def clear(self) -> None:
        """Clear away what a rewrite has left beside the tables. Raises ResidueLeft if somebody reads just now."""
        async with self._one_at_a_time:
            await self._backend.clear()

    def held(self) -> AbstractAsyncContextManager[bool]:
        """Hold the database while the context lasts; gives False, at once, if another program holds it.

        Only who asks is kept out: it is for programs that must not be run twice, such as the playground.
        """
        return self._backend.held()

    async def contents(self) -> list[Contents]:
        """Return what each table holds, at most `SHOWN_ROWS` rows of it, for people to look at."""
        async with self._backend.reader.connect() as connection:
            return [await _contents(connection, SQLModel.metadata.tables[name]) for name in _SHOWN_TABLES]


def url_of(database_url: str) -> URL:
    """Return a `DATABASE_URL` read. Raises DatabaseUrlUnusable if it names no database of a kind that can be used."""
    try:
        url = make_url(database_url.replace("postgres://", "postgresql://", 1))
    except ArgumentError:
        raise DatabaseUrlUnusable from None
    # A database in memory is one connection's own: nobody could read it while another writes.
    nameless = {None, "", ":memory:"}
    if url.get_backend_name() not in {"sqlite", "postgresql"} or url.database in nameless:
        raise DatabaseUrlUnusable
    return url


def _backend_of(database_url: str) -> Backend:
    url = url_of(database_url)
    return SQLite(url) if url.get_backend_name() == "sqlite" else PostgreSQL(url)


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
