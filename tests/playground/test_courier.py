"""The courier: brings updates to a webhook, in order, until the bot has them."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.playground.courier import SECRET
from bot.playground.refusals import WEBHOOK_ACTIVE
from bot.playground.resident import Resident
from bot.playground.server import PlaygroundServer
from bot.playground.signals import Signal
from bot.playground.world import World
from tests.playground.conftest import TOKEN, Bare


@dataclass
class Hook:
    """A bot's webhook: notes what comes, and answers as it is told to.

    Args:
        url: where it is.
        came: what came, with the secret that was shown.
        statuses: of the next answers; when there are no more, 200.
        answer: the body of each answer.
        may_answer: nothing is answered before.
    """

    url: str = ""
    came: list[tuple[str, str | None]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=dict)
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    changed: Signal = field(default_factory=Signal)

    async def take(self, request: web.Request) -> web.Response:
        """Take in an update."""
        update = await request.json()
        what = update.get("message", {}).get("text") or update["callback_query"]["data"]
        self.came.append((what, request.headers.get(SECRET)))
        self.changed.fire()
        await self.may_answer.wait()
        status = self.statuses.pop(0) if self.statuses else 200
        return web.Response(text=json.dumps(self.answer), status=status, content_type="application/json")

    async def has_seen(self, *words: str) -> None:
        """Wait until these have come, in this order."""
        async with asyncio.timeout(10):
            await self.changed.until(lambda: [what for what, _ in self.came] == list(words))

    async def has_seen_together(self, *words: str) -> None:
        """Wait until these have come: of those that are brought at once, one may overtake another."""
        async with asyncio.timeout(10):
            await self.changed.until(lambda: sorted(what for what, _ in self.came) == sorted(words))


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    """A webhook that answers at once."""
    hook = Hook()
    hook.may_answer.set()
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    async with TestServer(app) as server:
        hook.url = str(server.make_url("/hook"))
        yield hook


@pytest.fixture
async def bare(server: PlaygroundServer) -> AsyncIterator[Bare]:
    """A bot that speaks HTTP by hand."""
    async with httpx.AsyncClient(base_url=f"{server.url}/bot{TOKEN}/") as client:
        yield Bare(client)


async def all_brought(world: World) -> None:
    """Wait until nothing waits any more."""
    async with asyncio.timeout(10):
        await world.updates.changed.until(lambda: not len(world.updates))


async def test_updates_are_brought_with_the_secret(bare: Bare, hook: Hook, world: World) -> None:
    """Also what waited before there was a webhook."""
    Resident(world).says("before")
    await bare.does("setWebhook", url=hook.url, secret_token="hush")
    await all_brought(world)
    Resident(world).says("after")
    await hook.has_seen("before", "after")
    assert {secret for _, secret in hook.came} == {"hush"}


async def test_what_is_refused_is_brought_again(bare: Bare, hook: Hook, world: World) -> None:
    """And Telegram says what was wrong."""
    hook.statuses = [500, 404]
    await bare.does("setWebhook", url=hook.url)
    Resident(world).says("at last")
    await all_brought(world)
    await hook.has_seen("at last", "at last", "at last")
    info = await bare.does("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 404 Not Found"
    assert (info["url"], info["max_connections"], info["pending_update_count"]) == (hook.url, 40, 0)


async def test_a_bot_that_is_away_is_waited_for(bare: Bare, world: World) -> None:
    """Nothing is lost."""
    await bare.does("setWebhook", url=f"http://127.0.0.1:{unused_port()}/hook")
    Resident(world).says("Hello?")
    async with asyncio.timeout(10):
        while "last_error_message" not in (info := await bare.does("getWebhookInfo")):
            pass
    assert (info["last_error_message"], info["pending_update_count"]) == ("Connection refused", 1)
    await bare.does("deleteWebhook")
    assert len(await bare.does("getUpdates")) == 1


async def test_a_chat_has_its_order_and_others_do_not_wait(bare: Bare, hook: Hook, world: World) -> None:
    """The second message of a chat goes once the first has been taken."""
    hook.may_answer.clear()
    await bare.does("setWebhook", url=hook.url)
    ann, ben = Resident(world, "Ann"), Resident(world, "Ben")
    for one, words in ((ann, "Ann 1"), (ann, "Ann 2"), (ben, "Ben 1")):
        one.says(words)
    await hook.has_seen_together("Ann 1", "Ben 1")
    hook.may_answer.set()
    await hook.has_seen_together("Ann 1", "Ben 1", "Ann 2")


async def test_no_more_are_brought_at_once_than_the_bot_wants(bare: Bare, hook: Hook, world: World) -> None:
    """The third waits for one of the first two."""
    hook.may_answer.clear()
    await bare.does("setWebhook", url=hook.url, max_connections=2)
    for number in range(3):
        Resident(world).says(str(number))
    await hook.has_seen_together("0", "1")
    hook.may_answer.set()
    await hook.has_seen_together("0", "1", "2")


async def test_an_answer_may_be_a_call(bare: Bare, hook: Hook, world: World) -> None:
    """As strict as any other, but nobody is told what came of it."""
    ann = Resident(world, "Ann")
    hook.answer = {"method": "sendMessage", "chat_id": ann.account.id, "text": "Hello"}
    await bare.does("setWebhook", url=hook.url)
    await ann.answered(ann.starts())
    assert ann.screen.plain == "Hello"
    hook.answer = {"method": "sendMessage", "chat_id": ann.account.id}
    ann.says("again")
    await all_brought(world)
    assert [call.ok for call in world.transcript if call.method == "sendMessage"] == [True, False]


async def test_only_one_way_at_a_time(bare: Bare, hook: Hook, world: World) -> None:
    """While there is a webhook, updates cannot be fetched; an empty url takes it away."""
    await bare.does("setWebhook", url=hook.url, allowed_updates=["message"])
    assert await bare.fails("getUpdates") == (409, WEBHOOK_ACTIVE)
    assert (await bare.does("getWebhookInfo"))["allowed_updates"] == ["message"]
    await bare.does("setWebhook", url="")
    Resident(world).says("fetched")
    assert [update["message"]["text"] for update in await bare.does("getUpdates")] == ["fetched"]
    assert hook.came == []


async def test_updates_can_be_held_up_repeated_and_turned_round(bare: Bare, hook: Hook, world: World) -> None:
    """Their numbers rise whatever they are about."""
    await bare.does("setWebhook", url=hook.url)
    ann = Resident(world)
    with world.updates.held_up():
        for word in ("one", "two"):
            ann.says(word)
        world.updates.reverse()
        world.updates.repeat()
        assert hook.came == []
    await hook.has_seen("two", "two", "one", "one")
