"""A resident who stops half-way, and wants no trace of it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.playground.chats import Message
from tests.town import Neighbour, Town


async def test_stop_and_delete_keeps_nothing(town: Town) -> None:
    """After Stop and delete, the chat shows no answer and no token, and the database holds none."""
    cat = town.resident()
    await cat.starts()
    await cat.taps("Give my views", "Dacorum", "Theft", "That's all", "Stop and delete")
    assert "What you have not sent is not kept" in cat.text
    (message,) = cat.messages
    assert "Theft" not in message.plain
    assert cat.buttons == ["Start again", "Who deals with what"]
    assert await town.kept() == []


async def test_start_again_begins_anew(town: Town) -> None:
    """Start again leads to the welcome."""
    cat = town.resident()
    await cat.starts()
    await cat.taps("Give my views", "Dacorum", "Theft", "That's all", "Stop and delete", "Start again")
    assert "Give my views" in cat.buttons


@pytest.mark.parametrize(
    "way",
    [
        ("Give my views",),
        ("Give my views", "Dacorum"),
        ("Give my views", "Dacorum", "Theft"),
        ("Give my views", "Dacorum", "Theft", "That's all"),
        ("Give my views", "Who does what"),
    ],
)
async def test_stop_and_delete_is_on_every_screen(town: Town, way: tuple[str, ...]) -> None:
    """Wherever somebody looks over a resident's shoulder, one tap takes all of it away: words typed besides too."""
    cat = town.resident()
    await cat.starts()
    await cat.taps(*way)
    asked = cat.live
    await cat.says("my neighbour deals drugs")
    await cat.taps("Stop and delete", on=asked)
    (message,) = cat.resident.chat.messages.values()
    assert message.plain.startswith("Stopped.")
    assert cat.tokens == []


async def test_a_prompt_goes_too(town: Town) -> None:
    """Whoever stops while a comment is asked for leaves no question behind."""
    cat = town.resident()
    await cat.starts()
    await cat.taps("Give my views", "Dacorum", "Theft", "That's all", "Add a comment", "Stop and delete")
    assert len(cat.messages) == 1


async def test_the_stop_command_takes_the_chat_away(town: Town) -> None:
    """/stop works at any moment, although it names no message, and says what cannot be deleted."""
    cat, other = town.resident(), town.resident("Somebody else")
    await other.starts()
    await cat.starts()
    await cat.taps("Give my views")
    await cat.says("/stop")
    (message,) = cat.resident.chat.messages.values()
    assert message.plain.startswith("Stopped. What you have not sent is not kept.")
    assert "We cannot delete those, or what Telegram has seen" in cat.text
    assert "tap Delete chat" in cat.text
    assert len(other.messages) == 1, "another chat's messages are not touched"


def _made_old(*messages: Message) -> None:
    for message in messages:
        message.sent = datetime.now(UTC) - timedelta(hours=49)


async def test_messages_too_old_to_delete_do_not_keep_the_others(town: Town) -> None:
    """Telegram deletes none of many if one is older than two days: the newer ones go all the same."""
    cat = town.resident()
    await cat.starts()
    await cat.taps("Give my views")
    _made_old(*cat.resident.chat.messages.values())
    await cat.starts()
    await cat.taps("Give my views", "Dacorum")
    await cat.says("/stop")
    assert not any("What concerns you most" in message.plain for message in cat.messages)
    assert cat.text.startswith("Stopped.")


async def test_a_live_message_too_old_to_delete_is_written_over(town: Town) -> None:
    """What cannot be deleted shows no answer any more."""
    cat = await _who_waited_for_days(town)
    await cat.taps("Stop and delete")
    (message,) = cat.messages
    assert message.plain.startswith("Stopped.")
    assert cat.tokens == []


async def _who_waited_for_days(town: Town) -> Neighbour:
    cat = town.resident()
    await cat.starts()
    await cat.taps("Give my views", "Dacorum", "Theft", "That's all")
    _made_old(*cat.resident.chat.messages.values())
    return cat
