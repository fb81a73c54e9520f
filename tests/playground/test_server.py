"""The server's port, its end, and its next beginning."""

import asyncio
import socket
import time

import httpx
import pytest

from bot.playground.resident import Resident
from bot.playground.server import PlaygroundServer
from bot.playground.world import World
from tests.playground.conftest import TOKEN


async def test_another_port_is_taken_where_the_wanted_one_is_in_use(world: World) -> None:
    """And told by its addresses."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        wanted = other.getsockname()[1]
        async with PlaygroundServer(world, TOKEN, port=wanted) as server:
            assert server.url != f"http://127.0.0.1:{wanted}"
            assert server.page_url == f"{server.url}/"
            async with httpx.AsyncClient() as client:
                assert (await client.get(f"{server.url}/bot{TOKEN}/getMe")).json()["ok"]


def test_only_loopback_is_served(world: World) -> None:
    """The playground is for one's own computer."""
    with pytest.raises(ValueError, match="loopback"):
        PlaygroundServer(world, TOKEN, host="0.0.0.0")  # noqa: S104 - this is what is refused


async def test_it_stops_at_once_whoever_waits(world: World) -> None:
    """A long poll and an open page are sent home; the world stays, and can be served again."""
    server = PlaygroundServer(world, TOKEN, port=0)
    await server.start()
    async with httpx.AsyncClient(base_url=server.url) as client:
        await client.get("/")
        poll = asyncio.create_task(client.post(f"/bot{TOKEN}/getUpdates", json={"timeout": 50}))
        await asyncio.wait([poll], timeout=0.2)
        async with client.stream("GET", "/events") as page:
            lines = page.aiter_lines()
            assert await anext(lines) == "retry: 1000"
            began = time.monotonic()
            await server.stop()
            assert time.monotonic() - began < 1
        assert (await poll).json() == {"ok": True, "result": []}
        with pytest.raises(httpx.ConnectError):
            await client.get("/")
    Resident(world).says("Hello again")
    async with server, httpx.AsyncClient(base_url=server.url) as client:
        updates = (await client.post(f"/bot{TOKEN}/getUpdates", json={"timeout": 50})).json()["result"]
        assert [update["message"]["text"] for update in updates] == ["Hello again"]


async def test_stopping_what_was_not_started_does_nothing(world: World) -> None:
    """Nor does stopping twice."""
    server = PlaygroundServer(world, TOKEN, port=0)
    await server.stop()
    await server.start()
    await server.stop()
    await server.stop()
