"""The clock set back: what is done by the clock does not wait until it is as late as it was before.

APScheduler goes by the computer's clock. Where that was wrong until the network told it the time, and is set back by an
hour, nothing at all would be done for an hour: no ballot sealed, and nobody told. Where it is set forward, what has
become due is done at once.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from apscheduler.job import Job
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

LOOK_SECONDS = 5.0
LEAST = timedelta(seconds=1)


@asynccontextmanager
async def noticed(scheduler: AsyncIOScheduler) -> AsyncIterator[None]:
    """Let a schedule begin anew, while the context lasts, when the clock is set back."""
    watching = asyncio.create_task(_watch(scheduler))
    try:
        yield
    finally:
        watching.cancel()


async def _watch(scheduler: AsyncIOScheduler) -> None:
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        jobs, now = scheduler.get_jobs(), datetime.now(scheduler.timezone)
        if any(_waits_too_long(job, now) for job in jobs):
            for job in jobs:
                _begin_anew(job, now)


def _waits_too_long(job: Job, now: datetime) -> bool:
    """Tell whether a job that is done every few seconds waits for longer than that."""
    if not isinstance(job.trigger, IntervalTrigger):
        return False
    longest = job.trigger.interval + timedelta(seconds=job.trigger.jitter or 0) + LEAST
    return bool(job.next_run_time > now + longest)


def _begin_anew(job: Job, now: datetime) -> None:
    if isinstance(job.trigger, IntervalTrigger):
        job.modify(next_run_time=now)
    else:
        job.reschedule(job.trigger)
