"""You said, we did: an admin enters what was agreed and done, and every resident can read it, for every area alike."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.priorities import Priorities
from storage.staff import Role
from tests.bot.staff.mornings import Mornings, mornings_in
from tests.bot.staff.staff_room import joins
from tests.town import Neighbour

THREE = "\nSpeeding: Fairlands Way near the school\n- *Theft* from shops in the town centre\n3. Dogs"


@pytest.fixture
async def mornings(tmp_path: Path) -> AsyncIterator[Mornings]:
    """A town in its round of May to August 2026, after one of January to April."""
    async with mornings_in(tmp_path) as mornings:
        await mornings.at("2026-04-30 07:00")
        await mornings.at("2026-06-16 07:00")
        yield mornings


async def admin_in(mornings: Mornings) -> Neighbour:
    """Return an admin."""
    admin = mornings.town.resident("Admin")
    await joins(mornings.town, admin, Role.ADMIN)
    return admin


async def reads(who: Neighbour, area: str) -> str:
    """Return what a resident reads of an area."""
    await who.says("/results")
    await who.taps(area)
    return who.text


async def test_what_is_agreed_is_read_by_residents_at_once(mornings: Mornings) -> None:
    """Three lines, after the round that closed last; marks and numbers before them do not matter."""
    admin, ann = await admin_in(mornings), mornings.town.resident("Ann")
    await admin.says(f"/priorities stevenage{THREE}")
    assert "Stevenage, agreed after round 2026-1:\n1. Speeding: Fairlands Way near the school" in admin.text
    told = await reads(ann, "Stevenage")
    assert told.startswith(
        "You said, we did: Stevenage\n\nPriorities set after round 2026-1:\n"
        "1. Speeding: Fairlands Way near the school\n2. Theft from shops in the town centre\n3. Dogs"
    )
    assert "What was done" not in told
    priorities = mornings.town.stores.priorities.of("stevenage")
    assert [one.issue for one in priorities] == ["speeding", "theft", ""]


async def test_what_was_done_stands_below_it(mornings: Mornings) -> None:
    """For those that are named; the newest round comes first, and two are shown."""
    admin, ann = await admin_in(mornings), mornings.town.resident("Ann")
    for day in ("2025-06-16", "2025-10-16", "2026-06-16"):
        await mornings.at(f"{day} 07:00")
    for name in ("2025-2", "2025-3", "2026-1"):
        await admin.says(f"/priorities stevenage {name}\nFirst of {name}\nSecond of {name}\nThird of {name}")
    await admin.says("/priorities stevenage done 2025-3\n1 Forty speed checks\n3. Two arrests")
    told = await reads(ann, "Stevenage")
    assert "1. First of 2025-3\nWhat was done: Forty speed checks\n2. Second of 2025-3\n3. Third" in told
    assert told.index("2026-1") < told.index("2025-3")
    assert "2025-2" not in told
    await admin.says("/priorities stevenage done\n2 Bollards")
    assert "2. Second of 2026-1\nWhat was done: Bollards" in await reads(ann, "Stevenage")


async def test_what_was_done_stays_where_a_slip_elsewhere_is_mended(mornings: Mornings) -> None:
    """All three are entered again; whoever changed one reads what was done about it, and can send that again."""
    admin, ann = await admin_in(mornings), mornings.town.resident("Ann")
    await admin.says(f"/priorities stevenage{THREE}")
    await admin.says("/priorities stevenage done\n1 Forty speed checks\n3 A new sign")
    await admin.says(f"/priorities stevenage{THREE} and cats")
    assert admin.text.startswith(
        "This priority has changed: Dogs\nSo what was done about it has gone: A new sign\n"
        "If that still holds, send it again below /priorities stevenage done 2026-1\n\nStevenage, agreed"
    )
    told = await reads(ann, "Stevenage")
    assert "near the school\nWhat was done: Forty speed checks\n2. Theft" in told
    assert "3. Dogs and cats" in told
    assert "A new sign" not in told
    await admin.says("/priorities stevenage done 2026-1\n3 A new sign")
    assert "3. Dogs and cats\nWhat was done: A new sign" in await reads(ann, "Stevenage")
    await admin.says(f"/priorities stevenage{THREE} and cats")
    assert admin.text.startswith("Stevenage, agreed")


async def test_an_area_without_priorities_says_so(mornings: Mornings) -> None:
    """Every area is in the list, whatever was entered."""
    ann = mornings.town.resident("Ann")
    assert "No priorities have been entered here for this area yet." in await reads(ann, "Watford")
    await ann.taps("Another area", "Dacorum")
    assert "You said, we did: Dacorum" in ann.text


async def test_it_can_be_read_from_the_welcome(mornings: Mornings) -> None:
    """And leads back to it; the area that was read about is not taken for an answer."""
    ann = mornings.town.resident("Ann")
    await ann.starts()
    await ann.taps("You said, we did", "Stevenage")
    assert "You said, we did: Stevenage" in ann.text
    await ann.taps("Give my views", "Give my views")
    assert "Which area do you live in?" in ann.text


async def test_priorities_are_removed_once_that_was_confirmed(mornings: Mornings) -> None:
    """Residents no longer read them."""
    admin, ann = await admin_in(mornings), mornings.town.resident("Ann")
    await admin.says(f"/priorities stevenage{THREE}")
    await admin.taps("Remove these priorities")
    assert "Remove the priorities of Stevenage after round 2026-1?" in admin.text
    await admin.taps("Leave it as it is")
    assert "Speeding" in await reads(ann, "Stevenage")
    await admin.taps("Remove these priorities", "Remove these priorities")
    assert "No priorities have been entered for Stevenage." in admin.text
    assert "Speeding" not in await reads(ann, "Stevenage")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/priorities", "Priorities of which area?"),
        ("/priorities stevenage\nOne\nTwo", "There must be three, each on a line of its own. These are 2."),
        ("/priorities stevenage\nOne\nTwo\nThree\nFour", "each on a line of its own. These are 4."),
        (f"/priorities stevenage\n{'x' * 200}\nTwo", "each on a line of its own. These are 2."),
        (f"/priorities stevenage\n{'x' * 201}\nTwo\nThree", "Each line may have at most 200 letters."),
        (
            f"/priorities stevenage 2062-9{THREE}",
            "There is no round 2062-9, or it has not begun. Those that have: 2026-2, 2026-1. Nothing has been changed.",
        ),
        ("/priorities stevenage done\n1 Forty checks", "No priorities have been entered for Stevenage."),
        ("/priorities stevenage remove", "No priorities have been entered for Stevenage."),
    ],
)
async def test_what_cannot_be_entered_is_told(mornings: Mornings, typed: str, told: str) -> None:
    """And nothing is changed."""
    admin = await admin_in(mornings)
    await admin.says(typed)
    assert told in admin.text
    assert mornings.town.stores.priorities.as_json == "[]"


async def test_what_was_done_needs_its_number(mornings: Mornings) -> None:
    """Else nobody could tell what it belongs to."""
    admin = await admin_in(mornings)
    await admin.says(f"/priorities stevenage{THREE}")
    await admin.says("/priorities stevenage done\nForty checks")
    assert "Begin each line with the number of the priority" in admin.text


async def test_what_another_worker_was_told_this_one_tells_within_five_seconds(mornings: Mornings) -> None:
    """It has it in memory, and so often reads it anew."""
    admin, town = await admin_in(mornings), mornings.town
    reading = town.running.scheduler.get_job("priorities")
    assert reading.trigger.interval <= timedelta(seconds=5)
    reading.pause()
    await Priorities(town.stores.database).agree("2026-1", "stevenage", [("", "More lamps")] * 3)
    for answer in ("No priorities have been entered for Stevenage.", "1. More lamps"):
        await admin.says("/priorities stevenage")
        assert answer in admin.text
        await reading.func()


async def test_without_a_closed_round_they_belong_to_the_one_under_way(tmp_path: Path) -> None:
    """The first round of a new bot."""
    async with mornings_in(tmp_path) as mornings:
        admin = await admin_in(mornings)
        await admin.says(f"/priorities stevenage{THREE}")
        assert "agreed after round 2026-2" in admin.text
