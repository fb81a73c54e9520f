"""Three workers behind one address, on PostgreSQL: one is killed every few seconds, and every resident comes to an end.

A load balancer hands each update to one of them by chance. It loses some of their answers, so that Telegram brings the
update once more, mostly to another worker.

Measured, on two cores that had other work besides: 28 kills, 570 updates, 23 lost answers, in three minutes.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import aiohttp
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
BETWEEN_KILLS_SECONDS = (3.0, 6.0)
"""At the least and at the most; a new worker takes about as long until it is ready, and the others go on meanwhile."""
FEWEST_KILLS = 15
"""Of 28 and more, measured: a computer that is busy besides starts the next worker more slowly."""
MOST_TOLD_AGAIN = RESIDENTS // 5
LOOK_AGAIN_SECONDS = 0.2
LOST = 0.05
"""How likely an answer to Telegram is lost on its way."""
LONDON = ZoneInfo("Europe/London")
SUMMARY = "Local Views: "


@dataclass
class Workers:
    """Workers that share an address, a database and a key folder.

    Args:
        processes: by where they listen.
        monitored: where each of them tells whether it is ready, likewise.
        balancer: stands before them.
        random: chooses whom to kill.
        world: the Telegram before them.
        database: is theirs.
        keys: likewise.
    """

    processes: dict[str, BotProcess]
    monitored: dict[str, str]
    balancer: Balancer
    random: Random
    world: World
    database: Database
    keys: KeyFolder
    kills: int = 0

    async def are_all_ready(self) -> None:
        """Wait until each says that it is."""
        await self._some_are_ready(len(self.processes))

    async def killed_meanwhile(self, deed: Awaitable[None]) -> None:
        """Kill one every few seconds until something is done, whichever it is of those that are ready.

        One of them at least goes on, also on a computer on which a new worker takes long to be ready.
        """
        doing = asyncio.ensure_future(deed)
        while not doing.done():
            process = self.processes[self.random.choice(await self._some_are_ready(2))]
            await process.kill()
            await process.start()
            self.kills += 1
            await asyncio.wait([doing], timeout=self.random.uniform(*BETWEEN_KILLS_SECONDS))
        await doing

    async def _some_are_ready(self, least: int) -> list[str]:
        """Wait until so many are ready, and return them."""
        while len(ready := await self._ready()) < least:  # noqa: ASYNC110 - processes of their own tell nobody
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
        return ready

    async def _ready(self) -> list[str]:
        """Return those that are ready, by where they listen."""
        async with aiohttp.ClientSession() as session:
            answers = [self._is_ready(session, monitored) for monitored in self.monitored.values()]
            found = zip(self.monitored, await asyncio.gather(*answers), strict=True)
        return [listens for listens, is_ready in found if is_ready]

    async def _is_ready(self, session: aiohttp.ClientSession, monitored: str) -> bool:
        try:
            async with session.get(f"http://{monitored}/readyz") as answer:
                return answer.status == HTTPStatus.OK
        except aiohttp.ClientError:
            return False

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
    monitored = {listens: str(webhook_settings()["listen"]) for listens in listening}
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
            own_ports = {"listen": listens, "monitoring_listen": monitored[listens]}
            processes[listens] = BotProcess(own, server.url, SECRET, "INFO", shared | own_ports)
        database = Database(url)
        stack.push_async_callback(database.close)
        await asyncio.gather(*(process.start() for process in processes.values()))
        try:
            yield Workers(processes, monitored, balancer, random, staff[0].world, database, KeyFolder(keys))
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
        self._one_of: list[list[Choice]] = []
        self.told_again = 0
        """How many were told in the end that they had answered: their choice is kept as that of anybody else.

        Who taps on *That's all* a second time, since a worker has died over the first, gets a second check page in
        place of the first one, with a ballot number of its own; who taps on Send before and after has sent two ballots.
        """
        self.fewest_comments = self.most_comments = 0

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
                    self.told_again += await walker.walks(labels(choice)) != THANKED
                    self.thanked.append(choice)
                    self.fewest_comments += min(walker.sent_comments)
                    self.most_comments += max(walker.sent_comments)

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
        if THANKED in ends:
            (kept,) = [choice for choice, end in zip(tries.values(), ends, strict=True) if end == THANKED]
            self.thanked.append(kept)
        else:
            self.told_again += 1
            self._one_of.append([*tries.values()])

    def kept(self, found: Sequence[tuple[str | None, ...]]) -> list[tuple[str | None, ...]]:
        """Return the choices of which each is to be kept once; `found` says which of two where that was not told."""
        either = [next(choice for choice in two if choice in found) for two in self._one_of]
        return sorted([*self.thanked, *either])


@pytest.mark.slow
async def test_three_workers_and_one_is_killed_every_few_seconds(
    tmp_path: Path, world: World, server: PlaygroundServer, postgres: PostgresServer
) -> None:
    """Every resident ends at the thank-you, once; the box is opened, and each chat of staff has one summary."""
    opening = datetime.now(LONDON) + timedelta(minutes=2)
    at = {"opening_time": f"{opening:%H:%M}", "summary_time": f"{opening + timedelta(minutes=1):%H:%M}"}
    staff, url, account = [Resident(world) for _ in range(3)], postgres.new_database(), Account(world)

    async with three_workers(tmp_path, url, server, at, staff) as workers:
        for one in staff:
            await one.answered(one.starts(), PATIENCE_SECONDS)
        await workers.are_all_ready()
        await workers.killed_meanwhile(account.let_walk())
        await workers.killed_meanwhile(workers.are_opened())
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.gather(*(one.sees(SUMMARY, PATIENCE_SECONDS) for one in staff))
        await workers.killed_meanwhile(account.let_walk())
        await workers.are_all_ready()
        await workers.stop()
        assert workers.kills >= FEWEST_KILLS
        assert workers.balancer.handed_on.keys() == workers.processes.keys()
        assert workers.balancer.lost > 0
        assert account.told_again <= MOST_TOLD_AGAIN
        found = await workers.choices()
        assert found == account.kept(found)
        assert len(found) == 2 * RESIDENTS
        comments = await workers.comments()
        assert set(comments) == {COMMENT}
        assert account.fewest_comments <= len(comments) <= account.most_comments
        assert [sum(SUMMARY in message.plain for message in one.messages) for one in staff] == [1, 1, 1]
        assert [process.trouble for process in workers.processes.values()] == [[], [], []]
        assert len([name for name in workers.keys.names() if name.startswith("seal-")]) == 1
        locks = postgres.run("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        assert locks.split()[2] == "0"
