"""Memory: idle, and as more and more residents have come and gone.

Fifty at once begin, tap once and leave, and others come in their place, for some minutes: how many that are, depends on
the bot. Beside it a million residents pass through what ours holds of each for a moment (see `registers`).
"""

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.box import SIMPLE
from rich.table import Table

from tests.benchmarks import registers
from tests.benchmarks.bots import PATIENCE_SECONDS, running
from tests.benchmarks.outcome import Comparison, Figure, Outcome, Tell, Wishes
from tests.benchmarks.stand_in import StandIn

AT_ONCE = 50
IDLE_SECONDS = 3.0
LOOK_SECONDS = 0.02
LOOKED_AT = (1_000, 10_000, 100_000, 1_000_000)
"""After how many residents the memory is looked at, besides at the start and at the end."""

Seen = Mapping[int, float]
"""The memory in MiB, by how many residents have come and gone."""


async def measured(wishes: Wishes, tell: Tell) -> Outcome:
    """Watch one bot after the other."""
    seen: dict[str, Seen] = {}
    for name in wishes.bots:
        tell(f"{name}, for {wishes.minutes:g} min")
        seen[name] = await _watch(name, wishes.minutes * 60)
    tell("a million residents in what is held for a moment")
    passing = await asyncio.to_thread(registers.table)
    return Outcome(_comparisons(seen), [_table(seen), passing])


async def _watch(name: str, seconds: float) -> Seen:
    telegram, seen = StandIn(AT_ONCE, 0.0, taps=1), {}
    with TemporaryDirectory() as folder:
        async with running(name, telegram, Path(folder)) as process:
            await asyncio.wait_for(telegram.is_asked.wait(), PATIENCE_SECONDS)
            await asyncio.sleep(IDLE_SECONDS)
            seen[0] = process.memory
            telegram.begin()
            end = time.perf_counter() + seconds
            while time.perf_counter() < end:
                await asyncio.sleep(LOOK_SECONDS)
                for number in LOOKED_AT:
                    if number not in seen and telegram.have_left >= number:
                        seen[number] = process.memory
            seen[telegram.have_left] = process.memory
    return seen


def _comparisons(seen: Mapping[str, Seen]) -> list[Comparison]:
    few = LOOKED_AT[0]
    some = {name: of for name, of in seen.items() if max(of) > few in of}
    more = {name: max(0.0, of[max(of)] - of[few]) * 1024 / (max(of) - few) for name, of in some.items()}
    kinds = {
        "MiB idle": {name: of[0] for name, of in seen.items()},
        f"MiB after {few:,} residents": {name: of[few] for name, of in some.items()},
        "KiB for each one more": more,
    }
    return [
        Comparison("memory", what, {name: Figure(value) for name, value in figures.items()})
        for what, figures in kinds.items()
    ]


def _table(seen: Mapping[str, Seen]) -> Table:
    table = Table("", title="MiB, by how many residents have come and gone", box=SIMPLE)
    for number in (0, *LOOKED_AT):
        table.add_column(f"{number:,}", justify="right")
    table.add_column("in the end", justify="right")
    for name, of in seen.items():
        figures = (f"{of[number]:.1f}" if number in of else "-" for number in (0, *LOOKED_AT))
        table.add_row(name, *figures, f"{of[max(of)]:.1f} ({max(of):,})")
    return table
