"""Two workers behind one address: whichever of them an update comes to, the conversation goes on."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import pytest

from bot.clock import real_time
from bot.playground.server import PlaygroundServer
from bot.playground.world import World
from bot.script import script_of
from bot.service import at_work
from bot.stores import open_stores
from tests.balancer import Balancer, balanced
from tests.migrated import lay_tables
from tests.town import TO_THE_CHECK_PAGE, TOKEN, Neighbour, Town, settings_in, webhook_settings


@dataclass
class Workers:
    """Two workers.

    Args:
        one: the worker to which the first update comes.
        other: the worker to which the second comes, and so on in turn.
        balancer: stands before them.
    """

    one: Town
    other: Town
    balancer: Balancer

    def resident(self) -> Neighbour:
        """Let somebody move in, for whose ballot nobody waits."""
        living = self.one.resident()
        return Neighbour(living.resident, living.until_shown, living.until_shown)

    async def seal(self) -> None:
        """Let both seal the ballot box, one after the other."""
        await self.one.seals()
        await self.other.seals()


@pytest.fixture
async def workers(tmp_path: Path) -> AsyncIterator[Workers]:
    """Two workers, to which updates come in turn."""
    listening = [str(webhook_settings()["listen"]) for _ in range(2)]
    turns: Iterator[str] = cycle(listening)

    def in_turn(_: Sequence[str]) -> str:
        return next(turns)

    world = World(real_time)
    async with (
        balanced(listening, in_turn) as (balancer, address),
        PlaygroundServer(world, TOKEN, port=0) as server,
        worker(tmp_path, world, server, address, listening[0]) as one,
        worker(tmp_path, world, server, address, listening[1]) as other,
    ):
        yield Workers(one, other, balancer)


@asynccontextmanager
async def worker(
    folder: Path, world: World, server: PlaygroundServer, address: str, listens: str
) -> AsyncIterator[Town]:
    """Run one worker."""
    settings = settings_in(folder, listen=listens, webhook_url=address)
    await lay_tables(settings.database_url)
    async with (
        open_stores(settings) as stores,
        at_work(settings, stores, script_of(settings), TOKEN, server.url) as running,
    ):
        yield Town(world, server, stores, settings, running)


async def test_each_tap_comes_to_another_worker(workers: Workers) -> None:
    """With typed words on the way; the worker to which Send came tells the end."""
    ann = workers.resident()
    await ann.starts()
    await ann.taps(*TO_THE_CHECK_PAGE, "Add a comment")
    await ann.replies("Cars race by the park")
    await ann.taps("Add when", "Night", "Send my views")
    await workers.seal()
    assert "Thank you" in ann.text
    assert len(ann.messages) == 1
    (kept,) = await workers.one.kept()
    assert (kept.first, kept.time) == ("speeding", "night")
    assert len(workers.balancer.handed_on) == 2


async def test_one_answer_of_an_account_counts_at_all_workers(workers: Workers) -> None:
    """Sent from two messages, to two workers, before either of them seals the box."""
    ann = workers.resident()
    await ann.starts()
    await ann.starts()
    messages = ann.messages
    for message in messages:
        for title in TO_THE_CHECK_PAGE:
            await ann.taps(title, on=message)
    for message in messages:
        await ann.taps("Send my views", on=message)
    await workers.seal()
    ends = sorted(message.plain[:9] for message in messages)
    assert ends == ["Thank you", "You have "]
    assert len(await workers.one.kept()) == 1


@pytest.mark.parametrize("title", ["Watford", "Send my views"])
async def test_a_tap_whose_answer_was_lost_is_dealt_with_by_both(workers: Workers, title: str) -> None:
    """Nothing is there twice, not even for a screen reader, to which each screen is a new message."""
    ann = workers.resident()
    await ann.starts()
    await ann.taps("Screen reader on", "Give my views")
    if title != "Watford":
        await ann.taps("Stevenage", "Speeding", "That's all")
    lost = iter([True])
    workers.balancer.loses = lambda: next(lost, False)
    await ann.taps(title)
    assert workers.balancer.lost == 1
    assert len(ann.messages) == 1
    await workers.seal()
    assert len(ann.messages) == 1
    assert ann.text.startswith("Chosen: Watford" if title == "Watford" else "Thank you")


async def test_a_second_tap_at_another_worker_leaves_one_message(workers: Workers) -> None:
    """That worker does not know what the first one has just replaced."""
    ann = workers.resident()
    await ann.starts()
    await ann.taps("Screen reader on")
    screen = ann.live
    taps = [ann.resident.taps("Give my views", screen) for _ in range(2)]
    for tap in taps:
        await ann.does(tap)
    (message,) = ann.messages
    assert "Which area" in message.plain


async def test_a_second_tap_on_what_has_gone_comes_to_another_worker(workers: Workers) -> None:
    """Nor does Telegram give it the message any more; the check page stands there once all the same."""
    ann = workers.resident()
    await ann.starts()
    await ann.taps("Screen reader on", *TO_THE_CHECK_PAGE[:-1])
    screen = ann.live
    for _ in range(2):
        await ann.taps("That's all", on=screen)
    (message,) = ann.messages
    assert "Check your answers" in message.plain


async def test_a_button_made_with_a_key_that_another_worker_has_made(workers: Workers) -> None:
    """Both of the keys that this worker knew have been replaced, and it is asked before it has looked again."""
    workers.one.stores.token_keys.rotate()
    workers.one.stores.token_keys.rotate()
    ann = workers.resident()
    await ann.starts()
    await ann.taps("Give my views", "Stevenage")
    assert "concerns you most" in ann.text
