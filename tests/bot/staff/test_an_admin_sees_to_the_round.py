"""The round: an admin looks at it, pauses it, lets it close on another day; what cannot be undone is asked first."""

from datetime import date

import pytest

from storage.staff import Role
from tests.bot.staff.mornings import Mornings
from tests.bot.staff.staff_room import joins
from tests.town import TO_THE_CHECK_PAGE, Neighbour


async def admin_in(mornings: Mornings) -> Neighbour:
    """Return an admin."""
    admin = mornings.town.resident("Admin")
    await joins(mornings.town, admin, Role.ADMIN)
    return admin


async def test_the_round_is_shown(mornings: Mornings) -> None:
    """When it closes, and when the next one opens."""
    admin = await admin_in(mornings)
    await admin.says("/round")
    assert "Round 2026-2 is open." in admin.text
    assert "It closes at the end of 31 August 2026. The next one opens on 1 September 2026." in admin.text


async def test_the_round_is_paused_and_opened_again(mornings: Mornings) -> None:
    """Only once the admin was sure; residents are told, and nothing in the box is lost."""
    admin, ann = await admin_in(mornings), mornings.town.resident("Ann")
    await ann.starts()
    await ann.taps(*TO_THE_CHECK_PAGE)
    await admin.says("/round")
    await admin.taps("Pause the round")
    assert "Pause the round?" in admin.text
    assert mornings.rounds.now().phase == "open"
    await admin.taps("Pause the round")
    assert "Round 2026-2 is paused." in admin.text
    await ann.taps("Send my views")
    assert "Local Views is paused." in ann.text
    await admin.taps("Open it again")
    assert "Round 2026-2 is open." in admin.text
    await ann.taps("Try again", "Send my views")
    assert "Thank you" in ann.text


async def test_the_admin_thinks_better_of_it(mornings: Mornings) -> None:
    """Nothing has changed; nor does it where the button is tapped twice."""
    admin = await admin_in(mornings)
    await admin.says("/round pause")
    asked = admin.live
    leave = next(button for (button,) in asked.keyboard if button["text"] == "Leave it as it is")
    for _ in range(2):
        await admin.does(admin.resident.presses(leave, asked))
        assert admin.live is asked
        assert "Round 2026-2 is open." in admin.text


async def test_the_round_closes_on_another_day(mornings: Mornings) -> None:
    """Asked first, since it cannot be undone once that day is over; at its end the round is over."""
    admin = await admin_in(mornings)
    await admin.says("/round close 2026-06-16")
    assert "Let the round close at the end of 16 June 2026?" in admin.text
    assert mornings.rounds.now().closes == date(2026, 8, 31)
    await admin.taps("Yes, close it then")
    assert "It closes at the end of 16 June 2026." in admin.text
    await mornings.at("2026-06-17 00:00")
    assert mornings.rounds.now().phase == "closed"
    await admin.says("/round")
    assert "No round is open. The next one opens on 1 September 2026." in admin.text


@pytest.mark.parametrize("day", ["2026-06-15", "2026-12-31", "2031-01-01"])
async def test_a_day_that_cannot_be_is_refused_with_those_that_can(mornings: Mornings, day: str) -> None:
    """One that has passed, or one that leaves no room for the next round; with a confirmation or without."""
    admin = await admin_in(mornings)
    for typed in (f"/round close {day}", f"/round close {day} yes"):
        await admin.says(typed)
        assert "on any day from 16 June 2026 to 30 December 2026." in admin.text
    await admin.says("/round")
    assert "31 August 2026" in admin.text


async def test_what_is_no_day_is_asked_for(mornings: Mornings) -> None:
    """With an example of how to write it."""
    admin = await admin_in(mornings)
    await admin.says("/round close soon")
    assert "/round close 2026-08-15" in admin.text


@pytest.mark.parametrize("role", [Role.STAFF, Role.OFFICER])
async def test_nobody_but_an_admin_can_do_it(mornings: Mornings, role: Role) -> None:
    """To others there is no such command."""
    officer = mornings.town.resident("Officer")
    await joins(mornings.town, officer, role)
    for typed in ("/round pause yes", "/priorities"):
        await officer.says(typed)
        assert "This bot works with buttons." in officer.text
    assert mornings.rounds.now().phase == "open"
