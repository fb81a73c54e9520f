"""A town for tests: the bot, running for real against the local Bot API server, and residents who use it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlmodel import SQLModel, select

from bot.playground.chats import Message
from bot.playground.resident import Resident
from bot.playground.server import PlaygroundServer
from bot.playground.world import World
from bot.service import Bot, Stores, open_stores, polling, script_of
from bot.settings import Settings
from storage.tables import Comment, Response

Row = TypeVar("Row", bound=SQLModel)
TOKEN = "7000000001:a-token-for-tests"


@dataclass
class Neighbour:
    """A resident whose every doing is dealt with before the next line of a test runs."""

    resident: Resident
    settle: Callable[[int], Awaitable[None]]

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
    bot: Bot

    def resident(self, name: str = "Resident") -> Neighbour:
        """Let somebody move in."""
        resident = Resident(self.world, name)

        async def settle(update: int) -> None:
            await resident.answered(update)
            await self.bot.update_queue.join()

        return Neighbour(resident, settle)

    async def kept(self) -> list[Response]:
        """Return the answers in the database."""
        return await self._rows(Response)

    async def comments(self) -> list[Comment]:
        """Return the comments in the database."""
        return await self._rows(Comment)

    async def _rows(self, table: type[Row]) -> list[Row]:
        async with self.stores.database.session() as session:
            return list((await session.exec(select(table))).all())


def settings_in(folder: Path, **settings: object) -> Settings:
    """Return settings that keep everything in a folder and read nothing else."""
    given = {"database_url": f"sqlite:///{folder}/views.db", "key_dir": folder / "keys"} | settings
    return Settings(_env_file=None, **given)  # type: ignore[arg-type]


@asynccontextmanager
async def town_in(folder: Path, **settings: object) -> AsyncIterator[Town]:
    """Run a bot that keeps everything in a folder, and the local Bot API server before it."""
    chosen = settings_in(folder, **settings)
    world = World(lambda: datetime.now(UTC))
    async with (
        open_stores(chosen) as stores,
        PlaygroundServer(world, TOKEN, stores.database.contents, port=0) as server,
        polling(chosen, stores, script_of(chosen), TOKEN, server.url) as bot,
    ):
        yield Town(world, server, stores, chosen, bot)
