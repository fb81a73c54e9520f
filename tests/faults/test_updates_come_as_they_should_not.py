"""Updates come twice, in another order, much too late, or are nothing that anybody could read."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import MovableClock
from bot.order import MOST_WAITING
from bot.playground.faults import Fault, Way
from tests.town import TO_THE_CHECK_PAGE, Neighbour, Town, town_in

CANARY = "zzyzx"


async def twice(ann: Neighbour, update: int, town: Town) -> None:
    """Let an update of Ann's come twice; it must have been held up."""
    town.world.updates.repeat()
    town.world.updates.let_go()
    await ann.does(update)
    town.world.updates.hold()


async def test_every_update_comes_twice(town: Town) -> None:
    """One ballot is kept, one comment, and one thank-you stands in the chat."""
    ann = town.resident("Ann")
    town.world.updates.hold()
    await twice(ann, ann.resident.starts(), town)
    for title in (*TO_THE_CHECK_PAGE, "Add a comment"):
        await twice(ann, ann.resident.taps(title), town)
    await twice(ann, ann.resident.replies("Cars race by the park"), town)
    await twice(ann, ann.resident.taps("Send my views"), town)
    assert [("Thank you" in message.plain) for message in ann.messages].count(True) == 1
    assert len(await town.kept()) == 1
    assert [comment.text for comment in await town.comments()] == ["Cars race by the park"]


async def test_updates_of_one_chat_come_in_another_order(town: Town) -> None:
    """Each is answered from the screen it came from, and whatever is on top then leads to the end."""
    ann = town.resident("Ann")
    await ann.starts()
    await ann.taps(*TO_THE_CHECK_PAGE)
    with town.world.updates.held_up():
        updates = [ann.resident.taps(title, ann.live) for title in ("Add when", "Add where")]
        updates.append(ann.resident.says("/help"))
        town.world.updates.reverse()
    for update in updates:
        await ann.does(update)
    live = next(message for message in ann.messages if "When does it mostly happen" in message.plain)
    await ann.taps("Evening", on=live)
    await ann.taps("Send my views", on=live)
    assert "Thank you" in live.plain
    (kept,) = await town.kept()
    assert (kept.first, kept.time) == ("speeding", "evening")


async def test_send_and_a_tap_before_it_come_the_other_way_round(town: Town) -> None:
    """What was sent is what stood on the screen with Send; the late tap shows its question, and then the end."""
    ann = town.resident("Ann")
    await ann.starts()
    await ann.taps(*TO_THE_CHECK_PAGE)
    with town.world.updates.held_up():
        updates = [ann.resident.taps(title, ann.live) for title in ("Change first", "Send my views")]
        town.world.updates.reverse()
    for update in updates:
        await ann.until_shown(update)
    await town.seals()
    assert "Thank you" in ann.text
    assert len(await town.kept()) == 1


async def test_an_hour_late(tmp_path: Path, taken_in: dict[str, Any]) -> None:
    """Telegram no longer takes the answer to a tap; its screen comes all the same, and typed words are answered."""
    clock = MovableClock()
    async with town_in(tmp_path, clock, **taken_in) as town:
        ann, ben = town.resident("Ann"), town.resident("Ben")
        await ann.starts()
        await ann.taps(*TO_THE_CHECK_PAGE)
        with town.world.updates.held_up():
            ann.resident.taps("Send my views")
            typed = ben.resident.says("/start")
            clock.move_to(clock() + timedelta(hours=1))
        await ben.until_shown(typed)
        assert "Give my views" in ben.buttons
        await ann.resident.sees("being sealed")
        await town.seals()
        assert "Thank you" in ann.text
        assert len(await town.kept()) == 1


def nested(depth: int) -> str:
    """Return a message that replies to a message, that replies to a message, and so on."""
    one = (
        f'{{"message_id":1,"date":1,"chat":{{"id":1,"type":"private"}},"text":"{CANARY}","reply_to_message":'
    )
    return f'"message":{one * depth}null{"}" * depth}'


def message(**other: Any) -> str:
    """Return a message in which something is other than it should be."""
    usual = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": CANARY}
    return '"message":' + json.dumps(usual | other)


UNREADABLE: dict[str, str] = {
    "a number for text": message(text=7, entities=[{"type": "mention", "offset": 0, "length": 1}]),
    "links in no text": message(text=None, entities=[{"type": "mention", "offset": 0, "length": 1}]),
    "a list for a chat's number": message(chat={"id": [CANARY], "type": "private"}),
    "a list for a language": message(
        **{"from": {"id": 1, "first_name": "", "is_bot": False, "language_code": []}}
    ),
    "without a chat": f'"message":{{"text":"{CANARY}"}}',
    "another kind of thing": f'"callback_query":"{CANARY}"',
    "of a kind that is not there yet": f'"telepathy":{{"thought":"{CANARY}"}}',
    "huge": '"message":' + json.dumps({"text": CANARY * 200_000}),
    "deep": nested(900),
    "deeper than anybody reads": nested(20_000),
    "no JSON": f'"message":{{"text":{CANARY}}}',
}


NEVER_DELIVERED = ("huge", "deeper than anybody reads", "no JSON")
"""By webhook these are no updates, and refused: Telegram writes none."""
EITHER_WAY = [
    pytest.param(way, content, id=f"{what}-{way}")
    for what, content in UNREADABLE.items()
    for way in ("polling", *([] if what in NEVER_DELIVERED else ["webhook"]))
]


@pytest.mark.parametrize(("taken_in", "content"), EITHER_WAY, indirect=["taken_in"])
async def test_what_nobody_can_read_is_passed_over(
    town: Town, caplog: pytest.LogCaptureFixture, content: str
) -> None:
    """What came with it and after it is answered, and the log tells nothing of what it was."""
    ann, ben = town.resident("Ann"), town.resident("Ben")
    with town.world.updates.held_up():
        first = ann.resident.starts()
        town.world.updates.put_as_it_stands(content, ben.resident.chat)
        second = ben.resident.starts()
    await ann.does(first)
    await ben.does(second)
    assert "Give my views" in ann.buttons
    assert "Give my views" in ben.buttons
    assert CANARY not in caplog.text


async def test_who_floods_the_bot_holds_up_nobody(town: Town, taken_in: dict[str, Any]) -> None:
    """Another goes the whole way while none of their messages has been answered; of these a hundred are kept."""
    mallory, ann = town.resident("Mallory"), town.resident("Ann")
    with town.server.faults.during(Fault("sendMessage", Way.SILENT)):
        mallory.resident.says("/start")
        await town.server.faults.have_struck()
        with town.world.updates.held_up():
            for _ in range(MOST_WAITING + 20):
                mallory.resident.says("/start")
            first = ann.resident.starts()
        await ann.resident.answered(first)
        for title in TO_THE_CHECK_PAGE:
            await ann.resident.answered(ann.resident.taps(title))
        sent = ann.resident.taps("Send my views")
        await ann.resident.answered(sent)
        await town.seals()
        assert "Thank you" in ann.text
        assert mallory.messages == []
    await town.deals_with_all()
    if not taken_in:  # Telegram delivers no second message before the first has been dealt with
        assert len(mallory.messages) == MOST_WAITING
    await mallory.starts()
    assert "Give my views" in mallory.buttons
    assert len(await town.kept()) == 1
