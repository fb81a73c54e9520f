"""What ails a database: told by the codes of real errors of both kinds, and never by their texts."""

import resource
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from aiohttp.test_utils import unused_port
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

import storage.sqlite
from storage.ailment import ailment_of
from storage.database import Database
from storage.errors import DatabaseUnusable, ResidueLeft
from storage.postgresql import Unreached
from storage.tables import Round
from tests.postgres import PostgresServer

CANARY = "canary-7391846205"
FULL, READ_ONLY, LOCKED = "names is full. Make room on it", "may only be read. See that", "locked. Stop it"
AWAY = "cannot be reached, or takes no connections. See that it runs"
FAILING, UNOPENED, DAMAGED = (
    "See that it has room",
    "cannot be opened. See that its folder",
    "is damaged. Stop",
)
FILL_THERE = "CREATE TABLE more (id int)"
FILL = f"CREATE TABLE more AS SELECT '{CANARY}' || hex(zeroblob(100000))"


def error_of(path: Path, *commands: str) -> sqlite3.Error:
    """Return what SQLite says to the last of some commands."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        *before, last = commands
        for command in before:
            connection.execute(command)
        with pytest.raises(sqlite3.Error) as raised:
            connection.execute(last)
    return raised.value


def full(path: Path) -> sqlite3.Error:
    """Write more than there is room for."""
    return error_of(path, "PRAGMA max_page_count=2", FILL)


def read_only(path: Path) -> sqlite3.Error:
    """Write where that is not allowed."""
    return error_of(path, "PRAGMA query_only=ON", FILL)


def locked(path: Path) -> sqlite3.Error:
    """Write while another program does."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        return error_of(path, FILL)


def damaged(path: Path) -> sqlite3.Error:
    """Read what others have written over."""
    error_of(path, FILL, "CREATE TABLE more (id)")
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"?" * (len(content) - 4096))
    return error_of(path, "SELECT * FROM more")


def unopened(path: Path) -> sqlite3.Error:
    """Read a file in a folder that is not there."""
    with pytest.raises(sqlite3.Error) as raised:
        sqlite3.connect(path / "views.db")
    return raised.value


@pytest.mark.parametrize(
    ("fault", "told"),
    [(full, FULL), (read_only, READ_ONLY), (locked, LOCKED), (damaged, DAMAGED), (unopened, UNOPENED)],
)
def test_an_error_of_sqlite(tmp_path: Path, fault: Callable[[Path], sqlite3.Error], told: str) -> None:
    """Also where it is only the cause of another one."""
    wrong = fault(tmp_path / "views.db")
    assert told in ailment_of(wrong)
    assert "DATABASE_URL" in ailment_of(wrong)
    assert CANARY not in ailment_of(wrong)
    outer = RuntimeError(CANARY)
    outer.__cause__ = wrong
    assert ailment_of(outer) == ailment_of(wrong)


@pytest.mark.parametrize(
    "wrong",
    [RuntimeError("full"), sqlite3.ProgrammingError("full"), OSError(28, "full"), ConnectionRefusedError()],
)
def test_what_is_no_ailment_of_a_database(wrong: Exception) -> None:
    """A mistake of the program, or a disk or a server that may be another one."""
    assert ailment_of(wrong) == ""


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (("SET TRANSACTION READ ONLY", FILL_THERE), READ_ONLY),
        ((f"DO $$ BEGIN RAISE '{CANARY}' USING ERRCODE = 'disk_full'; END $$",), FULL),
        ((f"DO $$ BEGIN RAISE '{CANARY}' USING ERRCODE = 'lock_not_available'; END $$",), LOCKED),
        ((f"DO $$ BEGIN RAISE '{CANARY}' USING ERRCODE = 'too_many_connections'; END $$",), AWAY),
        (("SELECT pg_terminate_backend(pg_backend_pid())",), AWAY),
    ],
    ids=["read-only", "full", "locked", "full of connections", "stopping"],
)
async def test_an_error_of_postgresql(
    postgres: PostgresServer, statements: tuple[str, ...], told: str
) -> None:
    """By the code that the server sends with it."""
    database = Database(postgres.new_database())
    async with database.session() as session:
        connection = await session.connection()
        *before, last = map(text, statements)
        for statement in before:
            await connection.execute(statement)
        with pytest.raises(DBAPIError) as raised:
            await connection.execute(last)
    await database.close()
    assert told in ailment_of(raised.value)
    assert CANARY not in ailment_of(raised.value)


async def test_a_server_that_is_not_there() -> None:
    """Nobody sends a code then."""
    database = Database(f"postgresql://{CANARY}@127.0.0.1:{unused_port()}/views")
    async with database.session() as session:
        with pytest.raises(Unreached) as raised:
            await session.connection()
    await database.close()
    assert AWAY in ailment_of(raised.value)
    assert CANARY not in ailment_of(raised.value)


async def test_a_database_that_cannot_be_opened_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is no matter of DATABASE_URL."""
    monkeypatch.setattr(storage.sqlite, "_PRAGMAS", (*storage.sqlite._PRAGMAS, "max_page_count=2"))  # noqa: SLF001
    with pytest.raises(DatabaseUnusable, match=rf"views\.db could not be opened .* {FULL}") as refused:
        await Database(f"sqlite:///{tmp_path}/views.db").open()
    assert "Let DATABASE_URL name" not in str(refused.value)


async def test_a_disk_too_full_to_clear_up_after_an_opening_is_no_readers_fault(tmp_path: Path) -> None:
    """It is full or failing; where somebody reads, that is what is said."""
    database = Database(f"sqlite:///{tmp_path}/views.db")
    await database.open()
    largest, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, most))
    try:
        with pytest.raises(sqlite3.OperationalError) as raised:
            await database.clear()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, most))
    assert FAILING in ailment_of(raised.value)
    async with database.session() as reader:
        await reader.exec(select(Round))
        with pytest.raises(ResidueLeft, match="some program was reading"):
            await database.clear()
    await database.close()
