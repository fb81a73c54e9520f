"""Three workers behind one address, on PostgreSQL: one after the other is killed, and every resident comes to an end.

A load balancer hands each update to one of them by chance. It loses some of their answers, so that Telegram brings the
update once more, mostly to another worker.

Measured, on two cores that had other work besides: 7 kills, 700 updates, 38 lost answers.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from bot.playground.resident import Resident
from bot.playground.server import PlaygroundServer
from bot.playground.world import World
from flows.script import installed
from storage.ballot_box import last_opening
from storage.box_contents import BoxContents
from storage.database import Database
from storage.keys import KeyFolder
from storage.seal import unseal
from storage.sealed_box import BOX
from storage.tables import Box, Comment, Response
from tests.balancer import Balancer, balanced
from tests.endurance.bot_process import BotProcess
from tests.endurance.conftest import SECRET
from tests.endurance.test_kill_minus_nine import Choice, choices
from tests.endurance.walker import COMMENT, Walker
from tests.endurance.witness import PATIENCE_SECONDS, THANKED
from tests.postgres import PostgresServer
from tests.town import webhook_settings

WORKERS = 3
RESIDENTS = 30
"""So many before the opening, and as many after it."""
BETWEEN_KILLS_SECONDS = 2.0
LOOK_AGAIN_SECONDS = 0.5
LOST = 0.05
"""How likely an answer to Telegram is lost on its way."""
LONDON = ZoneInfo("Europe/London")
SUMMARY = "Local Views: "


@dataclass
class Workers:
    """Workers that share an address, a database and a key folder.

    Args:
        processes: by where they listen.
        balancer: stands before them.
        random: chooses whom to kill.
        world: the Telegram before them.
        database: is theirs.
        keys: likewise.
    """

    processes: dict[str, BotProcess]
    balancer: Balancer
    random: Random
    world: World
    database: Database
    keys: KeyFolder
    kills: int = 0

    async def are_all_at_work(self) -> None:
        """Wait until each has been handed something."""
        await asyncio.gather(*map(self._is_at_work, self.processes))

    async def killed_meanwhile(self, deed: Awaitable[None]) -> None:
        """Kill one after the other until something is done, each once the one before is at work again."""
        doing = asyncio.ensure_future(deed)
        while not doing.done():
            listens = self.random.choice(list(self.processes))
            await self.processes[listens].kill()
            await self.processes[listens].start()
            self.kills += 1
            await self._is_at_work(listens)
            await asyncio.wait([doing], timeout=BETWEEN_KILLS_SECONDS)
        await doing

    async def _is_at_work(self, listens: str) -> None:
        """Wait until a worker is handed something by chance; somebody sees to it that there is something."""
        passer_by, before = Resident(self.world), self.balancer.handed_on[listens]
        while self.balancer.handed_on[listens] == before:
            await passer_by.answered(passer_by.says("/help"), PATIENCE_SECONDS)
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def are_opened(self) -> None:
        """Wait until the box has been opened."""
        while await last_opening(self.database) is None:  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def stop(self) -> None:
        """Let all of them stop, in good order."""
        await asyncio.gather(*(process.stop() for process in self.processes.values()))

    async def box(self) -> BoxContents:
        """Look into the ballot box."""
        async with self.database.session() as session:
            (row,) = await session.exec(select(Box))
        return BoxContents.from_bytes(unseal(row.sealed, self.keys.get(row.key), BOX))

    async def choices(self) -> list[tuple[str | None, ...]]:
        """Return what stands in the ballot box, and what has left it."""
        async with self.database.session() as session:
            opened = [(row.area, row.first, row.second) for row in await session.exec(select(Response))]
        papers = [paper.answers for pile in (await self.box()).piles.values() for paper in pile.papers]
        return sorted([*opened, *((one.area, one.first, one.second) for one in papers)])

    async def comments(self) -> list[str]:
        """Return the comments there."""
        async with self.database.session() as session:
            opened = [row.text for row in await session.exec(select(Comment))]
        return opened + [note.text for pile in (await self.box()).piles.values() for note in pile.notes]


@asynccontextmanager
async def three_workers(
    folder: Path, url: str, server: PlaygroundServer, at: dict[str, str], staff: Sequence[Resident]
) -> AsyncIterator[Workers]:
    """Run workers while the context lasts, or until they are stopped.

    Args:
        folder: where each has a folder of its own.
        url: the DATABASE_URL.
        server: the Bot API server.
        at: when the box is opened and the summary sent.
        staff: to whom it is sent.
    """
    listening = [str(webhook_settings()["listen"]) for _ in range(WORKERS)]
    random, keys = Random(6), folder / "keys"
    async with AsyncExitStack() as stack:
        balancer, address = await stack.enter_async_context(
            balanced(listening, random.choice, lambda: random.random() < LOST)
        )
        shared = at | {
            "webhook_url": address,
            "database_url": url,
            "key_dir": str(keys),
            "ballot_box_minimum": "2",
            "ballot_box_seconds": "0.5",
            "staff_chat_ids": ",".join(str(one.chat.id) for one in staff),
        }
        processes = {}
        for number, listens in enumerate(listening):
            (own := folder / f"worker-{number}").mkdir()
            processes[listens] = BotProcess(own, server.url, SECRET, "INFO", shared | {"listen": listens})
        database = Database(url)
        stack.push_async_callback(database.close)
        await asyncio.gather(*(process.start() for process in processes.values()))
        try:
            yield Workers(processes, balancer, random, staff[0].world, database, KeyFolder(keys))
        finally:
            for process in processes.values():
                if process.process.returncode is None:
                    await process.kill()


def labels(choice: Choice) -> Choice:
    """Return what stands on the buttons of a choice."""
    words = installed("hertfordshire").languages["en"]
    area, first, second = (
        words.label(slot, value)
        for slot, value in zip(("area", "concern_1", "concern_2"), choice, strict=True)
    )
    return area, first, second


class Account:
    """Accounts for every resident: what each has chosen, and how it ended."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._choices = choices(Random(60))
        self.thanked: list[Choice] = []
        self.comments = 0

    async def let_walk(self) -> None:
        """Let residents walk, ten at a time: one in six listens to a screen, one in six tries twice."""
        waiting = iter(range(RESIDENTS))

        async def move_in() -> None:
            for number in waiting:
                walker = Walker(self._world, comments=number % 3 == 0, listens=number % 6 == 5)
                if number % 6 == 4:
                    await self._tries_twice(walker)
                else:
                    choice = next(self._choices)
                    await walker.starts()
                    assert await walker.walks(labels(choice)) == THANKED
                    self.thanked.append(choice)
                    self.comments += walker.sent_comments

        async with asyncio.TaskGroup() as town:
            for _ in range(10):
                town.create_task(move_in())

    async def _tries_twice(self, walker: Walker) -> None:
        """Answer in two messages at once: one of the two counts."""
        await walker.starts(messages=2)
        tries = {message.id: next(self._choices) for message in walker.messages()[:2]}
        ends = await asyncio.gather(
            *(walker.walks(labels(tries[one.id]), on=one) for one in walker.messages()[:2])
        )
        (kept,) = [choice for choice, end in zip(tries.values(), ends, strict=True) if end == THANKED]
        self.thanked.append(kept)


@pytest.mark.slow
async def test_three_workers_and_one_after_the_other_is_killed(
    tmp_path: Path, world: World, server: PlaygroundServer, postgres: PostgresServer
) -> None:
    """Every resident ends at the thank-you, once; the box is opened, and each chat of staff has one summary."""
    opening = datetime.now(LONDON) + timedelta(minutes=2)
    at = {"opening_time": f"{opening:%H:%M}", "summary_time": f"{opening + timedelta(minutes=1):%H:%M}"}
    staff, url, account = [Resident(world) for _ in range(3)], postgres.new_database(), Account(world)

    async with three_workers(tmp_path, url, server, at, staff) as workers:
        for one in staff:
            await one.answered(one.starts(), PATIENCE_SECONDS)
        await workers.are_all_at_work()
        await workers.killed_meanwhile(account.let_walk())
        await workers.killed_meanwhile(workers.are_opened())
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.gather(*(one.sees(SUMMARY, PATIENCE_SECONDS) for one in staff))
        await workers.killed_meanwhile(account.let_walk())
        await workers.stop()
        assert workers.kills >= 3
        assert workers.balancer.lost > 0
        assert await workers.choices() == sorted(account.thanked)
        assert await workers.comments() == [COMMENT] * account.comments
        assert [sum(SUMMARY in message.plain for message in one.messages) for one in staff] == [1, 1, 1]
        assert [process.trouble for process in workers.processes.values()] == [[], [], []]
        assert len([name for name in workers.keys.names() if name.startswith("seal-")]) == 1
        locks = postgres.run("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        assert locks.split()[2] == "0"
