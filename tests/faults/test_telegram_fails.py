"""Telegram fails, in each way that it can."""

from typing import Any

import pytest

from bot import attempts, line
from bot.playground.faults import EVERY, Fault, Way
from tests.town import TOKEN, Neighbour, Town, town_in

NOBODY = "<h1>Nobody here</h1>"
METHODS = ("sendMessage", "editMessageText", "answerCallbackQuery", "deleteMessage")
FAULTS: dict[str, list[Fault]] = {
    "slow": [Fault(EVERY, late=0.02, times=None)],
    "busy": [Fault(method, 429, retry_after=7) for method in METHODS],
    "broken": [Fault(method, 500, times=2) for method in METHODS],
    "a bad gateway": [Fault(method, 502, times=2) for method in METHODS],
    "no gateway, in JSON of its own": [Fault(method, 503, body='"down"') for method in METHODS],
    "somebody else in its place": [Fault(method, 200, body=NOBODY) for method in METHODS],
    "gone before anything was done": [Fault(method, Way.RESET) for method in METHODS],
    "gone in the middle of an answer": [Fault(method, Way.CUT) for method in METHODS],
}


async def gives_her_views(ann: Neighbour) -> None:
    """Go the whole way, with a comment and a receipt."""
    await ann.starts()
    await ann.taps("Give my views", "Stevenage", "Speeding", "That's all", "Add a comment")
    await ann.replies("Cars race by the park")
    await ann.taps("Get a receipt", "Send my views")


async def expect_that_all_went_well(ann: Neighbour, town: Town) -> None:
    """Ann is thanked, and her views are kept once; every one of her taps was answered."""
    assert "Thank you" in ann.text
    assert "Your receipt" in ann.alert
    assert len(await town.kept()) == 1
    assert [comment.text for comment in await town.comments()] == ["Cars race by the park"]


@pytest.mark.parametrize("faults", FAULTS.values(), ids=FAULTS)
async def test_a_resident_does_not_notice(town: Town, faults: list[Fault]) -> None:
    """Each kind of call fails once or twice on the way."""
    ann = town.resident("Ann")
    town.server.faults.let(*faults)
    await gives_her_views(ann)
    await town.server.faults.have_struck()
    await expect_that_all_went_well(ann, town)


async def test_telegram_is_left_alone_for_as_long_as_it_asks(town: Town, waits: list[float]) -> None:
    """A 429 says how long."""
    ann = town.resident("Ann")
    await ann.starts()
    town.server.faults.let(Fault("editMessageText", 429, retry_after=7))
    await ann.taps("Give my views")
    assert waits == [7]
    assert "Which area" in ann.text


async def test_an_answer_that_never_comes_is_not_waited_for(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call is made again after half a minute, which here is much less."""
    ann = town.resident("Ann")
    await ann.starts()
    request = town.bot.bot.request
    monkeypatch.setattr(line, "READ_SECONDS", 0.2)
    monkeypatch.setattr(request, "_limits", line._timeout(0.2))  # noqa: SLF001 - set up at the start
    town.server.faults.let(Fault("editMessageText", Way.SILENT))
    await ann.taps("Give my views")
    assert "Which area" in ann.text


async def test_an_outage_is_outlasted_by_the_button(
    town: Town, taken_in: dict[str, object], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What is delivered comes again by itself; where it was fetched, the resident's next tap goes on from there."""
    monkeypatch.setattr(attempts, "PAUSES_SECONDS", (0.0,))
    ann = town.resident("Ann")
    await ann.starts()
    with town.server.faults.during(Fault("editMessageText", 502, times=2)):
        tap = ann.resident.taps("Give my views")
        await town.server.faults.have_struck()
    if not taken_in:
        tap = ann.resident.taps("Give my views")
    await ann.does(tap)
    assert "Which area" in ann.text
    assert "Telegram could not be reached" in caplog.text
    assert "502" not in caplog.text


async def test_whoever_waits_for_the_box_is_thanked_when_telegram_is_back(town: Town) -> None:
    """The box is sealed all the same, and the news gets through at the third attempt."""
    ann = town.resident("Ann")
    await ann.starts()
    await ann.taps("Give my views", "Stevenage", "Speeding", "That's all")
    await ann.taps_and_waits("Send my views")
    town.server.faults.let(Fault("editMessageText", 502, times=2))
    await town.seals()
    assert "Thank you" in ann.text
    assert len(await town.kept()) == 1


async def test_whoever_blocks_the_bot_meanwhile_holds_nobody_up(town: Town, waits: list[float]) -> None:
    """No call is made again, and nothing comes again; when Ann is back, her button goes on."""
    ann, ben = town.resident("Ann"), town.resident("Ben")
    for one in (ann, ben):
        await one.starts()
    town.server.faults.let(Fault("editMessageText", 403))
    ann.resident.taps("Give my views")
    await town.server.faults.have_struck()
    await ben.taps("Give my views")
    assert "Which area" in ben.text
    assert waits == []
    await ann.taps("Give my views")
    assert "Which area" in ann.text


async def test_the_bot_starts_when_telegram_is_back(
    tmp_path_factory: pytest.TempPathFactory, taken_in: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """However often it has to ask, and whatever stands in its place meanwhile; the log says what that may be."""
    away = [(502, None), (404, NOBODY), (200, NOBODY), (429, None)]
    faults = [
        *(Fault(method, how, body=body) for method in ("getMe", "setWebhook") for how, body in away),
        Fault("setMyCommands", 500),
        Fault("setWebhook", Way.RESET),
    ]
    async with town_in(tmp_path_factory.mktemp("late"), faults=faults, **taken_in) as town:
        ann = town.resident("Ann")
        await ann.starts()
        assert "Give my views" in ann.buttons
    unreached = "TELEGRAM_API_URL names cannot be reached (Unreadable). Trying again in 5 seconds."
    for said in (unreached, "names answers 404 Not Found. See that the Bot API is served there, at"):
        assert said in caplog.text
    assert TOKEN not in caplog.text
