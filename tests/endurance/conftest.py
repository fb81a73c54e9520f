"""A Telegram of residents with large ids, its server, and a bot beside them in a process of its own."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.playground.server import PlaygroundServer
from bot.playground.world import World
from tests.endurance.bot_process import BotProcess, bot_process

SECRET = "7000000001:zQ-a-bots-token-that-nobody-may-read"
FIRST_PERSON = 4_503_599_000_000_000


@pytest.fixture
def world() -> World:
    """A Telegram whose accounts have ids as large as ids can be, so that none is found by chance."""
    return World(lambda: datetime.now(UTC), calls_kept=0, first_person=FIRST_PERSON)


@pytest.fixture
async def server(world: World) -> AsyncIterator[PlaygroundServer]:
    """The Bot API of that Telegram, which fails when it is told to; the bot knows nothing of it but its address."""
    running = PlaygroundServer(world, SECRET, port=0)
    async with running:
        yield running


@pytest.fixture
async def bot(
    server: PlaygroundServer, tmp_path: Path, taken_in: dict[str, Any]
) -> AsyncIterator[BotProcess]:
    """The bot, logging all it can."""
    async with bot_process(tmp_path, server.url, SECRET, more=taken_in) as running:
        yield running
