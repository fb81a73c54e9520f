"""The clock set back: what is done by the clock does not wait until it is as late as it was before.

APScheduler goes by the computer's clock. Where that was wrong until the network told it the time, and is set back by an
hour, nothing at all would be done for an hour: no ballot sealed, and nobody told. Where it is set forward, what has
become due is done at once.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

LOOK_SECONDS = 5.0
LEAST_SECONDS = 1.0
"""A clock that is kept by the network is set back by less, time and again."""


@asynccontextmanager
async def noticed(scheduler: AsyncIOScheduler) -> AsyncIterator[None]:
    """Let a schedule begin anew, while the context lasts, when the clock is set back."""
    watching = asyncio.create_task(_watch(scheduler))
    try:
        yield
    finally:
        watching.cancel()


async def _watch(scheduler: AsyncIOScheduler) -> None:
    ahead = _ahead()
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        before, ahead = ahead, _ahead()
        if ahead < before - LEAST_SECONDS:
            _begin_anew(scheduler)


def _ahead() -> float:
    """Return by how much the computer's clock is ahead of one that nobody can set, in seconds."""
    return time.time() - asyncio.get_running_loop().time()


def _begin_anew(scheduler: AsyncIOScheduler) -> None:
    for job in scheduler.get_jobs():
        if isinstance(job.trigger, IntervalTrigger):
            job.modify(next_run_time=datetime.now(scheduler.timezone))
        else:
            job.reschedule(job.trigger)
