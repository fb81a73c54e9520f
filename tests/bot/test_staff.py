"""Staff are told when the ballot box is lost."""

from pathlib import Path

import pytest
from telegram.error import Forbidden

from bot.playground.world import FIRST_PERSON
from bot.staff import Staff
from storage.database import Database
from tests.town import Town, town_in

NOWHERE = 99


def lose_the_box(town: Town) -> None:
    """Take away every key in the key folder, as an emptied tmpfs does."""
    for path in town.settings.key_dir.iterdir():
        if path.name != "token":
            path.unlink()


async def test_a_lost_box_is_told_to_every_staff_chat(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What is lost, what is not, and what to check; a chat that is gone does not keep it from the others."""
    chats = f"{NOWHERE}, {FIRST_PERSON}, {FIRST_PERSON + 1}"
    async with town_in(tmp_path, staff_chat_ids=chats) as town:
        people = [town.resident(name) for name in ("Officer", "Analyst", "Resident")]
        for person in people:
            await person.starts()
        lose_the_box(town)
        await people[2].taps("Give my views", "Stevenage", "Speeding", "That's all", "Send my views")
        assert "Thank you" in people[2].text
        for told in people[:2]:
            assert "the ballot box could not be opened" in told.text
            assert "KEY_DIR" in told.text
        await town.seals()
        assert [len(person.messages) for person in people] == [2, 2, 1]
        assert len(await town.kept()) == 1
    said = "\n".join(caplog.messages)
    assert "its key is no longer in KEY_DIR" in said
    assert str(FIRST_PERSON) not in said
    assert str(NOWHERE) not in said


async def test_a_chat_that_is_gone_keeps_it_from_no_other(tmp_path: Path) -> None:
    """Whichever of them it is."""
    database = Database(f"sqlite:///{tmp_path}/views.db")
    for gone in range(3):
        told: list[int] = []

        async def send(chat: int, _: str, gone: int = gone, told: list[int] = told) -> None:
            told.append(chat)
            if chat == gone:
                raise Forbidden("bot was blocked by the user")

        await Staff(database, frozenset(range(3))).are_told("words", send)
        assert sorted(told) == [0, 1, 2]
