"""The schedule: what happens by the clock. The ballot box is sealed, opened and closed, and keys are replaced."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from datetime import date, datetime, time, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, EVENT_JOB_SUBMITTED, JobEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot import memory, set_back
from bot.clock import Clock
from bot.logs import place_of
from bot.right_time import REMEDY
from bot.settings import Settings
from bot.staff import Staff
from bot.stores import Stores
from storage.ballot_box import BallotBox
from storage.errors import LocalViewsError

logger = logging.getLogger(__name__)

REFRESH_SECONDS = 60
KNOWN_TO_ALL_SECONDS = 5
"""So long a worker may not know who has joined staff, what was agreed, or of which event, through another one."""
MAKE_UP_SECONDS = 300
"""So often it is seen whether something was missed."""
MISSED_NIGHT = timedelta(hours=26)
"""A key of that age was not replaced at night, though that night had an hour more."""
HANGS_SECONDS = 60.0
"""Sealing that takes so long hangs: whoever waits for a locked database has given up after half of it."""
JITTER = 0.1
STOP_SECONDS = 10.0
"""So long a job that has begun may take to come to its end when the bot is stopped."""
NIGHT = time(4)
ROUND_IS_OVER = time(0, 5)


class BoxKeeper:
    """Does with the ballot box what the clock says; what goes wrong is logged, and the next time comes.

    Args:
        box: the ballot box.
        opening: when it is opened each day.
        zone: the time zone of the clock.
        clock: returns the present as an aware time.
        tell_of_loss: tells staff that the box could not be opened, and a new one was begun.
        is_right: tells whether that clock is right.
    """

    def __init__(
        self,
        box: BallotBox,
        opening: time,
        zone: ZoneInfo,
        clock: Clock,
        tell_of_loss: Callable[[], Coroutine[None, None, None]],
        is_right: Callable[[], Awaitable[bool]],
    ) -> None:
        self._box = box
        self._opening = opening
        self._zone = zone
        self._clock = clock
        self._tell_of_loss = tell_of_loss
        self._is_right = is_right
        self._ticking = asyncio.Lock()
        self._telling: asyncio.Task[None] | None = None
        self._closed: date | None = None
        self._opened: date | None = None
        self.is_well = True
        """Whether the last thing that was done with the box went as it should."""
        self._sealing_since: float | None = None

    @property
    def hangs(self) -> bool:
        """Whether the box is being sealed for so long that nothing seems to come of it: a server may not answer."""
        since = self._sealing_since
        return since is not None and monotonic() - since > HANGS_SECONDS

    async def tick(self) -> None:
        """Seal the box, unless the tick before still does: a slow disk must not fill the log with complaints."""
        if not self._ticking.locked():
            await self.seal()

    async def seal(self) -> None:
        """Seal the box anew, with what has been dropped since the last time."""
        async with self._ticking:
            self._sealing_since = monotonic()
            try:
                was_lost = await self._unharmed(self._box.seal())
            finally:
                self._sealing_since = None
        self._tell(was_lost)

    async def open(self) -> None:
        """Open the box for today, unless that has been done. What is too old to be kept any longer goes then."""
        if not await self._on_time():
            return
        today = self._now().date()
        self._tell(await self._unharmed(self._box.open_if_due(today)))
        self._opened = today if self.is_well else None

    async def close_over_rounds(self) -> None:
        """Open the box for the last time in each round that is over. What are too few to be told of go then."""
        if not await self._on_time():
            return
        today = self._now().date()
        self._tell(await self._unharmed(self._box.close_over_rounds()))
        self._closed = today if self.is_well else None

    async def make_up(self) -> None:
        """Do what was not done today, or failed; an opening only once its time of today has passed."""
        now = self._now()
        if self._closed != now.date():
            await self.close_over_rounds()
        if self._opened != now.date() and now.time() >= self._opening:
            await self.open()

    async def _on_time(self) -> bool:
        if await self._is_right():
            return True
        logger.error(
            "The computer's clock is more than an hour from Telegram's, and the ballot box stays shut until it is "
            "set. %s It is looked at again in five minutes.",
            REMEDY,
        )
        return False

    def _now(self) -> datetime:
        return self._clock().astimezone(self._zone)

    async def finish(self) -> None:
        """Return once staff have been told what there was to tell."""
        if self._telling is not None:
            await asyncio.wait([self._telling])

    def _tell(self, was_lost: bool) -> None:
        """Tell the log and staff if a box was lost. Nothing waits for it: Telegram may take its time."""
        if was_lost:
            logger.error(
                "The ballot box could not be opened: its key is no longer in KEY_DIR. A new box has been begun. "
                "Put the right key folder back within seven days, and what was in the old one joins it; otherwise "
                "what had not been opened is lost. Whoever had answered may be able to answer once more. See that "
                "nothing empties the folder."
            )
            self._telling = asyncio.create_task(self._tell_of_loss())

    async def _unharmed(self, job: Awaitable[bool]) -> bool:
        # Not before its end: were it unwell meanwhile, whoever asks all the time would see how long a tick takes.
        is_well = False
        try:
            was_lost = await job
        except LocalViewsError as wrong:
            # What these say is for the administrator, and never of a resident.
            logger.error("%s (%s)", wrong, place_of(wrong))  # noqa: TRY400 - one line
        except Exception as wrong:  # noqa: BLE001 - whatever it is, the clock goes on
            logger.error("A job of the schedule failed: %s", place_of(wrong))  # noqa: TRY400 - no message
        else:
            is_well = True
            return was_lost
        finally:
            self.is_well = is_well
        return False


def schedule(
    stores: Stores,
    settings: Settings,
    keeper: BoxKeeper,
    staff: Staff,
    summary: Callable[[], Awaitable[None]],
) -> AsyncIOScheduler:
    """Return a scheduler that is not yet started.

    When a job is due, APScheduler tells by the computer's own clock.

    Args:
        stores: opened; by their clock the age of the keys is told.
        settings: at what times, and how often.
        keeper: does what is done with the ballot box.
        staff: refreshed every few seconds.
        summary: sends staff what is due: at its time, and every few minutes what was missed.
    """
    # A job that is late, since the computer slept or was busy, is done late, and once.
    scheduler = AsyncIOScheduler(
        timezone=settings.zone,
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    _do_daily(scheduler, stores, settings, keeper, summary)
    _make_up(scheduler, stores, keeper, summary)
    _seal(scheduler, keeper, settings.ballot_box_seconds)
    _refresh(scheduler, stores, staff)
    return scheduler


def _do_daily(
    scheduler: AsyncIOScheduler,
    stores: Stores,
    settings: Settings,
    keeper: BoxKeeper,
    summary: Callable[[], Awaitable[None]],
) -> None:
    """Let be done what has its time of day. Keys are rotated when hardly anybody holds a half-finished conversation."""

    def daily(at: time) -> CronTrigger:
        return CronTrigger(hour=at.hour, minute=at.minute, timezone=settings.zone)

    def rotate() -> None:
        stores.token_keys.rotate_unless_younger_than(timedelta(hours=1), stores.clock())

    scheduler.add_job(rotate, daily(NIGHT), id="rotate")
    scheduler.add_job(keeper.open, daily(settings.opening), id="open")
    scheduler.add_job(keeper.close_over_rounds, daily(ROUND_IS_OVER), id="close")
    scheduler.add_job(summary, daily(settings.summary), id="summary")


def _make_up(
    scheduler: AsyncIOScheduler, stores: Stores, keeper: BoxKeeper, summary: Callable[[], Awaitable[None]]
) -> None:
    """Let be done every few minutes what was missed."""

    async def make_up() -> None:
        await keeper.make_up()
        await summary()

    def rotate() -> None:
        stores.token_keys.rotate_if_older_than(MISSED_NIGHT, stores.clock())

    every_few_minutes = IntervalTrigger(seconds=MAKE_UP_SECONDS)
    scheduler.add_job(make_up, every_few_minutes, id="what was missed")
    scheduler.add_job(rotate, every_few_minutes, id="a missed night")


def _seal(scheduler: AsyncIOScheduler, keeper: BoxKeeper, seconds: float) -> None:
    """Let the ballot box be sealed every few seconds, busy or idle, so that nothing shows when somebody sent.

    The time between two sealings is up to a tenth longer by chance: with something to put in, one takes half a
    millisecond longer (measured), and a database's log has the time of its commit.
    """
    # A tick that finds another under way does nothing: however many are, that is no complaint for the log.
    every_few_seconds = IntervalTrigger(seconds=seconds, jitter=seconds * JITTER)
    scheduler.add_job(keeper.tick, every_few_seconds, id="tick", max_instances=100)


def _refresh(scheduler: AsyncIOScheduler, stores: Stores, staff: Staff) -> None:
    """Let be read anew what another worker may have changed: a pause, staff, what was agreed, events, the keys."""
    every_minute = IntervalTrigger(seconds=REFRESH_SECONDS)
    every_few_seconds = IntervalTrigger(seconds=KNOWN_TO_ALL_SECONDS)
    scheduler.add_job(stores.rounds.refresh, every_minute, id="refresh")
    scheduler.add_job(staff.refresh, every_few_seconds, id="staff")
    scheduler.add_job(stores.priorities.refresh, every_few_seconds, id="priorities")
    scheduler.add_job(stores.event_links.refresh, every_few_seconds, id="event links")
    scheduler.add_job(stores.token_keys.reload, every_minute, id="reload")
    # What residents leave behind in memory goes within a minute, however little happens.
    scheduler.add_job(memory.tidy, every_minute, id="rubbish")


@contextlib.asynccontextmanager
async def kept_to(scheduler: AsyncIOScheduler) -> AsyncIterator[AsyncIOScheduler]:
    """Let a schedule be kept to while the context lasts; what has begun then comes to its end.

    APScheduler would break it off, and the log would tell of an error whenever the bot is stopped.
    """
    begun, none_under_way = 0, asyncio.Event()
    none_under_way.set()

    def note(event: JobEvent) -> None:
        nonlocal begun
        begun += 1 if event.code == EVENT_JOB_SUBMITTED else -1
        if begun:
            none_under_way.clear()
        else:
            none_under_way.set()

    scheduler.add_listener(note, EVENT_JOB_SUBMITTED | EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
    scheduler.start()
    try:
        async with set_back.noticed(scheduler):
            yield scheduler
    finally:
        scheduler.pause()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await none_under_way.wait()
        scheduler.shutdown(wait=False)
