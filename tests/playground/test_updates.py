"""Updates: confirmed by the next offset, served again to whoever comes back, one poller at a time."""

import asyncio
from typing import Any

import httpx
import pytest

from bot.playground.refusals import OTHER_POLLER
from bot.playground.resident import Resident
from bot.playground.server import PlaygroundServer
from bot.playground.world import World
from tests.playground.conftest import TOKEN, Bare, Clock


async def texts(bare: Bare, **given: Any) -> list[str]:
    """Return what the pending messages say."""
    return [update["message"]["text"] for update in await bare.does("getUpdates", **given)]


@pytest.fixture
def three(world: World) -> Resident:
    """Give a resident who has said three things, in updates 1 to 3."""
    ann = Resident(world, "Ann")
    for word in ("one", "two", "three"):
        ann.says(word)
    return ann


async def test_unconfirmed_updates_are_served_again(bare: Bare, three: Resident) -> None:
    """Without an offset nothing is confirmed; with one, everything before it is gone for good."""
    assert await texts(bare) == ["one", "two", "three"]
    assert await texts(bare, limit=2) == ["one", "two"]
    assert await texts(bare, offset=2) == ["two", "three"]
    assert await texts(bare) == ["two", "three"]
    assert await texts(bare, offset=4) == []
    assert three.says("four") == 4
    assert await texts(bare, offset=4) == ["four"]


async def test_a_negative_offset_keeps_the_newest(bare: Bare, three: Resident) -> None:
    """All others are forgotten."""
    assert three.messages == []
    assert await texts(bare, offset=-1) == ["three"]
    assert await texts(bare) == ["three"]


async def test_a_bot_that_was_killed_gets_what_it_had_not_confirmed(
    server: PlaygroundServer, three: Resident
) -> None:
    """Its connection dies in the middle of a poll; its successor is not told of a conflict."""
    async with httpx.AsyncClient(base_url=f"{server.url}/bot{TOKEN}/") as first:
        assert len((await first.post("getUpdates", json={"offset": 1})).json()["result"]) == 3
        waiting = asyncio.create_task(first.post("getUpdates", json={"offset": 4, "timeout": 50}))
        await asyncio.wait([waiting], timeout=0.1)
        waiting.cancel()
    three.says("four")
    async with httpx.AsyncClient(base_url=f"{server.url}/bot{TOKEN}/") as second:
        assert await texts(Bare(second)) == ["four"]
        assert await texts(Bare(second), offset=4, timeout=50) == ["four"]


async def test_a_poll_waits_until_something_happens(bare: Bare, world: World) -> None:
    """It is answered by what comes, not by its timeout."""
    waiting = asyncio.create_task(texts(bare, timeout=50))
    await asyncio.wait([waiting], timeout=0.1)
    assert not waiting.done()
    Resident(world).says("at last")
    assert await waiting == ["at last"]


async def test_a_poll_ends_with_its_timeout(bare: Bare) -> None:
    """With nothing."""
    assert await texts(bare, timeout=1) == []


async def test_the_older_of_two_pollers_is_sent_away(bare: Bare, world: World) -> None:
    """409, in Telegram's words; the newer one goes on."""
    older = asyncio.create_task(bare.asks("getUpdates", timeout=50))
    await asyncio.wait([older], timeout=0.1)
    newer = asyncio.create_task(texts(bare, timeout=50))
    status, answer = await older
    assert (status, answer["description"]) == (409, OTHER_POLLER)
    Resident(world).says("hello")
    assert await newer == ["hello"]


async def test_only_wanted_kinds_are_queued(bare: Bare, world: World) -> None:
    """What the bot asked for last counts, until it asks for something else."""
    await bare.does("getUpdates", allowed_updates=["callback_query"])
    assert (await bare.does("getWebhookInfo"))["allowed_updates"] == ["callback_query"]
    ann = Resident(world)
    ann.says("unheard")
    assert await bare.does("getUpdates") == []
    await bare.does("getUpdates", allowed_updates=[])
    ann.says("heard")
    assert await texts(bare) == ["heard"]


async def test_updates_are_dropped_after_a_day(bare: Bare, three: Resident, clock: Clock) -> None:
    """As by Telegram."""
    clock.passes(hours=24, seconds=1)
    three.says("fresh")
    assert await texts(bare) == ["fresh"]


async def test_pending_updates_can_be_dropped(bare: Bare, three: Resident) -> None:
    """By deleteWebhook, which libraries call before they poll."""
    assert three.messages == []
    assert (await bare.does("getWebhookInfo"))["pending_update_count"] == 3
    await bare.does("deleteWebhook", drop_pending_updates=True)
    assert await texts(bare) == []


async def test_a_gone_message_is_inaccessible(bare: Bare, ann: Resident) -> None:
    """A tap that was quicker than a deletion carries no text, and the date 0."""
    keys = {"inline_keyboard": [[{"text": "Go", "callback_data": "x"}]]}
    await bare.does("sendMessage", chat_id=ann.account.id, text="Hi", reply_markup=keys)
    shown = ann.screen
    ann.deletes(shown)
    ann.taps("Go", shown)
    query = (await bare.does("getUpdates"))[-1]["callback_query"]
    assert query["data"] == "x"
    assert query["message"]["date"] == 0
    assert "text" not in query["message"]
