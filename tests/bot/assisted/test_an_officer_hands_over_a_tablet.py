"""An officer at a stall, whose tablet many residents answer on."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground.world import FIRST_PERSON
from tests.town import Neighbour, Town, town_in

ANSWERS = ("Give my views", "Stevenage", "Speeding", "That's all")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """A town in which the first to move in is staff."""
    async with town_in(tmp_path, staff_chat_ids=str(FIRST_PERSON)) as running:
        yield running


@pytest.fixture
async def tablet(town: Town) -> Neighbour:
    """The chat of an officer with the bot."""
    officer = town.resident("Officer")
    assert officer.resident.chat.id == FIRST_PERSON
    await officer.says("/assist")
    return officer


async def test_one_resident_after_the_other_answers_on_a_tablet(town: Town, tablet: Neighbour) -> None:
    """Each answer counts, apart from the others; nothing of one is on the screen when the next begins."""
    assert "officer's device" in tablet.text
    for words in ("Cars at night", "Cars by day"):
        await tablet.taps(*ANSWERS, "Add a comment")
        await tablet.replies(words)
        await tablet.taps("Send my views")
        assert "Thank you" in tablet.text
        assert tablet.tokens == []
        everything = " ".join(message.plain for message in tablet.resident.chat.messages.values())
        assert not any(word in everything for word in (words, "Stevenage", "Speeding"))
        await tablet.taps("Next person")
        assert "officer's device" in tablet.text
        assert len(tablet.messages) == 1
    assert [kept.assisted for kept in await town.kept()] == [True, True]
    assert len(await town.comments()) == 2


async def test_an_officer_still_has_an_answer_of_their_own(town: Town, tablet: Neighbour) -> None:
    """What others say on the tablet does not use up the officer's own answer, and that one is like any other."""
    await tablet.taps(*ANSWERS, "Send my views")
    await tablet.starts()
    assert "officer's device" not in tablet.text
    await tablet.taps(*ANSWERS, "Send my views")
    assert "Thank you" in tablet.text
    assert "Next person" not in tablet.buttons
    assert sorted(kept.assisted for kept in await town.kept()) == [False, True]


async def test_whoever_stops_leaves_the_tablet_to_the_next_person(tablet: Neighbour) -> None:
    """After Stop and delete too, the next one begins on an officer's device."""
    await tablet.taps(*ANSWERS, "Stop and delete")
    assert tablet.buttons == ["Next person", "Who deals with what"]
    await tablet.taps("Next person")
    assert "officer's device" in tablet.text


@pytest.mark.usefixtures("tablet")
@pytest.mark.parametrize("words", ["/assist", "/assist now", "/ASSIST"])
async def test_a_strangers_assist_is_like_any_other_words(town: Town, words: str) -> None:
    """Nobody learns from the answer that there is such a command."""
    stranger = town.resident("Stranger")
    await stranger.says("/nonsense")
    nonsense = stranger.text
    await stranger.says(words)
    assert stranger.text == nonsense
    await stranger.does(stranger.resident.presses({"text": "?", "callback_data": "/assist"}, stranger.live))
    assert "officer's device" not in stranger.text
    assert "Give my views" in stranger.buttons


async def test_a_chat_that_is_no_longer_staff_gives_an_ordinary_answer(
    tmp_path: Path, tablet: Neighbour
) -> None:
    """Authority is looked at again at Send: what was begun as assisted then counts as the account's own, once."""
    await tablet.taps(*ANSWERS)
    text, markup, chat = tablet.live.text, tablet.live.markup, tablet.resident.chat.id
    async with town_in(tmp_path) as later:
        former = later.resident("Officer")
        assert former.resident.chat.id == chat
        former.resident.chat.opened = True
        left = later.world.add_message(former.resident.chat, later.world.bot, text, markup=markup)
        await former.taps("Send my views", on=left)
        assert "Thank you" in former.text
        assert "Next person" not in former.buttons
        await former.starts()
        await former.taps(*ANSWERS, "Send my views")
        assert "already given your views" in former.text
        assert [kept.assisted for kept in await later.kept()] == [False]
