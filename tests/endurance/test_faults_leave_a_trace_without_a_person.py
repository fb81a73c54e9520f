"""Whatever breaks, the log tells where and nothing of whom, and residents keep their answers."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.playground.faults import Fault
from bot.playground.resident import Resident
from bot.playground.server import PlaygroundServer
from bot.playground.world import World
from tests.endurance.bot_process import BotProcess, bot_process, changed, locked
from tests.endurance.canaries import Canaries, marks
from tests.endurance.conftest import SECRET
from tests.endurance.witness import CANARY, PATIENCE_SECONDS, THANKED, Witness, letters
from tests.town import either_way

NOT_KEPT = "could not be sealed just now"
LEVELS = ["DEBUG", *(pytest.param(level, marks=pytest.mark.slow) for level in ("INFO", "WARNING", "ERROR"))]
"""For attack 10 too, which tries the most talkative in the fast run."""

taken_in = either_way()

TELLING = f"{CANARY}ErrorQ, {SECRET}"
HTML = (500, f"<h1>{TELLING}</h1>")
BUSY = (429, json.dumps({"ok": False, "description": TELLING, "parameters": {"retry_after": 1}}))
UNKNOWN = (404, json.dumps({"ok": False, "description": TELLING}))
REFUSALS = (HTML, BUSY, UNKNOWN, (200, HTML[1]))
"""What servers, and what stands before them, say when they are down."""

PERSON = {"id": 4_503_599_000_000_001, "is_bot": False, "first_name": f"{CANARY}BrokenQ"}
MALFORMED: tuple[tuple[str, Any], ...] = (
    ("message", {"message_id": 1, "from": PERSON, "text": f"{CANARY}BrokenQ"}),
    ("callback_query", {"id": "1", "from": f"{CANARY}BrokenQ", "data": f"{CANARY}BrokenQ"}),
    ("message", f"{CANARY}BrokenQ"),
)


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
async def test_a_bad_day(
    world: World, server: PlaygroundServer, tmp_path: Path, level: str, taken_in: dict[str, Any]
) -> None:
    """The database, the keys, the updates and the Bot API server fail, one after the other."""
    async with bot_process(tmp_path, server.url, SECRET, level, taken_in) as bot:
        residents = [Witness(world, number) for number in range(len(DATABASE_FAULTS) + 3)]
        locked, garbled, cut_off, *failed = (witness.resident for witness in residents)
        for resident, fault in zip(failed, DATABASE_FAULTS, strict=True):
            await expect_that_a_ballot_can_be_sent_again(resident, bot, fault)
        await expect_that_a_lock_is_waited_for(locked, bot)
        await expect_that_malformed_updates_are_passed_over(garbled)
        await expect_that_a_server_that_is_down_is_waited_for(cut_off, server)

        files = bot.files()
        kept = marks(json.dumps(bot.comments()))
        await bot.stop()
        canaries = Canaries.of(residents, SECRET)
        assert canaries.in_text("\n".join([bot.log, bot.said, *files])) == set()
        assert kept == {mark for one in residents for mark in marks(comment_of(one.resident))}
        found = set().union(*map(canaries.in_bytes, files.values()))
        assert found - marks(TELLING) == set()  # which refusing_a_row has written into the database
        for trace in (
            r"A job of the schedule failed: OperationalError at \w+/\w+\.py:\d+",
            r"A job of the schedule failed: IntegrityError at \w+/\w+\.py:\d+",
            r"An update could not be read: \w+ at \w+/\w+\.py:\d+",
        ):
            assert re.search(trace, bot.log)


@pytest.mark.slow
async def test_a_lock_that_lasts(world: World, bot: BotProcess) -> None:
    """Where somebody else writes for longer than a ballot waits, it can be sent again."""
    await expect_that_a_ballot_can_be_sent_again(Witness(world, 0).resident, bot, locked)


async def expect_that_a_ballot_can_be_sent_again(
    resident: Resident, bot: BotProcess, fault: "Callable[[BotProcess], AbstractContextManager[None]]"
) -> None:
    """A resident is told that the ballot could not be kept; later the same ballot is kept, with all that is in it."""
    await walk_to_check(resident)
    before = len(bot.comments())
    with fault(bot):
        resident.taps("Send my views")
        await resident.sees(NOT_KEPT, PATIENCE_SECONDS)
    assert len(bot.comments()) == len(bot.answers()) == before

    resident.taps("Send again")
    await resident.sees(THANKED, PATIENCE_SECONDS)
    assert len(bot.answers()) == before + 1
    assert comment_of(resident) in bot.comments()


async def expect_that_a_lock_is_waited_for(resident: Resident, bot: BotProcess) -> None:
    """While somebody else writes, a ballot waits, and is kept then."""
    await walk_to_check(resident)
    answered = resident.world.calls["answerCallbackQuery"]
    with locked(bot):
        resident.taps("Send my views")
        await resident.chat.changed.until(lambda: resident.world.calls["answerCallbackQuery"] > answered)
    await resident.sees(THANKED, PATIENCE_SECONDS)


async def expect_that_malformed_updates_are_passed_over(resident: Resident) -> None:
    """What comes after updates that nobody can read is read all the same."""
    for kind, content in MALFORMED:
        resident.world.updates.put(kind, content, resident.chat)
    await walk_to_check(resident)
    resident.taps("Send my views")
    await resident.sees(THANKED, PATIENCE_SECONDS)


async def expect_that_a_server_that_is_down_is_waited_for(
    resident: Resident, server: PlaygroundServer
) -> None:
    """However it is down: when it is up again, the resident goes on from the button they had."""
    await walk_to_check(resident)
    is_polling = resident.world.webhook is None
    # Delivered taps are answered along with the delivery.
    calls = ("answerCallbackQuery", "editMessageText") if is_polling else ("editMessageText",)
    there_and_back = [("Add when", "When does it mostly happen"), ("Back", "Check your answers")]
    for refusal, (title, words) in zip(REFUSALS, there_and_back * 2, strict=True):
        message = resident.screen
        button = next(one for row in message.keyboard for one in row if one["text"] == title)
        with server.faults.during(*failing(refusal, *calls)):
            resident.presses(button, message)
            await server.faults.have_struck()
        await resident.answered(resident.presses(button, message), PATIENCE_SECONDS)
        await resident.sees(words, PATIENCE_SECONDS)
    for refusal in (HTML, UNKNOWN) if is_polling else ():
        with server.faults.during(*failing(refusal, "getUpdates")):
            resident.says("/help")
            await server.faults.have_struck()
        await resident.answered(resident.says("/about"), PATIENCE_SECONDS)
    check = next(message for message in resident.messages if "Check your answers" in message.plain)
    resident.taps("Send my views", check)
    await resident.chat.changed.until(lambda: THANKED in check.plain)


def failing(refusal: tuple[int, str], *methods: str) -> list[Fault]:
    """Return the faults that answer every call of these methods with a refusal."""
    status, body = refusal
    return [Fault(method, status, times=None, body=body) for method in methods]


async def walk_to_check(resident: Resident) -> None:
    """Walk to the check page, with a comment."""
    resident.starts()
    await resident.sees("Not for reporting a crime", PATIENCE_SECONDS)
    for title, words in (
        ("Give my views", "Which area"),
        ("Stevenage", "concerns you most"),
        ("Speeding", "comes second"),
        ("That's all", "Check your answers"),
        ("Add a comment", "What would you add"),
    ):
        resident.taps(title)
        await resident.sees(words, PATIENCE_SECONDS)
    resident.replies(comment_of(resident))
    await resident.sees(comment_of(resident), PATIENCE_SECONDS)


def comment_of(resident: Resident) -> str:
    """Return a comment that is this resident's alone."""
    return f"{CANARY}Comment{letters(resident.chat.id)}Q"


def without_a_table(bot: BotProcess) -> AbstractContextManager[None]:
    """The table that ballots go into is not there."""
    return changed(bot, "ALTER TABLE box RENAME TO elsewhere", "ALTER TABLE elsewhere RENAME TO box")


def refusing_a_row(bot: BotProcess) -> AbstractContextManager[None]:
    """The database refuses a row, and its error says more than it should."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{TELLING}'); END"
    return changed(bot, f"CREATE TRIGGER refuse BEFORE UPDATE ON box {refuse}", "DROP TRIGGER refuse")


@contextmanager
def without_keys(bot: BotProcess) -> Iterator[None]:
    """The folder of keys is not there."""
    aside = bot.keys.rename(bot.keys.with_name("aside"))
    try:
        yield
    finally:
        aside.rename(bot.keys)


@contextmanager
def without_a_file(bot: BotProcess) -> Iterator[None]:
    """The files of the database are not there."""
    there = list(bot.database.parent.glob(f"{bot.database.name}*"))
    aside = [file.rename(file.with_name(f"aside-{file.name}")) for file in there]
    try:
        yield
    finally:
        for file, place in zip(aside, there, strict=True):
            file.rename(place)


DATABASE_FAULTS: tuple[Callable[[BotProcess], AbstractContextManager[None]], ...] = (
    without_a_table,
    refusing_a_row,
    without_keys,
    without_a_file,
)
