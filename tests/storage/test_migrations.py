"""A database is brought up to date at start, whoever starts first, and never by an older version."""

import asyncio
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text
from sqlmodel import SQLModel

from storage.database import Database
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


def _definitions(connection: Connection) -> dict[str, str]:
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE name != 'alembic_version'"))
    return {name: re.sub(r"\s+", " ", sql) for name, sql in rows if sql is not None}


async def test_the_migrations_make_the_tables_of_the_models(database: Database, tmp_path: Path) -> None:
    """Alembic finds no difference, nor does SQLite's own text of each table, WITHOUT ROWID included."""
    async with database.session() as session:
        connection = await session.connection()
        assert await connection.run_sync(_differences) == []
        migrated = await connection.run_sync(_definitions)

    by_models = create_engine(f"sqlite:///{tmp_path}/by-models.db")
    with by_models.begin() as connection_by_models:
        SQLModel.metadata.create_all(connection_by_models)
        made_by_models = _definitions(connection_by_models)
    by_models.dispose()

    assert migrated.keys() == {"response", "comment", "event", "register", "round"}
    assert migrated == made_by_models
    assert [name for name, sql in migrated.items() if "WITHOUT ROWID" in sql] == [
        "response",
        "comment",
    ]


async def test_no_column_could_tell_who_answered_or_when(database: Database) -> None:
    """The columns are these and no others: a new one is a decision to be made here too."""
    columns = {contents.table: " ".join(contents.columns) for contents in await database.contents()}

    assert columns == {
        "response": "id round area first second third place town time safe_by_day safe_after_dark withdrawal",
        "comment": "id round area issue text",
        "event": "code round area tally",
        "register": "round sealed",
        "round": "name opens closes paused",
    }


async def test_opening_again_leaves_everything_as_it_was(url: str) -> None:
    """A restart keeps what is there."""
    for start in range(2):
        database = Database(url)
        await database.open()
        async with database.writing() as session:
            connection = await session.connection()
            await connection.execute(
                text("INSERT INTO round VALUES (:name, '2026-01-01', '2026-04-30', 0)"),
                {"name": f"2026-{start}"},
            )
        contents = await database.contents()
        await database.close()

    assert [row[0] for row in contents[-1].rows] == ["2026-0", "2026-1"]


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

    with pytest.raises(DatabaseTooNew, match=r"local-views\.db was last used by a newer Local Views"):
        await Database(url).open()
