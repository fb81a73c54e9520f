"""Each ballot is kept once, one from each account in a round, and nothing tells whose it was."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import delete

from storage import events
from storage.ballot import Answers, Ballot
from storage.ballot_box import BallotBox, Outcome
from storage.database import Contents, Database
from storage.errors import RegisterUnreadable
from storage.keys import KeyFolder
from storage.rounds import Rounds
from storage.tables import Register

ANNA, BEN = 7_391_846_205, 5_802_617_394
FilledIn = Callable[..., Ballot]
Held = Callable[[str], Awaitable[Contents]]
At = Callable[[str], None]


async def _dropped(box: BallotBox, ballots: int, filled_in: FilledIn, event: str | None = None) -> None:
    for _ in range(ballots):
        ballot = filled_in(event=event)
        assert await box.drop(ballot, account=hash(ballot.number)) == Outcome.KEPT


async def test_anna_sends_her_views(box: BallotBox, held: Held) -> None:
    """Every answer is kept as she gave it, and what she did not answer stays empty."""
    answers = Answers("watford", "theft", "speeding", "parking", "park", "Oxhey", "night", "safe", "unsafe")
    assert await box.drop(Ballot("0123456789ABCDEF", answers), ANNA) == "kept"
    short = Answers("dacorum", "burglary")
    assert await box.drop(Ballot("FEDCBA9876543210", short), BEN) == "kept"

    kept = {row[1:] for row in (await held("response")).rows}
    assert kept == {
        ("2026-2", "watford", "theft", "speeding", "parking", "park", "Oxhey", "night", "safe", "unsafe", ""),
        ("2026-2", "dacorum", "burglary", *[""] * 8),
    }
    assert (await held("comment")).total == 0


async def test_anna_taps_send_twice(box: BallotBox, filled_in: FilledIn, held: Held) -> None:
    """One after the other or both at once: it is the same ballot, she is thanked, and it is kept once."""
    ballot = filled_in("Cars race along the High Street.")

    outcomes = await asyncio.gather(*(box.drop(ballot, ANNA) for _ in range(5)))

    assert outcomes == ["kept"] * 5
    assert await box.drop(ballot, ANNA) == "kept"
    assert ((await held("response")).total, (await held("comment")).total) == (1, 1)


async def test_anna_answers_again_in_the_same_round(box: BallotBox, filled_in: FilledIn, held: Held) -> None:
    """A second ballot from the same account is refused; the first stays."""
    assert await box.drop(filled_in(), ANNA) == "kept"

    assert await box.drop(filled_in("once more"), ANNA) == "answered"
    assert ((await held("response")).total, (await held("comment")).total) == (1, 0)


async def test_anna_and_ben_both_answer(box: BallotBox, filled_in: FilledIn, held: Held) -> None:
    """The same answers from two accounts are two answers, each under a random key of its own."""
    ballot = filled_in()

    assert await box.drop(ballot, ANNA) == "kept"
    assert await box.drop(replace(filled_in(), answers=ballot.answers), BEN) == "kept"
    first, second = (await held("response")).rows
    assert first[0] != second[0]
    assert first[1:] == second[1:]


async def test_anna_answers_in_the_next_round(
    box: BallotBox, filled_in: FilledIn, held: Held, at: At
) -> None:
    """Each round asks anew, also in the first minute, before anything else has noticed the new round."""
    at("2026-08-31 23:59")
    assert await box.drop(filled_in(), ANNA) == "kept"

    at("2026-09-01 00:00")
    assert await box.drop(filled_in(), ANNA) == "kept"
    assert await box.drop(filled_in(), ANNA) == "answered"
    assert sorted(row[1] for row in (await held("response")).rows) == ["2026-2", "2026-3"]
    assert [row[0] for row in (await held("register")).rows] == ["2026-2", "2026-3"]


async def test_a_restart_does_not_forget_who_has_answered(
    database: Database, keys: KeyFolder, rounds: Rounds, filled_in: FilledIn
) -> None:
    """Another box on the same database and keys, in this process or another, refuses what the first would."""
    ballot = filled_in()
    await BallotBox(database, keys, rounds, minimum=10).drop(ballot, ANNA)

    after_the_restart = BallotBox(database, keys, rounds, minimum=10)
    assert await after_the_restart.drop(ballot, ANNA) == "kept"
    assert await after_the_restart.drop(filled_in(), ANNA) == "answered"


async def test_nothing_is_taken_between_rounds(
    database: Database, box: BallotBox, filled_in: FilledIn, held: Held, at: At
) -> None:
    """After an early closing date, even if this worker has not heard of it."""
    async with database.writing() as session:
        await (await session.connection()).execute(text("UPDATE round SET closes = '2026-06-10'"))

    assert await box.drop(filled_in(), ANNA) == "closed"
    assert (await held("response")).total == 0

    at("2026-09-01 08:00")
    assert await box.drop(filled_in(), ANNA) == "kept"


async def test_nothing_is_taken_while_paused(
    box: BallotBox, rounds: Rounds, filled_in: FilledIn, held: Held
) -> None:
    """A ballot kept before is still acknowledged; a new one is taken once the round is open again."""
    before = filled_in()
    await box.drop(before, ANNA)
    await rounds.pause("2026-2")

    ballot = filled_in()
    assert await box.drop(ballot, BEN) == "closed"
    assert await box.drop(before, ANNA) == "kept"
    assert (await held("response")).total == 1

    await rounds.reopen("2026-2")
    assert await box.drop(ballot, BEN) == "kept"
    assert (await held("response")).total == 2


async def test_comments_are_kept_apart(box: BallotBox, filled_in: FilledIn, held: Held) -> None:
    """Two comments of one ballot share no key with each other or with its answers."""
    assert await box.drop(filled_in("Cars race.", "Nobody stops them."), ANNA) == "kept"

    comments = (await held("comment")).rows
    keys = {row[0] for row in (*comments, *(await held("response")).rows)}
    assert {row[1:] for row in comments} == {
        ("2026-2", "dacorum", "speeding", "Cars race."),
        ("2026-2", "dacorum", "speeding", "Nobody stops them."),
    }
    assert len(keys) == 3
    assert all(len(bytes.fromhex(key)) == 16 for key in keys)


async def test_an_events_tally_rises_only_ten_at_a_time(
    database: Database, box: BallotBox, filled_in: FilledIn, held: Held
) -> None:
    """Nine came by the poster: the database says none; with the tenth it says ten, and so on."""
    code = await events.make(database, "2026-2", "dacorum")
    tallies = []
    for ballots in (9, 1, 9, 1):
        await _dropped(box, ballots, filled_in, event=code)
        tallies.append((await held("event")).rows[0][-1])

    assert tallies == ["0", "10", "10", "20"]


async def test_an_event_counts_each_ballot_once(
    database: Database, box: BallotBox, filled_in: FilledIn, held: Held
) -> None:
    """Neither a double tap nor a second answer nor an answer without the poster is counted."""
    code = await events.make(database, "2026-2", "dacorum")
    await _dropped(box, 8, filled_in, event=code.lower())
    await _dropped(box, 5, filled_in)
    ballot = filled_in(event=code)
    for again in (ballot, ballot, filled_in(event=code)):
        await box.drop(again, ANNA)
    assert (await held("event")).rows[0][-1] == "0"

    await _dropped(box, 1, filled_in, event=code)
    assert (await held("event")).rows[0][-1] == "10"


async def test_a_poster_from_the_last_round_does_no_harm(
    database: Database, box: BallotBox, filled_in: FilledIn, held: Held, at: At
) -> None:
    """Nor does a code that never was: the answer is kept and not counted."""
    code = await events.make(database, "2026-2", "dacorum")
    at("2026-09-01 10:00")

    await _dropped(box, 10, filled_in, event=code)
    await _dropped(box, 1, filled_in, event="no such poster")
    assert (await held("event")).rows[0][-1] == "0"
    assert (await held("response")).total == 11


async def test_a_ballot_is_kept_whole_or_not_at_all(
    database: Database, box: BallotBox, filled_in: FilledIn, held: Held
) -> None:
    """If the last row cannot be written, nothing is: the same ballot is then as good as new."""
    await box.drop(filled_in(), BEN)
    code = await events.make(database, "2026-2", "dacorum")
    await _dropped(box, 9, filled_in, event=code)
    async with database.writing() as session:
        refuse = "CREATE TRIGGER full BEFORE INSERT ON comment BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        await (await session.connection()).execute(text(refuse))
    before = await database.contents()

    ballot = filled_in("Cars race.", event=code)
    with pytest.raises(IntegrityError) as failure:
        await box.drop(ballot, ANNA)
    assert str(ANNA) not in str(failure.value)
    assert "Cars race" not in str(failure.value)
    assert await database.contents() == before

    async with database.writing() as session:
        await (await session.connection()).execute(text("DROP TRIGGER full"))
    assert await box.drop(ballot, ANNA) == "kept"
    assert ((await held("response")).total, (await held("comment")).total) == (11, 1)
    assert (await held("event")).rows[0][-1] == "10"


async def test_a_stop_in_the_middle_keeps_each_ballot_once(
    box: BallotBox, filled_in: FilledIn, held: Held
) -> None:
    """Drops cancelled at every possible step, then sent again: each is there exactly once."""
    ballots = [filled_in("Cars race.") for _ in range(60)]
    for steps, ballot in enumerate(ballots):
        task = asyncio.create_task(box.drop(ballot, account=steps))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    outcomes = [await box.drop(ballot, account) for account, ballot in enumerate(ballots)]

    assert outcomes == ["kept"] * 60
    assert ((await held("response")).total, (await held("comment")).total) == (60, 60)


async def test_two_hundred_people_send_at_once(
    database: Database, box: BallotBox, filled_in: FilledIn, held: Held
) -> None:
    """All are kept, while others read; nobody hears that the database is locked."""
    ballots = [filled_in("Cars race.") for _ in range(200)]

    *outcomes, _, _ = await asyncio.gather(
        *(box.drop(ballot, account) for account, ballot in enumerate(ballots)),
        database.contents(),
        database.contents(),
    )

    assert set(outcomes) == {"kept"}
    assert ((await held("response")).total, (await held("comment")).total) == (200, 200)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _spellings(account: int) -> list[bytes]:
    hexadecimal = f"{account:x}".encode()
    packed = [account.to_bytes(size, order) for size in (5, 8) for order in ("big", "little")]
    return [str(account).encode(), hexadecimal, hexadecimal.upper(), *packed]


async def test_no_account_is_anywhere_on_the_disk(
    box: BallotBox, filled_in: FilledIn, tmp_path: Path
) -> None:
    """Not in the file, its log or the keys, in no usual spelling; the comment, found, proves the search."""
    ballots = {account: filled_in("Cars race.") for account in (ANNA, BEN)}
    for account, ballot in ballots.items():
        assert await box.drop(ballot, account) == "kept"

    files = _files(tmp_path)
    assert files.keys() >= {"local-views.db", "local-views.db-wal", "round-2026-2"}
    stored = b"".join(files.values())
    assert stored.count(b"Cars race.") >= 2
    for account, ballot in ballots.items():
        sought = [*_spellings(account), ballot.number.encode()]
        assert [spelling for spelling in sought if spelling in stored] == []


async def test_a_lost_key_is_said_and_not_papered_over(
    database: Database, box: BallotBox, keys: KeyFolder, filled_in: FilledIn, held: Held
) -> None:
    """With a new key everybody could answer again: the message says how to choose that."""
    await box.drop(filled_in(), ANNA)
    keys.destroy("round-2026-2")

    with pytest.raises(RegisterUnreadable, match=r"round 2026-2 does not open .* KEY_DIR") as refused:
        await box.drop(filled_in(), BEN)
    assert str(BEN) not in str(refused.value)
    assert keys.names() == ()
    assert (await held("response")).total == 1

    async with database.writing() as session:
        await session.exec(delete(Register))
    assert await box.drop(filled_in(), BEN) == "kept"


async def test_another_databases_key_does_not_open_the_register(
    box: BallotBox, keys: KeyFolder, filled_in: FilledIn
) -> None:
    """As after a key folder was mixed up with another."""
    await box.drop(filled_in(), ANNA)
    keys.destroy("round-2026-2")
    keys.get_or_make("round-2026-2")

    with pytest.raises(RegisterUnreadable):
        await box.drop(filled_in(), BEN)


async def test_after_the_round_nothing_is_left_that_tells_who_answered(
    box: BallotBox, keys: KeyFolder, held: Held, at: At, filled_in: FilledIn
) -> None:
    """Register and key go once the round is over; the answers stay. The round under way keeps its own."""
    await box.drop(filled_in(), ANNA)
    at("2026-08-31 23:59")
    await box.forget_who_answered()
    assert (await held("register")).total == 1
    at("2026-09-01 00:00")
    await box.drop(filled_in(), ANNA)
    await box.forget_who_answered()
    assert [row[0] for row in (await held("register")).rows] == ["2026-3"]
    assert keys.names() == ("round-2026-3",)
    assert (await held("response")).total == 2
