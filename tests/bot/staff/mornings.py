"""Mornings: a bot whose clock is set by the test, with answers that have left the ballot box."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from bot.desk import furnish
from bot.desk.daily import DailySummary
from bot.desk.post import Post
from bot.desk.teller import Chart, Teller
from bot.playground.chats import Message
from bot.script import script_of
from bot.steps_count import StepsCount
from storage import releases
from storage.staff import Role
from storage.tables import Comment, Event, Response
from tests.bot.staff.staff_room import joins
from tests.town import Neighbour, Town, town_in

LONDON = ZoneInfo("Europe/London")
ROUND = "2026-2"
EIGHT = time(8)


class Mornings:
    """A town whose mornings come when the test says so.

    Args:
        town: with its bot.
        chart: draws figures, or None.
        comments_in_chat: whether comments may stand in the chat.
    """

    def __init__(self, town: Town, chart: Chart | None = None, *, comments_in_chat: bool = False) -> None:
        self.town = town
        self.now = datetime(2026, 6, 16, 7, 59, tzinfo=LONDON)
        self.steps = StepsCount(town.stores.box)
        self.rounds = town.stores.rounds
        self.rounds._clock = self._clock  # noqa: SLF001 - the whole town lives by it
        self.chart = chart
        self.comments_in_chat = comments_in_chat
        self.worker = self.new_worker()

    def new_worker(self) -> DailySummary:
        """Return a worker that has just started: it remembers nothing."""
        self.post = Post(
            self.town.bot.bot, self.town.running.staff, script_of(self.town.settings).staff_words
        )
        teller = Teller(
            self.town.stores.database,
            self.rounds,
            script_of(self.town.settings),
            self.steps,
            self.town.settings.ballot_box_minimum,
            chart=self.chart,
            comments_in_chat=self.comments_in_chat,
        )
        return DailySummary(
            self.town.stores.database, self.town.running.staff, teller, self.post, EIGHT, LONDON, self._clock
        )

    def _clock(self) -> datetime:
        return self.now.astimezone(UTC)

    async def at(self, when: str) -> None:
        """Let it be a moment, such as "2026-06-16 08:00" in London, and let the worker send what is due."""
        self.now = datetime.fromisoformat(when).replace(tzinfo=LONDON)
        await self.rounds.refresh()
        await self.told()
        await self.worker.send_due()

    async def told(self) -> None:
        """Let figures be told of what has left the ballot box, as after an opening."""
        minimum = self.town.settings.ballot_box_minimum
        await releases.tell(self.town.stores.database, minimum, self.rounds.today())

    async def counted(self, **steps: int) -> None:
        """Let so many residents have got so far."""
        for what, times in steps.items():
            self.town.stores.box.count("kept" if what == "sent" else what, times)
        await self.town.stores.box.seal()

    async def opening(self) -> None:
        """Let the ballot box be opened once more."""
        await self.town.stores.box.open_if_due(self.town.day)
        self.town.day += timedelta(days=1)

    async def minutes_later(self, minutes: int) -> None:
        """Let time pass, and let the worker look again."""
        self.now = (self.now.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(LONDON)
        await self.worker.send_due()

    async def inspector(self, area: str | None = None) -> Neighbour:
        """Return an inspector whose chat has joined, and holds nothing."""
        inspector = self.town.resident("Inspector")
        await joins(self.town, inspector, Role.STAFF, area)
        for message in list(inspector.messages):
            self.town.world.delete(message)
        return inspector

    async def opened(
        self, number: int, area: str = "stevenage", round_name: str = ROUND, **answers: Any
    ) -> None:
        """Let answers have left the ballot box: all with speeding first, unless told otherwise."""
        given = {"first": "speeding"} | answers
        async with self.town.stores.database.writing() as session:
            session.add_all(
                Response(id=secrets.token_hex(16), round=round_name, area=area, **given)
                for _ in range(number)
            )

    async def withdrawn(self, number: int, area: str = "stevenage") -> None:
        """Let so many of the answers have been taken back."""
        async with self.town.stores.database.writing() as session:
            for row in list(await session.exec(select(Response).where(Response.area == area)))[:number]:
                await session.delete(row)

    async def commented(self, *texts: str, area: str = "stevenage", issue: str = "speeding") -> None:
        """Let comments have left the ballot box."""
        async with self.town.stores.database.writing() as session:
            session.add_all(
                Comment(id=secrets.token_hex(16), round=ROUND, area=area, issue=issue, text=text)
                for text in texts
            )

    async def held(self, code: str, tally: int, area: str = "stevenage") -> None:
        """Let an event have been held."""
        async with self.town.stores.database.writing() as session:
            session.add(Event(code=code, round=ROUND, area=area, tally=tally))


@asynccontextmanager
async def mornings_in(folder: Path, chart: Chart | None = None, **settings: Any) -> AsyncIterator[Mornings]:
    """Run a town whose clock stands at 16 June 2026, a Tuesday, in its second round; nothing else is drawn there."""
    in_chat = settings.get("comments_in_chat") == "yes"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(furnish, "chart", lambda _: chart)
        async with town_in(folder, **settings) as town:
            mornings = Mornings(town, chart, comments_in_chat=in_chat)
            await mornings.rounds.refresh()
            yield mornings


def files(who: Neighbour) -> list[Message]:
    """Return the messages with a file that is not a picture."""
    return [message for message in who.messages if message.file and message.file.kind == "document"]
