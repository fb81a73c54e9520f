"""The database fails: it is full, locked, may not be written to, or is gone for a while. Ballots wait for it."""

import resource
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, event, make_url

from storage import events, postgresql
from tests.postgres import PostgresServer
from tests.town import TO_THE_CHECK_PAGE, Neighbour, Town, town_in

NOT_KEPT = "could not be sealed just now"
TICKS = 6
"""In half a minute, at one each five seconds."""

Fault = Callable[[Town], AbstractContextManager[None]]


@contextmanager
def full(town: Town) -> Iterator[None]:
    """Nothing can be written beyond what is on the disk."""
    largest, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    log = Path(f"{town.settings.database_url.removeprefix('sqlite:///')}-wal")
    resource.setrlimit(resource.RLIMIT_FSIZE, (max(log.stat().st_size, 1), most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, most))


@contextmanager
def each_time(town: Town, before: str, afterwards: str) -> Iterator[None]:
    """Let each connection of the bot be told something before it is used, and something else afterwards."""
    engine = town.stores.database._backend.writer.sync_engine  # noqa: SLF001 - what it writes with

    def begin(connection: Any, *_: object) -> None:
        connection.cursor().execute(before)

    def end(connection: Any, *_: object) -> None:
        connection.cursor().execute(afterwards)

    event.listen(engine, "checkout", begin)
    event.listen(engine, "checkin", end)
    try:
        yield
    finally:
        event.remove(engine, "checkout", begin)
        event.remove(engine, "checkin", end)


def read_only(town: Town) -> AbstractContextManager[None]:
    """Nothing can be written at all."""
    return each_time(town, "PRAGMA query_only=ON", "PRAGMA query_only=OFF")


@contextmanager
def locked(town: Town) -> Iterator[None]:
    """Another program writes all the time; the bot waits for it half a minute, which here is nothing."""
    file = town.settings.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with each_time(town, "PRAGMA busy_timeout=0", "PRAGMA busy_timeout=30000"):
            yield
        other.execute("ROLLBACK")


@contextmanager
def gone(town: Town) -> Iterator[None]:
    """The file is not there."""
    file = Path(town.settings.database_url.removeprefix("sqlite:///"))
    there = sorted(file.parent.glob(f"{file.name}*"))
    aside = [one.rename(one.with_name(f"aside-{one.name}")) for one in there]
    try:
        yield
    finally:
        for one, place in zip(aside, there, strict=True):
            one.rename(place)


FAULTS: dict[str, tuple[Fault, str]] = {
    "full": (full, "See that it has room"),
    "locked": (locked, "Another program keeps the database"),
    "read-only": (read_only, "may only be read. See that its disk"),
    "gone": (gone, "was removed or replaced"),
}
"""Each with what the log says of it."""


async def comes_to_the_check_page(town: Town, name: str) -> Neighbour:
    """Let somebody move in who has only to send."""
    one = town.resident(name)
    await one.starts()
    await one.taps(*TO_THE_CHECK_PAGE)
    return one


async def expect_that_half_a_minute_is_outlasted(town: Town, fault: Fault) -> None:
    """Ann has sent before, Ben sends meanwhile, again and again, and Cat afterwards: each is kept once."""
    ann, ben, cat = [await comes_to_the_check_page(town, name) for name in ("Ann", "Ben", "Cat")]
    await ann.taps_and_waits("Send my views")
    with fault(town):
        await ben.taps_and_waits("Send my views")
        for _ in range(TICKS):
            await town.seals()
            for one in (ann, ben):
                assert NOT_KEPT in one.text
                await one.taps_and_waits("Send again")
        dan = town.resident("Dan")
        await dan.until_shown(dan.resident.starts())
        assert "Give my views" in dan.buttons
    await town.seals()
    await cat.taps("Send my views")
    assert all("Thank you" in one.text for one in (ann, ben, cat))
    assert len(await town.kept()) == 3


@pytest.mark.parametrize(("fault", "said"), FAULTS.values(), ids=FAULTS)
async def test_half_a_minute_without_a_file_to_write_to(
    town: Town, fault: Fault, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Everybody is told, and keeps what they have said; the log says what is wrong, and what to do."""
    await expect_that_half_a_minute_is_outlasted(town, fault)
    assert said in caplog.text
    assert "Speeding" not in caplog.text


@dataclass(frozen=True)
class Served:
    """A database of a server, which the bot reaches by a way that can be taken away.

    Args:
        server: has the database.
        url: as the server has it.
        way: the folder in which the bot looks for the server's socket.
    """

    server: PostgresServer
    url: URL
    way: Path

    @property
    def url_for_the_bot(self) -> str:
        """The DATABASE_URL."""
        return self.url.set(query={"host": str(self.way)}).render_as_string(hide_password=False)

    def alters(self, how: str) -> None:
        """Change what holds for every connection to the database, and break those that there are."""
        self.server.run(f"ALTER DATABASE {self.url.database} {how}")
        self.breaks()

    def breaks(self) -> None:
        """Break every connection to the database."""
        whose = f"FROM pg_stat_activity WHERE datname = '{self.url.database}'"
        self.server.run(f"SELECT pg_terminate_backend(pid) {whose}")

    def runs(self, commands: str) -> "subprocess.Popen[str]":
        """Run commands in the database, until the input is closed."""
        psql = [str(self.server.programs / "psql"), "-qAt", self.url.render_as_string(hide_password=False)]
        running = subprocess.Popen(psql, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ours
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(f"{commands};\n\\echo done\n")
        running.stdin.flush()
        while running.stdout.readline() != "done\n":
            assert running.poll() is None
        return running


@contextmanager
def not_there(_: Town, served: Served) -> Iterator[None]:
    """The server breaks every connection, and cannot be reached."""
    reached = served.way.readlink()
    served.way.unlink()
    served.breaks()
    try:
        yield
    finally:
        served.way.symlink_to(reached)


@contextmanager
def that_only_reads(_: Town, served: Served) -> Iterator[None]:
    """The server has become a copy of another one, say."""
    served.alters("SET default_transaction_read_only = on")
    try:
        yield
    finally:
        served.alters("RESET default_transaction_read_only")


@contextmanager
def without_room(_: Town, served: Served) -> Iterator[None]:
    """The server says so whenever something is written."""
    says = "BEGIN RAISE USING ERRCODE = 'disk_full'; END"
    with served.runs(
        f"CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ {says} $$;"
        "CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE OR DELETE ON box EXECUTE FUNCTION full_disk()"
    ):
        pass
    try:
        yield
    finally:
        with served.runs("DROP FUNCTION full_disk CASCADE"):
            pass


@contextmanager
def where_another_writes(_: Town, served: Served) -> Iterator[None]:
    """All the time."""
    with served.runs(f"BEGIN; SELECT pg_advisory_xact_lock({postgresql._WRITERS})"):  # noqa: SLF001 - as a worker does
        yield


OF_A_SERVER: dict[str, tuple[Callable[[Town, Served], AbstractContextManager[None]], str]] = {
    "not there": (not_there, "cannot be reached, or takes no connections. See that it runs"),
    "only reads": (that_only_reads, "may only be read. See that its disk"),
    "without room": (without_room, "is full. Make room on it"),
    "another writes": (where_another_writes, "Another program keeps the database"),
}
"""Likewise."""


@pytest.fixture
def served(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Served:
    """An empty database of a server."""
    url, way = make_url(postgres.new_database()), tmp_path_factory.mktemp("pg") / "way"
    way.symlink_to(str(url.query["host"]))
    return Served(postgres, url, way)


@pytest.mark.parametrize(("fault", "said"), OF_A_SERVER.values(), ids=OF_A_SERVER)
async def test_half_a_minute_without_a_server(
    tmp_path: Path,
    taken_in: dict[str, Any],
    served: Served,
    fault: Callable[[Town, Served], AbstractContextManager[None]],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The same of PostgreSQL; where somebody else writes, the bot waits half a minute, which here is nothing."""
    monkeypatch.setitem(postgresql._SETTINGS, "lock_timeout", "50ms")  # noqa: SLF001 - no setting of the administrator
    async with town_in(tmp_path, database_url=served.url_for_the_bot, **taken_in) as town:
        await expect_that_half_a_minute_is_outlasted(town, lambda town: fault(town, served))
    assert said in caplog.text
    assert "Speeding" not in caplog.text


async def test_an_events_link_does_not_wait_for_a_server_that_hangs(
    tmp_path: Path, taken_in: dict[str, Any], served: Served
) -> None:
    """Ann is welcomed all the same, and the area of the event is proposed."""
    async with town_in(tmp_path, database_url=served.url_for_the_bot, **taken_in) as town:
        ann = town.resident("Ann")
        code = await events.make(town.stores.database, town.stores.rounds.now().name or "", "watford")
        await town.stores.event_links.refresh()
        with served.runs("BEGIN; LOCK TABLE event"):
            await ann.until_shown(ann.resident.starts(code))
            assert "Watford" in ann.text
        await ann.taps("Give my views", "Speeding", "That's all", "Send my views")
        assert "Thank you" in ann.text
