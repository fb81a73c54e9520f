"""While a command of staff takes a while, the chat shows it; before an answer that comes at once it shows nothing."""

import pytest
from telegram.constants import ChatAction

from bot.desk.busy import shown_busy
from tests.town import Neighbour, Town


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be no wait before the first sign and between signs."""
    monkeypatch.setattr("bot.desk.busy.AFTER_SECONDS", 0)
    monkeypatch.setattr("bot.desk.busy.AGAIN_SECONDS", 0)


def signs(town: Town) -> list[str]:
    """Return which signs were shown, or tried."""
    return [call.parameters["action"] for call in town.world.transcript if call.method == "sendChatAction"]


async def somebody_starts(town: Town) -> Neighbour:
    """Let time pass: somebody new starts the bot."""
    resident = town.resident()
    await resident.starts()
    return resident


@pytest.mark.usefixtures("impatient")
async def test_a_sign_is_kept_up_while_it_lasts(town: Town) -> None:
    """Again and again, and not after that."""
    officer = await somebody_starts(town)
    async with shown_busy(town.bot.bot, officer.resident.chat.id, ChatAction.UPLOAD_DOCUMENT):
        for _ in range(5):
            await somebody_starts(town)
    shown = signs(town)
    await somebody_starts(town)
    assert signs(town) == shown == ["upload_document"] * len(shown)
    assert len(shown) > 2


@pytest.mark.usefixtures("impatient")
async def test_a_chat_that_cannot_be_reached_does_no_harm(town: Town) -> None:
    """What is being done is done all the same."""
    officer = await somebody_starts(town)
    officer.resident.blocks_bot()
    async with shown_busy(town.bot.bot, officer.resident.chat.id, ChatAction.TYPING):
        for _ in range(5):
            await somebody_starts(town)
    assert len(signs(town)) > 2


async def test_an_answer_that_comes_at_once_needs_no_sign(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot sends nothing that nobody would see."""
    monkeypatch.setattr("bot.desk.busy.AFTER_SECONDS", 60)
    officer = await somebody_starts(town)
    async with shown_busy(town.bot.bot, officer.resident.chat.id, ChatAction.TYPING):
        await officer.starts()
    assert signs(town) == []
