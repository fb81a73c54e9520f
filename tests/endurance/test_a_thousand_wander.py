"""Residents tap and type at random, all at once: everyone finds the way out, and none of them leaves a trace."""

import json
from collections import Counter
from collections.abc import Mapping

import pytest

from bot.playground.world import World
from tests.endurance.bot_process import BotProcess
from tests.endurance.canaries import Canaries, marks, seen_in
from tests.endurance.conftest import SECRET
from tests.endurance.wanderer import ANSWERED, PLACES, STOPPED, Wanderer, let_wander
from tests.endurance.witness import CANARY, PATIENCE_SECONDS, THANKED, Witness

MARGIN_KIB = 5 * 1024
"""A single update kept of each of 500 residents makes it 7 MiB; of a ballot box twice as large come 2 or 3."""

LATECOMER = 1_000_000


async def test_twenty_wander_and_leave_no_trace(world: World, bot: BotProcess) -> None:
    """Twenty residents, ten at a time."""
    ends = await let_wander(world, range(20), at_once=10)

    expect_that_all_went_well(ends, bot)
    await expect_no_trace(ends, bot, world)


@pytest.mark.slow
async def test_a_thousand_wander_and_five_hundred_more_take_no_more_memory(
    world: World, bot: BotProcess
) -> None:
    """200 at a time: after five hundred more the bot is as large as after the first thousand."""
    ends = await let_wander(world, range(1000), at_once=200)
    memory = bot.memory
    ends |= await let_wander(world, range(1000, 1500), at_once=200)

    grown = bot.memory - memory
    assert grown < MARGIN_KIB
    expect_that_all_went_well(ends, bot)
    await expect_no_trace(ends, bot, world)


def expect_that_all_went_well(ends: Mapping[Wanderer, str], bot: BotProcess) -> None:
    """Every way out was found and taken by somebody, nothing went wrong, and who was thanked is kept once."""
    by_end = Counter(ends.values())
    assert by_end.keys() <= {THANKED, ANSWERED, STOPPED}
    assert min(by_end[THANKED], by_end[STOPPED]) > 0
    assert bot.trouble == []
    assert len(bot.answers()) == sum(wanderer.witness.is_thanked for wanderer in ends)


async def expect_no_trace(ends: Mapping[Wanderer, str], bot: BotProcess, world: World) -> None:
    """Nothing of anybody is written or kept, but the comments that were sent, sealed in the ballot box."""
    canaries = Canaries.of((wanderer.witness for wanderer in ends), SECRET)
    kept = marks(json.dumps(bot.comments()))
    assert kept
    thanked = [wanderer for wanderer in ends if wanderer.witness.is_thanked]
    assert kept <= {mark for wanderer in thanked for text in wanderer.replied for mark in marks(text)}
    files = bot.files()
    assert set().union(*map(canaries.in_bytes, files.values())) == set()

    await let_the_log_be_written(world)
    await bot.stop()
    assert "An update could not be read" in bot.log
    assert bot.said
    written = "\n".join([bot.log, bot.said, *files])
    assert canaries.in_text(written) == set()
    assert [place for place in PLACES if place in written] == []

    _expect_that_they_would_be_found(canaries, world)


async def let_the_log_be_written(world: World) -> None:
    """Send the bot something that it has to complain about, and wait until it has."""
    latecomer = Witness(world, LATECOMER).resident
    world.updates.put("message", {"text": CANARY, "from": latecomer.account.as_json()}, latecomer.chat)
    await latecomer.answered(latecomer.starts(), PATIENCE_SECONDS)


def _expect_that_they_would_be_found(canaries: Canaries, world: World) -> None:
    """All of them are in the chats themselves, which are searched in the same way."""
    seen = seen_in(world)
    names = {chat.title for chat in world.chats.values()}
    found = canaries.in_text(seen)
    assert canaries.ids | names < found
    assert any(block in token for block in found for token in canaries.tokens)
    assert canaries.ids | names <= canaries.in_bytes(seen.encode())
    assert canaries.in_text(f"/bot{canaries.secret}/getMe")
    assert canaries.in_bytes(int(max(canaries.ids)).to_bytes(8)) == {max(canaries.ids)}
