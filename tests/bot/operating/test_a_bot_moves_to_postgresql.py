"""A bot moves to PostgreSQL with `local-views copy-to`: residents notice nothing, and have answered once."""

import asyncio
from pathlib import Path

from rich.console import Console

from bot.clock import real_time
from bot.copying import copy_to
from bot.playground.world import World
from tests.command_line import Command
from tests.postgres import PostgresServer
from tests.town import TO_THE_CHECK_PAGE, TOKEN, answers_in, town_in


async def test_a_conversation_before_and_after(tmp_path: Path, postgres: PostgresServer) -> None:
    """Ann was opened before, Ben was sealed before, Cat has begun before: each is kept once, and can answer no more."""
    world, target = World(real_time), postgres.new_database()
    async with town_in(tmp_path, world=world) as town:
        ann, ben, cat = [town.resident(name) for name in ("Ann", "Ben", "Cat")]
        for one in (ann, ben, cat):
            await one.starts()
            await one.taps(*TO_THE_CHECK_PAGE)
        await ann.taps("Send my views")
        assert len(await town.kept()) == 1
        await ben.taps("Send my views")
        await town.running.keeper.seal()
        day = town.day

    await copy_to(town.settings, target, Console(quiet=True))

    async with town_in(tmp_path, world=world, database_url=target) as town:
        town.day = day
        assert len(await answers_in(town.stores)) == 1
        ann, ben, cat = [town.neighbour(one.resident) for one in (ann, ben, cat)]
        await cat.taps("Send my views")
        assert "Thank you" in cat.text
        for one in (ann, ben):
            await one.starts()
            await one.taps(*TO_THE_CHECK_PAGE, "Send my views")
            assert "already" in one.text
        assert len(await town.kept()) == 3


async def test_what_the_command_says(command: Command, tmp_path: Path, postgres: PostgresServer) -> None:
    """The counts, that keys stay, and what to do next; a second time the same. While the bot runs, it is refused."""
    url, target = f"sqlite:///{tmp_path}/views.db", postgres.new_database()
    settings = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "DATABASE_URL": url,
        "KEY_DIR": str(tmp_path / "keys"),
        "COLUMNS": "80",
    }
    async with town_in(tmp_path):
        refused = await asyncio.to_thread(command, tmp_path, "copy-to", target, **settings)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert "is in use: the bot runs" in refused.stderr
    for _ in range(2):
        done = await asyncio.to_thread(command, tmp_path, "copy-to", target, **settings)
        assert (done.returncode, done.stderr) == (0, "")
        assert "box" in done.stdout
        assert "All of it has arrived: each table was counted and compared." in done.stdout
        assert f"KEY_DIR stays as it is: {tmp_path}/keys." in done.stdout
        assert "Do not start the bot on the old file again" in done.stdout
