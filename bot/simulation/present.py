"""The playground's present: it goes on from the last morning that its database has seen."""

from datetime import datetime

from bot.settings import Settings
from storage.ballot_box import last_opening
from storage.database import Database


async def present(database: Database, settings: Settings, now: datetime) -> datetime:
    """Return the present; where the ballot box was last opened on a day to come, it is that day, after the summary.

    Args:
        database: the playground's.
        settings: likewise.
        now: what time it would be otherwise, aware.
    """
    local = now.astimezone(settings.zone)
    seen = await last_opening(database)
    if seen is None or seen <= local.date():
        return now
    return datetime.combine(seen, max(local.time(), settings.summary), settings.zone)
