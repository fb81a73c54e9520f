"""Faults: each call that is meant to go wrong does so, as often as it is meant to, and no other."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.playground.faults import EVERY, Fault, Way
from bot.playground.refusals import OTHER_POLLER
from bot.playground.resident import Resident
from bot.playground.server import PlaygroundServer
from tests.playground.conftest import TOKEN, Bare


@pytest.fixture
async def bare(server: PlaygroundServer) -> AsyncIterator[Bare]:
    """A bot that speaks HTTP by hand."""
    async with httpx.AsyncClient(base_url=f"{server.url}/bot{TOKEN}/") as client:
        yield Bare(client)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "Unauthorized"),
        (403, "Forbidden: bot was blocked by the user"),
        (409, OTHER_POLLER),
        (429, "Too Many Requests: retry after 7"),
    ],
)
async def test_a_refusal_in_telegrams_words(
    server: PlaygroundServer, bare: Bare, status: int, words: str
) -> None:
    """Once, and then all is well again."""
    server.faults.let(Fault("getMe", status, retry_after=7))
    code, answer = await bare.asks("getMe")
    assert (code, answer["error_code"], answer["description"]) == (status, status, words)
    assert answer.get("parameters") == ({"retry_after": 7} if status == 429 else None)
    assert (await bare.does("getMe"))["is_bot"]


async def test_a_page_of_what_stands_before_the_server(server: PlaygroundServer, bare: Bare) -> None:
    """Which is no JSON."""
    server.faults.let(Fault("getMe", 502))
    answer = await bare.client.post("getMe")
    assert (answer.status_code, answer.text) == (502, "<h1>502 Bad Gateway</h1>")


async def test_as_often_and_for_as_long_as_it_is_meant_to(server: PlaygroundServer, bare: Bare) -> None:
    """Twice; or until the context is left; and only the method that is named."""
    server.faults.let(Fault("getMe", 403, times=2))
    assert [(await bare.asks("getMe"))[0] for _ in range(3)] == [403, 403, 200]
    with server.faults.during(Fault(EVERY, 403, times=None)):
        assert [(await bare.asks(method))[0] for method in ("getMe", "getMyName")] == [403, 403]
    server.faults.let(Fault("getMyName", 403))
    assert (await bare.asks("getMe"))[0] == 200


async def test_a_line_that_breaks_before_anything_is_done(
    server: PlaygroundServer, bare: Bare, ann: Resident
) -> None:
    """The message does not arrive."""
    server.faults.let(Fault("sendMessage", Way.RESET))
    with pytest.raises(httpx.TransportError):
        await bare.asks("sendMessage", chat_id=ann.account.id, text="Hello")
    assert ann.messages == []


async def test_a_line_that_breaks_in_the_middle_of_the_answer(
    server: PlaygroundServer, bare: Bare, ann: Resident
) -> None:
    """The message has arrived, but the bot cannot know."""
    server.faults.let(Fault("sendMessage", Way.CUT))
    with pytest.raises(httpx.TransportError):
        await bare.asks("sendMessage", chat_id=ann.account.id, text="Hello")
    assert ann.screen.plain == "Hello"


async def test_an_answer_that_never_comes(server: PlaygroundServer, bare: Bare) -> None:
    """Until the fault is lifted: then the line breaks."""
    with server.faults.during(Fault("getMe", Way.SILENT)):
        asking = asyncio.create_task(bare.asks("getMe"))
        await server.faults.have_struck()
        assert not asking.done()
    with pytest.raises(httpx.TransportError):
        await asking


async def test_an_answer_that_is_late(server: PlaygroundServer, bare: Bare) -> None:
    """It is what it would have been."""
    server.faults.let(Fault("getMe", late=0.01))
    assert (await bare.does("getMe"))["is_bot"]


async def test_a_server_that_stops_while_an_answer_is_awaited(server: PlaygroundServer, bare: Bare) -> None:
    """Does not wait for it."""
    server.faults.let(Fault("getMe", Way.SILENT))
    asking = asyncio.create_task(bare.asks("getMe"))
    await server.faults.have_struck()
    await server.stop()
    with pytest.raises(httpx.TransportError):
        await asking
