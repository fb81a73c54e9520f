"""Attack 20: what the memory of the bot's process still holds of whoever has gone, freed or not.

Residents send an answer with a comment each, and are thanked. Then the attacker, who is root on the computer, halts the
process, copies all the memory that it can write to, and looks for the words that were typed. While the ballot box is
put in order all of it lies open, in an order that tells nothing; so several copies are taken, and the one counts in
which the fewest are found. The naive bot is ours as it is started by hand; ours has the environment of `bot/deploy/`,
in which the C library overwrites what is freed. Whoever came last may still be found, in a buffer that has not been
used again. Passes if it is no more.
"""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from pathlib import Path
from typing import Any

import pytest

from bot.clock import real_time
from bot.playground.resident import Resident
from bot.playground.server import PlaygroundServer
from bot.playground.world import World
from tests.attacks.verdict import Finding, Judge
from tests.bot.operating.test_the_files_to_deploy_with import OVERWRITING, environment, lines_of
from tests.endurance.bot_process import BotProcess
from tests.endurance.test_kill_minus_nine import walk
from tests.endurance.witness import THANKED, letters
from tests.town import TOKEN, either_way

RESIDENTS = 40
AT_ONCE = 5
LAST = 2 * AT_ONCE
TICK_SECONDS = 1
COPIES = 5

taken_in = either_way(pytest.mark.slow)


def words_of(number: int) -> str:
    """Return a comment that nobody else makes."""
    return f"Wobbly {letters(number)} gate"


async def sends(resident: Resident, words: str) -> None:
    """Go the whole way, with a comment."""
    await walk(
        resident,
        [
            ("/start", "Not for reporting a crime"),
            ("Give my views", "Which area"),
            ("Stevenage", "concerns you most"),
            ("Speeding", "comes second"),
            ("That's all", "Check your answers"),
            ("Add a comment", "What would you add"),
        ],
    )
    resident.replies(words)
    await resident.chat.changed.until(
        lambda: any("as it will be kept" in one.plain for one in resident.messages)
    )
    await walk(resident, [("Send my views", THANKED)])


def memory_of(process: Process) -> bytes:
    """Halt a process, copy all the memory that it can write to, and let it go on."""
    process.send_signal(signal.SIGSTOP)
    pid = process.pid
    found = []
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, may, *_ = line.split()
            begin, end = (int(one, 16) for one in place.split("-"))
            if may.startswith("rw"):
                try:
                    memory.seek(begin)
                    found.append(memory.read(end - begin))
                except (OSError, ValueError):  # what belongs to the kernel cannot be read
                    continue
    process.send_signal(signal.SIGCONT)
    return b"\0".join(found)


async def found_of_them(folder: Path, settings: dict[str, Any]) -> int:
    """Let residents send; returns of how many the words are still in memory once nobody is there any more."""
    world = World(real_time)
    async with PlaygroundServer(world, TOKEN, port=0) as server:
        bot = BotProcess(folder, server.url, TOKEN, "ERROR", settings)
        await bot.start()
        try:
            for first in range(0, RESIDENTS, AT_ONCE):
                group = range(first, first + AT_ONCE)
                await asyncio.gather(*(sends(Resident(world), words_of(number)) for number in group))
            return min([how_many_in(await asyncio.to_thread(memory_of, bot.process)) for _ in range(COPIES)])
        finally:
            await bot.kill()


def how_many_in(memory: bytes) -> int:
    """Return of how many residents the words are there."""
    return sum(words_of(number).encode() in memory for number in range(RESIDENTS))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="it takes root, on Linux")
async def test_what_is_freed_is_overwritten(tmp_path: Path, taken_in: dict[str, Any], judge: Judge) -> None:
    """With the environment of the service; by hand, far more comments can be read than those of the last."""
    (by_hand := tmp_path / "by hand").mkdir()
    (as_a_service := tmp_path / "as a service").mkdir()
    settings = taken_in | {"ballot_box_seconds": TICK_SECONDS}
    of_the_service = environment(dict(lines_of("local-views.service")))
    overwriting = {name: of_the_service[name] for name in OVERWRITING}
    naive = await found_of_them(by_hand, settings)
    ours = await found_of_them(as_a_service, settings | overwriting)
    judge(Finding("20 more than the last in memory", "sqlite", naive > LAST, ours > LAST, expected=False))
