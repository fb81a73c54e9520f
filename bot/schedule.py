"""The schedule: what happens by the clock. Each night the buttons' key is replaced and past rounds are forgotten."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from storage.ballot_box import BallotBox
from storage.keys import TokenKeys
from storage.rounds import Rounds

KEY_LIFE = timedelta(days=1)
REFRESH_SECONDS = 60
NIGHT_HOUR = 4


def schedule(keys: TokenKeys, rounds: Rounds, box: BallotBox, zone: ZoneInfo) -> AsyncIOScheduler:
    """Return a scheduler that is not yet started.

    Args:
        keys: rotated at 04:00, when hardly anybody holds a half-finished conversation; read anew every minute,
            since another worker may have rotated them.
        rounds: refreshed every minute, so that a pause or a new round shows on every worker.
        box: forgets who answered once a round is over, at 04:00 too and at the start.
        zone: the time zone of the clock.
    """
    scheduler = AsyncIOScheduler(timezone=zone)

    def rotate() -> None:
        keys.rotate_unless_younger_than(timedelta(hours=1), datetime.now(UTC))

    at_night = CronTrigger(hour=NIGHT_HOUR, timezone=zone)
    scheduler.add_job(rotate, at_night, misfire_grace_time=None, coalesce=True)
    scheduler.add_job(box.forget_who_answered, at_night, misfire_grace_time=None, coalesce=True)
    scheduler.add_job(
        rounds.refresh, IntervalTrigger(seconds=REFRESH_SECONDS), coalesce=True, max_instances=1
    )
    scheduler.add_job(keys.reload, IntervalTrigger(seconds=REFRESH_SECONDS), coalesce=True, max_instances=1)
    return scheduler
