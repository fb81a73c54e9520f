"""Running: the bot on Telegram or in the playground, until somebody stops it."""

import asyncio
import secrets
import signal
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from bot.playground.server import PlaygroundServer
from bot.playground.world import World
from bot.service import open_stores, polling, script_of
from bot.settings import Settings

PLAYGROUND_BOT = 7000000001


async def run_until_stopped(settings: Settings, console: Console) -> None:
    """Run the bot until SIGINT or SIGTERM.

    Args:
        settings: as the administrator set them.
        console: where a person reads what happens.
    """
    script = script_of(settings)
    if settings.telegram_bot_token is None:
        settings = playground_of(settings)
    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(open_stores(settings))
        if settings.telegram_bot_token is None:
            token = f"{PLAYGROUND_BOT}:{secrets.token_urlsafe(24)}"
            world = World(lambda: datetime.now(UTC))
            server = PlaygroundServer(
                world, token, stores.database.contents, settings.listen_host, settings.listen_port
            )
            await server.start()
            stack.push_async_callback(server.stop)
            await stack.enter_async_context(polling(settings, stores, script, token, server.url))
            console.print(f"[bold]The playground is open:[/bold] {server.page_url}", soft_wrap=True)
            console.print("Open that address in a browser. Nothing leaves this computer. Stop with Ctrl+C.")
        else:
            bot = await stack.enter_async_context(
                polling(settings, stores, script, settings.telegram_bot_token, settings.telegram_api_url)
            )
            console.print(f"[bold]The bot is running:[/bold] https://t.me/{bot.bot.username}", soft_wrap=True)
            console.print("Stop with Ctrl+C.")
        await _stopped()


def playground_of(settings: Settings) -> Settings:
    """Return settings under which play never touches what residents have said: files of its own, unless named."""
    own: dict[str, object] = {"database_url": "sqlite:///playground.db", "key_dir": Path("playground-keys")}
    return settings.model_copy(
        update={name: to for name, to in own.items() if name not in settings.model_fields_set}
    )


async def _stopped() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop.set)
    await stop.wait()
