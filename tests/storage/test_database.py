"""The database opens wherever this account can write, keeps no residue, and says clearly where it cannot."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from storage import events
from storage.ballot import Ballot
from storage.ballot_box import BallotBox
from storage.database import SHOWN_ROWS, Contents, Database
from storage.errors import DatabaseUnusable, DatabaseUrlUnusable
from storage.tables import Comment, Response, Round

Held = Callable[[str], Awaitable[Contents]]
SPRING = {"opens": "2026-01-01", "closes": "2026-04-30"}


async def test_the_folder_of_the_database_is_made_if_missing(tmp_path: Path) -> None:
    """A path with folders that are not there yet is all that the setting needs."""
    database = Database(f"sqlite:///{tmp_path}/var/lib/local views 100%/answers.db")
    await database.open()
    await database.close()

    assert (tmp_path / "var/lib/local views 100%/answers.db").exists()


async def test_the_default_setting_makes_a_file_where_it_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`sqlite:///local-views.db` is the file local-views.db in the working folder."""
    monkeypatch.chdir(tmp_path)
    database = Database("sqlite:///local-views.db")
    await database.open()
    await database.close()

    assert (tmp_path / "local-views.db").exists()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "local-views.db",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql://anna:secret@db/views",
        "mysql://x",
    ],
)
def test_a_url_that_names_no_sqlite_file_is_refused(url: str) -> None:
    """With the setting's name and two examples, and without quoting what may hold a password."""
    with pytest.raises(DatabaseUrlUnusable, match=r"DATABASE_URL .* sqlite:///local-views\.db") as refused:
        Database(url)

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("path", ["a-file/local-views.db", "a-folder", "a-file"])
async def test_a_path_that_cannot_be_a_database_is_refused(tmp_path: Path, path: str) -> None:
    """A folder, something inside a file, a file of another kind: the message says what, where, what to do."""
    (tmp_path / "a-file").write_text("This is no database at all.\n" * 100)
    (tmp_path / "a-folder").mkdir()

    with pytest.raises(DatabaseUnusable, match=rf"sqlite\S+{path} could not be opened .*DATABASE_URL"):
        await Database(f"sqlite:///{tmp_path}/{path}").open()


async def test_every_connection_is_durable_and_leaves_no_residue(database: Database) -> None:
    """What is deleted is overwritten, what is committed survives a power cut, and rounds must exist."""
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "busy_timeout": 30_000,
    }
    async with database.session() as reader, database.writing() as writer:
        for session in (reader, writer):
            connection = await session.connection()
            found = {pragma: await connection.scalar(text(f"PRAGMA {pragma}")) for pragma in expected}
            assert found == expected


async def test_what_is_deleted_is_gone_from_the_files_bytes(tmp_path: Path, url: str) -> None:
    """Once the write-ahead log is cleared, as it is when the last connection closes."""
    database = Database(url)
    await database.open()
    async with database.writing() as session:
        session.add(Round.model_validate({"name": "2026-1", **SPRING}))
        await session.flush()
        session.add(Comment(id="one", round="2026-1", area="watford", issue="theft", text="canary " * 50))
    await database.close()
    assert b"canary" in (tmp_path / "local-views.db").read_bytes()

    await database.open()
    async with database.writing() as session:
        await session.delete(await session.get(Comment, "one"))
    await database.close()
    assert b"canary" not in (tmp_path / "local-views.db").read_bytes()


async def test_a_change_that_fails_leaves_nothing_behind(database: Database, held: Held) -> None:
    """All of it or none of it, and the next one may write."""

    async def fail_half_way() -> None:
        async with database.writing() as session:
            session.add(Round.model_validate({"name": "2026-1", **SPRING}))
            await session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_half_way()
    assert (await held("round")).total == 0

    async with database.writing() as session:
        session.add(Round.model_validate({"name": "2026-1", **SPRING}))
    assert (await held("round")).total == 1


async def test_readers_see_the_last_finished_change(database: Database) -> None:
    """A reader neither waits for a writer nor sees what it has not finished."""
    async with database.writing() as writer:
        writer.add(Round.model_validate({"name": "2026-1", **SPRING}))
        await writer.flush()
        async with database.session() as reader:
            assert (await reader.exec(select(Round))).all() == []
    async with database.session() as reader:
        assert [row.name for row in await reader.exec(select(Round))] == ["2026-1"]


async def test_writers_take_turns(database: Database) -> None:
    """In the order in which they came, each sees what the one before has written and overwrites nothing."""
    async with database.writing() as session:
        session.add(Round.model_validate({"name": "2026-1", **SPRING}))
        await session.flush()
    code = await events.make(database, "2026-1", "watford")

    turns = []

    async def count(turn: int) -> None:
        async with database.writing() as session:
            event = await events.find(session, code, "2026-1")
            turns.append(turn)
            assert event is not None
            await asyncio.sleep(0)
            event.tally += 1

    await asyncio.gather(*(count(turn) for turn in range(50)))

    assert turns == list(range(50))
    async with database.session() as session:
        event = await events.find(session, code, "2026-1")
        assert event is not None
        assert event.tally == 50


async def test_the_contents_show_every_table_in_the_order_of_its_keys(
    database: Database, box: BallotBox, filled_in: Callable[..., Ballot]
) -> None:
    """At most twenty rows of each, never in the order in which they came, and sealed bytes as their size."""
    for account in range(25):
        await events.make(database, "2026-2", "watford")
        await box.drop(filled_in("too fast"), account)

    contents = {table.table: table for table in await database.contents()}

    assert list(contents) == ["response", "comment", "event", "register", "round"]
    assert [(len(table.rows), table.total) for table in contents.values()] == [
        (SHOWN_ROWS, 25),
        (SHOWN_ROWS, 25),
        (SHOWN_ROWS, 25),
        (1, 1),
        (1, 1),
    ]
    assert contents["response"].columns == tuple(Response.model_fields)
    for name in ("response", "comment", "event"):
        ids = [row[0] for row in contents[name].rows]
        assert ids == sorted(ids)
    shown = contents["response"].rows[0]
    assert shown[1:] == ("2026-2", "dacorum", "speeding", "burglary", "", "", "", "evenings", "", "", "")
    assert contents["register"].rows == (("2026-2", "65,536 bytes, sealed"),)


async def test_nothing_that_is_written_is_logged_at_any_level(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], url: str
) -> None:
    """Neither opening nor writing nor a failure says anything: drivers would quote rows."""
    caplog.set_level(logging.DEBUG)
    database = Database(url)
    await database.open()
    async with database.writing() as session:
        session.add(Round.model_validate({"name": "2026-1", **SPRING}))
        await session.flush()
        session.add(Comment(id="1", round="2026-1", area="watford", issue="theft", text="canary"))
    with pytest.raises(IntegrityError) as failure:
        async with database.writing() as session:
            session.add(Comment(id="1", round="2026-1", area="watford", issue="theft", text="canary"))
    assert "canary" not in str(failure.value)
    await database.close()

    assert [record for record in caplog.records if record.name != "asyncio"] == []
    assert "canary" not in caplog.text
    assert capfd.readouterr() == ("", "")


async def test_a_row_of_no_round_is_refused(database: Database) -> None:
    """A row can only belong to a round that is there."""
    with pytest.raises(IntegrityError):
        async with database.writing() as session:
            session.add(Response(round="2031-9", area="watford", first="theft"))
