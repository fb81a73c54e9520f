"""SQLite: one file, shared by the processes of one computer.

`secure_delete` overwrites what is deleted, the tables of answers have no row numbers, and a rewrite copies a
table in the order of its random keys: of 600 answers, neither SQL nor the cells' places in the file's pages
tell the order in which they came (tests/attacks). In the write-ahead log stands what was written since it was
last cleared, so an opening clears it, and packs the file.
"""

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from functools import cache
from pathlib import Path
from shlex import quote
from typing import Any

from sqlalchemy import URL, ColumnElement, Connection, MetaData, Table, event, insert, select, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.schema import CreateTable
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.ailment import is_locked
from storage.backend import Backend, Row
from storage.errors import DatabaseGone, DatabaseUnusable, ResidueLeft
from storage.lock_file import lock_file

_PATIENCE_SECONDS = 30
CLEARING_PATIENCE_MS = 1000
"""Nobody can seal meanwhile."""

_PRAGMAS = ("synchronous=FULL", "secure_delete=ON", "foreign_keys=ON", "temp_store=MEMORY")
"""In a file for temporary things SQLite would note what it may have to undo: every answer, whenever a table is written
anew. It stands in another folder, and is never overwritten."""


class SQLite(Backend):
    """An SQLite file. `url` names it."""

    remedy = (
        "Let DATABASE_URL name a file made by Local Views, or one that is not there yet, in a folder that this "
        "account can write to, on a disk with free space."
    )

    def __init__(self, url: URL) -> None:
        self.shown = url.render_as_string()
        self._path = Path(url.database or "")
        # A database error otherwise quotes the row that it failed on.
        engine = create_async_engine(
            url.set(drivername="sqlite+aiosqlite"),
            hide_parameters=True,
            connect_args={"timeout": _PATIENCE_SECONDS},
        )
        event.listen(engine.sync_engine, "connect", _prepare_connection)
        event.listen(engine.sync_engine, "begin", _begin)
        self.reader = engine
        self.writer = engine.execution_options(begin="BEGIN IMMEDIATE")
        self._file: tuple[int, int] | None = None

    def prepare(self) -> None:
        """Make the file if missing, for this account alone. Raises DatabaseUnusable if its folder is not there."""
        self._require_folder()
        if self._path.is_dir():
            raise IsADirectoryError
        # By the plain driver: where a file does not open, the asynchronous one leaves a thread that may die noisily.
        # SQLite gives its write-ahead log the mode of the database: no other account of the computer reads either.
        self._path.touch(mode=0o600)
        self._path.chmod(0o600)
        with closing(sqlite3.connect(self._path, timeout=_PATIENCE_SECONDS)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")

    def is_away(self, _: Exception) -> bool:
        """A file is there or not."""
        return False

    def opened(self) -> None:
        """Note which file it is."""
        self._file = self._identity()

    async def begin(self, session: AsyncSession) -> None:
        """Begin the transaction: BEGIN IMMEDIATE waits for other writers."""
        await session.connection()

    def require_still_there(self) -> None:
        """See that the file is the one that was opened. Raises DatabaseGone."""
        # SQLite goes on writing to a file that has been removed, and would call that kept.
        if self._identity() != self._file:
            raise DatabaseGone(self.shown)

    async def rewrite(
        self, session: AsyncSession, table: Table, added: Sequence[Row], kept: ColumnElement[bool]
    ) -> None:
        """Add the rows to the table, copy it in the order of its keys, and let the copy take its place."""
        connection = await session.connection()
        if added:
            await connection.execute(insert(table), list(added))
        fresh = _copy_of(table)
        await connection.execute(CreateTable(fresh))
        rows = select(table).where(kept).order_by(table.c.id)
        await connection.execute(insert(fresh).from_select(list(table.c.keys()), rows))
        await connection.execute(text(f'DROP TABLE "{table.name}"'))
        await connection.execute(text(f'ALTER TABLE "{fresh.name}" RENAME TO "{table.name}"'))

    async def clear(self) -> None:
        """Pack the file, empty the write-ahead log. Raises ResidueLeft while somebody reads or writes.

        Where a page of a table had to be split, it holds a second copy of a row (19 of 50,000 answers, measured);
        packing leaves exactly one of each.
        """
        try:
            async with self.reader.connect() as connection:
                raw = await connection.get_raw_connection()
                await _run(raw.driver_connection, f"PRAGMA busy_timeout={CLEARING_PATIENCE_MS}")
                try:
                    await _run(raw.driver_connection, "VACUUM")
                    busy, *_ = await _run(raw.driver_connection, "PRAGMA wal_checkpoint(TRUNCATE)")
                finally:
                    await _run(raw.driver_connection, f"PRAGMA busy_timeout={_PATIENCE_SECONDS * 1000}")
        except sqlite3.OperationalError as wrong:
            if not is_locked(wrong):
                raise  # a full disk, say
            raise ResidueLeft(self.shown) from None
        if busy:
            raise ResidueLeft(self.shown)

    @asynccontextmanager
    async def held(self) -> AsyncIterator[bool]:
        """Hold a lock file beside the database: SQLite's own locks on it would be in the way."""
        file = self._path.resolve()
        with lock_file(file.with_name(f"{file.name}-lock")) as is_ours:
            yield is_ours

    def _require_folder(self) -> None:
        # Made here, a slip in a path would let the bot begin anew, elsewhere, and nobody would notice.
        folder = self._path.absolute().parent
        missing = [one for one in (folder, *folder.parents) if not one.is_dir()]
        if missing:
            command = f"mkdir -p {quote(str(folder))}"
            remedy = f"There is no folder {missing[-1]}. Correct DATABASE_URL, or make the folder: {command}"
            raise DatabaseUnusable(self.shown, "FileNotFoundError", remedy)

    def _identity(self) -> tuple[int, int] | None:
        """Return what tells the file from any other, or None if there is none."""
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino


async def _run(connection: Any, command: str) -> Any:
    """Run a command outside of any transaction, and return the first row of what it answers."""
    async with connection.execute(command) as cursor:
        return await cursor.fetchone()


@cache
def _copy_of(table: Table) -> Table:
    """Return an empty table like this one, under another name."""
    metadata = MetaData()
    for key in table.foreign_keys:
        key.column.table.to_metadata(metadata)
    return table.to_metadata(metadata, name=f"{table.name}_fresh")


def _prepare_connection(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
