"""The line to the Bot API: fair, sparing, and silent about where it leads."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from telegram import Bot, InputFile
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from bot import line
from bot.line import NEVER_SENT, Line
from tests.town import TOKEN

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
MESSAGE = {"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "A screen"}


@asynccontextmanager
async def bot_before(handler: Handler, connections: int = 4) -> AsyncIterator[Bot]:
    """Give a bot whose Bot API server is this function."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    async with TestServer(app) as server, _bot(str(server.make_url("/")), connections) as bot:
        yield bot


@asynccontextmanager
async def _bot(url: str, connections: int = 4) -> AsyncIterator[Bot]:
    requests = Line(connections)
    bot = Bot(TOKEN, f"{url.rstrip('/')}/bot", request=requests, get_updates_request=Line(1))
    async with requests:
        yield bot


def ok(result: object) -> web.StreamResponse:
    """Return what the Bot API answers when all is well: without blanks, as it writes JSON."""
    return web.Response(body=orjson.dumps({"ok": True, "result": result}), content_type="application/json")


async def test_first_come_first_served() -> None:
    """Only so many are served at once, and the others in the order in which they came."""
    arrived: set[int] = set()
    someone, may_go = asyncio.Event(), asyncio.Semaphore(0)

    async def serve(request: web.Request) -> web.StreamResponse:
        arrived.add(int((await request.json())["callback_query_id"]))
        someone.set()
        await may_go.acquire()
        return ok(result=True)

    async with bot_before(serve, connections=3) as bot:
        asked = [asyncio.create_task(bot.answer_callback_query(str(number))) for number in range(30)]
        for served in range(28):
            while len(arrived) < served + 3:
                await someone.wait()
                someone.clear()
            assert arrived == set(range(served + 3))
            may_go.release()
        may_go.release()
        may_go.release()
        await asyncio.gather(*asked)


async def test_whoever_comes_later_does_not_overtake() -> None:
    """Not even one who comes in the moment in which a connection becomes free."""
    served = []

    async def serve(request: web.Request) -> web.StreamResponse:
        served.append((await request.json())["callback_query_id"])
        return ok(result=True)

    async with bot_before(serve, connections=1) as bot:

        async def come_again(number: int) -> None:
            for again in range(5):
                await bot.answer_callback_query(f"{again}-{number}")

        await asyncio.gather(*(come_again(number) for number in range(10)))
    assert [one.partition("-")[0] for one in served] == [str(again) for again in range(5) for _ in range(10)]


async def test_the_message_that_an_edit_returns_is_not_read() -> None:
    """It is the one that was sent; but what a new message is called has to be known."""

    async def serve(_: web.Request) -> web.StreamResponse:
        return ok(MESSAGE)

    async with bot_before(serve) as bot:
        assert await bot.edit_message_text("A screen", 7, 5) is True
        assert (await bot.send_message(7, "A screen")).message_id == MESSAGE["message_id"]


async def test_refusals_arrive() -> None:
    """Those of edits too, with what Telegram says and how long it wants to be left in peace."""
    refusals = iter(
        [
            {"error_code": 400, "description": "Bad Request: message is not modified"},
            {"error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 3}},
        ]
    )

    async def serve(_: web.Request) -> web.StreamResponse:
        refusal = next(refusals)
        return web.json_response(
            {"ok": False, **refusal}, status=400 if refusal["error_code"] == 400 else 429
        )

    async with bot_before(serve) as bot:
        with pytest.raises(BadRequest, match="not modified"):
            await bot.edit_message_text("A screen", 7, 5)
        with pytest.raises(RetryAfter):
            await bot.edit_message_text("A screen", 7, 5)


async def test_half_a_pair_of_surrogates_hurts_nobody() -> None:
    """Neither in what Telegram sends, where it is read as the sign for such things, nor in what is sent back."""
    came = []

    async def serve(request: web.Request) -> web.StreamResponse:
        came.append(await request.text())
        return web.Response(
            text='{"ok":true,"result":{"message_id":5,"date":1,"chat":{"id":7,"type":"private"},'
            '"text":"\\ud83d"}}',
            content_type="application/json",
        )

    async with bot_before(serve) as bot:
        sent = await bot.send_message(7, "\ud83d")
    assert sent.text == "\ufffd"
    assert "\\ud83d" in came[0]


async def test_a_file_goes_beside_the_parameters() -> None:
    """As a form of several parts."""
    parts: dict[str, object] = {}

    async def serve(request: web.Request) -> web.StreamResponse:
        form = await request.post()
        file = form["document"]
        assert isinstance(file, web.FileField)
        parts.update(caption=form["caption"], name=file.filename, content=file.file.read())
        return ok(MESSAGE)

    async with bot_before(serve) as bot:
        await bot.send_document(7, InputFile(b"a,b", "figures.csv"), caption="Figures")
    assert parts == {"caption": "Figures", "name": "figures.csv", "content": b"a,b"}


async def test_no_error_says_where_the_line_leads() -> None:
    """The address holds the token. That nothing was sent can be told."""
    async with _bot(f"http://127.0.0.1:{unused_port()}") as bot:
        with pytest.raises(NetworkError) as refused:
            await bot.answer_callback_query("1")
    assert isinstance(refused.value.__cause__, NEVER_SENT)
    assert TOKEN not in str(refused.value)
    assert "127.0.0.1" not in str(refused.value)


async def test_whoever_does_not_answer_is_waited_for_no_longer_than_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And it is not certain then that nothing was sent."""
    monkeypatch.setattr(line, "READ_SECONDS", 0.05)
    forever = asyncio.Event()

    async def serve(_: web.Request) -> web.StreamResponse:
        await forever.wait()
        return ok(result=True)

    async with bot_before(serve) as bot:
        with pytest.raises(TimedOut) as late:
            await bot.answer_callback_query("1")
        forever.set()
    assert not isinstance(late.value.__cause__, NEVER_SENT)


async def test_a_line_that_breaks_in_the_middle_of_an_answer_is_a_network_error() -> None:
    """So that whoever asked tries again."""

    async def serve(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": "100"})
        await answer.prepare(request)
        await answer.write(b'{"ok":')
        assert request.transport is not None
        request.transport.abort()
        return answer

    async with bot_before(serve) as bot:
        with pytest.raises(NetworkError):
            await bot.answer_callback_query("1")
