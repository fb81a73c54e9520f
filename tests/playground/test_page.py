"""The chat page's side of the server: what a browser on this computer reads and sends, and nobody else."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.playground.server import PlaygroundServer
from bot.playground.world import World
from tests.playground.conftest import TOKEN, Clock

PICTURES = Path(__file__).parents[1] / "pictures"


@pytest.fixture
async def browser(server: PlaygroundServer) -> AsyncIterator[httpx.AsyncClient]:
    """Give a browser that has opened the page."""
    async with httpx.AsyncClient(base_url=server.page_url, timeout=10) as client:
        assert (await client.get("/")).status_code == 200
        yield client


async def events(client: httpx.AsyncClient) -> AsyncIterator[tuple[str, Any]]:
    """Give each event's name and data."""
    async with client.stream("GET", "/events") as stream:
        name = ""
        async for line in stream.aiter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            if line.startswith("data: "):
                yield name, json.loads(line.removeprefix("data: "))


async def test_the_page_and_its_files_come_from_here_alone(browser: httpx.AsyncClient) -> None:
    """Everything that the page names is there, and nothing is named that is elsewhere."""
    page = await browser.get("/")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for name in ("chat.css", "chat.js", "phone.js", "message.js", "text.js", "night.js", "kept.js"):
        asset = await browser.get(f"/page/{name}")
        assert asset.status_code == 200
        assert "innerHTML" not in asset.text
        assert "http://" not in asset.text
    assert "//" not in page.text.replace("</", "")
    assert (await browser.get("/page/..%2fpage.py")).status_code == 404


async def test_a_chat_is_shown_as_it_changes(browser: httpx.AsyncClient, world: World) -> None:
    """First all chats, then each one that changes."""
    stream = events(browser)
    name, first = await anext(stream)
    assert name == "chats"
    assert first["bot"]["name"] == "Local Views"
    (chat,) = first["chats"]
    assert (chat["title"], chat["opened"], chat["messages"]) == ("Resident 1", False, [])
    assert (
        await browser.post(f"/chats/{chat['id']}/messages", json={"text": "/start X7"})
    ).status_code == 200
    name, then = await anext(stream)
    assert name == "chat"
    assert [(message["text"], message["mine"]) for message in then["chat"]["messages"]] == [
        ("/start X7", True)
    ]
    assert len(world.updates) == 1
    await stream.aclose()  # type: ignore[attr-defined]


async def test_taps_and_replies_reach_the_bot(browser: httpx.AsyncClient, server: PlaygroundServer) -> None:
    """With the button's data, and with the message replied to."""
    async with httpx.AsyncClient(base_url=f"{server.url}/bot{TOKEN}/") as bot:
        stream = events(browser)
        chat_id = (await anext(stream))[1]["chats"][0]["id"]
        await browser.post(f"/chats/{chat_id}/messages", json={"text": "/start"})
        keys = {"inline_keyboard": [[{"text": "Go", "callback_data": "x"}]]}
        sent = await bot.post("sendMessage", json={"chat_id": chat_id, "text": "Hi", "reply_markup": keys})
        number = sent.json()["result"]["message_id"]
        await browser.post(f"/chats/{chat_id}/taps", json={"message": number, "data": "x"})
        await browser.post(f"/chats/{chat_id}/messages", json={"text": "Yes", "reply_to": number})
        _, tap, reply = (await bot.post("getUpdates")).json()["result"]
        assert tap["callback_query"]["data"] == "x"
        assert reply["message"]["reply_to_message"]["message_id"] == number
        await stream.aclose()  # type: ignore[attr-defined]


async def test_more_residents_and_one_staff_chat(browser: httpx.AsyncClient, world: World) -> None:
    """Each on request; the staff's group is made once, with the bot in it."""
    added = (await browser.post("/chats", json={"kind": "resident"})).json()["id"]
    staff = (await browser.post("/chats", json={"kind": "staff"})).json()["id"]
    assert (await browser.post("/chats", json={"kind": "staff"})).json()["id"] == staff
    assert (world.chats[added].title, world.chats[staff].kind) == ("Resident 2", "group")
    assert (await browser.post(f"/chats/{staff}/messages", json={"text": "/help"})).status_code == 200
    for _ in range(6):
        assert (await browser.post("/chats", json={})).status_code == 200
    assert (await browser.post("/chats", json={})).status_code == 404


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/chats/1/messages", {"text": "Hi"}),
        ("/chats/100000001/messages", {"text": " "}),
        ("/chats/100000001/messages", {"text": "a" * 4097}),
        ("/chats/100000001/taps", {"message": 99, "data": "x"}),
        ("/chats/100000001/taps", []),
    ],
    ids=["unknown chat", "nothing", "too long", "no such message", "no object"],
)
async def test_what_cannot_be_done_is_said(browser: httpx.AsyncClient, path: str, sent: Any) -> None:
    """In a sentence for the person at the page."""
    answer = await browser.post(path, json=sent)
    assert answer.status_code == 404
    assert answer.json()["problem"].endswith(".")


async def test_files_are_handed_over_as_files(browser: httpx.AsyncClient, server: PlaygroundServer) -> None:
    """Never as a page that could run."""
    chat = 100000001
    await browser.post(f"/chats/{chat}/messages", json={"text": "/start"})
    async with httpx.AsyncClient(base_url=f"{server.url}/bot{TOKEN}/") as bot:
        page = ("ward£list.html", b"<script>alert(1)</script>")
        sent = await bot.post("sendDocument", data={"chat_id": chat}, files={"document": page})
    answer = await browser.get(f"/chats/{chat}/files/{sent.json()['result']['message_id']}")
    assert answer.content == page[1]
    assert answer.headers["content-disposition"].startswith(
        "attachment; filename*=UTF-8''ward%C2%A3list.html"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert (await browser.get(f"/chats/{chat}/files/1")).status_code == 404
    assert (await browser.get(f"/chats/{chat}/files/x")).status_code == 404


@pytest.mark.parametrize(
    ("name", "opens"), [("poster.pdf", True), ("comments.txt", True), ("views.csv", False), ("a.svg", False)]
)
async def test_a_document_opens_where_a_browser_can_show_it(
    browser: httpx.AsyncClient, server: PlaygroundServer, name: str, opens: bool
) -> None:
    """A PDF and plain text; the rest is downloaded."""
    stream = events(browser)
    chat = (await anext(stream))[1]["chats"][0]["id"]
    await browser.post(f"/chats/{chat}/messages", json={"text": "/start"})
    async with httpx.AsyncClient(base_url=f"{server.url}/bot{TOKEN}/") as bot:
        await bot.post("sendDocument", data={"chat_id": chat}, files={"document": (name, b"content")})
    file = None
    while file is None:
        file = (await anext(stream))[1]["chat"]["messages"][-1]["file"]
    await stream.aclose()  # type: ignore[attr-defined]
    assert file["opens"] is opens
    answer = await browser.get(file["url"])
    assert answer.headers["content-disposition"].startswith("inline" if opens else "attachment")


async def test_a_photo_is_shown(browser: httpx.AsyncClient, server: PlaygroundServer) -> None:
    """In place, with its own media type."""
    chat = 100000001
    await browser.post(f"/chats/{chat}/messages", json={"text": "/start"})
    png = (PICTURES / "welcome.png").read_bytes()
    async with httpx.AsyncClient(base_url=f"{server.url}/bot{TOKEN}/") as bot:
        sent = await bot.post("sendPhoto", data={"chat_id": chat}, files={"photo": ("chart.png", png)})
    answer = await browser.get(f"/chats/{chat}/files/{sent.json()['result']['message_id']}")
    assert (answer.content, answer.headers["content-type"]) == (png, "image/png")
    assert answer.headers["content-disposition"].startswith("inline")


async def test_the_inspector_has_a_phone_apart_from_residents(
    browser: httpx.AsyncClient, server: PlaygroundServer
) -> None:
    """And is no resident: the next one is the second."""
    assert server.page.add_inspector().chat.title == "Inspector"
    assert server.page.add_resident().title == "Resident 2"
    stream = events(browser)
    _, first = await anext(stream)
    await stream.aclose()  # type: ignore[attr-defined]
    assert [chat["title"] for chat in first["chats"]] == ["Resident 1", "Inspector", "Resident 2"]


async def test_a_day_is_told_with_each_message(
    browser: httpx.AsyncClient, clock: Clock, server: PlaygroundServer
) -> None:
    """So that the page can tell them apart; and the page itself is told that a day has begun."""
    resident = server.page.add_inspector()
    resident.says("Good evening")
    stream = events(browser)
    _, first = await anext(stream)
    assert first["today"] == {"day": "Monday 15 June 2026", "time": "", "step": "", "mornings": False}
    clock.passes(hours=24)
    resident.says("Good morning")
    name, then = await anext(stream)
    assert name == "chat"
    assert [one["day"] for one in then["chat"]["messages"]] == ["Monday 15 June 2026", "Tuesday 16 June 2026"]
    name, today = await anext(stream)
    assert (name, today["day"]) == ("today", "Tuesday 16 June 2026")
    await stream.aclose()  # type: ignore[attr-defined]
    assert (await browser.post("/mornings", json={})).status_code == 404


async def test_what_is_kept_is_read_from_the_database(browser: httpx.AsyncClient) -> None:
    """Table by table."""
    kept = {"table": "response", "columns": ["area"], "rows": [["stevenage"]], "total": 1}
    assert (await browser.get("/contents")).json() == [kept]


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Host": ""}, {"Origin": "http://evil.example"}, {"Origin": "null"}],
    ids=str,
)
async def test_other_peoples_pages_are_refused(browser: httpx.AsyncClient, headers: dict[str, str]) -> None:
    """A name that another site points at this computer, and a post that another site's page sends."""
    assert (await browser.get("/", headers=headers)).status_code == 403
    assert (await browser.post("/chats", json={}, headers=headers)).status_code == 403


async def test_the_pages_own_requests_are_let_in(
    browser: httpx.AsyncClient, server: PlaygroundServer
) -> None:
    """They name the page as their origin; so do those by the computer's other names."""
    own = {"Origin": server.url}
    assert (await browser.post("/chats", json={}, headers=own)).status_code == 200
    other = server.url.replace("http://127.0.0.1", "localhost")
    assert (await browser.get("/", headers={"Host": other})).status_code == 200


async def test_a_closed_page_leaves_nothing_behind(browser: httpx.AsyncClient, world: World) -> None:
    """The chats are still there for the next one that opens."""
    stream = events(browser)
    before = await anext(stream)
    await stream.aclose()  # type: ignore[attr-defined]
    again = events(browser)
    assert await anext(again) == before
    await again.aclose()  # type: ignore[attr-defined]
    assert len(world.chats) == 1
