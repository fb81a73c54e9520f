"""An embedded database moves to a PostgreSQL server: whole or not at all, and so that nothing tells an order."""

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from storage import events
from storage.audit import at_rest
from storage.ballot import Ballot
from storage.ballot_box import BallotBox, Outcome
from storage.copying import copy_over
from storage.database import Contents, Database
from storage.errors import (
    CopyBroken,
    DatabaseTooNew,
    DatabaseUnusable,
    LocalViewsError,
    NoServer,
    NotEmbedded,
    OtherVersion,
    SourceDamaged,
    StillInUse,
    TargetTaken,
)
from storage.keys import KeyFolder
from storage.rounds import Rounds
from tests.postgres import PostgresServer
from tests.storage.conftest import LONDON, MINIMUM, RETENTION, Sent

ANSWERS = 24
COPY = """
import asyncio, os, signal, sys
from storage.copying import copy_over
def progress(done, total):
    if done:
        os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(copy_over(sys.argv[1], sys.argv[2], progress))
"""


def quiet(_done: int, _total: int) -> None:
    """Show nothing."""


class Interrupted(Exception):
    """Somebody has stopped it."""


def stop(done: int, _total: int) -> None:
    """Stop as soon as the first rows have gone over."""
    if done:
        raise Interrupted


def files(folder: Path) -> set[str]:
    """Return the names of the files in a folder."""
    return {path.name for path in folder.iterdir()}


async def all_of(url: str) -> list[Contents]:
    """Return what a database holds."""
    database = Database(url)
    await database.open()
    try:
        return await database.contents()
    finally:
        await database.close()


async def change(url: str, command: str) -> None:
    """Let somebody change a database."""
    database = Database(url)
    await database.open()
    async with database.writing() as session:
        await (await session.connection()).execute(text(command))
    await database.close()


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return the DATABASE_URL of an embedded database."""
    return f"sqlite:///{tmp_path}/local-views.db"


@pytest.fixture
def target(postgres: PostgresServer) -> Iterator[str]:
    """Give the DATABASE_URL of an empty database on the server."""
    url = postgres.new_database()
    yield url
    postgres.drop(url)


@pytest.fixture
async def lived_in(
    url: str, database: Database, box: BallotBox, send: Sent, filled_in: Callable[..., Ballot]
) -> str:
    """Return the DATABASE_URL of a database with answers in it, and one in the box; nobody has it open."""
    await events.make(database, "2026-2", "dacorum", "Market")
    said = "Żółć, 'quotes' and \\"
    sent = [asyncio.create_task(box.drop(filled_in(said), account)) for account in range(ANSWERS)]
    await asyncio.wait(sent, timeout=0)
    await box.seal()
    await box.open_if_due(date(2026, 6, 15))
    assert await send(filled_in(), ANSWERS) is Outcome.KEPT
    await database.close()
    return url


async def test_all_of_it_arrives(lived_in: str, target: str) -> None:
    """Each table has the same rows, the counts are told, and the progress ends where it should."""
    told: list[tuple[int, int]] = []
    counts = await copy_over(lived_in, target, lambda done, total: told.append((done, total)))
    there = await all_of(target)
    assert there == await all_of(lived_in)
    assert {one.table: one.total for one in there} == counts
    assert (counts["response"], counts["comment"], counts["box"]) == (ANSWERS, ANSWERS, 1)
    assert told[0] == (0, sum(counts.values()))
    assert told[-1] == (sum(counts.values()),) * 2


async def test_the_same_keys_open_the_box_there_and_it_knows_who_has_answered(
    lived_in: str,
    target: str,
    keys: KeyFolder,
    clock: Callable[[], datetime],
    send: Sent,
    filled_in: Callable[..., Ballot],
) -> None:
    """One answer for each account holds across, before the opening and after; what lay in the box leaves it there."""
    await copy_over(lived_in, target, quiet)
    database = Database(target)
    await database.open()
    box = BallotBox(database, keys, Rounds(database, 4, LONDON, clock), MINIMUM, RETENTION)
    assert not await box.seal()
    for account in (0, ANSWERS):
        assert await send(filled_in(), account, into=box) is Outcome.ANSWERED
    for account in range(ANSWERS + 1, ANSWERS + MINIMUM):
        assert await send(filled_in(), account, into=box) is Outcome.KEPT
    await box.open_if_due(date(2026, 6, 16))
    response = next(one for one in await database.contents() if one.table == "response")
    await database.close()
    assert response.total == ANSWERS + MINIMUM


async def test_nothing_at_the_server_tells_an_order(lived_in: str, target: str) -> None:
    """Places and writers of the rows are as after an opening: the audit finds no trace, not even after three copies."""
    for _ in range(3):
        await copy_over(lived_in, target, quiet)
    database = at_rest(target)
    traces = await database.traces()
    await database.close()
    assert [one.found for one in traces[:3] if not one.is_well] == []


async def test_again_is_the_same_also_after_the_bot_has_gone_on_with_the_old_one(
    lived_in: str, target: str
) -> None:
    """What an earlier copy has left is replaced, with all that has come since, and without what has gone."""
    await copy_over(lived_in, target, quiet)
    assert await copy_over(lived_in, target, quiet)
    await change(lived_in, "DELETE FROM comment")
    await change(lived_in, "UPDATE round SET paused = true")
    counts = await copy_over(lived_in, target, quiet)
    assert counts["comment"] == 0
    assert await all_of(target) == await all_of(lived_in)


async def test_what_is_stopped_in_the_middle_leaves_nothing(lived_in: str, target: str) -> None:
    """The tables there stay empty; the next run copies all."""
    with pytest.raises(Interrupted):
        await copy_over(lived_in, target, stop)
    assert not any(one.total for one in await all_of(target))
    await copy_over(lived_in, target, quiet)
    assert await all_of(target) == await all_of(lived_in)


async def test_what_is_killed_in_the_middle_leaves_what_was_there(lived_in: str, target: str) -> None:
    """Of a second run, killed with -9: the first copy stands, and can still be replaced."""
    await copy_over(lived_in, target, quiet)
    before = await all_of(target)
    await change(lived_in, "DELETE FROM comment")
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", COPY, lived_in, target)
    assert await process.wait() == -signal.SIGKILL
    assert await all_of(target) == before
    await copy_over(lived_in, target, quiet)
    assert await all_of(target) == await all_of(lived_in)


async def test_a_server_that_breaks_off(lived_in: str, target: str, postgres: PostgresServer) -> None:
    """It is said in a sentence without a value, nothing is left, and no log has a word of anybody's."""

    def break_off(done: int, _total: int) -> None:
        if done:
            name = make_url(target).database
            ending = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608 - ours
            postgres.run(ending)

    with pytest.raises(CopyBroken, match=r"broke off \((?!Error)\w+\), and that database is as it was"):
        await copy_over(lived_in, target, break_off)
    assert not any(one.total for one in await all_of(target))
    assert "quotes" not in postgres.log


async def test_a_bot_that_runs_is_told_of(lived_in: str, target: str) -> None:
    """Whoever has the file open would go on writing to it; and nobody can open it while it is copied."""
    running = Database(lived_in)
    await running.open()
    try:
        with pytest.raises(StillInUse, match=r"Stop the bot"):
            await copy_over(lived_in, target, quiet)
    finally:
        await running.close()

    def open_meanwhile(_done: int, _total: int) -> None:
        with closing(sqlite3.connect(make_url(lived_in).database or "", timeout=0)) as other:
            other.execute("SELECT * FROM round")

    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await copy_over(lived_in, target, open_meanwhile)
    await copy_over(lived_in, target, quiet)


TAKEN = {
    "a bot has run there": "INSERT INTO round VALUES ('2025-1', '2025-01-01', '2025-04-30', false, false)",
    "somebody else's tables": "CREATE TABLE accounts (name text)",
}


@pytest.mark.parametrize("command", TAKEN.values(), ids=TAKEN)
@pytest.mark.parametrize("copied", [False, True], ids=["never copied to", "after a copy"])
async def test_what_others_have_written_there_is_left_alone(
    lived_in: str, target: str, command: str, copied: bool
) -> None:
    """It is said what was found and what to do, without the password."""
    if copied:
        await copy_over(lived_in, target, quiet)
    await change(target, command)
    before = await all_of(target)
    with_password = make_url(target).set(password="s3cret").render_as_string(hide_password=False)
    with pytest.raises(TargetTaken, match=r"It was left as it is\. Name an empty database") as refused:
        await copy_over(lived_in, with_password, quiet)
    assert ("1 in round" if "round" in command and not copied else "") in str(refused.value)
    assert ("accounts" in command) == ("accounts" in str(refused.value))
    assert "s3cret" not in str(refused.value)
    assert await all_of(target) == before


async def test_a_database_of_others_gets_no_tables_of_ours(
    lived_in: str, target: str, postgres: PostgresServer
) -> None:
    """It is looked at before anything is made in it."""
    name = make_url(target).database
    postgres.run(f"\\c {name}\nCREATE TABLE accounts (name text)")
    with pytest.raises(TargetTaken, match=r"tables of other programs \(accounts\)"):
        await copy_over(lived_in, target, quiet)
    assert "response" not in postgres.run(f"\\c {name}\n\\d")


REFUSED: dict[str, tuple[type[LocalViewsError], str, str]] = {
    "no file": (DatabaseUnusable, "sqlite:///none.db", ""),
    "from a server": (NotEmbedded, "postgresql://one:s3cret@host/views", ""),
    "to a file": (NoServer, "", "sqlite:///other.db"),
    "to nothing": (NoServer, "", "s3cret"),
    "to no server": (CopyBroken, "", "postgresql://one:s3cret@127.0.0.1:1/views"),
}


@pytest.mark.parametrize(("error", "source", "to"), REFUSED.values(), ids=REFUSED)
async def test_what_cannot_be_copied_is_a_sentence(
    error: type[LocalViewsError],
    source: str,
    to: str,
    lived_in: str,
    target: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It names no password, and no file is made."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error) as refused:
        await copy_over(source or lived_in, to or target, quiet)
    assert "s3cret" not in str(refused.value)
    assert not {"none.db", "other.db"} & files(tmp_path)


@pytest.mark.parametrize(
    ("version", "error", "remedy"),
    [
        ("0005", OtherVersion, "Start this version on it once"),
        ("9999", DatabaseTooNew, "Install that version or a later one"),
    ],
)
async def test_a_database_of_another_version_is_not_copied(
    lived_in: str, target: str, version: str, error: type[LocalViewsError], remedy: str
) -> None:
    """An older one has to be started first, and is not changed by this command."""
    await change(lived_in, f"UPDATE alembic_version SET version_num = '{version}'")  # noqa: S608 - ours
    with pytest.raises(error, match=remedy):
        await copy_over(lived_in, target, quiet)


def garble(url: str, name: str) -> None:
    """Let the first page of a table or of an index be nothing that SQLite could have written."""
    file = Path(make_url(url).database or "")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [name]).fetchone()
    with file.open("r+b") as content:
        content.seek((page - 1) * size)
        content.write(b"\xff" * 64)


@pytest.mark.parametrize("name", ["response", "box", "sqlite_autoindex_daily_run_1"])
async def test_a_damaged_file_is_named(lived_in: str, target: str, name: str) -> None:
    """It is that, and not the server, also where no row is hurt; what to do is said, and nothing was written there."""
    garble(lived_in, name)
    with pytest.raises(SourceDamaged, match=r"views\.db cannot be read to its end \(\w+\)") as refused:
        await copy_over(lived_in, target, quiet)
    assert "put the last backup in its place" in str(refused.value)
    assert not any(one.total for one in await all_of(target))


async def test_a_file_in_which_an_index_leaves_rows_out_is_named(lived_in: str, target: str) -> None:
    """SQLite reads it without complaint, and there would be fewer rows than before."""
    empty = "SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_daily_run_1'"
    point_to = "UPDATE sqlite_master SET rootpage = ? WHERE name = 'sqlite_autoindex_event_1'"
    with closing(sqlite3.connect(make_url(lived_in).database or "")) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute(point_to, connection.execute(empty).fetchone())
        connection.commit()
    with pytest.raises(SourceDamaged, match=r"to its end \(integrity_check\)"):
        await copy_over(lived_in, target, quiet)


async def test_a_file_whose_disk_fails_in_the_middle_is_named(lived_in: str, target: str) -> None:
    """It was sound before; what has been copied is taken back."""
    file = Path(make_url(lived_in).database or "")

    def fail(done: int, _total: int) -> None:
        if not done:
            os.truncate(file, 8192)

    with pytest.raises(SourceDamaged, match=r"views\.db cannot be read to its end \(\w+Error\)"):
        await copy_over(lived_in, target, fail)
    assert not any(one.total for one in await all_of(target))


async def test_a_file_with_a_day_that_is_none_is_named(lived_in: str, target: str) -> None:
    """It can be read, but not understood."""
    await change(lived_in, "UPDATE round SET closes = 'soon'")
    with pytest.raises(SourceDamaged, match=r"to its end \(ValueError\)"):
        await copy_over(lived_in, target, quiet)
