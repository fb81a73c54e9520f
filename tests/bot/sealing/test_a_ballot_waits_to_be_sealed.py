"""A resident who has sent, and waits until the ballot box is sealed."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.order import InOrder
from storage.sealed_box import SealedBox
from tests.town import TO_THE_CHECK_PAGE, Neighbour, Town, town_in


@asynccontextmanager
async def sent(folder: Path) -> AsyncIterator[tuple[Town, Neighbour]]:
    """A town in which Guy has just sent, and waits."""
    async with town_in(folder) as town:
        guy = town.resident("Guy")
        await guy.starts()
        await guy.taps(*TO_THE_CHECK_PAGE)
        await guy.taps_and_waits("Send my views")
        yield town, guy


async def test_until_it_is_sealed_nothing_can_be_tapped_but_send_again(tmp_path: Path) -> None:
    """No way back: answers changed now would be refused as a second ballot. Then comes the thank-you."""
    async with sent(tmp_path) as (town, guy):
        assert "Your views are being sealed" in guy.text
        assert guy.buttons == ["Send again"]
        await town.seals()
        assert "Thank you. Your views are sealed in the ballot box." in guy.text
        assert guy.tokens == []
        assert len(guy.messages) == 1


async def test_whoever_waits_holds_nobody_up_and_can_read_meanwhile(tmp_path: Path) -> None:
    """Another resident, and Guy himself, are answered before the box is sealed."""
    async with sent(tmp_path) as (town, guy):
        ann = town.resident("Ann")
        await ann.until_shown(ann.resident.starts())
        assert "Give my views" in ann.buttons
        await guy.until_shown(guy.resident.says("/who"))
        assert "Neighbourhood Policing Team" in guy.text
        assert "being sealed" in guy.messages[0].plain
        await town.seals()
        assert "Thank you" in guy.messages[0].plain


async def test_send_again_while_it_is_being_sealed_is_the_same_ballot(tmp_path: Path) -> None:
    """Both taps end at the thank-you, and one ballot is kept."""
    async with sent(tmp_path) as (town, guy):
        await guy.taps_and_waits("Send again")
        await guy.taps_and_waits("Send again")
        assert guy.buttons == ["Send again"]
        await town.seals()
        assert "Thank you" in guy.text
        assert len(guy.messages) == 1
        assert len(await town.kept()) == 1


async def test_however_often_somebody_taps_send_again_the_end_is_shown_once(tmp_path: Path) -> None:
    """Of ten thank-yous Telegram would take the first, and let the chat's next tap wait for the others."""
    async with sent(tmp_path) as (town, guy):
        for _ in range(3):
            await guy.taps_and_waits("Send again")
        shown = town.world.calls["editMessageText"]
        await town.seals()
        assert "Thank you" in guy.text
        assert town.world.calls["editMessageText"] == shown + 1


async def test_send_again_after_a_crash(tmp_path: Path) -> None:
    """The machine dies before the tick: the message that was left finishes with Send again."""
    async with sent(tmp_path / "before") as (_, guy):
        shutil.copytree(tmp_path / "before", tmp_path / "after")
        text, markup = guy.live.text, guy.live.markup
    async with town_in(tmp_path / "after") as town:
        again = town.resident("Guy")
        assert again.resident.chat.id == guy.resident.chat.id
        again.resident.chat.opened = True
        left = town.world.add_message(again.resident.chat, town.world.bot, text, markup=markup)
        await again.taps("Send again", on=left)
        assert "Thank you" in again.text
        assert len(again.messages) == 1
        assert len(await town.kept()) == 1


async def test_send_again_after_the_opening_is_not_said_to_be_lost(tmp_path: Path) -> None:
    """The thank-you was lost at 07:30: what was sent is kept, and nothing says that it is not."""
    async with sent(tmp_path) as (town, guy):
        text, markup = guy.live.text, guy.live.markup
        await town.seals()
        left = town.world.add_message(guy.resident.chat, town.world.bot, text, markup=markup)
        assert len(await town.kept()) == 1
        await guy.taps("Send again", on=left)
        assert "already given your views" in guy.text
        assert "If you sent these answers before, they are kept." in guy.text
        assert "Nothing is counted twice." in guy.text
        assert len(await town.kept()) == 1


async def test_a_bot_that_is_stopped_seals_once_more_and_tells_everybody(tmp_path: Path) -> None:
    """Whoever waits when the administrator stops the bot is thanked, and is not asked to send again."""
    async with sent(tmp_path) as (_, guy):
        assert "being sealed" in guy.text
    assert "Thank you" in guy.text
    async with town_in(tmp_path) as town:
        assert len(await town.kept()) == 1


async def test_a_tick_that_fails_is_told_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The disk is full for one tick: the answers stay on the screen, and can be sent again."""
    async with sent(tmp_path) as (town, guy):
        with monkeypatch.context() as full:
            full.setattr(SealedBox, "put_down", _fails)
            await town.seals()
        assert "could not be sealed just now" in guy.text
        await guy.taps("Send again")
        assert "Thank you" in guy.text
        assert len(await town.kept()) == 1
    assert "OSError" in caplog.text
    assert "CANARY" not in caplog.text


async def test_an_old_screen_tapped_while_it_is_being_sealed_still_ends_at_the_thank_you(
    tmp_path: Path,
) -> None:
    """Two quick taps, Send and Change first: the second one came from the screen before."""
    async with town_in(tmp_path) as town:
        guy = town.resident("Guy")
        await guy.starts()
        await guy.taps(*TO_THE_CHECK_PAGE)
        taps = [
            guy.resident.taps(title, guy.live) for title in ("Send my views", "Change first", "Add a comment")
        ]
        for tap in taps:
            await guy.until_shown(tap)
        assert len(guy.messages) == 2
        await town.seals()
        assert "Thank you" in guy.text
        assert guy.tokens == []
        assert len(guy.messages) == 1


async def test_the_end_waits_for_a_tap_that_is_being_dealt_with(tmp_path: Path) -> None:
    """Were both shown at once, an older screen could stand in the chat after the end, with everything in it."""
    async with sent(tmp_path) as (town, guy):
        order, ann = town.bot.update_processor, town.resident("Ann")
        assert isinstance(order, InOrder)
        async with order.turn_of(guy.resident.chat.id):
            await town.running.keeper.seal()
            await ann.until_shown(ann.resident.starts())
            await ann.until_shown(ann.resident.taps("Give my views"))
            assert "being sealed" in guy.text
        await town.seals()
        assert "Thank you" in guy.text


async def _fails(*_: object) -> None:
    raise OSError("CANARY")
