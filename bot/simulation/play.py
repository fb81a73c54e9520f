"""Play: the bot on a Telegram of its own, with a resident, an inspector, and mornings that come when asked for."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.clock import MovableClock
from bot.playground.server import PlaygroundServer
from bot.playground.world import FIRST_PERSON, World
from bot.service import Running, at_work
from bot.settings import Settings
from bot.simulation.alone import alone_in, alone_on
from bot.simulation.mornings import Mornings
from bot.simulation.present import present
from bot.stores import Stores, open_stores
from flows.script import Script
from storage.staff import Member, Role, make_code

PLAYGROUND_BOT = 7000000001


@asynccontextmanager
async def playing(settings: Settings, script: Script, clock: MovableClock) -> AsyncIterator[PlaygroundServer]:
    """Run the playground until the context is left.

    Args:
        settings: of the playground.
        script: the flows.
        clock: by which all of it goes.

    Raises:
        PlaygroundInUse: if another one runs on the same files.
        LocalViewsError: if the database or the keys cannot be used.
    """
    token = f"{PLAYGROUND_BOT}:{secrets.token_urlsafe(24)}"
    world = World(clock, first_person=_new_people())
    async with (
        alone_in(settings.key_dir),
        open_stores(settings, clock) as stores,
        alone_on(stores.database),
    ):
        clock.move_to(await present(stores.database, settings, clock()))
        await stores.rounds.refresh()
        contents, host, port = stores.database.contents, settings.listen_host, settings.listen_port
        async with (
            PlaygroundServer(world, token, contents, host, port) as server,
            at_work(settings, stores, script, token, server.url) as running,
        ):
            server.page.add_resident()
            await _inspector_joins(server, stores, running)
            server.page.next_morning = Mornings(settings, stores, running, clock).come
            yield server


async def _inspector_joins(server: PlaygroundServer, stores: Stores, running: Running) -> None:
    """Let an inspector join staff as an admin, and be sent today's summary if it is due."""
    inspector = server.page.add_inspector()
    code = await make_code(stores.database, Member(Role.ADMIN), stores.clock())
    await inspector.answered(inspector.says(f"/join {code}"))
    await running.scheduler.get_job("summary").func()


def _new_people() -> int:
    """Return where the ids of a new playground's people begin: nobody in it has answered in an earlier one."""
    return FIRST_PERSON + secrets.randbelow(10**9)
