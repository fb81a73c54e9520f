"""The schedule: what happens by the clock. The buttons' key is replaced each night, the rounds are read anew."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from storage.keys import TokenKeys
from storage.rounds import Rounds

KEY_LIFE = timedelta(days=1)
ROUNDS_EVERY_SECONDS = 60
NIGHT_HOUR = 4


def schedule(keys: TokenKeys, rounds: Rounds, zone: ZoneInfo) -> AsyncIOScheduler:
    """Return a scheduler that is not yet started.

    Args:
        keys: rotated at 04:00, when hardly anybody holds a half-finished conversation.
        rounds: refreshed every minute, so that a pause or a new round shows on every worker.
        zone: the time zone of the clock.
    """
    scheduler = AsyncIOScheduler(timezone=zone)

    def rotate() -> None:
        keys.rotate_if_older_than(KEY_LIFE - timedelta(hours=1), datetime.now(UTC))

    scheduler.add_job(
        rotate, CronTrigger(hour=NIGHT_HOUR, timezone=zone), misfire_grace_time=None, coalesce=True
    )
    scheduler.add_job(
        rounds.refresh, IntervalTrigger(seconds=ROUNDS_EVERY_SECONDS), coalesce=True, max_instances=1
    )
    return scheduler
