"""A resident who listens to the screen instead of looking at it."""

import pytest

from bot.playground.chats import Message
from tests.town import Neighbour, Town


async def listening(town: Town) -> Neighbour:
    """Return a resident who has told the bot that they use a screen reader."""
    ida = town.resident()
    await ida.starts()
    await ida.taps("Screen reader on")
    return ida


async def test_each_question_is_a_new_message_and_the_old_one_goes(town: Town) -> None:
    """A screen reader says nothing of an edit: what is new is a message, and there is only one."""
    ida = await listening(town)
    seen: list[Message] = []
    for title in ("Give my views", "Watford", "Drugs", "That's all"):
        before = ida.live
        await ida.taps(title)
        (now,) = ida.messages
        assert now is not before
        assert before.deleted
        assert now.edited is None
        seen.append(now)
    assert len({message.id for message in seen}) == 4


async def test_what_was_chosen_is_said_in_words(town: Town) -> None:
    """Each message begins with the answer that led to it."""
    ida = await listening(town)
    assert ida.text.startswith("Chosen: Screen reader on")
    await ida.taps("Give my views", "Watford")
    assert ida.text.startswith("Chosen: Watford")
    await ida.taps("Drugs")
    assert ida.text.startswith("Chosen: Drugs")


async def test_what_was_chosen_is_said_as_the_button_said_it(town: Town) -> None:
    """What is added is not called a change."""
    ida = await listening(town)
    await ida.taps("Give my views", "Watford", "Drugs", "That's all", "Add when")
    assert ida.text.startswith("Chosen: Add when")
    await ida.taps("Night", "Change when")
    assert ida.text.startswith("Chosen: Change when")
    await ida.taps("Evening", "Get a receipt")
    assert ida.text.startswith("Chosen: Get a receipt")
    await ida.taps("Receipt again")
    assert ida.text.startswith("Chosen: Receipt again")


async def test_it_lasts_to_the_thank_you_and_beyond(town: Town) -> None:
    """The wait for the ballot box and its end are messages too, and so is what is read afterwards."""
    ida = await listening(town)
    await ida.taps("Give my views", "Watford", "Drugs", "That's all")
    check = ida.live
    await ida.taps_and_waits("Send my views")
    (waiting,) = ida.messages
    assert waiting is not check
    await town.seals()
    (thanks,) = ida.messages
    assert thanks is not waiting
    assert thanks.plain.startswith("Thank you")
    await ida.taps("Who deals with what")
    (page,) = ida.messages
    assert page is not thanks
    assert [kept.first for kept in await town.kept()] == ["drugs"]


async def test_the_receipt_is_read_out(town: Town) -> None:
    """It stands in the message, in no box that vanishes, and goes with it."""
    ida = await listening(town)
    await ida.taps("Give my views", "Watford", "Drugs", "That's all", "Get a receipt")
    assert "Your receipt:" in ida.text
    assert ida.resident.alerts == []
    assert ida.resident.toasts == []
    await ida.taps("Send my views")
    assert not any("Your receipt:" in message.plain for message in ida.messages)


async def test_a_typed_comment_leaves_one_message_behind(town: Town) -> None:
    """The question for words, its answer and the check page before it all go; the new check page is a new message."""
    ida = await listening(town)
    await ida.taps("Give my views", "Watford", "Drugs", "That's all", "Add a comment")
    asked = ida.messages
    assert len(asked) == 2
    await ida.replies("It happens at night")
    (check,) = ida.messages
    assert check not in asked
    assert "It happens at night" in check.plain


async def test_it_can_be_turned_off_again(town: Town) -> None:
    """From the first screen or from /settings, which says in words how it stands."""
    ida = await listening(town)
    await ida.taps("Screen reader off")
    before = ida.live
    await ida.taps("Give my views")
    assert ida.live is before
    await ida.says("/settings")
    assert "This is off." in ida.text
    await ida.taps("Turn it on")
    assert "This is on." in ida.text


async def test_a_second_tap_on_what_has_gone_does_nothing(town: Town) -> None:
    """Whoever taps twice, as people do who wait to hear something, has one message and one ballot all the same."""
    ida = await listening(town)
    await ida.taps("Give my views", "Watford", "Drugs", "That's all", "Add a comment")
    await ida.replies("It happens at night")
    check = ida.live
    await ida.until_shown(ida.resident.taps("Send my views", check))
    await ida.taps("Send my views", on=check)
    (thanks,) = ida.messages
    assert thanks.plain.startswith("Thank you")
    assert len(await town.kept()) == 1


async def test_stop_leaves_nothing(town: Town) -> None:
    """As for everybody else."""
    ida = await listening(town)
    await ida.taps("Give my views", "Watford", "Stop and delete")
    (message,) = ida.resident.chat.messages.values()
    assert message.plain.startswith(("Chosen", "Stopped"))
    assert "Watford" not in message.plain


@pytest.mark.parametrize("command", ["/help", "/privacy", "/who", "/about"])
async def test_a_typed_command_is_one_tap_from_both(town: Town, command: str) -> None:
    """A typed command carries no conversation, and nobody's manner is remembered: it offers both at once."""
    cat = town.resident()
    await cat.says(command)
    assert {"Language", "Screen reader on"} <= set(cat.buttons)
    page, before = cat.text, cat.live
    await cat.taps("Screen reader on")
    assert cat.live != before, "a new message, and the same page"
    assert cat.text.endswith(page)
    assert "Screen reader on" not in cat.buttons
