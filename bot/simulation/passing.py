"""Time that passes at once: everything that the schedule does in it is done, in its order and by its own triggers."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from inspect import isawaitable
from operator import itemgetter

from apscheduler.job import Job
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from bot.clock import Clock, MovableClock


async def let_pass(
    scheduler: AsyncIOScheduler, clock: MovableClock, until: datetime, told: Callable[[str], None]
) -> None:
    """Let time pass up to a moment.

    Each daily job is done with the clock standing at its time. What is done every few seconds or minutes is done once
    a day, after the first of these, and at the end.

    Args:
        scheduler: with the jobs of `bot.schedule`.
        clock: by which they go.
        until: an aware moment to come.
        told: is called with the id of each daily job before it is done.
    """
    seen = None
    for moment, job in due(scheduler, clock(), until):
        clock.move_to(moment)
        told(job.id)
        await _do(job)
        day = moment.astimezone(job.trigger.timezone).date()
        if day != seen:
            await _do_what_is_always_done(scheduler)
        seen = day
    clock.move_to(until)
    await _do_what_is_always_done(scheduler)


def due(scheduler: AsyncIOScheduler, since: datetime, until: datetime) -> list[tuple[datetime, Job]]:
    """Return the daily jobs that fall due after one moment and up to another, each with when, the first one first."""
    jobs = (job for job in scheduler.get_jobs() if isinstance(job.trigger, CronTrigger))
    each = ((moment, job) for job in jobs for moment in _moments(job, since, until))
    return sorted(each, key=itemgetter(0))


def next_morning(scheduler: AsyncIOScheduler, clock: Clock) -> datetime:
    """Return when staff are next sent the summary of a day."""
    return _next(scheduler.get_job("summary"), clock())


def _moments(job: Job, since: datetime, until: datetime) -> Iterator[datetime]:
    while (since := _next(job, since)) <= until:
        yield since


def _next(job: Job, since: datetime) -> datetime:
    """Return when a daily job falls due after a moment.

    In UTC: within one time zone Python compares what stands on the wall, and of one hour in October that comes twice.
    """
    moment: datetime = job.trigger.get_next_fire_time(None, since + timedelta(microseconds=1))
    return moment.astimezone(UTC)


async def _do_what_is_always_done(scheduler: AsyncIOScheduler) -> None:
    for job in scheduler.get_jobs():
        if not isinstance(job.trigger, CronTrigger):
            await _do(job)


async def _do(job: Job) -> None:
    outcome = job.func(*job.args, **job.kwargs)
    if isawaitable(outcome):
        await outcome
