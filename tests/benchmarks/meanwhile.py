"""What residents notice of it: something is done, and the ballot box is sealed again and again meanwhile."""

import asyncio
import time
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from rich.box import SIMPLE
from rich.table import Table

from storage.ballot_box import BallotBox


@dataclass(frozen=True)
class Timing:
    """How long something took, in seconds.

    Args:
        whole: from its beginning to its end.
        tick: the longest that sealing the box took meanwhile.
        loop: the longest that the event loop gave nobody its attention.
    """

    whole: float
    tick: float
    loop: float


async def timed(deed: Coroutine[Any, Any, object], box: BallotBox) -> Timing:
    """Do something, with one tick after the other, and ask the event loop for its attention every millisecond."""
    doing = asyncio.create_task(seconds(deed))
    ticks, stalls = [0.0], [0.0]
    while not doing.done():
        tick = asyncio.create_task(seconds(box.seal()))
        while not tick.done():
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            stalls.append(time.perf_counter() - before - 0.001)
        ticks.append(await tick)
    return Timing(await doing, max(ticks), max(stalls))


async def seconds(deed: Coroutine[Any, Any, object]) -> float:
    """Do something, and return how long it took."""
    began = time.perf_counter()
    await deed
    return time.perf_counter() - began


def in_seconds(title: str, results: Mapping[str, Mapping[str, float]]) -> Table:
    """Return a table of how long it all took, with a column for each database."""
    table = Table("", title=title, box=SIMPLE)
    for name in results:
        table.add_column(name, justify="right")
    for what in next(iter(results.values())):
        table.add_row(what, *(f"{found[what]:,.3f}" for found in results.values()))
    return table
