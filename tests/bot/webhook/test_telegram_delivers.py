"""Telegram delivers: what the webhook answers, and what it does of it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError
from telegram.error import TimedOut

from bot import attempts
from bot.http_server import PortInUse, port_of
from bot.playground.faults import Fault
from bot.playground.updates import Queued
from bot.webhook import LARGEST_BYTES, SECRET, Webhook, WebhookRefused
from flows.responses import ResponseLacksValue
from flows.runner import ActionMisbehaved, FlowEndless, Runner
from storage.errors import KeysUnusable
from storage.keys import WEBHOOK, KeyFolder
from tests.town import TO_THE_CHECK_PAGE, Neighbour, Town, town_in, webhook_settings

MINE = "a-secret-that-is-long-enough"
AS_JSON = {SECRET: MINE, "Content-Type": "application/json"}


@dataclass
class Post:
    """Whoever can reach the webhook's port.

    Args:
        town: with the webhook.
        client: posts to it.
    """

    town: Town
    client: httpx.AsyncClient

    async def sends(self, content: bytes | str, **headers: str) -> int:
        """Post something, as Telegram would but for these headers; returns the status."""
        return (await self.client.post("/telegram", content=content, headers=AS_JSON | headers)).status_code

    async def delivers(self, queued: Queued) -> httpx.Response:
        """Post an update."""
        return await self.client.post("/telegram", content=queued.wire.encode(), headers=AS_JSON)


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    """A town with a webhook, and somebody who can reach its port."""
    async with (
        town_in(tmp_path, webhook_secret=MINE, **webhook_settings()) as town,
        httpx.AsyncClient(base_url=f"http://{town.settings.listen}") as client,
    ):
        yield Post(town, client)


@asynccontextmanager
async def at_the_check_page(town: Town) -> AsyncIterator[Neighbour]:
    """Ann, who has only to send; what she does then is not delivered before the context is left."""
    ann = town.resident("Ann")
    await ann.starts()
    await ann.taps(*TO_THE_CHECK_PAGE)
    with town.world.updates.held_up():
        yield ann


def held(town: Town) -> list[Queued]:
    """Return the updates that are held up."""
    return list(town.world.updates._waiting)  # noqa: SLF001 - where Telegram keeps them


START = json.dumps(
    {
        "update_id": 77,
        "message": {
            "message_id": 1,
            "date": 1_780_000_000,
            "chat": {"id": 100_000_001, "type": "private", "first_name": "CANARY"},
            "from": {"id": 100_000_001, "is_bot": False, "first_name": "CANARY"},
            "text": "/start",
        },
    }
)


REFUSED: dict[str, tuple[str, dict[str, str], int]] = {
    "no secret": (START, {SECRET: ""}, 403),
    "another secret": (START, {SECRET: "CANARY"}, 403),
    "nearly the secret": (START, {SECRET: MINE[:-1]}, 403),
    "no JSON by its type": (START, {"Content-Type": "text/plain"}, 415),
    "no JSON": ("CANARY", {}, 400),
    "no object": ('["CANARY"]', {}, 400),
    "no number": ('{"update_id": "CANARY"}', {}, 400),
    "a number that is none": ('{"update_id": true}', {}, 400),
    "deep, and without an end": ("[" * 100_000, {}, 400),
    "deep": ('{"update_id": 1, "CANARY": ' + "[" * 100_000 + "]" * 100_000 + "}", {}, 400),
    "huge": ('{"update_id": 1, "CANARY": "' + "x" * LARGEST_BYTES + '"}', {}, 413),
}


@pytest.mark.parametrize(("content", "headers", "status"), REFUSED.values(), ids=REFUSED)
async def test_what_is_not_telegrams_is_refused_and_leaves_no_trace(
    post: Post, caplog: pytest.LogCaptureFixture, content: str, headers: dict[str, str], status: int
) -> None:
    """Nothing follows from it, and the log says nothing of it."""
    before = post.town.world.calls.copy()
    assert await post.sends(content, **headers) == status
    assert post.town.world.calls == before
    assert "CANARY" not in caplog.text


async def test_too_much_is_refused_also_where_nobody_says_how_much_it_is(post: Post) -> None:
    """A body in pieces, without a length."""

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(LARGEST_BYTES // 65_536 + 1):
            yield b" " * 65_536

    answer = await post.client.post("/telegram", content=pieces(), headers=AS_JSON)
    assert answer.status_code == 413


async def test_who_hangs_up_in_the_middle_is_no_error(post: Post) -> None:
    """Half an update is none: it comes again, and the log tells of nothing."""
    came = iter([{"type": "http.request", "body": START[:50].encode(), "more_body": True}])
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return next(came, {"type": "http.disconnect"})

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    headers = [(name.lower().encode(), value.encode()) for name, value in AS_JSON.items()]
    scope = {"type": "http", "method": "POST", "path": "/telegram", "headers": headers, "query_string": b""}
    before = post.town.world.calls.copy()
    await Webhook(post.town.bot, "/telegram", MINE).app(scope, receive, send)
    assert sent[0]["status"] == 400
    assert post.town.world.calls == before


async def test_other_ways_to_knock(post: Post) -> None:
    """Only POST, and only at the address."""
    assert (await post.client.get("/telegram")).status_code == 405
    assert (await post.client.post("/", content=START, headers=AS_JSON)).status_code == 404
    assert (await post.client.get("/metrics")).status_code == 404


async def test_an_update_is_answered_once_it_is_dealt_with(post: Post) -> None:
    """The screen is there by then; the tap is answered along with the update, and takes no call of its own."""
    async with at_the_check_page(post.town) as ann:
        ann.resident.taps("Add when")
        before = post.town.world.calls.copy()
        answer = await post.delivers(held(post.town)[0])
        assert "When does it mostly happen" in ann.text
        query = json.loads(held(post.town)[0].wire)["callback_query"]["id"]
        assert answer.json() == {"method": "answerCallbackQuery", "callback_query_id": query}
        assert post.town.world.calls - before == {"editMessageText": 1}


async def test_what_is_shown_in_a_box_takes_a_call_of_its_own(post: Post) -> None:
    """A receipt must not be lost with an answer that nobody knows to have arrived."""
    async with at_the_check_page(post.town) as ann:
        ann.resident.taps("Get a receipt")
        answer = await post.delivers(held(post.town)[0])
        assert "Your receipt" in ann.alert
        assert answer.content == b""


async def test_what_is_delivered_again_is_done_once_and_answered_as_before(post: Post) -> None:
    """Telegram did not get the answer."""
    async with at_the_check_page(post.town) as ann:
        ann.resident.taps("Add when")
        first = await post.delivers(held(post.town)[0])
        edits = post.town.world.calls["editMessageText"]
        again = await post.delivers(held(post.town)[0])
        assert (again.status_code, again.content) == (200, first.content)
        assert post.town.world.calls["editMessageText"] == edits


async def test_what_is_delivered_again_meanwhile_waits_for_the_first(post: Post) -> None:
    """Telegram did not wait any longer."""
    async with at_the_check_page(post.town) as ann:
        ann.resident.taps("Add when")
        edits = post.town.world.calls["editMessageText"]
        slow = Fault("editMessageText", late=0.05)
        with post.town.server.faults.during(slow):
            first = asyncio.create_task(post.delivers(held(post.town)[0]))
            await post.town.server.faults.have_struck()
            again = await post.delivers(held(post.town)[0])
        assert (again.status_code, again.content) == (200, (await first).content)
        assert post.town.world.calls["editMessageText"] == edits + 1


async def test_telegram_hanging_up_breaks_nothing_off(post: Post) -> None:
    """It waits for a minute; what takes longer is dealt with to its end."""
    async with at_the_check_page(post.town) as ann:
        ann.resident.taps("Add when")
        with post.town.server.faults.during(Fault("editMessageText", late=0.05)):
            first = asyncio.create_task(post.delivers(held(post.town)[0]))
            await post.town.server.faults.have_struck()
            first.cancel()
        await ann.resident.sees("When does it mostly happen")


async def test_send_is_answered_before_the_box_is_sealed(post: Post) -> None:
    """Its message keeps Send again, and finishes with the tick."""
    async with at_the_check_page(post.town) as ann:
        ann.resident.taps("Send my views")
        answer = await post.delivers(held(post.town)[0])
        assert answer.status_code == 200
        assert ann.buttons == ["Send again"]
        again = await post.delivers(held(post.town)[0])
        assert again.status_code == 200
        await post.town.seals()
        assert "Thank you" in ann.text
    assert len(await post.town.kept()) == 1


async def test_what_could_not_be_dealt_with_is_to_come_again(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The status is an error, and the next time all goes well."""
    monkeypatch.setattr(attempts, "PAUSES_SECONDS", ())
    async with at_the_check_page(post.town) as ann:
        ann.resident.taps("Add when")
        with post.town.server.faults.during(Fault("editMessageText", 502)):
            failed = await post.delivers(held(post.town)[0])
        assert (failed.status_code, failed.content) == (500, b"")
        assert "Check your answers" in ann.text
        assert (await post.delivers(held(post.town)[0])).status_code == 200
        assert "When does it mostly happen" in ann.text


async def test_who_stops_is_told_so_though_it_comes_again_when_all_is_deleted(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only once something stands in the place of what has gone is a tap on that the second of two."""
    monkeypatch.setattr(attempts, "PAUSES_SECONDS", ())
    async with at_the_check_page(post.town) as ann:
        ann.resident.taps("Stop and delete")
        with post.town.server.faults.during(Fault("sendMessage", 502)):
            assert (await post.delivers(held(post.town)[0])).status_code == 500
        assert ann.messages == []
        assert (await post.delivers(held(post.town)[0])).status_code == 200
        (message,) = ann.messages
        assert message.plain.startswith("Stopped.")


async def test_an_update_that_cannot_be_read_does_not_come_again(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    """It would hold up its chat for a day."""
    assert await post.sends('{"update_id": 1, "message": {"chat": "CANARY"}}') == 200
    assert "An update could not be read" in caplog.text
    assert "CANARY" not in caplog.text


SLIPS = (
    ActionMisbehaved("action_CANARY", "CANARY"),
    AssertionError("CANARY"),
    FlowEndless("CANARY", "CANARY"),
    LookupError("CANARY"),
    ResponseLacksValue("utter_CANARY", "CANARY"),
    RuntimeError("CANARY"),
)
MAY_PASS = (
    OSError("CANARY"),
    TimeoutError("CANARY"),
    OperationalError("CANARY", {}, OSError("CANARY")),
    KeysUnusable(Path("CANARY"), "CANARY"),
    TimedOut("CANARY"),
)


def kind(wrong: Exception) -> str:
    """Return what an error is called."""
    return type(wrong).__name__


@pytest.mark.parametrize("wrong", SLIPS, ids=kind)
async def test_a_slip_of_the_program_does_not_hold_up_a_chat_for_a_day(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, wrong: Exception
) -> None:
    """What fails by itself fails each time: it does not come again. The log says it, and the resident is told."""
    async with at_the_check_page(post.town) as ann:
        ann.resident.taps("Add when")
        with monkeypatch.context() as broken:
            broken.setattr(Runner, "resume", _raises(wrong))
            answer = await post.delivers(held(post.town)[0])
        assert answer.status_code == 200
        assert answer.json()["method"] == "answerCallbackQuery"
        assert ann.text.startswith("Something went wrong. This is our fault, not yours.")
        assert f"An update could not be dealt with: {kind(wrong)} at" in caplog.text
        assert "CANARY" not in caplog.text


@pytest.mark.parametrize("wrong", MAY_PASS, ids=kind)
async def test_what_may_pass_comes_again_and_nobody_is_told_that_it_went_wrong(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, wrong: Exception
) -> None:
    """Neither is anything lost then: the next time the tap is dealt with."""
    async with at_the_check_page(post.town) as ann:
        ann.resident.taps("Add when")
        with monkeypatch.context() as broken:
            broken.setattr(Runner, "resume", _raises(wrong))
            assert (await post.delivers(held(post.town)[0])).status_code == 500
        assert len(ann.messages) == 1
        assert (await post.delivers(held(post.town)[0])).status_code == 200
        assert "When does it mostly happen" in ann.text
    assert "CANARY" not in caplog.text


def _raises(wrong: Exception) -> Callable[..., None]:
    def raises(*_: object, **__: object) -> None:
        raise wrong

    return raises


async def test_telegram_is_told_what_to_show_and_what_to_bring(tmp_path: Path) -> None:
    """The secret is made once, and kept with the keys."""
    for _ in range(2):
        async with town_in(tmp_path, **webhook_settings()) as town:
            (call,) = [call for call in town.world.transcript if call.method == "setWebhook"]
            secret = KeyFolder(town.settings.key_dir).get(WEBHOOK)
            assert secret is not None
            assert call.parameters["secret_token"] == secret.hex()
            assert call.parameters["url"] == town.settings.webhook_url
            assert "callback_query" in call.parameters["allowed_updates"]


async def test_an_address_that_telegram_does_not_take_is_said(tmp_path: Path) -> None:
    """In Telegram's own sentence, with what to do."""
    refusal = Fault(
        "setWebhook", 400, body='{"ok":false,"error_code":400,"description":"Bad Request: bad webhook"}'
    )
    town = town_in(tmp_path, **webhook_settings(), faults=[refusal])
    with pytest.raises(WebhookRefused, match=r"did not take WEBHOOK_URL: Bad webhook.* https address"):
        await town.__aenter__()


async def test_a_port_that_is_in_use_is_said(tmp_path: Path) -> None:
    """With the setting that names it."""
    async with town_in(tmp_path / "one", **webhook_settings()) as town:
        taken: dict[str, Any] = {"listen": town.settings.listen, "webhook_url": town.settings.webhook_url}
        with pytest.raises(PortInUse, match=r"LISTEN names 127\.0\.0\.1:.* Name another port"):
            async with town_in(tmp_path / "other", **taken):
                pass


NOWHERE = {
    "of another computer": ("192.0.2.1:8000", "the host 192.0.2.1 is another computer"),
    "not to be found": ("no-such-host.invalid:8000", "the host no-such-host.invalid is unknown"),
    "longer than a name can be": (f"{'x' * 64}.example:8000", f"the host {'x' * 64}.example is unknown"),
    "with nothing between two dots": ("a..b:8000", "the host a..b is unknown"),
}


@pytest.mark.parametrize(("at", "what"), NOWHERE.values(), ids=NOWHERE)
@pytest.mark.parametrize("setting", ["LISTEN", "MONITORING_LISTEN"])
def test_an_address_at_which_nothing_can_be_served_is_said(setting: str, at: str, what: str) -> None:
    """In a sentence, whatever is wrong with it; another port would not help."""
    with pytest.raises(PortInUse) as refused:
        port_of(setting, at)
    assert str(refused.value) == (
        f"{setting} names {at}, but nothing can be served there: {what}. Name an address of this computer, such as "
        "127.0.0.1, or 0.0.0.0 for all that it has."
    )


async def test_a_bot_that_is_stopped_finishes_what_has_come_in(tmp_path: Path) -> None:
    """Telegram has its answer, and the resident the screen; who has sent is thanked."""
    async with town_in(tmp_path, **webhook_settings()) as town:
        ann, ben = town.resident("Ann"), town.resident("Ben")
        for one in (ann, ben):
            await one.starts()
            await one.taps(*TO_THE_CHECK_PAGE)
        await ben.taps_and_waits("Send my views")
        town.server.faults.let(Fault("editMessageText", late=0.05))
        ann.resident.taps("Add when")
        await town.server.faults.have_struck()
    assert "When does it mostly happen" in ann.text
    assert "Thank you" in ben.text
    assert len(town.world.updates) == 0
