"""The audit finds nothing wrong with a store that is well kept, and sees each thing that is not."""

import asyncio
import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import make_url, text

import storage.audit
from flows.redaction import redact
from storage import crockford, events
from storage.audit import at_rest, audit
from storage.audit.finding import Finding
from storage.audit.kept import TablesDiffer
from storage.audit.log import LogUnreadable, audit_log
from storage.audit.postgresql import no_times_of_transactions_are_kept
from storage.ballot import Answers, Ballot, Comment
from storage.ballot_box import BallotBox, Outcome
from storage.database import Database
from storage.errors import DatabaseUnusable, DatabaseUrlUnusable, KeysUnusable
from storage.keys import KeyFolder, TokenKeys
from storage.rounds import Rounds
from tests.postgres import PostgresServer, postgres_server

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 6, 15, 12, tzinfo=LONDON)
MINIMUM = 10
ON_BOTH = pytest.mark.parametrize("backend", ["sqlite", "postgresql"], indirect=True)
SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
POSTGRESQL_ONLY = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
NEW_ROW = "INSERT INTO response (id, round, area, first, assisted) VALUES ('{}', '2026-2', 'dacorum', 'theft', false)"


@dataclass(frozen=True)
class Home:
    """A deployment at rest: nobody runs there.

    Args:
        url: of its database.
        keys: its key folder.
    """

    url: str
    keys: Path

    @property
    def file(self) -> Path:
        """The database's file, if it is one."""
        return Path(make_url(self.url).database or "")

    async def audit(self, *logs: Path, retention: int = 6, minimum: int = MINIMUM) -> list[Finding]:
        """Audit it at noon on 15 June 2026."""
        database = at_rest(self.url)
        try:
            return await audit(
                database, self.keys, logs, minimum=minimum, retention=retention, now=NOON, redact=redact
            )
        finally:
            await database.close()

    async def faults(self) -> set[str]:
        """Return what was looked for in the findings that are not well, each with a remedy."""
        faults = [finding for finding in await self.audit() if not finding.is_well]
        assert all(finding.remedy for finding in faults)
        return {finding.looked_for for finding in faults}

    async def looks(self) -> set[str]:
        """Return what was looked for in the findings that are well, but want a look."""
        return {finding.looked_for for finding in await self.audit() if finding.wants_a_look}

    async def changed(self, *statements: str, **values: object) -> None:
        """Change the database behind the bot's back, in one transaction; each statement uses all the values."""
        database = Database(self.url)
        await database.open()
        async with database.writing() as session:
            for statement in statements:
                await (await session.connection()).execute(text(statement), values)
        await database.close()

    def key(self, beginning: str) -> Path:
        """Return the first of the keys whose names begin so."""
        return min(self.keys.glob(f"{beginning}*"))


def saying(findings: set[str], *beginnings: str) -> bool:
    """Tell whether there is one finding for each beginning, and no other."""
    return len(findings) == len(beginnings) and all(
        any(looked_for.startswith(beginning) for looked_for in findings) for beginning in beginnings
    )


def ballot(area: str, *, receipt: bool = False, event: str | None = None) -> Ballot:
    """Fill in a ballot with a comment."""
    comment = Comment("speeding", "Cars race by the park after dark.")
    number = crockford.encode(secrets.randbits(80), 16)
    return Ballot(number, Answers(area, "speeding", time="evenings"), (comment,), event, receipt)


async def live(url: str, keys: Path) -> None:
    """Live through the end of a round and two openings of the next, on real storage."""
    now = datetime(2026, 4, 20, 12, tzinfo=LONDON)
    database, folder = Database(url), KeyFolder(keys)
    await database.open()
    folder.open()
    TokenKeys(folder)
    rounds = Rounds(database, 4, LONDON, lambda: now)
    box = BallotBox(database, folder, rounds, MINIMUM, 6)
    await rounds.refresh()

    async def send(area: str, people: range, event: str | None = None) -> list[Ballot]:
        ballots = [ballot(area, receipt=person % 3 == 0, event=event) for person in people]
        waiting = [
            asyncio.ensure_future(box.drop(of, person)) for of, person in zip(ballots, people, strict=True)
        ]
        await asyncio.sleep(0)
        assert not await box.seal()
        assert set(await asyncio.gather(*waiting)) == {Outcome.KEPT}
        return ballots

    await send("watford", range(12))
    await box.open_if_due(date(2026, 4, 20))
    now = datetime(2026, 6, 13, 12, tzinfo=LONDON)
    await rounds.refresh()
    await box.close_over_rounds()
    market = await events.make(database, "2026-2", "dacorum")
    first, *_ = await send("dacorum", range(60), market)
    await box.open_if_due(date(2026, 6, 14))
    now = NOON
    await send("dacorum", range(100, 130))
    await send("watford", range(200, 212))
    handed_back = asyncio.ensure_future(box.withdraw(first.number))
    await asyncio.sleep(0)
    await box.seal()
    await handed_back
    await box.open_if_due(date(2026, 6, 15))
    await send("hertsmere", range(300, 303))
    await box.seal()
    await database.close()


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """Run a PostgreSQL server."""
    with postgres_server(in_memory=True, fsync="off") as running:
        yield running


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, PostgresServer | None], Home]:
    """Return a function that gives a home of a kind of database, lived in once."""
    homes: dict[str, Home] = {}

    def of(backend: str, server: PostgresServer | None) -> Home:
        if backend not in homes:
            folder = tmp_path_factory.mktemp(backend)
            (folder / "data").mkdir()
            url = server.new_database() if server else f"sqlite:///{folder}/data/local-views.db"
            homes[backend] = Home(url, folder / "keys")
            asyncio.run(live(url, folder / "keys"))
            for key in (folder / "keys").iterdir():
                os.utime(key, (NOON.timestamp(), NOON.timestamp()))
        return homes[backend]

    return of


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def backend(request: pytest.FixtureRequest) -> str:
    """Return the kind of database: each in turn."""
    return str(request.param)


@pytest.fixture
def home(
    backend: str,
    lived_in: Callable[[str, PostgresServer | None], Home],
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Home:
    """Return a copy of a home, to the last byte, that a test may break."""
    monkeypatch.setattr(storage.audit, "LULL_SECONDS", 0.02)
    if backend == "sqlite":
        before = lived_in(backend, None)
        shutil.copytree(before.file.parent, tmp_path / "data")
        url = f"sqlite:///{tmp_path}/data/local-views.db"
    else:
        server = request.getfixturevalue("server")
        before = lived_in(backend, server)
        name = f"copy_{secrets.token_hex(4)}"
        server.run(f"CREATE DATABASE {name} TEMPLATE {make_url(before.url).database}")
        url = make_url(before.url).set(database=name).render_as_string(hide_password=False)
    shutil.copytree(before.keys, tmp_path / "keys")
    return Home(url, tmp_path / "keys")


# ---- a store that is well kept


@ON_BOTH
async def test_a_well_kept_store_has_no_faults(home: Home, backend: str) -> None:
    """After a round's end, openings, a withdrawal and ballots that wait, nothing is found; no log is a remark."""
    findings = await home.audit()
    assert [finding for finding in findings if not finding.is_well] == []
    assert len(findings) > 25
    expected = ["The log tells"] + (["Should a row ever be refused"] if backend == "postgresql" else [])
    assert saying(await home.looks(), *expected)


@SQLITE_ONLY
async def test_the_audit_changes_nothing(home: Home) -> None:
    """No file is made, written or removed, neither beside the database nor among the keys."""

    def seen() -> dict[Path, tuple[bytes, float, int]]:
        files = (*home.file.parent.iterdir(), *home.keys.iterdir())
        return {path: (path.read_bytes(), path.stat().st_mtime, path.stat().st_mode) for path in files}

    before = seen()
    await home.audit()
    assert seen() == before


async def test_it_runs_while_the_bot_does(home: Home) -> None:
    """Ticks that come all the time, each with a new key, are no fault."""
    database, folder = Database(home.url), KeyFolder(home.keys)
    await database.open()
    rounds = Rounds(database, 4, LONDON, lambda: NOON)
    box = BallotBox(database, folder, rounds, MINIMUM, 6)
    looking = True

    async def tick() -> int:
        ticks = 0
        while looking:
            await box.seal()
            ticks += 1
            await asyncio.sleep(0.02)
        return ticks

    ticking = asyncio.ensure_future(tick())
    await asyncio.sleep(0)
    found = [await home.faults() for _ in range(3)]
    looking = False
    assert await ticking > 1
    await database.close()
    assert found == [set(), set(), set()]


# ---- what the tables hold


@pytest.mark.parametrize(
    ("statements", "faults"),
    [
        (["ALTER TABLE event ADD COLUMN language VARCHAR"], ["The tables have no column"]),
        (["CREATE TABLE chats (id INTEGER)"], ["The tables have no column"]),
        (["UPDATE event SET tally = 7"], ["The tallies of events"]),
        (
            ["INSERT INTO round VALUES ('2025-3', '2025-09-01', '2025-12-31', false, false)"],
            ["Each round that is over"],
        ),
        (
            ["INSERT INTO box (key, sealed) SELECT 'seal-a-b', sealed FROM box"],
            ["There is exactly one ballot box", "The key of the ballot box"],
        ),
        (["UPDATE box SET opened = '2026-06-12'"], ["The box is opened every day"]),
        (["DELETE FROM box"], ["There is exactly one ballot box"]),
    ],
)
async def test_a_row_or_column_that_should_not_be_there(
    home: Home, statements: list[str], faults: list[str]
) -> None:
    """Each is found, and nothing else."""
    await home.changed(*statements)
    found = await home.faults()
    assert saying(found, *faults)


async def test_a_box_that_is_not_encrypted(home: Home) -> None:
    """It does not open, and it can be compressed: letters that look sealed are found too."""
    letters = "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(64 * 1024)).encode()
    await home.changed("UPDATE box SET sealed = :sealed", sealed=letters)
    assert saying(await home.faults(), "The box looks random", "The key of the ballot box")


async def test_a_box_whose_size_tells_something(home: Home) -> None:
    """A block that is not 64 KiB or a doubling of it is found."""
    await home.changed("UPDATE box SET sealed = :sealed", sealed=secrets.token_bytes(64 * 1024 + 1))
    assert saying(await home.faults(), "The box is of a fixed", "The key of the ballot box")


async def test_answers_that_were_written_one_by_one(home: Home, backend: str) -> None:
    """A row that was added in place tells by where it lies that it came last."""
    await home.changed(NEW_ROW.format("0" * 32))
    by_writer = ["All rows of a table were written at once"] if backend == "postgresql" else []
    assert saying(await home.faults(), *by_writer, "Answers and comments lie in")


async def test_keys_of_rows_that_tell_something(home: Home) -> None:
    """Keys of another form are found, and so are those that all have a letter in common, as in UUIDs."""
    await home.changed(NEW_ROW.format("anna"))
    assert any(looked_for.startswith("The keys of answers") for looked_for in await home.faults())
    await home.changed(
        "DELETE FROM response WHERE id = 'anna'",
        "UPDATE response SET id = substr(id, 1, 12) || '4' || substr(id, 14)",
        "UPDATE comment SET id = substr(id, 1, 12) || '4' || substr(id, 14)",
    )
    assert any(looked_for.startswith("The keys of answers") for looked_for in await home.faults())


async def test_a_comment_that_can_be_joined_to_its_answers(home: Home) -> None:
    """The same receipt's hash in both tables is found."""
    await home.changed(
        "UPDATE comment SET withdrawal = :hash WHERE id = (SELECT min(id) FROM comment)",
        "UPDATE response SET withdrawal = :hash WHERE id = (SELECT min(id) FROM response)",
        hash="a" * 64,
    )
    assert "Nothing joins a comment to the answers of whoever wrote it." in await home.faults()


async def test_a_comment_with_a_telephone_number(home: Home) -> None:
    """It is counted, and not quoted."""
    await home.changed("UPDATE comment SET text = 'Ring me on 07700 900123.' WHERE area = 'watford'")
    found = [finding for finding in await home.audit() if finding.looked_for.startswith("Comments hold no")]
    assert [finding.is_well for finding in found] == [False]
    assert "24 comments of 113" in found[0].found
    assert "07700" not in found[0].found


async def test_areas_below_the_minimum_and_rounds_too_many(home: Home) -> None:
    """A few answers of an area want a look only, since withdrawals explain them; old rounds are a fault."""
    await home.changed("UPDATE response SET area = 'hertsmere' WHERE id = (SELECT min(id) FROM response)")
    assert any(
        looked_for.startswith("Answers and comments left the box") for looked_for in await home.looks()
    )
    old = [
        finding for finding in await home.audit(retention=0) if "that are over are kept" in finding.looked_for
    ]
    assert [finding.is_well for finding in old] == [False]


async def test_a_trigger_that_notes_the_time(home: Home, backend: str) -> None:
    """Something that is set off by a change could write down more than the tables hold."""
    if backend == "sqlite":
        await home.changed("CREATE TRIGGER noted AFTER UPDATE ON box BEGIN SELECT datetime('now'); END")
    else:
        await home.changed(
            "CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
            "CREATE TRIGGER noted AFTER UPDATE ON box FOR EACH ROW EXECUTE FUNCTION noted()",
        )
    assert saying(await home.faults(), "No trigger or view")


# ---- SQLite's file


@SQLITE_ONLY
async def test_a_file_that_others_may_read(home: Home) -> None:
    """The mode of the file is looked at."""
    home.file.chmod(0o640)
    assert saying(await home.faults(), "No other account of the computer can read the database")


@SQLITE_ONLY
async def test_a_rollback_journal(home: Home) -> None:
    """Another journal mode is found, and so is a row in what such a journal has left."""
    with closing(sqlite3.connect(home.file)) as connection:
        (key,) = connection.execute("SELECT max(id) FROM response").fetchone()
        connection.execute("PRAGMA journal_mode=DELETE")
    assert saying(await home.faults(), "The journal mode is WAL")
    home.file.with_name(f"{home.file.name}-journal").write_bytes(bytes(512) + key.encode())
    assert {"No older copy of a row, which could tell when it came, is left in the file or its logs."} < (
        await home.faults()
    )


@SQLITE_ONLY
async def test_deleted_rows_that_were_not_overwritten(home: Home) -> None:
    """Without `secure_delete`, free pages still hold what was in them."""
    with closing(sqlite3.connect(home.file)) as connection, connection:
        connection.execute("PRAGMA secure_delete=OFF")
        connection.execute("CREATE TABLE note (words VARCHAR)")
        connection.executemany("INSERT INTO note VALUES (?)", [("words " * 500,)] * 10)
        connection.execute("DROP TABLE note")
    assert saying(await home.faults(), "What was deleted is overwritten")


@SQLITE_ONLY
async def test_row_numbers(home: Home) -> None:
    """A table that was made anew with row numbers is found."""
    await home.changed(
        "CREATE TABLE other AS SELECT * FROM response",
        "DROP TABLE response",
        "ALTER TABLE other RENAME TO response",
    )
    assert "Answers and comments have no row numbers, which would tell the order of arrival." in (
        await home.faults()
    )


@SQLITE_ONLY
async def test_many_rows_over_many_pages_are_well(home: Home) -> None:
    """Packed as after an opening they are no fault; one row put in later is."""
    with closing(sqlite3.connect(home.file)) as connection, connection:
        connection.execute("PRAGMA secure_delete=ON")
        rows = connection.execute("SELECT * FROM response").fetchall() * 20
        places = ", ".join("?" * len(rows[0]))
        fresh = sorted((secrets.token_hex(16), *row[1:]) for row in rows)
        connection.execute("DELETE FROM response")
        connection.executemany(f"INSERT INTO response VALUES ({places})", fresh)  # noqa: S608 - our own
    with closing(sqlite3.connect(home.file)) as connection:
        connection.execute("VACUUM")
    assert await home.faults() == set()
    await home.changed(NEW_ROW.format("0" * 31 + "1"))
    assert saying(await home.faults(), "Answers and comments lie in the file")


# ---- PostgreSQL's places and settings


@POSTGRESQL_ONLY
async def test_a_row_that_was_deleted_in_place(home: Home) -> None:
    """The gap that it leaves is found, whatever the server has counted."""
    await home.changed("DELETE FROM response WHERE id = (SELECT min(id) FROM response)")
    assert saying(await home.faults(), "No deleted or older rows")


@POSTGRESQL_ONLY
@pytest.mark.parametrize(
    "setting",
    [
        "log_statement = 'all'",
        "log_statement = 'mod'",
        "log_min_duration_statement = 0",
        "log_min_duration_sample = 0",
        "log_transaction_sample_rate = 1",
    ],
)
async def test_a_server_that_logs_what_is_written(home: Home, setting: str) -> None:
    """Each setting that would do it is found, with what to set."""
    await home.changed(f"ALTER DATABASE {make_url(home.url).database} SET {setting}")
    assert saying(await home.faults(), "The server's log does not quote")
    name = setting.partition(" ")[0]
    assert any(f"ALTER SYSTEM SET {name} = " in finding.remedy for finding in await home.audit())


@POSTGRESQL_ONLY
async def test_a_server_that_logs_without_detail(home: Home) -> None:
    """Then a row that is refused is not quoted, and there is nothing to remark."""
    await home.changed(f"ALTER DATABASE {make_url(home.url).database} SET log_error_verbosity = terse")
    assert saying(await home.looks(), "The log tells")


def test_a_server_that_keeps_the_times_of_transactions() -> None:
    """It is found; to set it, a server has to be started again."""
    assert not no_times_of_transactions_are_kept({"track_commit_timestamp": "on"}).is_well
    assert no_times_of_transactions_are_kept({"track_commit_timestamp": "off"}).is_well


# ---- the keys


def _open_folder(home: Home) -> None:
    home.keys.chmod(0o750)


def _open_key(home: Home) -> None:
    home.key("seal").chmod(0o644)


def _copy_of_a_key(home: Home) -> None:
    shutil.copy2(home.key("token"), home.keys / "token.bak")


def _seal_key_left(home: Home) -> None:
    own = home.key("seal").name.rpartition("-")[0]
    shutil.copy2(home.key("seal"), home.keys / f"{own}-0123456789abcdef")


def _round_key_left(home: Home) -> None:
    shutil.copy2(home.key("round"), home.keys / "round-2026-1")


def _discarded_key_left(home: Home) -> None:
    shutil.copy2(home.key("token"), home.keys / ".discarded")


def _old_token_key(home: Home) -> None:
    old = NOON.timestamp() - 51 * 3600
    os.utime(home.key("token"), (old, old))


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (_open_folder, "No other account of the computer can read the keys"),
        (_open_key, "No other account of the computer can read the keys"),
        (_copy_of_a_key, "Every key in the folder is needed"),
        (_seal_key_left, "Every key in the folder is needed"),
        (_discarded_key_left, "Every key in the folder is needed"),
        (_round_key_left, "The key of a round"),
        (_old_token_key, "The keys of the buttons"),
    ],
)
async def test_a_key_that_should_not_be_there_or_not_so(
    home: Home, broken: Callable[[Home], None], fault: str
) -> None:
    """Each is found, and nothing else."""
    broken(home)
    assert saying(await home.faults(), fault)


async def test_keys_that_are_gone(home: Home) -> None:
    """A box that does not open is found; a folder that is gone is an error that says what to do."""
    for key in home.keys.glob("seal-*"):
        key.unlink()
    assert saying(await home.faults(), "The key of the ballot box")
    shutil.rmtree(home.keys)
    with pytest.raises(KeysUnusable):
        await home.audit()


async def test_a_lost_box_and_keys_of_another_database_want_a_look(home: Home) -> None:
    """Neither breaks the promise, but somebody should know."""
    shutil.copy2(home.key("seal"), home.keys / "seal-0123456789abcdef-0123456789abcdef")
    await home.changed("INSERT INTO box (key, sealed, lost) SELECT 'seal-a-b', sealed, '2026-06-14' FROM box")
    assert await home.faults() == set()
    assert {"No ballot box was lost.", "Every key in the folder is needed; those used up are destroyed."} < (
        await home.looks()
    )


@SQLITE_ONLY
async def test_keys_that_lie_beside_the_database(home: Home) -> None:
    """A backup of that folder would copy both: it wants a look."""
    beside = Home(home.url, home.file.parent / "keys")
    shutil.copytree(home.keys, beside.keys)
    assert await beside.faults() == set()
    assert "The keys lie apart from the database, so that no backup copies both." in await beside.looks()


# ---- the log


@pytest.mark.parametrize(
    ("line", "looked_for"),
    [
        ("Update of 7391846205 was dealt with", "long numbers"),
        ("GET /bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawA/getMe", "tokens of Telegram"),
        ("button aG9sZHMgYSB3aG9sZSBjb252ZXJzYXRpb24gc2VhbGVkISEh", "tokens of buttons"),
        ("a message from @anna_b", "@names"),
        ("write to anna@example.org", "e-mail addresses"),
        ("2026-06-15T12:31:07 INFO bot.service ready", "times of day"),
    ],
)
def test_a_log_with_a_trace_of_somebody(tmp_path: Path, line: str, looked_for: str) -> None:
    """Each kind of trace is found with its line, and never quoted."""
    log = tmp_path / "bot.log"
    log.write_text(f"INFO bot.service all is well\n{line}\n")
    found = [finding for finding in audit_log(log) if looked_for in finding.looked_for]
    assert [finding.is_well and not finding.remedy for finding in found] == [False]
    assert found[0].found == "1, in line 2."


def test_a_log_of_the_bot_is_well(tmp_path: Path) -> None:
    """What the bot writes by itself, with places in files and an address with a port, is no fault."""
    log = tmp_path / "bot.log"
    log.write_text(
        "ERROR bot.schedule A job of the schedule failed: OperationalError at asyncpg/connect.py:12, "
        "storage/ballot_box.py:211\nWARNING uvicorn.error at server.py:164\nINFO bot.service 127.0.0.1:8000\n"
        "Local Views stopped: replace it with /revoke at @BotFather.\n"
    )
    assert {finding.is_well and not finding.remedy for finding in audit_log(log)} == {True}


async def test_a_log_takes_the_place_of_the_remark(home: Home, tmp_path: Path) -> None:
    """With a log, nothing is said of none; one that is not there is an error."""
    log = tmp_path / "bot.log"
    log.write_text("x\n" * 9 + "@anna\n" * 9)
    findings = await home.audit(log)
    assert "9, in lines 10, 11, 12, 13, 14 and 4 more." in {finding.found for finding in findings}
    assert "No log was looked at." not in {finding.found for finding in findings}
    with pytest.raises(LogUnreadable, match="No such file"):
        await home.audit(tmp_path / "other.log")


# ---- what cannot be looked at


async def test_a_database_that_is_not_there(home: Home, tmp_path: Path, backend: str) -> None:
    """It is an error that says what to do, and none is made."""
    if backend == "sqlite":
        other = Home(f"sqlite:///{tmp_path}/data/other.db", home.keys)
    else:
        other = Home(
            make_url(home.url).set(database="other").render_as_string(hide_password=False), home.keys
        )
    with pytest.raises(DatabaseUnusable, match="Let DATABASE_URL name"):
        await other.audit()
    assert not (tmp_path / "data" / "other.db").exists()


@SQLITE_ONLY
async def test_a_file_that_is_no_database(home: Home) -> None:
    """It is an error too."""
    home.file.write_bytes(b"words " * 1000)
    with pytest.raises(DatabaseUnusable):
        await home.audit()


async def test_tables_of_another_version(home: Home) -> None:
    """What is missing is named."""
    await home.changed("ALTER TABLE round DROP COLUMN settled", "DROP TABLE event")
    with pytest.raises(TablesDiffer, match=r"missing: event, round\.settled"):
        await home.audit()


@pytest.mark.parametrize("url", ["sqlite://", "mysql://db/views", "nonsense"])
def test_a_url_of_no_database(url: str) -> None:
    """The URL is not quoted: it may hold a password."""
    with pytest.raises(DatabaseUrlUnusable):
        at_rest(url)
