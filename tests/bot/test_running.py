"""Running the bot: a wrong token, and the playground's own files."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from bot.playground.server import PlaygroundServer
from bot.playground.world import World
from bot.settings import Settings, playground_of
from tests.command_line import Command
from tests.town import TOKEN, settings_in


async def test_a_wrong_token_is_said_in_a_sentence(command: Command, tmp_path: Path) -> None:
    """A server that does not know the token ends the program, with what to do and without a traceback."""
    async with PlaygroundServer(World(lambda: datetime.now(UTC)), TOKEN, port=0) as server:
        mistaken = {"TELEGRAM_BOT_TOKEN": "7000000001:mistaken", "TELEGRAM_API_URL": server.url}
        done = await asyncio.to_thread(command, tmp_path, **mistaken)
    assert done.returncode == 1
    assert "Telegram does not know this TELEGRAM_BOT_TOKEN" in done.stderr
    assert "ERROR" not in done.stderr
    assert "Traceback" not in done.stderr
    assert "mistaken" not in done.stderr


def test_play_never_touches_what_residents_have_said(tmp_path: Path) -> None:
    """It has files of its own, unless others are named, and nothing is delivered to it."""
    unnamed = playground_of(Settings(_env_file=None))
    assert unnamed.database_url == "sqlite:///playground.db"
    assert unnamed.key_dir == Path("playground-keys")
    named = settings_in(tmp_path)
    assert playground_of(named) == named
    assert playground_of(named.model_copy(update={"webhook_url": "https://views.example"})) == named
