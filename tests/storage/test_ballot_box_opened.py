"""The box is opened once a day, for ten at a time, and for the last time when its round is over."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from storage import ballot_box, events, postgresql, releases, sqlite
from storage.ballot import Answers, Ballot
from storage.ballot_box import BallotBox, Outcome
from storage.box_contents import BoxContents, Note, Paper
from storage.database import Contents, Database
from storage.errors import ResidueLeft
from storage.keys import KeyFolder
from storage.opening import WHOLE_COUNTY
from storage.priorities import Priorities
from storage.rounds import Rounds
from storage.tables import Box, Comment, Response
from tests.postgres import on_each_database

url = on_each_database(pytest.mark.slow)

ANNA = 7_391_846_205
JUNE_16, JUNE_17, JUNE_18 = (date(2026, 6, day) for day in (16, 17, 18))
FilledIn = Callable[..., Ballot]
Held = Callable[[str], Awaitable[Contents]]
Send = Callable[..., Awaitable[Outcome]]
SendAll = Callable[..., Awaitable[None]]
HandBack = Callable[[str], Awaitable[None]]
At = Callable[[str], None]


async def _responses(database: Database) -> list[Response]:
    async with database.session() as session:
        return list(await session.exec(select(Response)))


async def _comments(database: Database) -> list[Comment]:
    async with database.session() as session:
        return list(await session.exec(select(Comment)))


async def test_nine_wait_for_the_tenth(
    box: BallotBox, send_all: SendAll, filled_in: FilledIn, held: Held
) -> None:
    """By area: nine from Dacorum stay in the box when ten from Watford leave it."""
    await send_all(*(filled_in(area="dacorum") for _ in range(9)))
    await send_all(*(filled_in(area="watford") for _ in range(10)))
    await box.open_if_due(JUNE_16)
    assert {row[2] for row in (await held("response")).rows} == {"watford"}

    await send_all(filled_in(area="dacorum"))
    await box.open_if_due(JUNE_17)
    assert (await held("response")).total == 20


async def test_the_box_is_opened_once_a_day(
    database: Database, keys: KeyFolder, rounds: Rounds, send_all: SendAll, filled_in: FilledIn, held: Held
) -> None:
    """Whichever worker comes first; the others, a restart and a clock that was set back find it done."""
    boxes = [BallotBox(database, keys, rounds, minimum=10, retention=2) for _ in range(2)]
    await boxes[0].open_if_due(JUNE_16)
    await send_all(*(filled_in() for _ in range(10)))

    for box in boxes:
        await box.open_if_due(JUNE_16)
        await box.open_if_due(date(2026, 6, 15))
    assert (await held("response")).total == 0

    await boxes[1].open_if_due(JUNE_17)
    assert (await held("response")).total == 10


async def test_a_box_that_was_opened_by_a_wrong_clock_does_not_stay_shut(
    box: BallotBox, send_all: SendAll, filled_in: FilledIn, held: Held
) -> None:
    """It was a year ahead; the day after it was set right, the box is opened as ever, and once."""
    await box.open_if_due(date(2027, 6, 16))
    await send_all(*(filled_in() for _ in range(10)))
    await box.open_if_due(JUNE_16)
    assert (await held("response")).total == 10
    await send_all(*(filled_in() for _ in range(10)))
    await box.open_if_due(JUNE_16)
    assert (await held("response")).total == 10


async def test_every_answer_leaves_the_box_as_it_was_given(
    box: BallotBox, send_all: SendAll, filled_in: FilledIn, database: Database
) -> None:
    """And what was not answered stays empty; the row's key is random."""
    await send_all(*(filled_in(town="Tring", receipt=number == 0) for number in range(10)))
    await box.open_if_due(JUNE_16)

    rows = await _responses(database)
    assert {(row.round, row.area, row.first, row.second, row.third, row.town, row.time) for row in rows} == {
        ("2026-2", "dacorum", "speeding", "burglary", None, "Tring", "evening")
    }
    assert len({bytes.fromhex(row.id) for row in rows}) == 10
    # Whether somebody took a receipt is not to be seen.
    assert len({bytes.fromhex(row.withdrawal or "") for row in rows}) == 10


async def test_comments_wait_for_ten_comments(
    box: BallotBox, send_all: SendAll, filled_in: FilledIn, held: Held
) -> None:
    """Their answers do not wait for them, and nothing joins the two."""
    await send_all(*(filled_in("Cars race.") for _ in range(9)), *(filled_in() for _ in range(9)))
    await box.open_if_due(JUNE_16)
    assert ((await held("response")).total, (await held("comment")).total) == (18, 0)

    await send_all(*(filled_in("Nobody stops them.") for _ in range(1)))
    await box.open_if_due(JUNE_17)
    comments, responses = (await held("comment")).rows, (await held("response")).rows
    assert (len(responses), len(comments)) == (18, 10)
    assert not {row[0] for row in comments} & {row[0] for row in responses}


async def test_two_comments_of_one_ballot_do_not_count_for_two(
    box: BallotBox, send_all: SendAll, filled_in: FilledIn, held: Held
) -> None:
    """Five people with ten comments are five people; the second comments of four wait when the first of ten leave."""
    await send_all(*(filled_in("Cars race.", "Nobody stops them.") for _ in range(5)))
    await box.open_if_due(JUNE_16)
    assert (await held("comment")).total == 0

    await send_all(*(filled_in("Cars race.") for _ in range(5)))
    await box.open_if_due(JUNE_17)
    assert {row[4] for row in (await held("comment")).rows} == {"Cars race."}
    assert (await held("comment")).total == 10


async def test_an_events_tally_rises_ten_at_a_time(
    database: Database, box: BallotBox, send_all: SendAll, filled_in: FilledIn, held: Held
) -> None:
    """At openings: after nine none, after eleven ten, after twenty twenty."""
    code = await events.make(database, "2026-2", "dacorum")
    tallies = []
    for day, ballots in enumerate((9, 2, 9), start=16):
        await send_all(*(filled_in(event=code.lower()) for _ in range(ballots)))
        await box.open_if_due(date(2026, 6, day))
        tallies.append((await held("event")).rows[0][-1])

    assert tallies == ["0", "10", "20"]


async def test_an_events_tally_rises_while_the_ballots_of_its_ten_still_wait(
    database: Database, box: BallotBox, send_all: SendAll, filled_in: FilledIn, held: Held
) -> None:
    """Five came for each of two areas: the tally tells of ten people together, though no answer leaves the box yet."""
    code = await events.make(database, "2026-2", "dacorum")
    await send_all(*(filled_in(event=code, area=area) for area in ("dacorum", "watford") * 5))
    await box.open_if_due(JUNE_16)
    assert (await held("event")).rows[0][-1] == "10"
    assert (await held("response")).total == 0


async def test_an_event_counts_each_ballot_once(
    database: Database, box: BallotBox, send: Send, send_all: SendAll, filled_in: FilledIn, held: Held
) -> None:
    """Neither a double tap nor a second answer nor an answer without the poster is counted."""
    code = await events.make(database, "2026-2", "dacorum")
    await send_all(*(filled_in(event=code) for _ in range(8)), *(filled_in() for _ in range(5)))
    ballot = filled_in(event=code)
    for again in (ballot, ballot, filled_in(event=code)):
        await send(again, ANNA)
    await box.open_if_due(JUNE_16)
    assert (await held("event")).rows[0][-1] == "0"

    await send_all(filled_in(event=code))
    await box.open_if_due(JUNE_17)
    assert (await held("event")).rows[0][-1] == "10"


async def test_a_poster_from_the_last_round_does_no_harm(
    database: Database, box: BallotBox, send_all: SendAll, filled_in: FilledIn, held: Held, at: At
) -> None:
    """Nor does a code that never was: the answer is kept and not counted."""
    code = await events.make(database, "2026-2", "dacorum")
    at("2026-09-01 10:00")
    await send_all(*(filled_in(event=code) for _ in range(10)), filled_in(event="no such poster"))
    await box.open_if_due(date(2026, 9, 2))

    assert (await held("event")).rows[0][-1] == "0"
    assert (await held("response")).total == 11


async def test_what_workers_count_is_told_of_all_of_them_together(
    database: Database, keys: KeyFolder, rounds: Rounds, held: Held
) -> None:
    """In tens, at the opening of the day, by whichever worker; a restart tells nothing new."""
    one, other = boxes = [BallotBox(database, keys, rounds, minimum=10, retention=2) for _ in range(2)]
    one.count("begun", 14)
    other.count("begun", 7)
    for box in boxes:
        await box.seal()
        assert box.counts_told == {}
    await one.open_if_due(JUNE_16)
    other.count("begun", 12)
    for box in (*boxes, BallotBox(database, keys, rounds, minimum=10, retention=2)):
        await box.open_if_due(JUNE_16)
        await box.seal()
        assert box.counts_told == {"begun": 20}
    await other.open_if_due(JUNE_17)
    assert other.counts_told == {"begun": 30}
    (row,) = (await held("box")).rows
    assert "begun" not in str(row)


@pytest.mark.parametrize(("minimum", "told"), [(2, 30), (12, 36), (50, 0)])
async def test_what_is_counted_is_told_in_no_smaller_steps_than_ballots_leave_the_box(
    database: Database, keys: KeyFolder, rounds: Rounds, minimum: int, told: int
) -> None:
    """And in tens where those are smaller."""
    box = BallotBox(database, keys, rounds, minimum=minimum, retention=2)
    box.count("begun", 39)
    await box.seal()
    await box.open_if_due(JUNE_16)
    assert box.counts_told == {"begun": told}


async def test_counting_begins_anew_with_each_round(box: BallotBox, at: At) -> None:
    """Nothing is told of the round before, then."""
    box.count("begun", 25)
    await box.seal()
    at("2026-09-01 00:05")
    await box.close_over_rounds()
    box.count("begun", 15)
    await box.seal()
    await box.open_if_due(date(2026, 9, 1))
    assert box.counts_told == {"begun": 10}


async def test_what_was_counted_comes_with_the_next_tick_if_one_fails(
    box: BallotBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once, and not twice."""
    box.count("begun", 10)
    with monkeypatch.context() as broken:
        broken.setattr(ballot_box, "_known", None)
        with pytest.raises(TypeError):
            await box.seal()
    box.count("begun", 10)
    await box.seal()
    await box.open_if_due(JUNE_16)
    assert box.counts_told == {"begun": 20}


def test_a_box_of_before_there_were_counts_is_read() -> None:
    """After an upgrade; it has none."""
    assert BoxContents.from_bytes(b'{"piles": {}, "withdrawn": ["a"]}') == BoxContents({}, {"a"})


def test_a_box_whose_papers_name_their_parts_is_read() -> None:
    """After an upgrade, and written as it is now."""
    answers = Answers("watford", "speeding", town="a town")
    paper = {"answers": asdict(answers), "assisted": False, "withdrawal": "ab"}
    note = {"place": 0, "area": "watford", "issue": "speeding", "text": "Łódź", "withdrawal": "cd"}
    pile = {"papers": [paper], "notes": [note], "register": "AAAAAA==", "events": {}}
    before = json.dumps({"piles": {"2026-2": pile}, "withdrawn": []}).encode()

    for content in (before, BoxContents.from_bytes(before).to_bytes()):
        read = BoxContents.from_bytes(content).piles["2026-2"]
        assert list(read.papers) == [Paper(answers, False, "ab")]
        assert list(read.notes) == [Note(0, "watford", "speeding", "Łódź", "cd")]


async def test_counts_come_back_with_a_lost_box(
    database: Database, box: BallotBox, keys: KeyFolder, tmp_path: Path
) -> None:
    """As everything does that was in it."""
    box.count("begun", 10)
    await box.seal()
    async with database.session() as session:
        (row,) = await session.exec(select(Box))
    key = keys.get(row.key)
    assert key is not None
    keys.destroy(row.key)
    box.count("begun", 10)
    assert await box.seal()
    (tmp_path / "keys" / row.key).write_bytes(key)
    await box.seal()
    await box.open_if_due(JUNE_16)
    assert box.counts_told == {"begun": 20}


async def test_a_receipt_takes_back_an_answer_and_its_comments(
    box: BallotBox, send_all: SendAll, hand_back: HandBack, filled_in: FilledIn, database: Database
) -> None:
    """After the opening that follows: the row, its comment, and nobody else's."""
    mine = filled_in("Mine.", "Mine too.", receipt=True)
    await send_all(mine, *(filled_in("Theirs.", receipt=True) for _ in range(10)))
    await box.open_if_due(JUNE_16)
    await hand_back(mine.number)
    assert len(await _responses(database)) == 11

    await box.open_if_due(JUNE_17)
    assert len(await _responses(database)) == 10
    assert {row.text for row in await _comments(database)} == {"Theirs."}


async def test_a_receipt_takes_back_what_is_still_in_the_box(
    box: BallotBox, send_all: SendAll, hand_back: HandBack, filled_in: FilledIn, held: Held
) -> None:
    """It leaves without ever having been opened, and does not count among the ten."""
    mine = filled_in("Mine.", receipt=True)
    await send_all(mine, *(filled_in("Theirs.") for _ in range(9)))
    await hand_back(mine.number)
    await box.open_if_due(JUNE_16)
    assert ((await held("response")).total, (await held("comment")).total) == (0, 0)

    await send_all(filled_in("Theirs."))
    await box.open_if_due(JUNE_17)
    assert ((await held("response")).total, (await held("comment")).total) == (10, 10)


async def test_a_number_that_nobody_took_as_a_receipt_takes_nothing_back(
    box: BallotBox, send_all: SendAll, hand_back: HandBack, filled_in: FilledIn, held: Held
) -> None:
    """Nor does one that never was."""
    ballots = [filled_in() for _ in range(10)]
    await send_all(*ballots)
    await box.open_if_due(JUNE_16)
    for number in (ballots[0].number, "0" * 16):
        await hand_back(number)

    await box.open_if_due(JUNE_17)
    assert (await held("response")).total == 10


async def test_what_is_withdrawn_is_gone_from_the_files_bytes(
    box: BallotBox, send_all: SendAll, hand_back: HandBack, filled_in: FilledIn, tmp_path: Path, url: str
) -> None:
    """From the database's file and what SQLite keeps beside it."""
    if not url.startswith("sqlite"):
        pytest.skip("a server's files are the attack suite's")
    mine = filled_in("A canary sings.", receipt=True)
    await send_all(mine, *(filled_in("Theirs.") for _ in range(10)))
    await box.open_if_due(JUNE_16)
    assert b"canary" in _bytes_in(tmp_path)

    await hand_back(mine.number)
    await box.open_if_due(JUNE_17)
    assert b"canary" not in _bytes_in(tmp_path)


async def test_when_the_round_is_over_the_few_are_the_countys(
    box: BallotBox, send_all: SendAll, filled_in: FilledIn, database: Database, at: At
) -> None:
    """Six of Dacorum and six of Watford: twelve of the whole county, without their towns."""
    await send_all(*(filled_in("Cars.", area="dacorum", town="Tring") for _ in range(6)))
    await send_all(*(filled_in("Cars.", area="watford", town="Oxhey") for _ in range(6)))
    await send_all(*(filled_in("Cars.", area="stevenage") for _ in range(10)))
    at("2026-09-01 00:05")
    await box.close_over_rounds()

    rows, comments = await _responses(database), await _comments(database)
    assert Counter((row.area, row.town) for row in rows) == {
        (WHOLE_COUNTY, None): 12,
        ("stevenage", None): 10,
    }
    assert Counter(row.area for row in comments) == {WHOLE_COUNTY: 12, "stevenage": 10}


async def test_when_even_the_county_is_too_few_they_are_destroyed_unread(
    box: BallotBox, send_all: SendAll, filled_in: FilledIn, held: Held, at: At
) -> None:
    """Nine in a whole round cannot be told without telling on them."""
    await send_all(*(filled_in("Cars.") for _ in range(9)))
    at("2026-09-01 00:05")
    await box.close_over_rounds()
    await box.seal()

    assert ((await held("response")).total, (await held("comment")).total) == (0, 0)


async def test_a_round_that_is_over_tells_no_more_who_took_part(
    box: BallotBox, send_all: SendAll, filled_in: FilledIn, keys: KeyFolder, held: Held, at: At
) -> None:
    """Its register and its keys are gone, and whoever looks again finds nothing to do."""
    await send_all(*(filled_in() for _ in range(10)))
    await box.open_if_due(JUNE_16)
    await send_all(*(filled_in() for _ in range(3)))
    assert "round-2026-2" in keys.names()

    at("2026-09-01 00:05")
    for _ in range(2):
        await box.close_over_rounds()
        await box.seal()
    in_use = (await held("box")).rows[0][0]
    assert keys.names() == ("round-2026-3", in_use)


async def test_a_crash_before_the_rounds_key_was_destroyed_is_made_up_for(
    box: BallotBox, send_all: SendAll, filled_in: FilledIn, keys: KeyFolder, at: At, tmp_path: Path
) -> None:
    """Whoever looks next destroys it: together with an old copy of the register it would tell who took part."""
    folder = tmp_path / "keys"
    await send_all(*(filled_in() for _ in range(10)))
    key = keys.get("round-2026-2") or b""
    at("2026-09-01 00:05")
    await box.close_over_rounds()
    (folder / "round-2026-2").write_bytes(key)

    await box.close_over_rounds()
    assert "round-2026-2" not in keys.names()


async def test_a_lost_box_that_comes_back_after_its_round_is_opened_too(
    box: BallotBox,
    send_all: SendAll,
    filled_in: FilledIn,
    keys: KeyFolder,
    database: Database,
    at: At,
    tmp_path: Path,
) -> None:
    """At the next opening, as the round's last one would have."""
    folder = tmp_path / "keys"
    at("2026-08-30 12:00")
    await send_all(*(filled_in() for _ in range(10)))
    lost = {name: keys.get(name) or b"" for name in keys.names()}
    for name in lost:
        keys.destroy(name)
    assert await box.close_over_rounds() is False
    at("2026-09-01 00:05")
    assert await box.close_over_rounds() is True
    for name, key in lost.items():
        (folder / name).write_bytes(key)
    await box.seal()

    await box.open_if_due(date(2026, 9, 1))
    assert {row.round for row in await _responses(database)} == {"2026-2"}
    await box.seal()
    assert [name for name in keys.names() if name.startswith("round")] == ["round-2026-3"]


async def test_a_receipt_is_noted_while_its_box_is_lost(
    box: BallotBox,
    send_all: SendAll,
    hand_back: HandBack,
    filled_in: FilledIn,
    keys: KeyFolder,
    database: Database,
    tmp_path: Path,
) -> None:
    """Should the box come back, the answer is withdrawn all the same."""
    folder = tmp_path / "keys"
    mine = filled_in("Mine.", receipt=True)
    await send_all(mine, *(filled_in("Theirs.") for _ in range(10)))
    lost = {name: keys.get(name) or b"" for name in keys.names()}
    for name in lost:
        keys.destroy(name)
    await hand_back(mine.number)
    for name, key in lost.items():
        (folder / name).write_bytes(key)
    await box.seal()

    await box.open_if_due(JUNE_16)
    assert {row.text for row in await _comments(database)} == {"Theirs."}
    assert len(await _responses(database)) == 10


async def test_the_last_opening_of_a_round_is_not_the_days(
    box: BallotBox, send_all: SendAll, filled_in: FilledIn, held: Held, at: At
) -> None:
    """The morning's opening still comes."""
    at("2026-09-01 00:05")
    await box.close_over_rounds()
    await send_all(*(filled_in() for _ in range(10)))
    await box.open_if_due(date(2026, 9, 1))

    assert (await held("response")).total == 10


async def test_old_rounds_are_deleted_whole(
    database: Database, box: BallotBox, send_all: SendAll, filled_in: FilledIn, held: Held, at: At
) -> None:
    """Two rounds that are over are kept; of an older one what was told and agreed, and nothing else, stays for good."""
    code = await events.make(database, "2026-2", "dacorum")
    await Priorities(database).agree("2026-2", "dacorum", [("", "More lamps")] * 3)
    await send_all(*(filled_in("Cars.", event=code) for _ in range(10)))
    for day in ("2026-09-01", "2027-01-01"):
        at(f"{day} 08:00")
        await box.seal()
        await box.open_if_due(date.fromisoformat(day))
        await send_all(*(filled_in("Cars.") for _ in range(10)))
    assert {row[1] for row in (await held("response")).rows} == {"2026-2", "2026-3"}
    assert (await held("event")).total == 1

    at("2027-05-01 08:00")
    await box.seal()
    await box.open_if_due(date(2027, 5, 1))
    for table in ("response", "comment"):
        assert {row[1] for row in (await held(table)).rows} == {"2026-3", "2027-1"}
    assert (await held("event")).total == 0
    assert {row[0] for row in (await held("round")).rows} == {"2026-3", "2027-1", "2027-2"}
    assert {row[0] for row in (await held("release")).rows} == {"2026-2", "2026-3", "2027-1"}
    assert {row[0] for row in (await held("priority")).rows} == {"2026-2"}
    assert not [
        table.table
        for table in await database.contents()
        if table.table not in {"release", "priority"} and any("2026-2" in map(str, row) for row in table.rows)
    ]


async def test_an_opening_that_fails_leaves_everything_as_it_was(
    box: BallotBox, send_all: SendAll, filled_in: FilledIn, database: Database, held: Held
) -> None:
    """In its very last step, say: the next one opens the box as if nothing had been."""
    await send_all(*(filled_in("Cars.") for _ in range(10)))
    before = await database.contents()

    def refuse(_: Connection) -> None:
        raise ZeroDivisionError

    event.listen(Engine, "commit", refuse)
    try:
        with pytest.raises(ZeroDivisionError):
            await box.open_if_due(JUNE_16)
    finally:
        event.remove(Engine, "commit", refuse)
    assert await database.contents() == before

    await box.open_if_due(JUNE_16)
    assert ((await held("response")).total, (await held("comment")).total) == (10, 10)


async def test_readers_keep_their_view_during_an_opening(
    box: BallotBox,
    send_all: SendAll,
    filled_in: FilledIn,
    database: Database,
    held: Held,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who reads goes on reading what was there; the opening is done, or cleared up after, once they have finished."""
    monkeypatch.setattr(ballot_box, "LULL_SECONDS", 0.01)
    monkeypatch.setattr(ballot_box, "TRIES", 1000)
    monkeypatch.setattr(postgresql, "READERS_WAIT", "SET LOCAL lock_timeout = '20ms'")
    monkeypatch.setattr(sqlite, "CLEARING_PATIENCE_MS", 20)
    await send_all(*(filled_in() for _ in range(10)))
    await box.open_if_due(JUNE_16)
    await send_all(*(filled_in() for _ in range(10)))

    async with database.session() as session:
        assert len((await session.exec(select(Response.id))).all()) == 10
        opening = asyncio.create_task(box.open_if_due(JUNE_17))
        await asyncio.wait([opening], timeout=0.3)
        assert not opening.done()
        assert len((await session.exec(select(Response.id))).all()) == 10
    await opening
    assert (await held("response")).total == 20


async def test_an_opening_gives_up_on_a_reader_who_never_ends(
    box: BallotBox,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    send_all: SendAll,
    filled_in: FilledIn,
) -> None:
    """It says so; sealing goes on meanwhile and after it, and where answers have left the box, figures are told."""
    monkeypatch.setattr(ballot_box, "LULL_SECONDS", 0.01)
    monkeypatch.setattr(ballot_box, "TRIES", 3)
    monkeypatch.setattr(postgresql, "READERS_WAIT", "SET LOCAL lock_timeout = '20ms'")
    monkeypatch.setattr(sqlite, "CLEARING_PATIENCE_MS", 20)
    await send_all(*(filled_in() for _ in range(10)))

    async with database.session() as session:
        await session.exec(select(Response.id))
        with pytest.raises((DBAPIError, ResidueLeft)):
            await box.open_if_due(JUNE_16)
        await send_all(filled_in())
        if await _responses(database):
            assert await releases.figures(database, "2026-2") != {}
    await box.open_if_due(JUNE_16)
    assert len(await _responses(database)) in {10, 11}


def _bytes_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
