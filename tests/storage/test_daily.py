"""What is done each day is claimed once, taken over once, and remembers what was told."""

from datetime import date, timedelta

from storage import daily
from storage.daily import Claim
from storage.database import Database

JOB, CHAT = "summary", 1
DAY = date(2026, 6, 16)
TOMORROW = DAY + timedelta(days=1)


async def claimed(database: Database, day: date = DAY, *, take_over: bool = False) -> Claim | None:
    """Claim the run of a day."""
    return await daily.claim(database, JOB, CHAT, day, take_over=take_over)


async def test_a_run_is_taken_over_once(database: Database) -> None:
    """Whoever does so may repeat it; what was sent, or is being done again, nobody does once more."""
    assert await claimed(database) == Claim("", may_be_repeated=False)
    assert await claimed(database) is None
    assert await claimed(database, take_over=True) == Claim("", may_be_repeated=True)
    assert await claimed(database, take_over=True) is None
    await daily.note_sent(database, JOB, CHAT, "2026-2 1 0")
    assert await claimed(database, take_over=True) is None
    assert await claimed(database, TOMORROW) == Claim("2026-2 1 0", may_be_repeated=False)
    assert await claimed(database, TOMORROW, take_over=True) == Claim("2026-2 1 0", may_be_repeated=True)


async def test_what_was_done_tomorrow_is_not_done_again_today(database: Database) -> None:
    """Two workers' clocks may stand on either side of midnight. Later than that was by a clock that was wrong."""
    await claimed(database, TOMORROW)
    assert await claimed(database) is None
    await claimed(database, TOMORROW + timedelta(days=1))
    assert await claimed(database) is not None
