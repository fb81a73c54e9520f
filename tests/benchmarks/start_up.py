"""Starting: how long a bot takes from nothing to its first answer.

One resident waits for it from the beginning. The first start finds an empty folder; each later one what the one before
has left there. The bots take turns.
"""

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.bots import PATIENCE_SECONDS, running
from tests.benchmarks.outcome import Figure, Outcome, Tell, Wishes, compared
from tests.benchmarks.stand_in import StandIn

STARTS = 5
FIRST_TIME, AGAIN, PROCESSOR = "the first time, s", "again, s", "processor's s, again"


async def measured(wishes: Wishes, tell: Tell) -> Outcome:
    """Start each bot time and again."""
    seen: dict[str, list[Mapping[str, Figure]]] = {name: [] for name in wishes.bots}
    for number in range(STARTS):
        for name in wishes.bots:
            tell(f"{name}, {number + 1} of {STARTS}")
            with TemporaryDirectory() as folder:
                first_time, _ = await _start(name, Path(folder))
                again, processor = await _start(name, Path(folder))
            seen[name].append({FIRST_TIME: first_time, AGAIN: again, PROCESSOR: processor})
    columns = dict.fromkeys((FIRST_TIME, AGAIN, PROCESSOR), False)
    return Outcome(compared("from start to first answer", columns, seen))


async def _start(name: str, folder: Path) -> tuple[Figure, Figure]:
    """Start a bot; returns how long its first answer took, and the processor's part of that, in seconds."""
    telegram = StandIn(1, 0.0, taps=1)
    telegram.begin()
    async with running(name, telegram, folder) as process:
        await asyncio.wait_for(telegram.first_answer.wait(), PATIENCE_SECONDS)
        return Figure(time.perf_counter() - process.begun), Figure(process.processor_seconds)
