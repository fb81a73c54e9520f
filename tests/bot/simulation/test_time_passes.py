"""Time that passes at once: the schedule's own triggers say when what is done."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.clock import MovableClock
from bot.simulation.passing import due, let_pass, next_morning

LONDON = ZoneInfo("Europe/London")


class Diary:
    """A schedule whose jobs note when they were done."""

    def __init__(self) -> None:
        self.notes: list[tuple[str, str]] = []
        self.clock = MovableClock(lambda: datetime(2026, 1, 1, tzinfo=UTC))
        self.scheduler = AsyncIOScheduler(timezone=LONDON)
        self.scheduler.add_job(self._later, CronTrigger(hour=8, minute=0, timezone=LONDON), id="summary")
        self.scheduler.add_job(
            lambda: self._note("open"), CronTrigger(hour=7, minute=30, timezone=LONDON), id="open"
        )
        self.scheduler.add_job(lambda: self._note("tick"), IntervalTrigger(seconds=5), id="tick")

    async def _later(self) -> None:
        self._note("summary")

    def _note(self, job: str) -> None:
        self.notes.append((job, f"{self.clock().astimezone(LONDON):%d %H:%M}"))

    async def passes(self, since: datetime, until: datetime) -> None:
        """Let time pass."""
        self.clock.move_to(since)
        await let_pass(self.scheduler, self.clock, until, lambda job: self.notes.append((job, "begins")))


@pytest.mark.parametrize(
    "sunday", [datetime(2026, 3, 29, tzinfo=LONDON), datetime(2026, 10, 25, tzinfo=LONDON)]
)
async def test_each_daily_job_is_due_once_a_day_at_its_time_on_the_wall(sunday: datetime) -> None:
    """Over a week round both changes of the clocks."""
    days = [sunday + timedelta(days=number) for number in range(-3, 4)]
    found = due(Diary().scheduler, days[0], days[-1] + timedelta(hours=23))
    assert [(job.id, moment.astimezone(LONDON)) for moment, job in found] == [
        (job, day.replace(hour=hour, minute=minute))
        for day in days
        for job, hour, minute in (("open", 7, 30), ("summary", 8, 0))
    ]


async def test_jobs_are_done_in_their_order_with_the_clock_at_their_time() -> None:
    """What is done every few seconds is done once a day, and at the end."""
    diary = Diary()
    await diary.passes(datetime(2026, 6, 15, 8, tzinfo=LONDON), datetime(2026, 6, 16, 8, 30, tzinfo=LONDON))
    assert diary.notes == [
        ("open", "begins"),
        ("open", "16 07:30"),
        ("tick", "16 07:30"),
        ("summary", "begins"),
        ("summary", "16 08:00"),
        ("tick", "16 08:30"),
    ]


def test_the_next_morning_is_the_one_after_now() -> None:
    """At eight it is tomorrow's."""
    diary = Diary()
    for now, then in (("07:59", "15 08:00"), ("08:00", "16 08:00")):
        diary.clock.move_to(datetime.fromisoformat(f"2026-06-15 {now}").replace(tzinfo=LONDON))
        assert f"{next_morning(diary.scheduler, diary.clock).astimezone(LONDON):%d %H:%M}" == then


def test_a_clock_that_was_moved_goes_on() -> None:
    """By as much as the one below it, also where the clocks change in between."""
    now = datetime(2026, 3, 28, 12, tzinfo=LONDON)
    clock = MovableClock(lambda: now)
    clock.move_to(datetime(2026, 3, 29, 12, tzinfo=LONDON))
    assert clock() == datetime(2026, 3, 29, 11, tzinfo=UTC)
    now += timedelta(hours=1)
    assert clock() == datetime(2026, 3, 29, 12, tzinfo=UTC)
