"""A local Telegram on a free port, a clock that stands still, and a bot that is nothing but an HTTP client."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.playground.bot_api import BotApi
from bot.playground.resident import Resident
from bot.playground.server import PlaygroundServer
from bot.playground.world import World
from storage.database import Contents

TOKEN = "7000000001:a-token-for-tests"


class Clock:
    """Noon on 15 June 2026, until time is let pass."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 15, 11, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def passes(self, **time: float) -> None:
        """Let time pass, given as for `timedelta`."""
        self.now += timedelta(**time)


@dataclass
class Bare:
    """A bot without a library: what it calls goes over the wire as it stands."""

    client: httpx.AsyncClient

    async def asks(self, method: str, **given: Any) -> tuple[int, Any]:
        """Call a method with a JSON body; return the status and the answer's JSON."""
        answer = await self.client.post(method, json=given)
        return answer.status_code, answer.json()

    async def does(self, method: str, **given: Any) -> Any:
        """Call a method that is to succeed; return its result."""
        status, answer = await self.asks(method, **given)
        assert (status, answer["ok"]) == (200, True), answer
        return answer["result"]

    async def fails(self, method: str, **given: Any) -> tuple[int, str]:
        """Call a method that is to be refused; return the code and the description."""
        status, answer = await self.asks(method, **given)
        assert answer["ok"] is False, answer
        assert status == answer["error_code"]
        return status, answer["description"]


@pytest.fixture
def clock() -> Clock:
    """Let the clock stand still."""
    return Clock()


@pytest.fixture
def world(clock: Clock) -> World:
    """Make an empty Telegram."""
    return World(clock)


@pytest.fixture
async def server(world: World) -> AsyncIterator[PlaygroundServer]:
    """Serve it, with a database of one table behind the page."""

    async def contents() -> list[Contents]:
        return [Contents("response", ("area",), (("stevenage",),), 1)]

    async with PlaygroundServer(world, TOKEN, contents, port=0) as running:
        yield running


@pytest.fixture
async def bare(world: World) -> AsyncIterator[Bare]:
    """Give a bot that speaks HTTP by hand, without a socket."""
    app = httpx.ASGITransport(Starlette(routes=BotApi(world, TOKEN).routes))
    async with httpx.AsyncClient(transport=app, base_url=f"http://127.0.0.1/bot{TOKEN}/") as client:
        yield Bare(client)


@pytest.fixture
def ann(world: World) -> Resident:
    """Give a resident who has pressed Start."""
    resident = Resident(world, "Ann")
    resident.starts()
    return resident
