"""A database is brought up to date at start, whoever starts first, and never by an older version."""

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from storage.ballot_box import BallotBox
from storage.database import Database, url_of
from storage.errors import DatabaseTooNew

OPEN = """
import asyncio, sys
from storage.database import Database
async def main():
    database = Database(sys.argv[1])
    await database.open()
    await database.close()
asyncio.run(main())
"""


def _differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, SQLModel.metadata))


@pytest.fixture
async def migrated(url: str) -> AsyncIterator[Database]:
    """Give a database of which the migrations have made every table: it begins at no version, and not empty."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(str(url_of(url).database))) as connection:
            connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    database = Database(url)
    await database.open()
    yield database
    await database.close()


async def test_the_migrations_make_the_tables_of_the_models(migrated: Database) -> None:
    """Alembic finds no difference."""
    async with migrated.session() as session:
        connection = await session.connection()
        assert await connection.run_sync(_differences) == []


async def test_tables_made_at_once_are_those_that_the_migrations_make(
    migrated: Database, url: str, tmp_path: Path
) -> None:
    """Columns with their types, defaults and keys, whatever their order; and neither has any row numbers, or both."""
    if not url.startswith("sqlite"):
        pytest.skip("PostgreSQL has only those of the migrations")
    at_once = Database(f"sqlite:///{tmp_path / 'at_once.db'}")
    await at_once.open()
    made = [await _made(database) for database in (migrated, at_once)]
    await at_once.close()

    assert made[0] == made[1]
    assert made[0].keys() > {"alembic_version", "response", "comment", "box"}


async def _made(database: Database) -> dict[str, set[Any]]:
    """Return what SQLite knows of each table."""
    made: dict[str, set[Any]] = {}
    async with database.session() as session:
        connection = await session.connection()
        tables = await connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        for name, sql in tables.all():
            made[name] = {"WITHOUT ROWID" in sql}
            for of in ("table_xinfo", "foreign_key_list", "index_list"):
                rows = await connection.execute(text(f'PRAGMA {of}("{name}")'))
                made[name].update((of, *row[1:]) for row in rows)
    return made


async def test_answers_and_comments_have_no_row_numbers_in_sqlite(
    database: Database, box: BallotBox, url: str
) -> None:
    """Neither after the migrations nor after an opening, which makes the tables anew."""
    if not url.startswith("sqlite"):
        pytest.skip("of SQLite only")
    for opened in (False, True):
        if opened:
            await box.open_if_due(date(2026, 6, 16))
        async with database.session() as session:
            rows = await (await session.connection()).execute(text("SELECT name, sql FROM sqlite_master"))
            unnumbered = {name for name, sql in rows if sql and "WITHOUT ROWID" in sql}
        assert unnumbered == {"response", "comment"}


async def test_an_opening_leaves_the_tables_as_the_migrations_made_them(
    database: Database, box: BallotBox
) -> None:
    """Columns, keys and types: Alembic finds no difference."""
    await box.open_if_due(date(2026, 6, 16))
    async with database.session() as session:
        assert await (await session.connection()).run_sync(_differences) == []


async def test_no_column_could_tell_who_answered_or_when(database: Database) -> None:
    """The columns are these and no others: a new one is a decision to be made here too."""
    columns = {contents.table: " ".join(contents.columns) for contents in await database.contents()}

    assert columns == {
        "box": "key sealed opened lost",
        "response": "id round area first second third place town time safe_by_day safe_after_dark withdrawal "
        "assisted",
        "comment": "id round area issue text withdrawal",
        "event": "code round area name tally",
        "release": "round area number day basis figures thinned",
        "staff_chat": "chat role area",
        "staff_code": "hash role area expires",
        "daily_run": "job chat day state told",
        "priority": "round area place issue text done",
        "round": "name opens closes paused settled",
    }


async def test_opening_again_leaves_everything_as_it_was(url: str) -> None:
    """A restart keeps what is there."""
    for start in range(2):
        database = Database(url)
        await database.open()
        async with database.writing() as session:
            connection = await session.connection()
            await connection.execute(
                text("INSERT INTO round VALUES (:name, '2026-01-01', '2026-04-30', false, false)"),
                {"name": f"2026-{start}"},
            )
        contents = await database.contents()
        await database.close()

    assert [row[0] for row in contents[-1].rows] == ["2026-0", "2026-1"]


async def test_figures_told_before_days_were_noted_get_the_day_of_the_change(database: Database) -> None:
    """It is taken for possible that answers were withdrawn since; nothing else of them changes."""
    before = (
        "ALTER TABLE release DROP COLUMN day",
        "ALTER TABLE release DROP COLUMN thinned",
        "INSERT INTO release (round, area, number, basis, figures) VALUES ('2026-2', 'dacorum', 1, 12, '{}')",
        "UPDATE alembic_version SET version_num = '0004'",
    )
    async with database.writing() as session:
        for command in before:
            await (await session.connection()).execute(text(command))
    await database.open()

    release = next(contents for contents in await database.contents() if contents.table == "release")
    assert release.rows == (("2026-2", "dacorum", "1", f"{datetime.now(UTC):%F}", "12", "{}", "True"),)
    async with database.session() as session:
        assert await (await session.connection()).run_sync(_differences) == []


async def test_workers_that_start_at_once_make_the_tables_once(url: str) -> None:
    """Two processes open a database that is not there yet; none of them fails or says a word."""
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-W",
            "error",
            "-c",
            OPEN,
            url,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        for _ in range(2)
    ]
    said = [await process.communicate() for process in processes]

    assert said == [(b"", b"")] * 2
    assert [process.returncode for process in processes] == [0] * 2


async def test_a_database_of_a_newer_version_is_left_alone(database: Database, url: str) -> None:
    """An older program says so, instead of writing into tables that it does not know."""
    async with database.writing() as session:
        await (await session.connection()).execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseTooNew, match=r"was last used by a newer Local Views"):
        await Database(url).open()
