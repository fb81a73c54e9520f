"""Taps a second, beside the same survey on python-telegram-bot and aiogram: `python -m tests.benchmarks.taps`.

Each bot is a process of its own before one and the same stand-in for Telegram, which it polls if nothing else is said,
and is asked by as many residents at once as stand above the table. Each of them taps as soon as the screen has changed.
An answer takes from the tap until then; those who still wait at the end count with what they have waited so far, and
are marked with ">". A ratio says how many times better than the `ConversationHandler` a bot is. The figures hold for
this computer and this moment only: look at the ratios. aiogram comes with `pip install -e '.[benchmark]'`.
"""

import asyncio
import os
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

import bot
from bot.running import fastest_loop
from bot.token import Tokens
from flows.check import MAIN
from flows.conversation import Reply
from flows.runner import Runner
from flows.script import installed
from storage.keys import KeyFolder, TokenKeys
from tests.benchmarks.stand_in import TOKEN, Observed, StandIn, serve
from tests.flows.talk import CHAT, given
from tests.town import webhook_settings

if TYPE_CHECKING:
    from asyncio.subprocess import Process

PROJECT = Path(bot.__file__).parents[1]
EXAMPLE = "ConversationHandler"
POLLING, WEBHOOK = "Local Views, polling", "Local Views, webhook"
MODULES = {
    EXAMPLE: "tests.benchmarks.survey_ptb",
    "aiogram": "tests.benchmarks.survey_aiogram",
    POLLING: "bot",
    WEBHOOK: "bot",
}
TIMES = ((50, 0.0), (500, 0.05))
"""How many residents, and the round trip in seconds."""
WARM_UP_SECONDS = 2.0
"""After everybody has been welcomed: until then there was one call to a tap instead of two."""
START_SECONDS = 60.0
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Measured:
    """What was measured of one bot.

    Args:
        taps: answered, a second.
        processor: milliseconds of processor time to a tap.
        half: half of all answers took at most so long, in seconds, as it is shown.
        nearly_all: the same for 95 of 100.
        memory: MiB of memory at the end.
        first: seconds from the start of the process to the first answer.
    """

    taps: float
    processor: float
    half: str
    nearly_all: str
    memory: float
    first: float


async def measure(name: str, residents: int, round_trip: float, seconds: float, flood: int = 0) -> Measured:
    """Run a bot, let residents use it and one account flood it, and return what was seen of the residents."""
    telegram = StandIn(residents, round_trip, flood)
    server, url = await serve(telegram)
    telegram.begin()
    begun = time.perf_counter()
    async with server, _running(name, url) as process:
        async with asyncio.timeout(START_SECONDS):
            await telegram.first_answer.wait()
            first = time.perf_counter() - begun
            await telegram.all_welcomed.wait()
        await asyncio.sleep(WARM_UP_SECONDS)
        telegram.observed = seen = Observed()
        used, begun = _processor_seconds(process.pid), time.perf_counter()
        await asyncio.sleep(seconds)
        used, took = _processor_seconds(process.pid) - used, time.perf_counter() - begun
        waiting, memory = telegram.waiting, _memory(process.pid)
    answered = len(seen.answers)
    return Measured(
        answered / took,
        used * 1e3 / max(answered, 1),
        _quantile(0.5, seen.answers, waiting),
        _quantile(0.95, seen.answers, waiting),
        memory,
        first,
    )


@asynccontextmanager
async def _running(name: str, url: str) -> AsyncIterator["Process"]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(PROJECT),
            "TOKEN": TOKEN,
            "API_URL": url,
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": url,
        }
        if name == WEBHOOK:
            environment |= {name.upper(): str(value) for name, value in webhook_settings().items()}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            MODULES[name],
            cwd=folder,
            env=environment,
            stdout=asyncio.subprocess.DEVNULL,
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND


def _memory(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")) / 1024


def _quantile(share: float, answered: Sequence[float], waiting: Sequence[float]) -> str:
    """Return how long so large a share took at most; those who still wait will have waited longer."""
    ordered = sorted([(took, "") for took in answered] + [(so_far, "> ") for so_far in waiting])
    if not ordered:
        return "-"
    took, mark = ordered[min(len(ordered) - 1, int(share * len(ordered)))]
    return f"{mark}{took:.2f} s"


def show(residents: int, round_trip: float, measured: Mapping[str, Measured]) -> Table:
    """Return the table of one kind of run."""
    title = f"{residents} residents at once, {round_trip * 1e3:.0f} ms round trip"
    table = Table(title=title, box=SIMPLE, padding=0)
    table.add_column("", no_wrap=True)
    columns = ("taps/s", "ratio", "ms CPU/tap", "ratio", "50 % in", "95 % in", "MiB", "first")
    for column in columns:
        table.add_column(column, justify="right")
    base = measured.get(EXAMPLE)
    for name, one in measured.items():
        more = f"{one.taps / base.taps:.1f}" if base and base.taps else "-"
        less = f"{base.processor / one.processor:.1f}" if base else "-"
        figures = (f"{one.taps:,.0f}", more, f"{one.processor:.2f}", less, one.half, one.nearly_all)
        table.add_row(name, *figures, f"{one.memory:.0f}", f"{one.first:.1f} s")
    return table


async def runner_alone(keys: Path, surveys: int = 100) -> Table:
    """Return what the flow runner and the tokens take of a tap, without Telegram."""
    script, folder = installed("hertfordshire"), KeyFolder(keys)
    folder.open()
    runner, tokens = Runner(script), Tokens(script.slots, script.digest, TokenKeys(folder))
    running = carrying = 0.0
    turns = 0
    for _ in range(surveys):
        begun = time.process_time()
        turn = await runner.start(MAIN, {}, given())
        running += time.process_time() - begun
        for wanted in ("begin", "area", "concern_1", "concern_2", "concern_3", "check"):
            begun = time.process_time()
            seal = tokens.sealer(CHAT, turn.conversation)
            buttons = (*turn.message.buttons, *turn.message.footer)
            replies = (reply for button in buttons if (reply := Reply.parse(button.payload)))
            sealed = [(reply, seal(reply)) for reply in replies]
            token = next(token for reply, token in sealed if reply.sets[0][0] == wanted)
            opened = tokens.open(CHAT, token)
            carrying += time.process_time() - begun
            begun = time.process_time()
            turn = await runner.resume(opened.conversation, opened.reply, given())
            running += time.process_time() - begun
        turns += 7
    table = Table("", "ms a tap", title="Of that, without Telegram", box=SIMPLE)
    table.add_row("the flow runner", f"{running * 1e3 / turns:.3f}")
    table.add_row("sealing and opening tokens", f"{carrying * 1e3 / turns:.3f}")
    return table


async def main(seconds: float, bots: Sequence[str]) -> None:
    """Measure, and print tables as they are ready."""
    console = Console()
    for residents, round_trip in TIMES:
        measured = {}
        for name in bots:
            with console.status(f"{name}: {residents} residents"):
                measured[name] = await measure(name, residents, round_trip, seconds)
        console.print(show(residents, round_trip, measured))
    with tempfile.TemporaryDirectory() as folder:
        console.print(await runner_alone(Path(folder)))


if __name__ == "__main__":
    parser = ArgumentParser(description="Taps a second, beside python-telegram-bot's example and aiogram.")
    parser.add_argument("--seconds", type=float, default=6.0, help="how long each bot is measured")
    parser.add_argument("--only", nargs="+", choices=MODULES, default=list(MODULES), help="which bots")
    wanted = parser.parse_args()
    with asyncio.Runner(loop_factory=fastest_loop()) as runner:
        runner.run(main(wanted.seconds, wanted.only))
