"""The bot cannot go on: it says why in a sentence, and stops, instead of asking in vain for ever."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from aiohttp.test_utils import unused_port

from bot.halt import TokenInUse, TokenRejected
from bot.playground.courier import Webhook
from bot.playground.faults import Fault
from storage.errors import LocalViewsError
from tests.endurance.bot_process import PROJECT
from tests.town import TOKEN, Town, town_in


async def why(town: Town) -> LocalViewsError:
    """Return why the bot cannot go on."""
    async with asyncio.timeout(10):
        return await town.running.halt.called()


@pytest.mark.parametrize("taken_in", ["polling"], indirect=True)
async def test_another_program_fetches_the_updates(town: Town) -> None:
    """Telegram sends away whoever asked first."""
    async with httpx.AsyncClient(base_url=f"{town.server.url}/bot{TOKEN}/") as other:
        fetching = asyncio.create_task(other.post("getUpdates", json={"timeout": 50}))
        halted = await why(town)
        fetching.cancel()
    assert isinstance(halted, TokenInUse)
    assert "Let only one of them run" in str(halted)


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
    assert not town.running.halt.is_called


@pytest.mark.slow
async def test_two_processes_on_one_token(tmp_path: Path) -> None:
    """One of them goes on, and the other says so and ends with a status that tells of failure."""
    async with town_in(tmp_path) as town:
        second = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": town.server.url}
        other = await asyncio.to_thread(
            subprocess.Popen,
            [sys.executable, "-m", "bot"],
            cwd=tmp_path,
            env=os.environ | second | {"PYTHONPATH": str(PROJECT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(60):
                halted = await town.running.halt.called()
        finally:
            other.kill()
            _, said = await asyncio.to_thread(other.communicate)
    assert isinstance(halted, TokenInUse)
    assert b"Traceback" not in said
