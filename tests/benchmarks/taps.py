"""Taps a second, beside the same survey on python-telegram-bot and aiogram.

Each bot is asked by as many residents at once as the table says, who are so far away from it. Each of them taps as soon
as the screen has changed. An answer takes from the tap until then; those who still wait at the end count with what they
have waited so far, and are marked with ">". Apart stands what the flow runner and the tokens take of a tap.
"""

import asyncio
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.box import SIMPLE
from rich.table import Table

from bot.token import Tokens
from flows.check import MAIN
from flows.conversation import Reply
from flows.runner import Runner
from flows.script import installed
from storage.keys import KeyFolder, TokenKeys
from tests.benchmarks.bots import PATIENCE_SECONDS, running
from tests.benchmarks.outcome import Comparison, Figure, Outcome, Tell, Wishes, compared
from tests.benchmarks.stand_in import Observed, StandIn
from tests.flows.talk import CHAT, given

TIMES = ((50, 0.0), (500, 0.05))
"""How many residents, and the round trip in seconds."""
WARM_UP_SECONDS = 2.0
"""After everybody has been welcomed: until then there was one call to a tap instead of two."""
TAPS, PROCESSOR, HALF, MOST, MEMORY = (
    "taps a second",
    "processor's ms a tap",
    "half answered in s",
    "95 % answered in s",
    "MiB meanwhile",
)


@dataclass(frozen=True)
class Measured:
    """What was measured of one bot.

    Args:
        figures: by what they tell.
        thanks: how long each resident waited from the last tap of a survey until they were thanked for it, in seconds.
        seconds: how long it was measured.
    """

    figures: Mapping[str, Figure]
    thanks: Sequence[float]
    seconds: float


async def measure(name: str, residents: int, round_trip: float, seconds: float, flood: int = 0) -> Measured:
    """Run a bot, let residents use it and one account flood it, and return what was seen of the residents."""
    telegram = StandIn(residents, round_trip, flood)
    telegram.begin()
    with tempfile.TemporaryDirectory() as folder:
        async with running(name, telegram, Path(folder)) as process:
            await asyncio.wait_for(telegram.all_welcomed.wait(), PATIENCE_SECONDS)
            await asyncio.sleep(WARM_UP_SECONDS)
            telegram.observed = seen = Observed()
            used, begun = process.processor_seconds, time.perf_counter()
            await asyncio.sleep(seconds)
            used, took = process.processor_seconds - used, time.perf_counter() - begun
            waiting, memory = telegram.waiting, process.memory
    answered = len(seen.answers)
    figures = {
        TAPS: Figure(answered / took),
        PROCESSOR: Figure(used * 1e3 / max(answered, 1)),
        HALF: share_within(0.5, seen.answers, waiting),
        MOST: share_within(0.95, seen.answers, waiting),
        MEMORY: Figure(memory),
    }
    return Measured(figures, seen.thanks, took)


def share_within(share: float, answered: Sequence[float], waiting: Sequence[float] = ()) -> Figure:
    """Return how long so large a share took at most; those who still wait will have waited longer."""
    ordered = sorted([*map(Figure, answered), *(Figure(so_far, at_least=True) for so_far in waiting)])
    if not ordered:
        return Figure(0.0, at_least=True)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def measured(wishes: Wishes, tell: Tell) -> Outcome:
    """Let the bots take turns."""
    comparisons: list[Comparison] = []
    for residents, round_trip in TIMES:
        under = f"{residents} residents, round trip {round_trip * 1e3:.0f} ms"
        seen: dict[str, list[Mapping[str, Figure]]] = {name: [] for name in wishes.bots}
        for number in range(wishes.rounds):
            for name in wishes.bots:
                tell(f"{name}, {residents} residents, {number + 1} of {wishes.rounds}")
                seen[name].append((await measure(name, residents, round_trip, wishes.seconds)).figures)
        columns = dict.fromkeys((TAPS, PROCESSOR, HALF, MOST, MEMORY), False) | {TAPS: True}
        comparisons += compared(under, columns, seen)
    tell("the flow runner, without Telegram")
    with tempfile.TemporaryDirectory() as folder:
        return Outcome(comparisons, [await _runner_alone(Path(folder))])


async def _runner_alone(keys: Path, surveys: int = 100) -> Table:
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
    table = Table("", "ms a tap", title="Of a tap, without Telegram", box=SIMPLE)
    table.add_row("the flow runner", f"{running * 1e3 / turns:.3f}")
    table.add_row("sealing and opening tokens", f"{carrying * 1e3 / turns:.3f}")
    return table
