"""A chat joins staff with a code, which works once; to everybody else none of this exists."""

import asyncio
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.playground.group import Group
from bot.playground.world import FIRST_GROUP, FIRST_PERSON
from bot.staff_code import AreaUnknown, print_staff_code
from storage import staff
from storage.staff import Member, Role, make_code, members
from tests.bot.staff.staff_room import joins, said_in
from tests.command_line import Command
from tests.town import Neighbour, Town, settings_in, town_in

OUT_OF_THE_BLUE = "This bot works with buttons."


async def a_code(town: Town, role: Role = Role.STAFF, area: str | None = None, hours: float = 0) -> str:
    """Return a code that was made so many hours ago."""
    made = datetime.now(UTC) - timedelta(hours=hours)
    return await make_code(town.stores.database, Member(role, area), made)


def code_in(text: str) -> str:
    """Return the code in an invitation."""
    return next(word for word in text.split() if word.count("-") == 3)


async def test_an_officer_joins_with_a_code(town: Town) -> None:
    """They are told what the chat may do, and what it is about."""
    officer = town.resident("Officer")
    await joins(town, officer, Role.OFFICER, "stevenage")
    assert "This chat is now one of staff" in officer.text
    assert "Stevenage" in officer.text
    assert "/assist" in officer.text
    assert "/invite" not in officer.text
    await officer.says("/assist")
    assert "An officer's device." in officer.text


async def test_capitals_spaces_and_dashes_of_a_code_do_not_matter(town: Town) -> None:
    """It may have been read out, or copied by hand."""
    officer, code = town.resident("Officer"), await a_code(town)
    await officer.says(f"/join  {code.lower().replace('-', ' ')}")
    assert "This chat is now one of staff" in officer.text


async def test_a_code_works_once(town: Town) -> None:
    """The second who tries it is answered like anybody who types something."""
    first, second, code = town.resident("First"), town.resident("Second"), await a_code(town)
    await first.says(f"/join {code}")
    await second.says(f"/join {code}")
    assert "This chat is now one of staff" in first.text
    assert OUT_OF_THE_BLUE in second.text


@pytest.mark.parametrize(("hours", "joins_still"), [(23.9, True), (24.1, False)])
async def test_a_code_is_good_for_a_day(town: Town, hours: float, joins_still: bool) -> None:
    """After that it is as if there had never been one."""
    officer, code = town.resident("Officer"), await a_code(town, hours=hours)
    await officer.says(f"/join {code}")
    assert ("This chat is now one of staff" in officer.text) is joins_still
    assert (OUT_OF_THE_BLUE in officer.text) is not joins_still


@pytest.mark.parametrize("typed", ["/invite", "/leave", "/join", "/join ABCD-ABCD-ABCD-ABCD", "/join ü"])
async def test_to_a_stranger_staff_commands_do_not_exist(town: Town, typed: str) -> None:
    """The answer is letter by letter that to any other word that means nothing, and so are its buttons."""
    stranger, other = town.resident("Stranger"), town.resident("Other")
    await stranger.says(typed)
    await other.says("/bananas")
    assert (stranger.text, stranger.rows) == (other.text, other.rows)
    assert len(stranger.messages) == 1


async def test_a_button_of_staff_is_an_old_button_to_anybody_else(town: Town) -> None:
    """Whoever makes up what such a button carries gets what any made-up button gets."""
    stranger = town.resident("Stranger")
    await stranger.starts()
    made_up = {"text": "Invite", "callback_data": "staff:invite admin all"}
    await stranger.does(stranger.resident.presses(made_up, stranger.live))
    assert "That button is too old to use." in stranger.text


async def test_an_admin_invites_with_buttons(tmp_path: Path) -> None:
    """Role, then area; the code appears in place of the buttons, and works."""
    async with town_in(tmp_path, staff_chat_ids=str(FIRST_PERSON)) as town:
        admin, officer = town.resident("Admin"), town.resident("Officer")
        await admin.says("/invite")
        await admin.taps("officer", "Watford")
        assert "A code for officer, Watford" in admin.text
        assert len(admin.messages) == 1
        await officer.says(f"/join {code_in(admin.text)}")
        assert "Watford" in officer.text
        assert await members(town.stores.database) == {
            officer.resident.chat.id: Member(Role.OFFICER, "watford")
        }


async def test_an_admin_invites_with_words(tmp_path: Path) -> None:
    """Role and area can be typed at once."""
    async with town_in(tmp_path, staff_chat_ids=str(FIRST_PERSON)) as town:
        admin = town.resident("Admin")
        await admin.says("/invite staff all")
        assert "A code for staff, the whole of Hertfordshire" in admin.text


async def test_whoever_is_not_an_admin_cannot_invite(town: Town) -> None:
    """Neither by typing nor by a button that an admin has had before."""
    officer = town.resident("Officer")
    await joins(town, officer, Role.OFFICER)
    await officer.says("/invite admin all")
    assert OUT_OF_THE_BLUE in officer.text


async def test_a_right_that_was_taken_away_is_gone_at_the_next_tap(town: Town) -> None:
    """Buttons are asked anew each time: what stood there in better days does nothing."""
    admin = town.resident("Admin")
    await joins(town, admin, Role.ADMIN)
    await admin.says("/invite")
    invitation = admin.live
    await admin.says("/leave")
    await admin.taps("officer", on=invitation)
    assert "That button is too old to use." in invitation.plain
    assert len(admin.messages) == 3


async def test_a_chat_that_is_staff_can_ask_what_it_may_do(tmp_path: Path) -> None:
    """/join alone is enough: whoever is named in the settings has never been told."""
    async with town_in(tmp_path, staff_chat_ids=str(FIRST_PERSON)) as town:
        admin = town.resident("Admin")
        await admin.says("/join")
        assert "/invite" in admin.text


async def test_a_chat_leaves(town: Town) -> None:
    """From then on it is any chat."""
    officer = town.resident("Officer")
    await joins(town, officer)
    await officer.says("/leave")
    assert "no longer one of staff" in officer.text
    await officer.says("/leave")
    assert OUT_OF_THE_BLUE in officer.text
    assert await members(town.stores.database) == {}


async def test_a_chat_that_the_administrator_named_is_taken_out_there(tmp_path: Path) -> None:
    """The bot cannot change the setting, and says so."""
    async with town_in(tmp_path, staff_chat_ids=str(FIRST_PERSON)) as town:
        admin = town.resident("Admin")
        await admin.says("/leave")
        assert "STAFF_CHAT_IDS" in admin.text
        await admin.says("/leave")
        assert "STAFF_CHAT_IDS" in admin.text


async def test_whoever_joins_through_one_worker_is_staff_to_the_others_within_five_seconds(
    town: Town,
) -> None:
    """So often a worker reads anew who is."""
    officer, reading = town.resident("Officer"), town.running.scheduler.get_job("staff")
    assert reading.trigger.interval <= timedelta(seconds=5)
    reading.pause()
    code = await a_code(town, Role.OFFICER)
    await staff.join(town.stores.database, officer.resident.chat.id, code, datetime.now(UTC))
    await officer.says("/leave")
    assert OUT_OF_THE_BLUE in officer.text
    await reading.func()
    await officer.says("/leave")
    assert "no longer one of staff" in officer.text


async def in_a_group(town: Town) -> tuple[Neighbour, Group]:
    """Return somebody, and a group of theirs that has joined."""
    ida = town.resident("Ida")
    await ida.starts()
    group = Group(town.world, "Stevenage team", [ida.resident])
    group.says(ida.resident, f"/join {await a_code(town, Role.ADMIN)}")
    assert "This chat is now one of staff" in (await said_in(town, group, 1))[-1]
    return ida, group


async def test_a_group_joins_and_others_bots_commands_are_let_be(town: Town) -> None:
    """/leave@another_bot is not for this bot; its own name may stand there."""
    ida, group = await in_a_group(town)
    group.makes_bot_administrator()
    group.says(ida.resident, "/leave@another_bot")
    assert "no longer one of staff" not in (await said_in(town, group, 2))[-1]
    group.says(ida.resident, "/leave@local_views_bot")
    assert "no longer one of staff" in (await said_in(town, group, 3))[-1]


async def test_a_group_that_becomes_a_supergroup_goes_on_as_staff(town: Town) -> None:
    """It has another id from then on; the old one is forgotten."""
    ida, group = await in_a_group(town)
    after = group.becomes_supergroup()
    after.says(ida.resident, "/invite")
    assert "What may the new chat do?" in (await said_in(town, after, 1))[-1]
    assert await members(town.stores.database) == {after.chat.id: Member(Role.ADMIN)}


async def test_a_named_group_that_becomes_a_supergroup_is_told_its_new_number(tmp_path: Path) -> None:
    """It goes on as staff, and its administrator learns what to write into the setting."""
    async with town_in(tmp_path, staff_chat_ids=str(FIRST_GROUP)) as town:
        ida = town.resident("Ida")
        after = Group(town.world, "Command", [ida.resident]).becomes_supergroup()
        said = await said_in(town, after, 1)
        assert f"Write {after.chat.id} in its place" in said[-1]
        after.says(ida.resident, "/invite")
        assert "What may the new chat do?" in (await said_in(town, after, 2))[-1]


async def test_a_group_that_throws_the_bot_out_is_no_longer_staff(town: Town) -> None:
    """To come back, it needs a new code."""
    ida, group = await in_a_group(town)
    group.removes_bot()
    group.adds_bot()
    group.says(ida.resident, "/invite")
    said = await said_in(town, group, 3)
    assert "private chat only" in said[-1]
    assert await members(town.stores.database) == {}


async def test_an_officer_who_blocks_the_bot_is_no_longer_staff(town: Town) -> None:
    """Nothing is sent to them any more, and nothing is tried."""
    officer = town.resident("Officer")
    await joins(town, officer)
    officer.resident.blocks_bot()
    await town.seals()
    officer.resident.unblocks_bot()
    await officer.says("/leave")
    assert OUT_OF_THE_BLUE in officer.text
    assert await members(town.stores.database) == {}


async def test_a_code_from_the_command_line_makes_an_admin(command: Command, tmp_path: Path) -> None:
    """`local-views staff-code` prints what is to be sent."""
    url, keys = f"sqlite:///{tmp_path}/views.db", str(tmp_path / "keys")
    made = await asyncio.to_thread(
        command, tmp_path, "staff-code", "--role", "admin", DATABASE_URL=url, KEY_DIR=keys
    )
    assert made.returncode == 0, made.stderr
    assert "It works once, within 24 hours." in made.stdout
    async with town_in(tmp_path) as town:
        admin = town.resident("Admin")
        await admin.says(next(line for line in made.stdout.splitlines() if line.startswith("/join")))
        assert "/invite" in admin.text


async def test_a_code_for_an_area_that_there_is_not_is_refused(tmp_path: Path) -> None:
    """With the right ones."""
    with pytest.raises(AreaUnknown, match="Let --csp name one of: broxbourne, dacorum"):
        await print_staff_code(
            settings_in(tmp_path), Member(Role.STAFF, "atlantis"), Console(file=StringIO())
        )


def test_the_database_cannot_be_joined_with(tmp_path: Path) -> None:
    """What is kept of a code is a hash of 80 random bits: the code itself is nowhere."""

    async def make() -> str:
        async with town_in(tmp_path) as town:
            return await a_code(town)

    code = asyncio.run(make())
    held = b"".join(path.read_bytes() for path in tmp_path.glob("views.db*"))
    assert b"staff_code" in held
    assert code.encode() not in held
    assert code.replace("-", "").encode() not in held
