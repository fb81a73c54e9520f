"""Each ballot goes into the box once, one from each account in a round, and nothing tells whose it was."""

import asyncio
import re
import secrets
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, Engine, event, make_url, text
from sqlmodel import select

from storage import events
from storage.account_register import Tagger
from storage.ballot import Answers, Ballot
from storage.ballot_box import BallotBox, Outcome
from storage.box_contents import BoxContents
from storage.database import Contents, Database
from storage.errors import BoxesPileUp
from storage.keys import KeyFolder
from storage.rounds import Rounds
from storage.seal import SMALLEST_SEALED, unseal
from storage.sealed_box import BOX, MOST_LOST
from storage.tables import Box

ANNA, BEN, CLEO = 7_391_846_205, 5_802_617_394, 6_018_273_645
FilledIn = Callable[..., Ballot]
Held = Callable[[str], Awaitable[Contents]]
Send = Callable[..., Awaitable[Outcome]]
SendAll = Callable[..., Awaitable[None]]
HandBack = Callable[[str], Awaitable[None]]
At = Callable[[str], None]
Clock = Callable[[], datetime]
HOWEVER_MANY = re.compile(r"IN \([^()]*\)")


async def _sealed(database: Database) -> Box:
    async with database.session() as session:
        return (await session.exec(select(Box))).one()


def _lose(keys: KeyFolder) -> None:
    for name in keys.names():
        keys.destroy(name)


async def test_anna_is_told_only_once_her_ballot_is_sealed(
    box: BallotBox, filled_in: FilledIn, database: Database
) -> None:
    """Until the tick she waits; after it, another worker finds the ballot in the box."""
    dropped = asyncio.create_task(box.drop(filled_in(), ANNA))
    await asyncio.wait([dropped], timeout=0)
    assert not dropped.done()
    assert (await database.contents())[0].total == 0

    await box.seal()
    assert await dropped == "kept"
    assert (await database.contents())[0].total == 1


async def test_until_an_opening_there_is_nothing_but_the_box(
    send: Send, filled_in: FilledIn, database: Database
) -> None:
    """No answer and no comment: one row, sealed."""
    await send(filled_in("Cars race."), ANNA)

    held = {contents.table: contents.total for contents in await database.contents() if contents.total}
    assert held == {"box": 1, "round": 1}


async def test_anna_taps_send_twice(
    box: BallotBox, send: Send, send_all: SendAll, filled_in: FilledIn, held: Held
) -> None:
    """Before one tick or after it, it is the same ballot; after the opening she has answered. It is kept once."""
    ballot = filled_in("Cars race along the High Street.")
    dropped = [asyncio.create_task(box.drop(ballot, ANNA)) for _ in range(5)]
    await asyncio.wait(dropped, timeout=0)
    await box.seal()
    assert await asyncio.gather(*dropped) == ["kept"] * 5

    assert await send(ballot, ANNA) == "kept"
    await send_all(*(filled_in("Cars race along the High Street.") for _ in range(9)))
    await box.open_if_due(date(2026, 6, 16))
    assert await send(ballot, ANNA) == "answered"
    assert ((await held("response")).total, (await held("comment")).total) == (10, 10)


async def test_anna_answers_again_in_the_same_round(
    box: BallotBox, send: Send, send_all: SendAll, filled_in: FilledIn, held: Held
) -> None:
    """A second ballot from the same account is refused, before the opening and after it; the first stays."""
    assert await send(filled_in(), ANNA) == "kept"
    assert await send(filled_in("once more"), ANNA) == "answered"

    await send_all(*(filled_in() for _ in range(9)))
    await box.open_if_due(date(2026, 6, 16))
    assert await send(filled_in("and again"), ANNA) == "answered"
    assert ((await held("response")).total, (await held("comment")).total) == (10, 0)


async def test_two_ballots_of_one_account_before_the_same_tick(box: BallotBox, filled_in: FilledIn) -> None:
    """The first counts."""
    dropped = [asyncio.create_task(box.drop(filled_in(), ANNA)) for _ in range(3)]
    await asyncio.wait(dropped, timeout=0)
    await box.seal()

    assert await asyncio.gather(*dropped) == ["kept", "answered", "answered"]


async def test_a_changed_ballot_under_the_same_number_is_another_one(send: Send, filled_in: FilledIn) -> None:
    """Whoever went back and changed an answer after sending has answered already."""
    ballot = filled_in()
    assert await send(ballot, ANNA) == "kept"

    assert await send(replace(ballot, answers=Answers("watford", "theft")), ANNA) == "answered"


async def test_an_officers_tablet_takes_many_answers(
    box: BallotBox, send: Send, filled_in: FilledIn, held: Held
) -> None:
    """Each ballot once, none of any account, and apart from the others: nine and one do not make ten."""
    for _ in range(9):
        ballot = filled_in(assisted=True)
        assert [await send(ballot, None), await send(ballot, None)] == ["kept", "kept"]
    assert await send(filled_in(), ANNA) == "kept"
    await box.open_if_due(date(2026, 6, 16))
    assert (await held("response")).total == 0

    assert await send(ballot, None) == "answered"
    await send(filled_in(assisted=True), None)
    await box.open_if_due(date(2026, 6, 17))
    assert {row[-1] for row in (await held("response")).rows} == {"True"}
    assert (await held("response")).total == 10


async def test_a_number_tells_nothing_of_what_was_sent_on_a_tablet(
    box: BallotBox, send: Send, filled_in: FilledIn, keys: KeyFolder, database: Database
) -> None:
    """After an opening: whoever has box, keys and receipt could else try answers until one fits, though it is gone."""
    ballot = filled_in(assisted=True)
    await send(ballot, None)
    await box.open_if_due(date(2026, 6, 16))

    sealed = await _sealed(database)
    contents = BoxContents.from_bytes(unseal(sealed.sealed, keys.get(sealed.key), BOX))
    key = keys.get("round-2026-2")
    assert key is not None
    tagger = Tagger(key)
    register = contents.pile("2026-2").register
    assert list(register.ballots) == []
    assert list(register.accounts) == [tagger.of_number(ballot.number)]
    assert tagger.of_ballot(ballot, None) not in register.accounts


async def test_anna_answers_in_the_next_round(send: Send, filled_in: FilledIn, at: At) -> None:
    """Each round asks anew, also in the first minute, before anything else has noticed the new round."""
    at("2026-08-31 23:59")
    assert await send(filled_in(), ANNA) == "kept"

    at("2026-09-01 00:00")
    assert await send(filled_in(), ANNA) == "kept"
    assert await send(filled_in(), ANNA) == "answered"


async def test_a_ballot_of_the_last_minute_counts_in_its_round(
    box: BallotBox, filled_in: FilledIn, send_all: SendAll, held: Held, at: At
) -> None:
    """It was dropped before midnight and sealed after it."""
    at("2026-08-31 23:59")
    await send_all(*(filled_in() for _ in range(9)))
    dropped = asyncio.create_task(box.drop(filled_in(), ANNA))
    await asyncio.wait([dropped], timeout=0)
    at("2026-09-01 00:00")
    await box.seal()
    assert await dropped == "kept"

    await box.close_over_rounds()
    assert [row[1] for row in (await held("response")).rows] == ["2026-2"] * 10


async def test_a_ballot_that_comes_after_the_last_opening_is_too_late(
    box: BallotBox, filled_in: FilledIn, at: At
) -> None:
    """And is told so: nothing of a round that is settled goes into the box."""
    at("2026-08-31 23:59")
    dropped = asyncio.create_task(box.drop(filled_in(), ANNA))
    await asyncio.wait([dropped], timeout=0)
    at("2026-09-01 00:05")
    await box.close_over_rounds()
    await box.seal()

    assert await dropped == "closed"


async def test_a_restart_does_not_forget_who_has_answered(
    database: Database, keys: KeyFolder, rounds: Rounds, send: Send, filled_in: FilledIn
) -> None:
    """Another box on the same database and keys, in this process or another, refuses what the first would."""
    ballot = filled_in()
    await send(ballot, ANNA)

    after_the_restart = BallotBox(database, keys, rounds, minimum=10, retention=2)
    assert await send(ballot, ANNA, into=after_the_restart) == "kept"
    assert await send(filled_in(), ANNA, into=after_the_restart) == "answered"


async def test_nothing_is_taken_between_rounds(
    database: Database, send: Send, filled_in: FilledIn, at: At
) -> None:
    """After an early closing date, even if this worker has not heard of it."""
    async with database.writing() as session:
        await (await session.connection()).execute(text("UPDATE round SET closes = '2026-06-10'"))
    assert await send(filled_in(), ANNA) == "closed"

    at("2026-09-01 08:00")
    assert await send(filled_in(), ANNA) == "kept"


async def test_nothing_is_taken_while_paused(rounds: Rounds, send: Send, filled_in: FilledIn) -> None:
    """A ballot kept before is still acknowledged; a new one is taken once the round is open again."""
    before = filled_in()
    await send(before, ANNA)
    await rounds.pause("2026-2")

    ballot = filled_in()
    assert await send(ballot, BEN) == "closed"
    assert await send(before, ANNA) == "kept"

    await rounds.reopen("2026-2")
    assert await send(ballot, BEN) == "kept"


async def test_the_box_has_one_size_and_never_the_same_bytes(
    box: BallotBox, send: Send, filled_in: FilledIn, database: Database
) -> None:
    """Empty, with one ballot or with fifty, after an idle tick too: 64 KiB that look random."""
    seen = set()
    for account in range(50):
        await (send(filled_in("Cars race."), account) if account % 2 else box.seal())
        row = await _sealed(database)
        assert len(row.sealed) == SMALLEST_SEALED
        seen |= {row.sealed, row.key}
    assert len(seen) == 100


async def test_every_tick_asks_the_database_the_same(
    box: BallotBox,
    send: Send,
    send_all: SendAll,
    hand_back: HandBack,
    filled_in: FilledIn,
    database: Database,
) -> None:
    """Idle or not: PostgreSQL counts the readings of each table, and notes when the last one was."""
    code = await events.make(database, "2026-2", "dacorum")
    await send_all(filled_in(receipt=True))
    asked: list[list[str]] = []

    def note(_: object, __: object, command: str, *___: object) -> None:
        asked[-1].append(HOWEVER_MANY.sub("IN (...)", command))

    deeds: list[Awaitable[object]] = [
        box.seal(),
        send(filled_in(), ANNA),
        send(filled_in(), ANNA),
        send(filled_in("Cars race.", event=code), BEN),
        hand_back("0" * 16),
        box.seal(),
    ]
    event.listen(Engine, "before_cursor_execute", note)
    try:
        for deed in deeds:
            asked.append([])
            await deed
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len(asked[0]) > 3
    assert asked == [asked[0]] * len(deeds)


async def test_a_full_box_doubles(send_all: SendAll, filled_in: FilledIn, database: Database) -> None:
    """And loses nothing: 500 ballots with comments need 512 KiB."""
    await send_all(*(filled_in("Cars race. " * 30) for _ in range(500)))

    assert len((await _sealed(database)).sealed) == 8 * SMALLEST_SEALED


async def test_each_seal_has_a_key_of_its_own(
    box: BallotBox, send: Send, filled_in: FilledIn, keys: KeyFolder, database: Database
) -> None:
    """The one before is destroyed: a copy of yesterday's row, or of five seconds ago, opens with nothing."""
    await send(filled_in(), ANNA)
    before = await _sealed(database)
    assert keys.get(before.key) is not None

    await box.seal()
    after = await _sealed(database)
    assert keys.get(before.key) is None
    assert keys.names() == ("round-2026-2", after.key)


async def test_a_crash_between_key_and_commit_loses_nothing(
    send: Send, filled_in: FilledIn, keys: KeyFolder, database: Database
) -> None:
    """A new key that was made in vain is swept away, and so is an old one that was not destroyed any more."""
    await send(filled_in(), ANNA)
    row = await _sealed(database)
    own = row.key.rpartition("-")[0]
    keys.get_or_make(f"{own}-madeinvain")
    keys.get_or_make("seal-of-another-database")

    assert await send(filled_in(), ANNA) == "answered"
    assert keys.names() == ("round-2026-2", (await _sealed(database)).key, "seal-of-another-database")


async def test_a_tick_that_fails_tells_everybody(
    box: BallotBox, database: Database, send: Send, filled_in: FilledIn
) -> None:
    """Nothing is kept, those who wait hear of it, and the same ballot is as good as new."""
    await box.seal()
    async with database.writing() as session:
        await (await session.connection()).execute(text("ALTER TABLE box RENAME TO mislaid"))
    ballot = filled_in("Cars race.")

    dropped = asyncio.create_task(box.drop(ballot, ANNA))
    handed = asyncio.create_task(box.withdraw("0" * 16))
    await asyncio.wait([dropped, handed], timeout=0)
    with pytest.raises(Exception, match="box"):
        await box.seal()
    for told in await asyncio.gather(dropped, handed, return_exceptions=True):
        assert isinstance(told, Exception)
        assert str(ANNA) not in str(told)
        assert "Cars race" not in str(told)

    async with database.writing() as session:
        await (await session.connection()).execute(text("ALTER TABLE mislaid RENAME TO box"))
    assert await send(ballot, ANNA) == "kept"


async def test_a_tick_that_is_not_committed_is_as_if_it_had_not_been(
    box: BallotBox, database: Database, send: Send, filled_in: FilledIn, keys: KeyFolder
) -> None:
    """In its very last step, say: nobody was told that it is sealed, and the box of before has its key still."""
    await send(filled_in(), ANNA)
    before = (await _sealed(database)).key
    dropped = asyncio.create_task(box.drop(filled_in(), BEN))
    await asyncio.wait([dropped], timeout=0)

    def refuse(_: Connection) -> None:
        raise ZeroDivisionError

    event.listen(Engine, "commit", refuse)
    try:
        with pytest.raises(ZeroDivisionError):
            await box.seal()
    finally:
        event.remove(Engine, "commit", refuse)
    with pytest.raises(ZeroDivisionError):
        await dropped
    assert (await _sealed(database)).key == before
    assert keys.get(before) is not None
    assert await send(filled_in(), ANNA) == "answered"
    assert await send(filled_in(), BEN) == "kept"


async def test_a_tick_that_is_stopped_keeps_what_it_held(box: BallotBox, filled_in: FilledIn) -> None:
    """Cancelled at every possible step: the next tick puts each ballot in, once."""
    ballots = [filled_in("Cars race.") for _ in range(40)]
    for steps, ballot in enumerate(ballots):
        dropped = asyncio.create_task(box.drop(ballot, account=steps))
        tick = asyncio.create_task(box.seal())
        for _ in range(steps):
            await asyncio.sleep(0)
        tick.cancel()
        await asyncio.gather(tick, return_exceptions=True)
        await box.seal()
        assert await dropped == "kept"

    again = [asyncio.create_task(box.drop(ballot, account)) for account, ballot in enumerate(ballots)]
    await asyncio.wait(again, timeout=0)
    await box.seal()
    assert await asyncio.gather(*again) == ["kept"] * 40


async def test_whoever_gave_up_waiting_is_counted_all_the_same(
    box: BallotBox, send: Send, filled_in: FilledIn
) -> None:
    """A task that waits for the tick is cancelled: the ballot is in, and sent again it is the same."""
    ballot = filled_in()
    dropped = asyncio.create_task(box.drop(ballot, ANNA))
    await asyncio.wait([dropped], timeout=0)
    dropped.cancel()
    await box.seal()

    assert dropped.cancelled()
    assert await send(ballot, ANNA) == "kept"
    assert await send(filled_in(), ANNA) == "answered"


async def test_two_hundred_people_send_at_once(
    send_all: SendAll, filled_in: FilledIn, box: BallotBox, held: Held
) -> None:
    """All are kept."""
    await send_all(*(filled_in("Cars race.") for _ in range(200)))

    await box.open_if_due(date(2026, 6, 16))
    assert ((await held("response")).total, (await held("comment")).total) == (200, 200)


async def test_two_workers_tick_at_once(
    database: Database, keys: KeyFolder, rounds: Rounds, filled_in: FilledIn, box: BallotBox, held: Held
) -> None:
    """They take turns at the one row; each account still answers once."""
    boxes = [BallotBox(database, keys, rounds, minimum=10, retention=2) for _ in range(3)]
    dropped = [asyncio.create_task(one.drop(filled_in(), account)) for account in range(10) for one in boxes]
    await asyncio.wait(dropped, timeout=0)
    await asyncio.gather(*(one.seal() for one in boxes))

    outcomes = await asyncio.gather(*dropped)
    assert (outcomes.count(Outcome.KEPT), outcomes.count(Outcome.ANSWERED)) == (10, 20)
    await box.open_if_due(date(2026, 6, 16))
    assert (await held("response")).total == 10


async def test_a_lost_key_is_noticed_and_the_bot_goes_on(
    box: BallotBox, send: Send, filled_in: FilledIn, keys: KeyFolder
) -> None:
    """As after a restart of a computer with its keys in memory: a new box is begun, and said to be one, once."""
    await send(filled_in(), ANNA)
    _lose(keys)

    assert await box.seal() is True
    assert await box.seal() is False
    assert await send(filled_in(), ANNA) == "kept"


async def test_a_damaged_box_is_set_aside_too(
    box: BallotBox, send: Send, filled_in: FilledIn, database: Database
) -> None:
    """It does not open; the bot goes on."""
    await send(filled_in(), ANNA)
    async with database.writing() as session:
        row = (await session.exec(select(Box))).one()
        row.sealed = secrets.token_bytes(SMALLEST_SEALED)

    assert await box.seal() is True
    assert await send(filled_in(), ANNA) == "kept"


async def test_a_key_that_comes_back_brings_back_its_box(
    box: BallotBox,
    send: Send,
    send_all: SendAll,
    filled_in: FilledIn,
    keys: KeyFolder,
    held: Held,
    tmp_path: Path,
) -> None:
    """KEY_DIR named another folder for a while: what lay in the box set aside is there again, with who sent it."""
    await send(filled_in(), ANNA)
    put_aside = {name: keys.get(name) or b"" for name in keys.names()}
    for name in put_aside:
        keys.destroy(name)
    assert await box.seal() is True
    await send_all(*(filled_in() for _ in range(9)))

    keys.destroy("round-2026-2")
    for name, key in put_aside.items():
        (tmp_path / "keys" / name).write_bytes(key)
    assert await send(filled_in(), ANNA) == "answered"
    assert (await held("box")).total == 1
    await box.open_if_due(date(2026, 6, 16))
    assert (await held("response")).total == 10


async def test_a_lost_box_is_deleted_after_a_week(
    box: BallotBox, send: Send, filled_in: FilledIn, keys: KeyFolder, held: Held, at: At
) -> None:
    """Until then its key may come back."""
    await send(filled_in(), ANNA)
    _lose(keys)
    await box.seal()

    at("2026-06-21 12:00")
    await box.seal()
    assert (await held("box")).total == 2
    at("2026-06-22 12:00")
    await box.seal()
    assert (await held("box")).total == 1


async def test_two_workers_with_different_key_folders_are_a_mistake_too(
    box: BallotBox, database: Database, rounds: Rounds, tmp_path: Path
) -> None:
    """Each sets the other's box aside and takes its own back: soon one says what is wrong, and takes no more."""
    elsewhere = KeyFolder(tmp_path / "elsewhere")
    elsewhere.open()
    other = BallotBox(database, elsewhere, rounds, minimum=10, retention=2)
    await box.seal()
    for _ in range(MOST_LOST):
        assert await other.seal() is True
        assert await box.seal() is True

    with pytest.raises(BoxesPileUp, match="share one KEY_DIR"):
        await other.seal()
    assert await box.seal() is False


async def test_a_copy_of_the_database_started_by_mistake_does_no_harm(
    box: BallotBox, send: Send, filled_in: FilledIn, keys: KeyFolder, tmp_path: Path, url: str, clock: Clock
) -> None:
    """Of a backup that is looked into with the same keys: it does not open, and leaves the live box its key."""
    if not url.startswith("sqlite"):
        pytest.skip("a copy of a file")
    await box.seal()
    shutil.copy(tmp_path / "local-views.db", tmp_path / "copy.db")
    shutil.copy(tmp_path / "local-views.db-wal", tmp_path / "copy.db-wal")
    assert await send(filled_in(), ANNA) == "kept"

    copied = Database(f"sqlite:///{tmp_path}/copy.db")
    await copied.open()
    rounds = Rounds(copied, 4, ZoneInfo("Europe/London"), clock)
    assert await BallotBox(copied, keys, rounds, minimum=10, retention=2).seal() is True
    await copied.close()
    assert await box.seal() is False
    assert await send(filled_in(), ANNA) == "answered"


async def test_a_server_that_shows_each_transaction_its_own_moment(
    url: str, keys: KeyFolder, clock: Clock, filled_in: FilledIn
) -> None:
    """As PostgreSQL does where somebody has set it to: whoever waited for the lock sees what was written meanwhile."""
    if not url.startswith("postgresql"):
        pytest.skip("a setting of PostgreSQL")
    workers = [Database(url) for _ in range(2)]
    await workers[0].open()
    async with workers[0].writing() as session:
        name = make_url(url).database
        isolation = text(f"ALTER DATABASE {name} SET default_transaction_isolation = 'repeatable read'")
        await (await session.connection()).execute(isolation)
    await workers[0].close()
    for worker in workers:
        await worker.open()
    rounds = [Rounds(worker, 4, ZoneInfo("Europe/London"), clock) for worker in workers]
    boxes = [BallotBox(worker, keys, of, 10, 2) for worker, of in zip(workers, rounds, strict=True)]
    for account in range(20):
        dropped = [asyncio.create_task(one.drop(filled_in(), 2 * account + n)) for n, one in enumerate(boxes)]
        await asyncio.wait(dropped, timeout=0)
        assert await asyncio.gather(*(one.seal() for one in boxes)) == [False, False]
        assert await asyncio.gather(*dropped) == ["kept", "kept"]
    for worker in workers:
        await worker.close()


async def test_a_damaged_key_is_as_good_as_lost(
    box: BallotBox, send: Send, filled_in: FilledIn, keys: KeyFolder, database: Database, tmp_path: Path
) -> None:
    """A file that a full disk has cut short must not stop the bot for good."""
    await send(filled_in(), ANNA)
    (tmp_path / "keys" / (await _sealed(database)).key).write_bytes(b"")

    assert await box.seal() is True
    assert await send(filled_in(), BEN) == "kept"
    assert keys.names()


async def test_boxes_that_are_lost_again_and_again_are_a_mistake_in_the_settings(
    box: BallotBox, keys: KeyFolder
) -> None:
    """Rather than pile them up, the box takes nothing, and says why."""
    await box.seal()
    for _ in range(MOST_LOST):
        _lose(keys)
        assert await box.seal() is True

    _lose(keys)
    with pytest.raises(BoxesPileUp, match="share one KEY_DIR"):
        await box.seal()
