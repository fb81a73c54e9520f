"""The menu of a chat: staff are shown what they may ask for, everybody else what residents may."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.desk.menu import LEAVE, LISTED, listed
from bot.playground.group import Group
from bot.playground.world import FIRST_GROUP, FIRST_PERSON
from flows.commands import ASSIST, COMMANDS
from storage.staff import Member, Role, make_code
from tests.bot.staff.staff_room import joins, said_in
from tests.town import Town, town_in


def menu(town: Town, chat: int) -> list[str]:
    """Return the commands that Telegram lists in a chat."""
    return [one["command"] for one in town.world.profile.commands_for("en", chat)]


@pytest.mark.parametrize("role", list(Role))
async def test_a_chat_that_joins_is_shown_what_it_may_do(town: Town, role: Role) -> None:
    """By its role, in place of what residents may; after /leave it is a resident's again."""
    officer = town.resident("Officer")
    chat = officer.resident.chat.id
    await joins(town, officer, role)
    assert menu(town, chat) == listed(Member(role), is_private=True)
    assert ("invite" in menu(town, chat)) is (role is Role.ADMIN)
    assert menu(town, town.resident("Ann").resident.chat.id) == list(COMMANDS)
    await officer.says("/leave")
    assert menu(town, chat) == list(COMMANDS)


async def test_everything_that_is_listed_can_be_asked_for(town: Town) -> None:
    """And everything that can be asked for is listed, but for /join, of which nobody is to know."""
    admin = town.resident("Admin")
    await joins(town, admin, Role.ADMIN)
    welcome = admin.text
    for name in (*(one for names in LISTED.values() for one in names), LEAVE):
        assert f"/{name} " in welcome
        if name not in {ASSIST, LEAVE}:
            await admin.says(f"/{name}")
            assert "This bot works with buttons." not in admin.text
    told = {
        word.removeprefix("/") for line in welcome.splitlines() for word in line.split()[:1] if "/" in word
    }
    assert told == set(listed(Member(Role.ADMIN), is_private=True))


async def test_a_group_keeps_its_menu_as_a_supergroup(town: Town) -> None:
    """There a tablet cannot be handed over, so that is not listed."""
    officer = town.resident("Officer").resident
    group = Group(town.world, "Staff", [officer])
    group.adds_bot()
    code = await make_code(town.stores.database, Member(Role.OFFICER), datetime.now(UTC))
    group.says(officer, f"/join {code}")
    await said_in(town, group, 1)
    assert menu(town, group.chat.id) == listed(Member(Role.OFFICER), is_private=False)
    assert ASSIST not in menu(town, group.chat.id)
    after = group.becomes_supergroup()
    async with asyncio.timeout(10):
        await after.chat.changed.until(lambda: menu(town, after.chat.id) != list(COMMANDS))
    assert menu(town, after.chat.id) == menu(town, group.chat.id)


async def test_a_chat_that_is_named_has_it_from_the_start(tmp_path: Path) -> None:
    """Once Telegram knows the chat; a number that is nobody's keeps the bot from nothing."""
    async with town_in(tmp_path, staff_chat_ids=f"{FIRST_PERSON},{FIRST_GROUP}") as town:
        admin = town.resident("Admin")
        await admin.says("/round")
        assert "is open" in admin.text
