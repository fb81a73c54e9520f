"""The database of either kind: written by one at a time, read by all, and silent about what it holds."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from storage import events
from storage.ballot import Ballot
from storage.ballot_box import BallotBox
from storage.database import SHOWN_ROWS, Contents, Database
from storage.errors import DatabaseUrlUnusable
from storage.tables import Comment, Response, Round

Held = Callable[[str], Awaitable[Contents]]
SPRING = {"opens": "2026-01-01", "closes": "2026-04-30"}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "local-views.db",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql://anna:secret@db",
        "mysql://anna:secret@db/views",
    ],
)
def test_a_url_that_names_no_database_is_refused(url: str) -> None:
    """With the setting's name and two examples, and without quoting what may hold a password."""
    with pytest.raises(DatabaseUrlUnusable, match=r"DATABASE_URL .* sqlite:///local-views\.db") as refused:
        Database(url)

    assert "secret" not in str(refused.value)


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


async def test_who_holds_it_keeps_out_who_asks_and_nobody_else(database: Database, url: str) -> None:
    """Until they let go; whoever only reads and writes is not in the way of it, nor it of them."""
    other = Database(url)
    await other.open()
    async with database.held() as ours:
        assert ours
        for _ in range(2):
            async with other.held() as theirs:
                assert not theirs
        async with other.writing() as session:
            session.add(Round.model_validate({"name": "2026-1", **SPRING}))
    async with other.held() as theirs:
        assert theirs
    await other.close()


async def test_the_contents_show_every_table_in_the_order_of_its_keys(
    database: Database,
    box: BallotBox,
    send_all: Callable[..., Awaitable[None]],
    filled_in: Callable[..., Ballot],
) -> None:
    """At most twenty rows of each, never in the order in which they came, and sealed bytes as their size."""
    for _ in range(25):
        await events.make(database, "2026-2", "watford")
    await send_all(*(filled_in("too fast") for _ in range(25)))
    await box.open_if_due(date(2026, 6, 16))

    contents = {table.table: table for table in await database.contents()}

    held = {name: (len(table.rows), table.total) for name, table in contents.items() if table.total}
    assert held == {
        "box": (1, 1),
        "response": (SHOWN_ROWS, 25),
        "comment": (SHOWN_ROWS, 25),
        "event": (SHOWN_ROWS, 25),
        "release": (2, 2),
        "round": (1, 1),
    }
    assert contents["response"].columns == tuple(Response.model_fields)
    for name in ("response", "comment", "event"):
        ids = [row[0] for row in contents[name].rows]
        assert ids == sorted(ids)
    _, *shown, receipt, assisted = contents["response"].rows[0]
    assert shown == ["2026-2", "dacorum", "speeding", "burglary", "", "", "", "evening", "", ""]
    assert (len(receipt), assisted) == (64, "False")
    assert contents["box"].rows[0][1:] == ("65,536 bytes, sealed", "2026-06-16", "")


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
    if url.startswith("sqlite"):
        assert "canary" not in str(failure.value)
    await database.close()

    assert [record for record in caplog.records if record.name != "asyncio"] == []
    assert "canary" not in caplog.text
    assert capfd.readouterr() == ("", "")


async def test_a_row_of_no_round_is_refused(database: Database) -> None:
    """A row can only belong to a round that is there."""
    with pytest.raises(IntegrityError):
        async with database.writing() as session:
            session.add(Response(id="1", round="2031-9", area="watford", first="theft"))
