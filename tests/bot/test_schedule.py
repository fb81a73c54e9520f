"""The schedule: what happens by the clock."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.schedule import schedule
from bot.service import open_stores
from tests.town import settings_in

LONDON = ZoneInfo("Europe/London")


async def test_each_night_at_four_in_london_also_when_the_clocks_change(tmp_path: Path) -> None:
    """The buttons' key is replaced and past rounds are forgotten at 04:00, summer and winter."""
    async with open_stores(settings_in(tmp_path)) as stores:
        jobs = schedule(stores.token_keys, stores.rounds, stores.box, LONDON).get_jobs()
        for evening in (datetime(2026, 3, 28, 20, tzinfo=LONDON), datetime(2026, 10, 24, 20, tzinfo=LONDON)):
            nightly = [job.trigger.get_next_fire_time(None, evening) for job in jobs[:2]]
            assert {(time.hour, time.minute, time.date() - evening.date()) for time in nightly} == {
                (4, 0, timedelta(days=1))
            }


async def test_two_workers_replace_the_key_once_a_night(tmp_path: Path) -> None:
    """A second rotation within the hour does nothing: yesterday's buttons go on working."""
    async with open_stores(settings_in(tmp_path)) as stores:
        keys, before = stores.token_keys, stores.token_keys.current()
        rotate = schedule(keys, stores.rounds, stores.box, LONDON).get_jobs()[0].func
        rotate()
        assert keys.accepted() == (before,)
        evening_before = (datetime.now(UTC) - timedelta(hours=9)).timestamp()
        os.utime(tmp_path / "keys" / "token", (evening_before, evening_before))
        rotate()
        rotate()
        assert keys.accepted()[1:] == (before,)
        assert keys.current() != before
