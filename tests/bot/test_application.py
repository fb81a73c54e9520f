"""What the application does with the updates that it fetches."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from copy import deepcopy
from datetime import timedelta
from typing import Any

import orjson
from telegram import Message

from bot.application import Attentive
from bot.line import Body, Line
from bot.updates import read
from tests.town import TOKEN

TAP = {
    "update_id": 7,
    "callback_query": {
        "id": "1",
        "from": {"id": 5, "is_bot": False, "first_name": "Ann"},
        "chat_instance": "5",
        "data": "a token",
        "message": {
            "message_id": 2,
            "from": {"id": 9, "is_bot": True, "first_name": "Local Views"},
            "chat": {"id": 5, "type": "private", "first_name": "Ann"},
            "date": 1_780_000_000,
            "text": "Which area do you live in?",
            "entities": [{"type": "bold", "offset": 0, "length": 26}],
            "reply_markup": {"inline_keyboard": [[{"text": "Stevenage", "callback_data": "a token"}]]},
        },
    },
}
FOREVER: list[dict[str, Any]] = [{}]
API_URL = "http://127.0.0.1"
LONG = timedelta(seconds=10)


class Scripted(Line):
    """Answers the requests for updates with these, or never; notes what was asked."""

    def __init__(self, *answers: list[dict[str, Any]]) -> None:
        super().__init__(1)
        self.asked: list[dict[str, Any]] = []
        self.given_up = asyncio.Event()
        self.when_nothing_comes: Callable[[], object] = lambda: None
        self._answers = iter(answers)

    async def exchange(self, url: str, method: str, body: Body, *_: object) -> tuple[int, bytes]:  # noqa: ARG002
        """Answer."""
        assert isinstance(body, bytes)
        self.asked.append(orjson.loads(body))
        answer = next(self._answers, FOREVER)
        if answer is FOREVER:
            self.when_nothing_comes()
            try:
                await asyncio.Event().wait()
            finally:
                self.given_up.set()
        return 200, orjson.dumps({"ok": True, "result": answer})


@asynccontextmanager
async def fetching(*answers: list[dict[str, Any]]) -> AsyncIterator[tuple[Attentive, Scripted]]:
    """Give a bot that will be sent these updates, one list for each request."""
    line = Scripted(*answers)
    yield Attentive(TOKEN, API_URL, Line(1), line), line


async def test_the_next_updates_are_asked_for_before_work_on_these_begins() -> None:
    """With the number after the last one, and only once: whoever wants them gets that answer."""
    async with fetching([TAP], [TAP | {"update_id": 8}]) as (bot, line):
        (first,) = await bot.get_updates(offset=7, timeout=LONG)
        await asyncio.sleep(0)
        assert [asked["offset"] for asked in line.asked] == [7, 8]
        (second,) = await bot.get_updates(offset=8, timeout=LONG)
        await asyncio.sleep(0)
        assert [asked["offset"] for asked in line.asked] == [7, 8, 9]
    assert (first.update_id, second.update_id) == (7, 8)


async def test_updates_are_at_hand_before_the_next_are_asked_for() -> None:
    """Telegram then takes them for dealt with: had anything to be waited for, a bot that is stopped would lose them."""
    async with fetching([TAP], FOREVER) as (bot, line):
        waiting = asyncio.create_task(bot.get_updates(offset=7, timeout=LONG))
        line.when_nothing_comes = waiting.cancel
        (update,) = await waiting
        await asyncio.sleep(0)
        assert len(line.asked) == 2
    assert update.update_id == 7


async def test_a_bot_that_is_being_stopped_asks_for_no_more() -> None:
    """What it gets now comes again, to whoever asks after it."""
    async with fetching([TAP], FOREVER) as (bot, line):
        bot.asks_no_more()
        await bot.get_updates(offset=7, timeout=LONG)
        await asyncio.sleep(0)
    assert [asked["offset"] for asked in line.asked] == [7]


async def test_the_last_request_does_not_wait_for_the_one_before_it() -> None:
    """A bot that is stopped gives that one up, and confirms what it has got."""
    async with fetching([TAP], FOREVER, []) as (bot, line):
        await bot.get_updates(offset=7, timeout=LONG)
        await asyncio.sleep(0)
        async with asyncio.timeout(10):
            assert await bot.get_updates(offset=8, timeout=timedelta(0)) == ()
            await line.given_up.wait()
    assert [(asked["offset"], asked["timeout"]) for asked in line.asked] == [(7, 10), (8, 10), (8, 0)]


async def test_whoever_gives_up_waiting_gives_up_the_request() -> None:
    """None is left behind."""
    async with fetching([TAP], FOREVER) as (bot, line):
        await bot.get_updates(offset=7, timeout=LONG)
        waiting = asyncio.create_task(bot.get_updates(offset=8, timeout=LONG))
        await asyncio.sleep(0)
        waiting.cancel()
        async with asyncio.timeout(10):
            await line.given_up.wait()


async def test_an_update_that_cannot_be_read_does_not_hold_up_the_others() -> None:
    """In its place stands one without content."""
    broken = {"update_id": 6, "message": {"chat": "no chat"}}
    async with fetching([broken, TAP]) as (bot, _):
        nothing, tap = await bot.get_updates(offset=6)
    assert (nothing.update_id, nothing.effective_chat) == (6, None)
    assert tap.callback_query is not None
    assert isinstance(tap.callback_query.message, Message)
    assert tap.callback_query.message.reply_markup is None


def test_a_tapped_message_is_read_without_its_buttons() -> None:
    """All the rest of it is there."""
    tap = read(deepcopy(TAP), Attentive(TOKEN, API_URL, Line(1), Line(1)))
    assert tap.callback_query is not None
    screen = tap.callback_query.message
    assert isinstance(screen, Message)
    assert (screen.text, screen.chat.id, len(screen.entities)) == ("Which area do you live in?", 5, 1)
    assert screen.reply_markup is None
