"""A town whose bot and Bot API server pass each other requests by hand: hundreds of conversations in seconds.

Server, updates and bot are the real ones. Only the connection between them, which takes most of the time, is left out.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.types import ASGIApp, Message
from telegram.request import BaseRequest, RequestData

from bot import application
from bot.playground.bot_api import BotApi
from bot.playground.server import PlaygroundServer
from bot.playground.world import World
from bot.service import open_stores, polling, script_of
from tests.town import TOKEN, Town, settings_in

_ALL_CALLS = 1_000_000
_FORM = [(b"content-type", b"application/x-www-form-urlencoded")]


class Straight(BaseRequest):
    """Hands the bot's requests to a server in the same process.

    Args:
        server: answers them.
    """

    def __init__(self, server: ASGIApp) -> None:
        self._server = server

    @property
    def read_timeout(self) -> float | None:
        """Nothing is ever waited for too long."""
        return None

    async def initialize(self) -> None:
        """Do nothing: there is nothing to prepare."""

    async def shutdown(self) -> None:
        """Do nothing: there is nothing to put away."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        """Return the status and the body of what the server answers."""
        body = request_data.url_encoded_parameters().encode() if request_data else b""
        path = urlsplit(url).path
        scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": _FORM}
        answered: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body}

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
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(application, "Line", lambda _: Straight(server))
        async with (
            open_stores(chosen) as stores,
            polling(chosen, stores, script_of(chosen), TOKEN, "http://127.0.0.1") as running,
        ):
            yield Town(world, PlaygroundServer(world, TOKEN), stores, chosen, running)
