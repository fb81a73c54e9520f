"""The schedule: what happens by the clock, and that nothing stops it."""

import asyncio
import logging
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from apscheduler.schedulers import base as schedulers
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import schedule as schedules
from bot import set_back
from bot.schedule import BoxKeeper, kept_to, schedule
from bot.staff import Staff
from bot.stores import Stores, open_stores
from storage.ballot_box import BallotBox
from storage.errors import BoxesPileUp
from tests.town import settings_in

LONDON = ZoneInfo("Europe/London")
OPENING = time(7, 30)


class Box(BallotBox):
    """A ballot box that notes what is done with it, and may fail."""

    def __init__(self) -> None:
        self.deeds: list[object] = []
        self.is_lost = False
        self.wrong: Exception | None = None
        self.waits_for: asyncio.Event | None = None

    async def seal(self) -> bool:
        """Note a tick."""
        self._note("seal")
        if self.waits_for is not None:
            await self.waits_for.wait()
        return self.is_lost

    async def open_if_due(self, today: date) -> bool:
        """Note the day."""
        self._note(today)
        return self.is_lost

    async def close_over_rounds(self) -> bool:
        """Note it."""
        self._note("close")
        return self.is_lost

    def _note(self, deed: object) -> None:
        self.deeds.append(deed)
        if self.wrong is not None:
            raise self.wrong


def keeper_of(box: BallotBox, now: datetime, tell: Callable[[], None] = lambda: None) -> BoxKeeper:
    """Return what keeps a box, at a moment that does not pass."""

    async def tell_of_loss() -> None:
        tell()

    return BoxKeeper(box, OPENING, LONDON, lambda: now, tell_of_loss, believed)


async def believed() -> bool:
    """Where no server tells the time, the computer's clock is believed."""
    return True


def schedule_of(stores: Stores) -> AsyncIOScheduler:
    """Return the schedule over real stores."""
    keeper = keeper_of(stores.box, datetime.now(UTC))
    staff = Staff(stores.database, frozenset())
    settings = settings_in(Path(), ballot_box_seconds=5, summary_time="08:00")
    return schedule(stores, settings, keeper, staff, keeper.open)


@pytest.mark.parametrize(
    ("job", "at"), [("rotate", (4, 0)), ("open", (7, 30)), ("summary", (8, 0)), ("close", (0, 5))]
)
async def test_each_day_at_the_same_time_in_london_also_when_the_clocks_change(
    tmp_path: Path, job: str, at: tuple[int, int]
) -> None:
    """The buttons' key is replaced, the box opened and rounds closed by the clock on the wall, summer and winter."""
    async with open_stores(settings_in(tmp_path)) as stores:
        trigger = schedule_of(stores).get_job(job).trigger
        for evening in (datetime(2026, 3, 28, 20, tzinfo=LONDON), datetime(2026, 10, 24, 20, tzinfo=LONDON)):
            then = trigger.get_next_fire_time(None, evening)
            assert (then.hour, then.minute) == at
            assert then.date() - evening.date() == timedelta(days=1)


async def test_the_box_is_sealed_every_few_seconds(tmp_path: Path) -> None:
    """Busy or idle; never after quite the same time, so that none is seen to have taken longer."""
    async with open_stores(settings_in(tmp_path)) as stores:
        trigger = schedule_of(stores).get_job("tick").trigger
        now = datetime.now(LONDON)
        waits = {(trigger.get_next_fire_time(now, now) - now).total_seconds() for _ in range(50)}
        assert all(5 <= wait <= 5.5 for wait in waits)
        assert max(waits) - min(waits) > 0.1


async def test_a_tick_that_takes_long_is_not_overtaken_by_the_next() -> None:
    """The next one lets it be; the last one, before the bot stops, waits for it."""
    box, goes_on = Box(), asyncio.Event()
    box.waits_for = goes_on
    keeper = keeper_of(box, datetime(2026, 7, 1, 9, tzinfo=UTC))
    slow = asyncio.create_task(keeper.tick())
    await asyncio.sleep(0)
    await keeper.tick()
    assert box.deeds == ["seal"]
    last = asyncio.create_task(keeper.seal())
    goes_on.set()
    await asyncio.gather(slow, last)
    assert box.deeds == ["seal", "seal"]


async def test_nobody_sees_how_long_a_tick_takes() -> None:
    """With a ballot to put in it takes longer: until its end the keeper is as well as after the last one."""
    for was_well in (True, False):
        box, goes_on = Box(), asyncio.Event()
        keeper = keeper_of(box, datetime(2026, 7, 1, 9, tzinfo=UTC))
        box.wrong = None if was_well else ValueError()
        await keeper.tick()
        box.wrong, box.waits_for = None, goes_on
        slow = asyncio.create_task(keeper.tick())
        await asyncio.sleep(0)
        assert keeper.is_well == was_well
        goes_on.set()
        await slow
        assert keeper.is_well


async def test_two_workers_replace_the_key_once_a_night(tmp_path: Path) -> None:
    """A second rotation within the hour does nothing: yesterday's buttons go on working."""
    async with open_stores(settings_in(tmp_path)) as stores:
        keys, before = stores.token_keys, stores.token_keys.current()
        rotate = schedule_of(stores).get_job("rotate").func
        rotate()
        assert keys.accepted() == (before,)
        evening_before = (datetime.now(UTC) - timedelta(hours=9)).timestamp()
        os.utime(tmp_path / "keys" / "token", (evening_before, evening_before))
        rotate()
        rotate()
        assert keys.accepted()[1:] == (before,)
        assert keys.current() != before


@pytest.mark.parametrize(
    ("hour", "minute", "opened"), [(7, 29, []), (7, 30, [date(2026, 7, 1)]), (23, 59, [date(2026, 7, 1)])]
)
async def test_an_opening_that_was_missed_is_made_up(hour: int, minute: int, opened: list[date]) -> None:
    """Once its time of today has passed in London, and once a day; rounds that are over are closed before it."""
    box = Box()
    keeper = keeper_of(box, datetime(2026, 7, 1, hour, minute, tzinfo=LONDON).astimezone(UTC))
    await keeper.make_up()
    await keeper.make_up()
    assert box.deeds == ["close", *opened]


async def test_what_failed_is_made_up() -> None:
    """Such as an opening while the database's server was started anew: the next look has it done, and no other."""
    box = Box()
    keeper = keeper_of(box, datetime(2026, 7, 1, 7, 30, tzinfo=LONDON).astimezone(UTC))
    box.wrong = ConnectionRefusedError()
    await keeper.open()
    await keeper.make_up()
    box.wrong = None
    await keeper.make_up()
    await keeper.make_up()
    assert box.deeds == [date(2026, 7, 1), *["close", date(2026, 7, 1)] * 2]


async def test_every_few_minutes_what_was_missed_is_made_up(tmp_path: Path) -> None:
    """Openings, the summary, and a night in which no key was replaced; but not at the very start."""
    async with open_stores(settings_in(tmp_path)) as stores:
        scheduler = schedule_of(stores)
        jobs = [scheduler.get_job(name) for name in ("what was missed", "a missed night")]
        assert {job.trigger.interval for job in jobs} == {timedelta(minutes=5)}
        scheduler.start(paused=True)
        assert min(job.next_run_time for job in jobs) > datetime.now(UTC) + timedelta(minutes=4)
        scheduler.shutdown()

        keys, before = stores.token_keys, stores.token_keys.current()
        for hours, current in ((25, True), (27, False)):
            made = (datetime.now(UTC) - timedelta(hours=hours)).timestamp()
            os.utime(tmp_path / "keys" / "token", (made, made))
            jobs[1].func()
            assert (keys.current() == before) is current
            assert before in keys.accepted()


async def test_the_day_of_an_opening_is_londons() -> None:
    """Half an hour after midnight in summer it is still yesterday in Greenwich."""
    box = Box()
    await keeper_of(box, datetime(2026, 6, 30, 23, 30, tzinfo=UTC)).open()
    assert box.deeds == [date(2026, 7, 1)]


async def test_a_job_that_fails_is_logged_by_its_place_and_the_next_one_comes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No text of an exception is in the log, and nothing is raised that would end a job for ever."""
    box = Box()
    box.wrong = ValueError("CANARY-7391846205")
    keeper = keeper_of(box, datetime(2026, 7, 1, 9, tzinfo=UTC))
    await keeper.seal()
    await keeper.make_up()
    assert box.deeds == ["seal", "close", date(2026, 7, 1)]
    lines = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert len(lines) == 3
    assert all(line.startswith("A job of the schedule failed: ValueError at ") for line in lines)
    assert "CANARY" not in caplog.text


async def test_a_lost_box_is_logged_and_staff_are_told_once(caplog: pytest.LogCaptureFixture) -> None:
    """The tick that finds the box lost tells of it; the next ones have nothing to tell."""
    box, told = Box(), list[str]()
    keeper = keeper_of(box, datetime(2026, 7, 1, 9, tzinfo=UTC), lambda: told.append("lost"))
    await keeper.seal()
    assert told == []
    box.is_lost = True
    await keeper.seal()
    box.is_lost = False
    await keeper.seal()
    await keeper.finish()
    assert told == ["lost"]
    assert "its key is no longer in KEY_DIR" in caplog.text


async def test_nobody_waits_until_staff_are_told_of_a_loss() -> None:
    """Telegram may take its time; the box goes on being sealed."""
    box, arrives, told = Box(), asyncio.Event(), list[str]()
    box.is_lost = True

    async def tell() -> None:
        await arrives.wait()
        told.append("lost")

    keeper = BoxKeeper(box, OPENING, LONDON, lambda: datetime(2026, 7, 1, 9, tzinfo=UTC), tell, believed)
    await keeper.seal()
    assert told == []
    arrives.set()
    await keeper.finish()
    assert told == ["lost"]


async def test_a_loss_that_an_opening_finds_is_told_too(caplog: pytest.LogCaptureFixture) -> None:
    """Whatever looks into the box first tells of it."""
    box, told = Box(), list[str]()
    box.is_lost = True
    keeper = keeper_of(box, datetime(2026, 7, 1, 9, tzinfo=UTC), lambda: told.append("lost"))
    await keeper.open()
    await keeper.close_over_rounds()
    await keeper.finish()
    assert told == ["lost", "lost"]
    assert "KEY_DIR" in caplog.text


async def test_the_log_says_what_to_do_where_that_is_known(caplog: pytest.LogCaptureFixture) -> None:
    """Of our own errors the message too: it is for the administrator, and never of a resident."""
    box = Box()
    box.wrong = BoxesPileUp()
    await keeper_of(box, datetime(2026, 7, 1, 9, tzinfo=UTC)).seal()

    assert "share one KEY_DIR" in caplog.text
    assert "BoxesPileUp" in caplog.text


async def test_a_job_that_has_begun_comes_to_its_end(caplog: pytest.LogCaptureFixture) -> None:
    """The bot is stopped meanwhile: nothing is broken off, nothing is begun any more, and nothing is logged."""
    begun, may_end, done = asyncio.Event(), asyncio.Event(), []

    async def job() -> None:
        begun.set()
        await may_end.wait()
        done.append("done")

    scheduler = AsyncIOScheduler()
    scheduler.add_job(job, "interval", seconds=0.01, next_run_time=datetime.now(UTC), max_instances=1)
    async with kept_to(scheduler):
        await begun.wait()
        asyncio.get_running_loop().call_later(0.05, may_end.set)
    assert done == ["done"]
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_a_job_that_does_not_end_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message to staff may wait for Telegram for a minute; whoever stops the bot does not."""
    monkeypatch.setattr(schedules, "STOP_SECONDS", 0.01)
    begun = asyncio.Event()

    async def job() -> None:
        begun.set()
        await asyncio.Event().wait()

    scheduler = AsyncIOScheduler()
    scheduler.add_job(job, "date", run_date=datetime.now(UTC))
    async with asyncio.timeout(10):
        async with kept_to(scheduler):
            await begun.wait()


class SetBack(datetime):
    """The computer's clock, an hour and a day behind what it was before."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "SetBack":
        """Return the present, as it is then."""
        return super().now(tz) - timedelta(days=1, hours=1)


async def test_a_clock_that_is_set_back_holds_up_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done every moment is not done an hour later, and what is done daily not a day later than it should."""
    monkeypatch.setattr(set_back, "LOOK_SECONDS", 0.01)
    ticks = asyncio.Semaphore(0)

    async def tick() -> None:
        ticks.release()

    scheduler = AsyncIOScheduler(timezone=LONDON, job_defaults={"misfire_grace_time": None})
    scheduler.add_job(tick, "interval", seconds=0.02)
    scheduler.add_job(tick, "cron", hour=7, minute=30, id="daily")
    async with kept_to(scheduler), asyncio.timeout(10):
        await ticks.acquire()
        due = scheduler.get_job("daily").next_run_time
        for module in (schedulers, set_back):
            monkeypatch.setattr(module, "datetime", SetBack)
        while scheduler.get_job("daily").next_run_time == due:
            await ticks.acquire()
        for _ in range(3):
            await ticks.acquire()
        assert due - scheduler.get_job("daily").next_run_time in {timedelta(days=1), timedelta(days=2)}
