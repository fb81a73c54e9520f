"""A town for tests: the bot, running for real against the local Bot API server, and residents who use it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlmodel import select

from bot.application import Bot
from bot.clock import Clock, real_time
from bot.playground.chats import Message
from bot.playground.faults import Fault
from bot.playground.resident import Resident
from bot.playground.server import PlaygroundServer
from bot.playground.world import World
from bot.script import script_of
from bot.service import Running, at_work, fresh_number
from bot.settings import Settings
from bot.stores import Stores, open_stores
from storage import ballot
from storage.ballot import Answers, Ballot
from storage.tables import Comment, Response
from tests.free_port import free_port
from tests.migrated import lay_tables

Row = TypeVar("Row", Response, Comment)
TO_THE_CHECK_PAGE = ("Give my views", "Stevenage", "Speeding", "That's all")
TO_THE_END = (*TO_THE_CHECK_PAGE, "Send my views")
"""The shortest way, from the welcome on."""
TOKEN = "7000000001:a-token-for-tests"
CROWD = "the crowd"
"""What stands in the answers and comments of those without whom nobody's would leave the ballot box."""


@dataclass
class Neighbour:
    """A resident whose every doing is dealt with before the next line of a test runs.

    Args:
        resident: the resident.
        settle: waits until an update is dealt with, and what it brought is in the ballot box.
        until_shown: waits only until it is dealt with.
    """

    resident: Resident
    settle: Callable[[int], Awaitable[None]]
    until_shown: Callable[[int], Awaitable[None]]

    @property
    def text(self) -> str:
        """What the newest message of the bot says."""
        return self.resident.screen.plain

    @property
    def buttons(self) -> list[str]:
        """The titles of the newest message's buttons."""
        return [title for row in self.resident.screen.buttons for title in row]

    @property
    def rows(self) -> list[list[str]]:
        """The same, in rows."""
        return self.resident.screen.buttons

    @property
    def messages(self) -> list[Message]:
        """The bot's messages that stand in the chat, the oldest first."""
        return self.resident.messages

    @property
    def alert(self) -> str:
        """The newest alert."""
        return self.resident.alerts[-1]

    @property
    def tokens(self) -> list[str]:
        """Every button and link in the chat that carries a conversation."""
        buttons = [button["callback_data"] for one in self.messages for row in one.keyboard for button in row]
        links = [entity["url"] for one in self.messages for entity in one.entities if "url" in entity]
        return [data for data in buttons if not data.startswith("/")] + [
            url for url in links if "start=" in url
        ]

    @property
    def live(self) -> Message:
        """The newest message of the bot that has buttons."""
        return next(message for message in reversed(self.messages) if message.keyboard)

    async def starts(self, code: str | None = None) -> None:
        """Tap Start, or an event's link."""
        await self.settle(self.resident.starts(code))

    async def taps(self, *titles: str, on: Message | None = None) -> None:
        """Tap buttons one after the other."""
        for title in titles:
            await self.settle(self.resident.taps(title, on))

    async def taps_and_waits(self, title: str) -> None:
        """Tap a button, and look before the ballot box is sealed with what that brought."""
        await self.until_shown(self.resident.taps(title))

    async def says(self, text: str) -> None:
        """Type a message."""
        await self.settle(self.resident.says(text))

    async def replies(self, text: str) -> None:
        """Type a reply to the newest prompt."""
        await self.settle(self.resident.replies(text))

    async def does(self, update: int) -> None:
        """Do anything else that the resident can do."""
        await self.settle(update)


@dataclass
class Town:
    """A running bot and its surroundings."""

    world: World
    server: PlaygroundServer
    stores: Stores
    settings: Settings
    running: Running
    day: date = field(default_factory=lambda: datetime.now(UTC).date() + timedelta(days=1))

    @property
    def bot(self) -> Bot:
        """The application that takes in the updates."""
        return self.running.application

    async def goes_on(self) -> bool:
        """Tell whether nothing has called a halt."""
        try:
            async with asyncio.timeout(0):
                await self.running.halt.called()
        except TimeoutError:
            return True
        return False

    def resident(self, name: str = "Resident", language: str | None = "en") -> Neighbour:
        """Let somebody move in."""
        return self.neighbour(Resident(self.world, name, language))

    def neighbour(self, resident: Resident) -> Neighbour:
        """Return somebody who lives here already, as a neighbour."""

        async def until_shown(update: int) -> None:
            await resident.answered(update)
            await self.deals_with_all()

        async def settle(update: int) -> None:
            await until_shown(update)
            await self.seals()

        return Neighbour(resident, settle, until_shown)

    async def deals_with_all(self) -> None:
        """Wait until the bot has dealt with everything that it was handed."""
        if self.world.webhook is not None:
            await self.world.updates.changed.until(lambda: not len(self.world.updates))
        await self.bot.update_queue.join()

    async def seals(self) -> None:
        """Seal the ballot box, and let everybody be told who waited for that."""
        await self.running.sealing.finish(self.running.keeper.seal)
        await self.running.keeper.finish()

    async def opens(self) -> None:
        """Open the ballot box on the day after the last one, for whoever is in it."""
        await open_for_all(self.stores, self.settings, self.day)
        self.day += timedelta(days=1)

    async def opens_for_few(self) -> None:
        """Open the ballot box likewise, though nobody answers besides: perhaps nothing comes out."""
        await self.stores.box.open_if_due(self.day)
        self.day += timedelta(days=1)

    async def kept(self) -> list[Response]:
        """Open the ballot box, and return the answers of residents in the database."""
        await self.opens()
        return await answers_in(self.stores)

    async def comments(self) -> list[Comment]:
        """Open the ballot box, and return the comments of residents in the database."""
        await self.opens()
        return await comments_in(self.stores)


async def open_for_all(stores: Stores, settings: Settings, day: date) -> None:
    """Open the ballot box on a day, for whoever is in it.

    A crowd answers in every area, so that nobody is too alone to leave the box.
    """
    crowd = [
        asyncio.create_task(stores.box.drop(_one_of_the_crowd(area, assisted=assisted), None))
        for area in script_of(settings).county.areas
        for assisted in (False, True)
        for _ in range(settings.ballot_box_minimum)
    ]
    await asyncio.sleep(0)
    await stores.box.seal()
    await asyncio.gather(*crowd)
    await stores.box.open_if_due(day)


async def answers_in(stores: Stores) -> list[Response]:
    """Return the answers of residents that have left the ballot box."""
    return [response for response in await _rows(stores, Response) if response.first != CROWD]


async def comments_in(stores: Stores) -> list[Comment]:
    """Return the comments of residents that have left the ballot box."""
    return [comment for comment in await _rows(stores, Comment) if comment.text != CROWD]


async def _rows(stores: Stores, table: type[Row]) -> list[Row]:
    async with stores.database.session() as session:
        return list((await session.exec(select(table))).all())


def _one_of_the_crowd(area: str, *, assisted: bool) -> Ballot:
    comments = (ballot.Comment(CROWD, CROWD),) * 2
    return Ballot(fresh_number(), Answers(area, CROWD), comments, assisted=assisted)


def settings_in(folder: Path, **settings: object) -> Settings:
    """Return settings that keep everything in a folder and read nothing else; the ballot box is seldom sealed."""
    seldom = {"ballot_box_seconds": 60, "ballot_box_minimum": 2, "summary_time": "23:59"}
    own = {
        "telegram_bot_token": TOKEN,
        "telegram_api_url": "http://127.0.0.1",
        "database_url": f"sqlite:///{folder}/views.db",
        "key_dir": folder / "keys",
    }
    given = own | seldom | settings
    return Settings(_env_file=None, **given)  # type: ignore[arg-type]


def either_way(*marks: pytest.MarkDecorator) -> object:
    """Return a fixture that lets updates be fetched in one run of a test, and delivered in another, so marked."""

    @pytest.fixture(name="taken_in", params=["polling", pytest.param("webhook", marks=marks)])
    def taken_in(request: pytest.FixtureRequest) -> dict[str, Any]:
        """The settings by which updates come to the bot."""
        return webhook_settings() if request.param == "webhook" else {}

    return taken_in


def webhook_settings() -> dict[str, Any]:
    """Return settings with which updates are delivered to a port that is free just now."""
    port = free_port()
    return {"listen": f"127.0.0.1:{port}", "webhook_url": f"http://127.0.0.1:{port}/telegram"}


@asynccontextmanager
async def town_in(
    folder: Path,
    clock: Clock = real_time,
    world: World | None = None,
    faults: Iterable[Fault] = (),
    **settings: object,
) -> AsyncIterator[Town]:
    """Run a bot that keeps everything in a folder, and the local Bot API server before it.

    Args:
        folder: where the bot keeps everything.
        clock: by which Telegram goes, and the bot's day.
        world: a Telegram that has been there before; a new one if none is given.
        faults: those that strike while the bot starts.
        settings: those that are not as usual; with WEBHOOK_URL updates are delivered, else fetched.
    """
    chosen = settings_in(folder, **settings)
    world = world or World(clock)
    await lay_tables(chosen.database_url)
    async with (
        open_stores(chosen, clock) as stores,
        PlaygroundServer(world, TOKEN, stores.database.contents, port=0) as server,
    ):
        server.faults.let(*faults)
        async with at_work(chosen, stores, script_of(chosen), TOKEN, server.url) as running:
            yield Town(world, server, stores, chosen, running)
