"""Thirty mornings on end, or a few: with restarts, new clocks and a day down, each chat is told once a day."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.clock import MovableClock
from bot.playground.chats import Chat
from bot.playground.group import Group
from bot.playground.resident import Resident
from bot.playground.server import PlaygroundServer
from bot.playground.world import World
from bot.script import script_of
from bot.service import Running, at_work
from bot.settings import Settings
from bot.simulation.passing import let_pass
from bot.stores import Stores, open_stores
from storage.staff import Member, Role, make_code
from tests.town import TOKEN, settings_in

LONDON = ZoneInfo("Europe/London")
DAY = timedelta(days=1)


class Weeks:
    """A bot that runs, stops and starts again, with a clock that the test sets, and chats that outlast it.

    Args:
        settings: of the bot.
        begins: a moment in London, such as "2026-03-13 12:00".
    """

    def __init__(self, settings: Settings, begins: str) -> None:
        begin = _moment(begins)
        self.settings = settings
        self.clock = MovableClock(lambda: begin)
        self.world = World(self.clock)
        self.server = PlaygroundServer(self.world, TOKEN, port=0)

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[tuple[Stores, Running]]:
        """Let the bot run; at its start it makes up what it has missed."""
        async with (
            open_stores(self.settings, self.clock) as stores,
            at_work(self.settings, stores, script_of(self.settings), TOKEN, self.server.url) as running,
        ):
            await self.passes_until(running, self.clock())
            yield stores, running

    async def passes_until(self, running: Running, moment: datetime) -> None:
        """Let time pass while the bot runs: all jobs of its schedule are done by their own triggers."""
        await let_pass(running.scheduler, self.clock, moment, lambda _: None)

    async def join(self, stores: Stores) -> list[Chat]:
        """Let an inspector of the county, one of an area, and a group become staff, and forget what they were told."""
        county, area = Resident(self.world, "Inspector"), Resident(self.world, "Sergeant")
        group = Group(self.world, "Watford team", [area])
        for who, said, member in (
            (county, county.says, Member(Role.ADMIN)),
            (area, area.says, Member(Role.STAFF, "stevenage")),
        ):
            code = await make_code(stores.database, member, self.clock())
            await who.answered(said(f"/join {code}"))
        code = await make_code(stores.database, Member(Role.STAFF, "watford"), self.clock())
        group.says(area, f"/join {code}")
        await group.chat.changed.until(lambda: bool(group.messages))
        return [county.chat, area.chat, group.chat]


def _moment(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=LONDON)


def told(chat: Chat, since: datetime) -> list[datetime]:
    """Return when a chat was sent a summary, by the clock on the wall."""
    sent = (one.sent for one in chat.messages.values() if one.plain.startswith("Local Views"))
    return [moment.astimezone(LONDON) for moment in sent if moment > since]


@pytest.mark.parametrize(
    ("begins", "mornings", "changes"),
    [
        pytest.param("2026-03-26 12:00", 6, date(2026, 3, 29), id="six-in-March"),
        pytest.param("2026-03-13 12:00", 30, date(2026, 3, 29), id="March", marks=pytest.mark.slow),
        pytest.param("2026-10-09 12:00", 30, date(2026, 10, 25), id="October", marks=pytest.mark.slow),
    ],
)
async def test_each_chat_is_told_once_on_each_day_that_has_a_morning(
    tmp_path: Path, begins: str, mornings: int, changes: date
) -> None:
    """Down over eight o'clock: made up at the start. Down for a whole day: that day has none, and the next has one."""
    weeks = Weeks(settings_in(tmp_path, summary_time="08:00"), begins)
    first = weeks.clock().astimezone(LONDON).date() + DAY
    days = [first + number * DAY for number in range(mornings)]
    over_eight, down = days[mornings // 5], days[mornings * 2 // 3]
    assert changes in days

    async with weeks.server:
        async with weeks.bot() as (stores, running):
            chats = await weeks.join(stores)
            began = weeks.clock()
            await weeks.passes_until(running, _at(over_eight, 7))
        weeks.clock.move_to(_at(over_eight, 11))
        async with weeks.bot() as (_, running):
            await weeks.passes_until(running, _at(down - DAY, 22))
        weeks.clock.move_to(_at(down + DAY, 6))
        async with weeks.bot() as (_, running):
            await weeks.passes_until(running, _at(days[-1], 12))

    due = {day: _at(day, 11 if day == over_eight else 8) for day in days if day != down}
    for chat in chats:
        assert told(chat, began) == list(due.values())


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
async def test_an_hour_that_there_is_not_or_twice_is_told_once(tmp_path: Path, day: date) -> None:
    """SUMMARY_TIME=01:30: in March the clock jumps over it, in October it strikes twice."""
    weeks = Weeks(settings_in(tmp_path, summary_time="01:30"), f"{day - DAY} 12:00")
    async with weeks.server, weeks.bot() as (stores, running):
        chats = await weeks.join(stores)
        began = weeks.clock()
        await weeks.passes_until(running, _at(day + DAY, 12))
    for chat in chats:
        assert [moment.date() for moment in told(chat, began)] == [day, day + DAY]


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=LONDON)
