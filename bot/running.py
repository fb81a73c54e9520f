"""Running: the bot on Telegram or in the playground, until somebody stops it."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from rich.console import Console

from bot.clock import MovableClock
from bot.halt import Halt
from bot.monitoring import monitored
from bot.service import at_work, open_stores, script_of
from bot.settings import Settings, playground_of
from flows.script import Script
from storage.errors import LocalViewsError

RUBBISH_AT = 10_000
"""So many new objects, and rubbish is looked for. With 700, as Python has it, that is after every second tap."""


class PlaygroundNotHere(LocalViewsError):
    """`LISTEN` names an address that others can reach."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"LISTEN names {host}, but the playground is for this computer only. "
            "Write it like LISTEN=127.0.0.1:8000, or set TELEGRAM_BOT_TOKEN."
        )


async def run_until_stopped(settings: Settings, console: Console) -> None:
    """Run the bot until SIGINT or SIGTERM.

    Args:
        settings: as the administrator set them.
        console: where a person reads what happens.

    Raises:
        LocalViewsError: what the bot cannot begin or go on with.
    """
    script = script_of(settings)
    async with AsyncExitStack() as stack:
        halt = Halt()
        if settings.telegram_bot_token is None:
            await stack.enter_async_context(_playground(settings, script, console))
        else:
            stores = await stack.enter_async_context(open_stores(settings))
            running = await stack.enter_async_context(
                at_work(settings, stores, script, settings.telegram_bot_token, settings.telegram_api_url)
            )
            halt = running.halt
            await stack.enter_async_context(monitored(settings, running))
            address = f"https://t.me/{running.application.bot.username}"
            console.print(f"[bold]The bot is running:[/bold] {address}", soft_wrap=True)
            if settings.webhook_url:
                console.print(f"Telegram delivers to WEBHOOK_URL, which has to lead to {settings.listen}.")
            if missing := settings.missing_for_real:
                console.print(
                    f"Until {' and '.join(missing)} are set, every welcome says that this is a trial."
                )
            console.print("Stop with Ctrl+C.")
        _settle_memory()
        await _stopped(halt)


@asynccontextmanager
async def _playground(settings: Settings, script: Script, console: Console) -> AsyncIterator[None]:
    """Keep the playground open. Raises PlaygroundNotHere."""
    from bot.playground.server import LOOPBACK  # noqa: PLC0415 - a bot on Telegram needs nothing of it
    from bot.simulation.play import playing  # noqa: PLC0415 - likewise

    if settings.listen_host not in LOOPBACK:
        raise PlaygroundNotHere(settings.listen_host)
    settings = playground_of(settings)
    async with playing(settings, script, MovableClock()) as server:
        console.print(f"[bold]The playground is open:[/bold] {server.page_url}", soft_wrap=True)
        console.print("Open that address in a browser. Nothing leaves this computer. Stop with Ctrl+C.")
        if not server.page_url.endswith(f":{settings.listen_port}/"):
            console.print(f"(Port {settings.listen_port} is in use; LISTEN names another.)")
        yield


def fastest_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return what makes event loops of uvloop, or None where it could not be installed."""
    try:
        import uvloop  # noqa: PLC0415 - there is none for some computers
    except ImportError:
        return None
    return uvloop.new_event_loop


def _settle_memory() -> None:
    """Look for rubbish less often, and not among what was made at the start: that took a tenth of what a tap costs.

    The schedule looks for it once a minute all the same, so that nothing of a resident lies about for longer.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(RUBBISH_AT)


async def _stopped(halt: Halt) -> None:
    """Wait until somebody stops the bot. Raises what it is that it cannot go on with, if it is that."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop.set)
    stopped, halted = asyncio.ensure_future(stop.wait()), asyncio.ensure_future(halt.called())
    await asyncio.wait((stopped, halted), return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    halted.cancel()
    if not stop.is_set():
        raise halted.result()
