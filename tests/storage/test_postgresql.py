"""The server of a PostgreSQL database writes a log and takes samples of its own, which must not quote what is kept."""

import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from random import Random

import pytest
from sqlalchemy import text, true
from sqlalchemy.exc import DBAPIError

from storage import events
from storage.database import Database
from storage.rounds import Rounds
from storage.tables import Comment, Response
from tests.postgres import PostgresServer
from tests.storage.conftest import LONDON

NUMBER = "7GAB25TZ7GAB25TZ"


@pytest.fixture
async def database(postgres: PostgresServer) -> AsyncIterator[Database]:
    """Give an empty database of a server that logs all it can of a statement that fails."""
    url = postgres.new_database()
    name = url.rpartition("/")[2].partition("?")[0]
    postgres.run(f"ALTER DATABASE {name} SET log_parameter_max_length_on_error = -1")
    database = Database(url)
    await database.open()
    yield database
    await database.close()


async def test_a_code_that_is_taken_is_not_in_the_servers_log(
    database: Database, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To insert it and see would be an error, and the server would log it with the code."""
    await Rounds(database, 4, LONDON, lambda: datetime(2026, 6, 15, tzinfo=UTC)).refresh()
    given = iter((12345, 12345, 12346))
    monkeypatch.setattr(secrets, "randbelow", lambda _: next(given))
    code, _ = [await events.make(database, "2026-2", area) for area in ("watford", "dacorum")]
    assert code not in postgres.log


async def test_a_statement_that_fails_is_logged_without_its_values(
    database: Database, postgres: PostgresServer
) -> None:
    """Where the server is slow, one may be broken off that asks for a hash of a receipt."""
    async with database.session() as session:
        connection = await session.connection()
        await connection.execute(text("SET LOCAL statement_timeout = '10ms'"))
        with pytest.raises(DBAPIError):
            await connection.execute(text("SELECT CAST(:asked AS text), pg_sleep(9)"), {"asked": NUMBER})
    assert "canceling statement due to statement timeout" in postgres.log
    assert NUMBER not in postgres.log


async def test_nothing_is_sampled_of_answers_and_comments(database: Database) -> None:
    """Samples would outlast what was withdrawn. Of other tables the server takes them, by itself or when told to."""
    await Rounds(database, 4, LONDON, lambda: datetime(2026, 6, 15, tzinfo=UTC)).refresh()
    async with database.writing() as session:
        session.add_all(
            Comment(id=str(number), round="2026-2", area="watford", issue="speeding", text=f"Cars {number}")
            for number in range(40)
        )
        session.add_all(
            Response(id=str(number), round="2026-2", area="watford", first="speeding", withdrawal=NUMBER)
            for number in range(40)
        )
        await session.flush()
        connection = await session.connection()
        await connection.execute(text("ANALYZE"))
        sampled = await connection.scalars(text("SELECT DISTINCT tablename FROM pg_stats"))
    assert {"response", "comment"}.isdisjoint(names := set(sampled))
    assert "round" in names


async def test_rows_lie_in_the_order_of_their_keys(database: Database) -> None:
    """Short and long ones, in many pages, so that where one lies does not tell when it came."""
    await Rounds(database, 4, LONDON, lambda: datetime(2026, 6, 15, tzinfo=UTC)).refresh()
    chance = Random(20)
    rows = [
        {
            "id": f"{number:05}",
            "round": "2026-2",
            "area": "watford",
            "issue": "speeding",
            "text": "x" * length,
        }
        for number, length in enumerate(chance.choices(range(300), k=3000))
    ]
    chance.shuffle(rows)
    async with database.writing() as session:
        await database.rewrite(session, Comment, rows, true())
        connection = await session.connection()
        ids = list(await connection.scalars(text("SELECT id FROM comment ORDER BY ctid")))
    assert ids == sorted(ids)
    assert len(ids) == 3000
