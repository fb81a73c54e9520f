"""Attack 10: what the log and the output tell of those who chatted while things went wrong.

The bot runs as a process of its own while the database refuses a row, the Bot API server and what stands before it
break down, updates come that nobody can read, and a handler fails with the whole update in its exception. Every name,
text and account is a canary, the refusals of database and server too. The attacker reads all that the process has
written to its log and its output, and the names of its files. They look for accounts, names, texts, larger parts of
tokens, the bot's token, and the numbers of updates, messages and taps. Passes if there is none, at every level.

The same day of a bot whose records Python's own formatter writes at DEBUG has them all.
"""

import asyncio
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.playground.resident import Resident
from bot.playground.server import PlaygroundServer
from bot.playground.world import World
from tests.attacks.failing_bot import FailingBot, NaiveBot
from tests.attacks.verdict import Finding, Judge
from tests.endurance.canaries import Canaries
from tests.endurance.conftest import FIRST_PERSON, SECRET
from tests.endurance.test_faults_leave_a_trace_without_a_person import (
    LEVELS,
    expect_that_a_ballot_can_be_sent_again,
    expect_that_a_server_that_is_down_is_waited_for,
    expect_that_malformed_updates_are_passed_over,
    refusing_a_row,
)
from tests.endurance.witness import PATIENCE_SECONDS, Witness

_UPDATES, _MESSAGES, _TAPS = 1_700_000_000, 1_800_000_000, 1_900_000_000
_NUMBER = re.compile(r"1[789]0000\d{4}")
"""Of an update, a message or a tap."""
_TRACES = (
    r"A job of the schedule failed: IntegrityError at \w+/\w+\.py:\d+",
    r"An update could not be read: \w+ at \w+/\w+\.py:\d+",
    r"An update could not be dealt with: RuntimeError at \w+/\w+\.py:\d+",
)


@pytest.mark.parametrize("level", LEVELS)
async def test_a_bad_day_leaves_nobody_in_the_log(
    tmp_path_factory: pytest.TempPathFactory, judge: Judge, level: str
) -> None:
    """The log names each failure and its place, and nobody."""
    (naive, _), (ours, log) = await asyncio.gather(
        *(canaries_after(kind, tmp_path_factory.mktemp("bot"), level) for kind in (NaiveBot, FailingBot))
    )
    assert [trace for trace in _TRACES if not re.search(trace, log)] == []
    for kind in ("residents", "numbers"):
        judge(Finding(f"10 canaries in the log at {level}: {kind}", "sqlite", naive[kind], ours[kind], 0))


async def canaries_after(kind: type[FailingBot], folder: Path, level: str) -> tuple[dict[str, int], str]:
    """Return how many different canaries are in what a bot has written after a bad day, and its log."""
    world = _world()
    server = PlaygroundServer(world, SECRET, port=0)
    async with server:
        bot = kind(folder, server.url, SECRET, level)
        await bot.start()
        try:
            witnesses = [Witness(world, number) for number in range(4)]
            await let_everything_fail([one.resident for one in witnesses], bot, server)
            await bot.stop()
        finally:
            if bot.process.returncode is None:
                await bot.kill()
    written = "\n".join([bot.log, bot.said, *bot.files()])
    residents = Canaries.of(witnesses, SECRET).in_text(written)
    return {"residents": len(residents), "numbers": len(set(_NUMBER.findall(written)))}, bot.log


async def let_everything_fail(
    residents: Iterable[Resident], bot: FailingBot, server: PlaygroundServer
) -> None:
    """Let the database, updates, the server and a handler fail, each for a resident of its own."""
    refused, garbled, cut_off, failed = residents
    await expect_that_a_ballot_can_be_sent_again(refused, bot, refusing_a_row)
    await expect_that_malformed_updates_are_passed_over(garbled)
    await expect_that_a_server_that_is_down_is_waited_for(cut_off, server)
    failed.sends_sticker()
    await failed.answered(failed.starts(), PATIENCE_SECONDS)


def _world() -> World:
    """Return a Telegram whose every number is too large to be in a log by chance."""
    world = World(lambda: datetime.now(UTC), calls_kept=0, first_person=FIRST_PERSON)
    world.updates._next_id, world._messages, world._query_ids = _UPDATES, _MESSAGES, _TAPS  # noqa: SLF001 - likewise
    return world
