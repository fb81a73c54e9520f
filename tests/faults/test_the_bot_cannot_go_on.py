"""The bot cannot go on: it says why in a sentence, and stops, instead of asking in vain for ever."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from aiohttp.test_utils import unused_port

from bot.clock import real_time
from bot.halt import TokenInUse, TokenRejected
from bot.playground.courier import Webhook
from bot.playground.faults import Fault
from bot.playground.resident import Resident
from bot.playground.server import PlaygroundServer
from bot.playground.world import World
from storage.errors import LocalViewsError
from tests.endurance.bot_process import BotProcess
from tests.town import TOKEN, Town


async def killed(bot: BotProcess) -> None:
    """See that a process has ended."""
    if bot.process.returncode is None:
        await bot.kill()


async def why(town: Town) -> LocalViewsError:
    """Return why the bot cannot go on."""
    async with asyncio.timeout(10):
        return await town.running.halt.called()


@pytest.mark.parametrize("taken_in", ["polling"], indirect=True)
async def test_another_program_fetches_the_updates(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    """Telegram sends away whoever asked first, which is no silence."""
    async with httpx.AsyncClient(base_url=f"{town.server.url}/bot{TOKEN}/") as other:
        fetching = asyncio.create_task(other.post("getUpdates", json={"timeout": 50}))
        halted = await why(town)
        fetching.cancel()
    assert isinstance(halted, TokenInUse)
    assert "Let only one of them run" in str(halted)
    async with asyncio.timeout(10):
        while not caplog.text:  # noqa: ASYNC110 - nothing tells that a line was logged
            await asyncio.sleep(0)
    assert "gives the updates to another program with this token (409 Conflict)" in caplog.text
    assert "did not answer" not in caplog.text


@pytest.mark.parametrize("taken_in", ["polling"], indirect=True)
async def test_another_program_sets_a_webhook(town: Town) -> None:
    """Telegram then brings the updates there."""
    town.world.webhook = Webhook(f"http://127.0.0.1:{unused_port()}", None, 40)
    town.resident().resident.starts()
    assert isinstance(await why(town), TokenInUse)


@pytest.mark.parametrize("taken_in", ["polling"], indirect=True)
async def test_the_token_is_revoked(town: Town) -> None:
    """Polling finds out with the next request."""
    town.server.faults.let(Fault("getUpdates", 401))
    town.resident().resident.starts()
    halted = await why(town)
    assert isinstance(halted, TokenRejected)
    assert "@BotFather" in str(halted)


async def test_the_token_is_revoked_while_a_screen_is_shown(town: Town) -> None:
    """Whatever call finds out."""
    ann = town.resident("Ann")
    await ann.starts()
    town.server.faults.let(Fault("editMessageText", 401))
    ann.resident.taps("Give my views")
    assert isinstance(await why(town), TokenRejected)


@pytest.mark.parametrize("taken_in", ["polling"], indirect=True)
async def test_a_server_that_is_being_renewed_is_waited_for(town: Town) -> None:
    """What stands before it says Not Found, or Unauthorized in words of its own; it is asked again."""
    for status in (404, 401):
        town.server.faults.let(Fault("editMessageText", status, body="<h1>Nobody here</h1>"))
    ann = town.resident("Ann")
    await ann.starts()
    for _ in range(2):
        ann.resident.taps("Give my views")
    await town.server.faults.have_struck()
    await ann.taps("Give my views")
    assert "Which area" in ann.text
    assert await town.goes_on()


@pytest.mark.slow
async def test_two_processes_on_one_token(tmp_path: Path) -> None:
    """One says so and ends with a status that tells of failure; the other goes on."""
    world = World(real_time)
    async with PlaygroundServer(world, TOKEN, port=0) as server, AsyncExitStack() as stack:
        bots = []
        for name in ("one", "other"):
            (tmp_path / name).mkdir()
            bots.append(BotProcess(tmp_path / name, server.url, TOKEN))
            await bots[-1].start()
            stack.push_async_callback(killed, bots[-1])
        ends = [asyncio.create_task(bot.process.wait()) for bot in bots]
        async with asyncio.timeout(60):
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        (ended,) = [bot for bot, end in zip(bots, ends, strict=True) if end.done()]
        assert ended.process.returncode == 1
        assert "Let only one of them run" in ended.log
        assert "Traceback" not in ended.log
        ann = Resident(world, "Ann")
        ann.starts()
        await ann.sees("Not for reporting a crime")
        for end in ends:
            end.cancel()
