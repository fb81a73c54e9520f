"""A town whose bot and Bot API server pass each other requests by hand: hundreds of conversations in seconds.

Server, updates and bot are the real ones. Only the connection between them, which takes most of the time, is left out.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.types import ASGIApp, Message

from bot import application
from bot.line import Body, Line
from bot.playground.bot_api import BotApi
from bot.playground.server import PlaygroundServer
from bot.playground.world import World
from bot.script import script_of
from bot.service import at_work
from bot.stores import open_stores
from tests.migrated import lay_tables
from tests.town import TOKEN, Town, settings_in

_ALL_CALLS = 1_000_000


class Straight(Line):
    """Hands the bot's requests to a server in the same process.

    Args:
        server: answers them.
    """

    def __init__(self, server: ASGIApp) -> None:
        super().__init__(sys.maxsize)
        self._server = server

    async def initialize(self) -> None:
        """Do nothing: there is nothing to prepare."""

    async def exchange(
        self, url: str, method: str, body: Body, headers: dict[str, str], *_: object
    ) -> tuple[int, bytes]:
        """Return the status and the body of what the server answers."""
        head = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        path = urlsplit(url).path
        scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": head}
        answered: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body or b""}

        async def send(message: Message) -> None:
            answered.append(message)

        await self._server(scope, receive, send)
        return answered[0]["status"], b"".join(part["body"] for part in answered[1:])


@asynccontextmanager
async def straight_town(folder: Path, **settings: object) -> AsyncIterator[Town]:
    """Run a bot that keeps everything in a folder, and a Telegram that remembers every call of it."""
    chosen = settings_in(folder, **settings)
    world = World(lambda: datetime.now(UTC), calls_kept=_ALL_CALLS)
    server = Starlette(routes=BotApi(world, TOKEN).routes)
    await lay_tables(chosen.database_url)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(application, "Line", lambda _: Straight(server))
        async with (
            open_stores(chosen) as stores,
            at_work(chosen, stores, script_of(chosen), TOKEN, "http://127.0.0.1") as running,
        ):
            yield Town(world, PlaygroundServer(world, TOKEN), stores, chosen, running)
