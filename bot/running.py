"""Running: the bot on Telegram or in the playground, until somebody stops it."""

import asyncio
import gc
import logging
import signal
from asyncio import sleep
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager

from rich.console import Console

from bot import memory
from bot.attempts import RETRY_SECONDS
from bot.clock import MovableClock
from bot.halt import Halt
from bot.right_time import RightTime
from bot.service import at_work
from bot.settings import Settings, playground_of
from bot.stores import Stores, open_stores
from flows.script import Script
from storage.errors import DatabaseAway, LocalViewsError

logger = logging.getLogger(__name__)

RUBBISH_AT = 10_000
"""So many new objects, and rubbish is looked for. With 700, as Python has it, that is after every second tap."""


class PlaygroundNotHere(LocalViewsError):
    """`LISTEN` names an address that others can reach."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"LISTEN names {host}, but the playground is for this computer only. "
            "Write it like LISTEN=127.0.0.1:8000, or set TELEGRAM_BOT_TOKEN."
        )


async def run_until_stopped(settings: Settings, script: Script, console: Console) -> None:
    """Run the bot until SIGINT or SIGTERM.

    Args:
        settings: as the administrator set them.
        script: the flows.
        console: where a person reads what happens.

    Raises:
        LocalViewsError: what the bot cannot begin or go on with.
    """
    async with AsyncExitStack() as stack:
        halt = Halt()
        if settings.telegram_bot_token is None:
            await stack.enter_async_context(_playground(settings, script, console))
        else:
            await RightTime(settings.telegram_api_url, settings.telegram_bot_token).wait()
            stores = await stack.enter_async_context(_stores(settings))
            running = await stack.enter_async_context(
                at_work(settings, stores, script, settings.telegram_bot_token, settings.telegram_api_url)
            )
            halt = running.halt
            if settings.monitoring_listen is not None:
                from bot.monitoring import monitored  # noqa: PLC0415 - the web server only where it is needed

                await stack.enter_async_context(monitored(settings.monitoring_listen, running))
            address = f"https://t.me/{running.application.bot.username}"
            console.print(f"[bold]The bot is running:[/bold] {address}", soft_wrap=True)
            if settings.webhook_url:
                console.print(f"Telegram delivers to WEBHOOK_URL, which has to lead to {settings.listen}.")
            for remark in remarks_on(settings):
                console.print(remark, soft_wrap=True)
            console.print("Stop with Ctrl+C.")
        _settle_memory()
        await _stopped(halt)


def remarks_on(settings: Settings) -> Iterator[str]:
    """Give a sentence on each thing that an administrator can set so, but may not have meant so."""
    if missing := settings.missing_for_real:
        yield f"Until {' and '.join(missing)} are set, every welcome says that this is a trial."
    if settings.summary <= settings.opening:
        yield (
            f"The summary of the day, at {settings.summary_time}, comes before the ballot box is opened, at "
            f"{settings.opening_time}, and tells of the day before. Let SUMMARY_TIME be after OPENING_TIME."
        )


@asynccontextmanager
async def _stores(settings: Settings) -> AsyncIterator[Stores]:
    """Open the database and the keys; as long as the server of the database cannot be reached, try again."""
    async with AsyncExitStack() as stack:
        while True:
            try:
                stores = await stack.enter_async_context(open_stores(settings))
                break
            except DatabaseAway as away:
                logger.warning("%s Trying again in %d seconds.", away, RETRY_SECONDS)
            await sleep(RETRY_SECONDS)
        yield stores


@asynccontextmanager
async def _playground(settings: Settings, script: Script, console: Console) -> AsyncIterator[None]:
    """Keep the playground open. Raises PlaygroundNotHere."""
    from bot.playground.server import LOOPBACK  # noqa: PLC0415 - a bot on Telegram needs nothing of it
    from bot.simulation.play import playing  # noqa: PLC0415 - likewise

    if settings.listen_host not in LOOPBACK:
        raise PlaygroundNotHere(settings.listen_host)
    async with playing(playground_of(settings), script, MovableClock()) as server:
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
    memory.tidy()
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
