"""What every test can ask for."""

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from bot.running import RUBBISH_AT, fastest_loop
from tests.attacks.verdict import print_table
from tests.command_line import WAYS, Command
from tests.postgres import PostgresServer, postgres_server
from tests.together import Together, put_long_ones_first
from tests.town import Town, town_in

settings.register_profile("on any computer", deadline=None)
settings.load_profile("on any computer")

_OF_POSTGRESQL = {"backend", "postgres", "url"}
"""What tests ask for that may go by PostgreSQL."""


@pytest.fixture
def taken_in() -> dict[str, Any]:
    """The settings by which updates come to the bot: it polls. Where both ways matter, a folder says so."""
    return {}


@pytest.fixture
async def town(tmp_path: Path, taken_in: dict[str, Any]) -> AsyncIterator[Town]:
    """A running bot with an empty database, in a round that is open."""
    async with town_in(tmp_path, **taken_in) as running:
        yield running


@pytest.fixture(params=["here", pytest.param("alone", marks=pytest.mark.slow)])
def command(request: pytest.FixtureRequest) -> Command:
    """`local-views`, run in this process and, where that may be slow, in one of its own."""
    return WAYS[str(request.param)]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A running PostgreSQL server; it need not survive a power cut."""
    with postgres_server(in_memory=True, fsync="off", full_page_writes="off") as server:
        yield server


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let transcripts and pictures be made anew."""
    parser.addoption(
        "--renew", action="store_true", help="make the transcripts and the README's pictures anew"
    )


def pytest_configure() -> None:
    """Look for rubbish as seldom as the bot does: else that takes a tenth of all the time.

    And let the processes that tests start find the bot compiled, also on a computer that is told to keep nothing so:
    there are some fifty of them, and compiling takes each a quarter of its start.
    """
    gc.set_threshold(RUBBISH_AT)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_asyncio_loop_factories(item: pytest.Item) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Let the tests go by the event loop that the bot goes by, which is also the quickest.

    Not so where PostgreSQL may be used: when a test fails and leaves a connection open, that loop waits for ever.
    """
    may_wait = isinstance(item, pytest.Function) and _OF_POSTGRESQL & set(item.fixturenames)
    return {"the loop": asyncio.new_event_loop if may_wait else fastest_loop() or asyncio.new_event_loop}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long."""
    put_long_ones_first(items)


def pytest_collection_finish() -> None:
    """Nor look for it among the tests themselves, when the bot does so once a minute."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Together:
    """Share the tests out among processes, if there are several."""
    return Together(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what each attack achieved. Here, since with several processes the first one reads no other conftest."""
    print_table(terminalreporter)
