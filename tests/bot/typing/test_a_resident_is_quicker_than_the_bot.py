"""A resident who taps again before the bot has changed the screen."""

import asyncio

import pytest

from bot import open_prompts
from bot.open_prompts import OpenPrompts
from tests.town import TO_THE_CHECK_PAGE, Neighbour, Town

STALE = [
    ("Add a comment", "Add a comment"),
    ("Add a comment", "Add a comment", "Add a comment"),
    ("Add a comment", "Change first"),
    ("Add a comment", "Get a receipt"),
    ("Change first", "Add a comment"),
    ("Add when", "Add a comment", "Add where"),
]


async def taps_quickly(fay: Neighbour, *titles: str) -> None:
    """Tap buttons of the screen as it is, all before the bot has dealt with the first of them."""
    for tap in [fay.resident.taps(title, fay.live) for title in titles]:
        await fay.does(tap)


async def at_the_check_page(town: Town) -> Neighbour:
    """A resident about to send."""
    fay = town.resident("Fay")
    await fay.starts()
    await fay.taps(*TO_THE_CHECK_PAGE)
    return fay


@pytest.mark.parametrize("taps", STALE, ids=", ".join)
async def test_no_prompt_is_left_behind(town: Town, taps: tuple[str, ...]) -> None:
    """There is one live message and at most one prompt, however quick the taps; at the end neither has a token."""
    fay = await at_the_check_page(town)
    await taps_quickly(fay, *taps)
    prompts = [message for message in fay.messages if message.force_reply]
    assert len(prompts) <= 1
    assert len(fay.messages) == 1 + len(prompts)
    while "Send my views" not in [title for row in fay.live.buttons for title in row]:
        await fay.taps("Back", on=fay.live)
    await fay.taps("Send my views", on=fay.live)
    assert "Thank you" in fay.text
    assert len(fay.messages) == 1
    assert fay.tokens == []


async def test_the_last_prompt_works(town: Town) -> None:
    """After a double tap the reply goes to the prompt that is left, and is kept."""
    fay = await at_the_check_page(town)
    await taps_quickly(fay, "Add a comment", "Add a comment")
    await fay.replies("Cars at night")
    assert len(fay.messages) == 1
    await fay.taps("Send my views")
    (comment,) = await town.comments()
    assert comment.text == "Cars at night"


async def test_a_quick_end_takes_the_prompt_away(town: Town) -> None:
    """Add a comment and at once Stop and delete: nothing of the conversation stays in the chat."""
    fay = await at_the_check_page(town)
    await taps_quickly(fay, "Add a comment", "Stop and delete")
    assert len(fay.messages) == 1
    assert fay.tokens == []


async def test_a_double_tap_on_an_unsure_area_leaves_one_prompt(town: Town) -> None:
    """The same where a place is asked for."""
    fay = town.resident("Fay")
    await fay.starts()
    await fay.taps("Give my views")
    await taps_quickly(fay, "I'm not sure", "I'm not sure")
    assert len(fay.messages) == 2
    await fay.replies("Tring")
    assert len(fay.messages) == 1


async def test_a_prompt_is_known_for_a_while_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Afterwards nothing tells any more that a chat had one; a newer prompt is known for its own while."""
    prompts = OpenPrompts()
    with monkeypatch.context() as at_once:
        at_once.setattr(open_prompts, "KNOWN_SECONDS", 0)
        prompts.note(7, 1, 2)
    prompts.note(7, 3, 3)
    prompts.note(7, 3, 4)
    passed = asyncio.Event()
    asyncio.get_running_loop().call_later(0, passed.set)
    await passed.wait()
    assert prompts.take(7, 1) is None
    assert prompts.take(7, 3) == 4
    assert prompts.take(7, 3) is None
