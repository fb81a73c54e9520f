"""The database fails: it is full, locked, may not be written to, or is gone for a while. Ballots wait for it."""

import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

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


async def test_half_a_minute_without_a_server(
    tmp_path: Path, taken_in: dict[str, Any], postgres: PostgresServer
) -> None:
    """PostgreSQL breaks every connection, and takes none."""
    url = postgres.new_database()
    name = url.rpartition("/")[2].partition("?")[0]

    @contextmanager
    def closed(_: Town) -> Iterator[None]:
        postgres.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        ending = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608 - ours
        postgres.run(ending)
        try:
            yield
        finally:
            postgres.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")

    async with town_in(tmp_path, database_url=url, **taken_in) as town:
        await expect_that_half_a_minute_is_outlasted(town, closed)
