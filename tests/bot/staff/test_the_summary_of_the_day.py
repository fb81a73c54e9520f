"""What staff read in the morning."""

import re
from pathlib import Path

import pytest

from tests.bot.staff.mornings import Mornings, files, mornings_in
from tests.town import Neighbour


def summary_of(inspector: Neighbour) -> str:
    """Return the newest summary, which a file may follow."""
    return next(message.plain for message in reversed(inspector.messages) if message.file is None)


async def test_an_area_reads_its_figures_in_words(mornings: Mornings) -> None:
    """Round and days left; views; concerns in rank order with bands; where, when and how safe."""
    inspector = await mornings.inspector("stevenage")
    many = {"second": "burglary", "place": "park", "time": "evening", "safe_after_dark": "bit_unsafe"}
    await mornings.opened(20, **many)
    await mornings.opened(10)
    await mornings.held("AAAAA", 0, "watford")
    await mornings.at("2026-06-16 08:00")
    (summary,) = inspector.messages
    assert summary.plain.split("\n\n")[0] == (
        "Local Views: Stevenage\nRound 2026-2: 77 days left. It closes at the end of 31 August 2026."
    )
    for line in (
        "Views: 30, to the nearest five",
        "1. Speeding: most (30)",
        "2. Burglary: most (20)",
        "Kind of place: Park, open space 20",
        "When: Evening 20",
        "Safety after dark: A bit unsafe 20",
    ):
        assert line in summary.plain.splitlines()
    assert "of the views told of" not in summary.plain
    assert "Coverage" not in summary.plain
    assert "AAAAA" not in summary.plain


async def test_an_area_reads_its_share_of_the_views_once_another_is_told_of(mornings: Mornings) -> None:
    """The only one would read that it has all of them."""
    inspector = await mornings.inspector("stevenage")
    await mornings.opened(30, "stevenage")
    await mornings.opened(10, "watford")
    await mornings.at("2026-06-16 08:00")
    share = "Stevenage has 75% of the views told of in the county, and 7% of its residents."
    assert share in inspector.text.splitlines()


async def test_the_county_reads_its_coverage_and_where_to_go(mornings: Mornings) -> None:
    """Each area's share beside its share of residents, who is silent, and the largest of them to visit."""
    inspector = await mornings.inspector()
    await mornings.opened(30, "stevenage")
    await mornings.opened(10, "watford")
    await mornings.opened(9, "dacorum")
    await mornings.held("AAAAA", 0, "watford")
    await mornings.held("BBBBB", 10, "watford")
    await mornings.at("2026-06-16 08:00")
    assert "• Stevenage: views 75%, residents 7%\n• Watford: views 25%, residents 8%" in inspector.text
    assert "No figures yet: Broxbourne, Dacorum, East Herts" in inspector.text
    assert "Events with fewer than 10 so far: AAAAA (Watford)" in inspector.text
    assert "BBBBB" not in inspector.text
    assert "Where to go next: Dacorum, such as " in inspector.text


async def test_before_the_first_figures_the_county_is_told_when_they_come(mornings: Mornings) -> None:
    """That no area has any goes without saying."""
    inspector = await mornings.inspector()
    await mornings.opened(9)
    await mornings.at("2026-06-16 08:00")
    _, none, *rest = inspector.text.split("\n\n")
    assert none == "No figures yet. The first come once 10 answers of an area have been opened."
    assert [part.partition(":")[0] for part in rest] == ["Where to go next"]


async def test_ranks_are_set_beside_those_of_the_round_before(mornings: Mornings) -> None:
    """What rose, what fell, and what was not told of then, or now."""
    inspector = await mornings.inspector("stevenage")
    await mornings.at("2026-04-30 07:00")
    await mornings.opened(20, round_name="2026-1", first="burglary", second="speeding")
    await mornings.opened(10, round_name="2026-1", first="burglary")
    await mornings.at("2026-04-30 08:00")
    await mornings.opened(20, first="speeding", second="drugs")
    await mornings.opened(10, first="speeding")
    await mornings.at("2026-06-16 08:00")
    assert (
        "Against round 2026-1, by rank:\n"
        "• Speeding: up from 2 to 1\n"
        "• Drugs: now 2, not told of then\n"
        "• Burglary: 1 then, not told of now\n"
        "Where a round has fewer than 100 views, ranks can change by chance." in inspector.text
    )


async def test_the_first_five_concerns_are_set_beside_the_first_three_of_the_round_before(
    mornings: Mornings,
) -> None:
    """Three priorities are agreed; of the other concerns nobody needs to know which rank they had."""
    inspector = await mornings.inspector("stevenage")
    await mornings.at("2026-04-30 07:00")
    for number, issue in enumerate(("theft", "robbery", "drugs", "burglary"), start=2):
        await mornings.opened(10 * number, round_name="2026-1", first=issue)
    await mornings.at("2026-04-30 08:00")
    for number, issue in enumerate(
        ("rural_crime", "assault", "parking", "speeding", "antisocial_behaviour", "burglary"), start=1
    ):
        await mornings.opened(10 * number, first=issue)
    await mornings.at("2026-06-16 08:00")
    changes = inspector.text.partition("Against round 2026-1, by rank:\n")[2].partition("\n\n")[0]
    assert changes.splitlines() == [
        "• Burglary: still 1",
        "• Anti-social behaviour: now 2, not told of then",
        "• Speeding: now 3, not told of then",
        "• Parking: now 4, not told of then",
        "• Assault: now 5, not told of then",
        "• Drugs: 2 then, not told of now",
        "• Robbery: 3 then, not told of now",
    ]


@pytest.mark.parametrize(("then", "now", "by_chance"), [(100, 100, False), (95, 100, True), (100, 95, True)])
async def test_where_a_round_has_few_views_ranks_are_said_to_change_by_chance(
    mornings: Mornings, then: int, now: int, *, by_chance: bool
) -> None:
    """One of the two is enough; from a hundred views on it is not said."""
    inspector = await mornings.inspector("stevenage")
    await mornings.at("2026-04-30 07:00")
    await mornings.opened(then, round_name="2026-1")
    await mornings.at("2026-04-30 08:00")
    await mornings.opened(now)
    await mornings.at("2026-06-16 08:00")
    assert "• Speeding: still 1" in inspector.text
    assert ("ranks can change by chance" in inspector.text) is by_chance


async def test_of_the_round_before_the_last_figures_count(mornings: Mornings) -> None:
    """In those before them speeding was not told of, nor in the round before that."""
    inspector = await mornings.inspector("stevenage")
    await mornings.at("2025-12-31 07:00")
    await mornings.opened(20, round_name="2025-3", first="burglary")
    await mornings.told()
    for day, first in ((29, "drugs"), (30, "speeding")):
        await mornings.at(f"2026-04-{day} 07:00")
        await mornings.opened(10 * (day - 28), round_name="2026-1", first=first)
        await mornings.told()
    await mornings.opened(20)
    await mornings.at("2026-06-16 08:00")
    assert (
        "Against round 2026-1, by rank:\n• Speeding: still 1\n• Drugs: 2 then, not told of now"
        in inspector.text
    )


async def test_when_a_round_has_closed_its_last_figures_come_with_the_next_summary(
    mornings: Mornings,
) -> None:
    """Above the first summary of the round that has begun; on its last day it was open still."""
    inspector = await mornings.inspector("stevenage")
    await mornings.opened(20)
    await mornings.at("2026-08-31 08:00")
    assert "Round 2026-2: the last day." in inspector.text
    assert "Where to go next: " in inspector.text
    await mornings.at("2026-09-01 08:00")
    assert "Round 2026-2 closed on 31 August 2026. These are its last figures." in inspector.text
    assert inspector.text.index("Views: 20") < inspector.text.index("Round 2026-3: 122 days left.")
    assert "These are the figures of" not in inspector.text
    assert inspector.text.count("Where to go next: ") == 1


async def test_a_quiet_day_is_one_silent_line(mornings: Mornings) -> None:
    """Days left and one place to visit, from which nothing has been heard; no phone rings."""
    inspector = await mornings.inspector("stevenage")
    await mornings.opened(20)
    await mornings.at("2026-06-16 08:00")
    await mornings.at("2026-06-17 08:00")
    assert inspector.text.startswith("Local Views, Stevenage: nothing new, 76 days left. A place to visit: ")
    assert "\n" not in inspector.text
    sent = [call for call in mornings.town.world.transcript if call.method == "sendMessage"]
    assert [call.parameters.get("disable_notification") in {True, "true"} for call in sent[-2:]] == [
        False,
        True,
    ]


async def test_monday_is_told_in_full_whatever_happened(mornings: Mornings) -> None:
    """22 June 2026 is one."""
    inspector = await mornings.inspector("stevenage")
    await mornings.opened(20)
    for day in range(19, 24):
        await mornings.at(f"2026-06-{day} 08:00")
    full = ["Views: 20" in message.plain for message in inspector.messages]
    assert full == [True, False, False, True, False]
    stands = "New ones come once 10 more have answered, and a quarter more of the area or of the county."
    assert [stands in message.plain for message in inspector.messages] == [False, False, False, True, False]


async def test_while_the_round_is_paused_the_summary_says_so(mornings: Mornings) -> None:
    """It has its days left all the same."""
    inspector = await mornings.inspector("stevenage")
    await mornings.rounds.pause("2026-2")
    await mornings.at("2026-06-16 08:00")
    state = "Round 2026-2 is paused: 77 days left. It closes at the end of 31 August 2026."
    assert inspector.text.splitlines()[1] == state


async def test_few_views_are_told_with_what_is_still_to_come(mornings: Mornings) -> None:
    """Twelve, of whom no ten agree."""
    inspector = await mornings.inspector("stevenage")
    for issue in ("burglary", "drugs"):
        await mornings.opened(6, first=issue, place="park")
    await mornings.at("2026-06-16 08:00")
    views, concerns, scene = inspector.text.split("\n\n")[1:4]
    assert views == "Views: 10, to the nearest five"
    assert concerns == (
        "Concerns: none was named by 10 yet.\n"
        "From 20 views on, concerns that fewer than 10 named are put in order too."
    )
    assert scene == "Kind of place: Park, open space 10"


async def test_what_is_still_to_come_is_no_longer_said_from_twenty_views_on(mornings: Mornings) -> None:
    """Nobody has said where it happens, and that is said too."""
    inspector = await mornings.inspector("stevenage")
    await mornings.opened(20)
    await mornings.at("2026-06-16 08:00")
    _, _, concerns, scene, *_ = inspector.text.split("\n\n")
    assert concerns == "Concerns, by how many named them among up to three:\n1. Speeding: most (20)"
    assert scene == "Where, when, how safe: too few said the same for it to be told."


async def test_of_a_table_the_six_most_named_are_told(mornings: Mornings) -> None:
    """Where each of seven kinds of places was named by so many that they could be told."""
    inspector = await mornings.inspector("stevenage")
    places = ("homes", "shops", "park", "road", "station", "school", "countryside")
    for number, place in enumerate(places, start=2):
        await mornings.opened(5 * number, place=place)
    await mornings.at("2026-06-16 08:00")
    (line,) = [line for line in inspector.text.splitlines() if line.startswith("Kind of place: ")]
    assert re.findall(r" (\d+)(?:;|$)", line) == ["40", "35", "30", "25", "20", "15"]


async def test_of_many_quiet_events_ten_are_named(mornings: Mornings) -> None:
    """Of twelve."""
    inspector = await mornings.inspector("stevenage")
    for letter in "ABCDEFGHJKMN":
        await mornings.held(f"AAAA{letter}", 0)
    await mornings.at("2026-06-16 08:00")
    assert len(re.findall(r"AAAA[A-N] \(Stevenage\)", inspector.text)) == 10


async def test_a_concern_that_has_left_the_data_keeps_its_name(mornings: Mornings) -> None:
    """Nobody misses a summary, or its chart, because the county has taken an issue out."""
    inspector = await mornings.inspector("stevenage")
    await mornings.opened(20, first="tramways")
    await mornings.at("2026-06-16 08:00")
    assert "1. tramways" in inspector.text


async def test_large_numbers_can_be_read(mornings: Mornings) -> None:
    """With commas; how safe people feel in its own order, and not by number."""
    inspector = await mornings.inspector("stevenage")
    await mornings.opened(1240, safe_by_day="bit_unsafe")
    await mornings.opened(40, safe_by_day="very_safe")
    await mornings.at("2026-06-16 08:00")
    assert "Views: 1,280, to the nearest five" in inspector.text
    assert "1. Speeding: most (1,280)" in inspector.text
    assert "Safety by day: Very safe 40; A bit unsafe 1,240" in inspector.text


async def test_views_that_were_withdrawn_are_told_of(mornings: Mornings) -> None:
    """Once they are ten."""
    inspector = await mornings.inspector("stevenage")
    await mornings.opened(40)
    await mornings.at("2026-06-16 08:00")
    await mornings.withdrawn(12)
    await mornings.at("2026-06-17 08:00")
    assert "Views: 30, to the nearest five: 10 fewer than on 16 June 2026, since answers" in inspector.text


async def test_new_figures_are_told_in_full_even_if_somebody_asked_for_them_before(
    mornings: Mornings,
) -> None:
    """What counts is what this chat was told in the morning."""
    inspector, other = await mornings.inspector("stevenage"), await mornings.inspector()
    await mornings.opened(20)
    await mornings.at("2026-06-16 08:00")
    await mornings.opened(20)
    await mornings.told()
    await other.says("/summary stevenage 2026-2")
    await mornings.at("2026-06-17 08:00")
    assert "Views: 40, to the nearest five: 20 more than on 16 June 2026" in inspector.text
    await mornings.opened(10)
    await mornings.at("2026-06-18 08:00")
    assert "Views: 50, to the nearest five: 10 more than on 16 June 2026" in inspector.text


async def test_staff_ask_for_a_summary_at_any_time(mornings: Mornings) -> None:
    """Of another area, of an earlier round; a stranger who asks is told what anybody is."""
    inspector, stranger = await mornings.inspector("stevenage"), mornings.town.resident("Stranger")
    await mornings.opened(20, "watford")
    await mornings.told()
    await inspector.says("/summary watford")
    assert "Local Views: Watford" in inspector.text
    assert "Views: 20" in inspector.text
    await inspector.says("/summary Stevenage 2026-2")
    assert "Local Views: Stevenage" in inspector.text
    await stranger.says("/summary")
    assert "This bot works with buttons." in stranger.text
    await inspector.says("/comments")
    assert inspector.text == (
        "No comments have left the ballot box yet. They come out of it at least 2 at a time."
    )
    await mornings.commented(*["Too fast"] * 10)
    await inspector.says("/comments")
    assert len(files(inspector)) == 1


# ---- comments


async def test_new_comments_come_in_a_file_by_issue(mornings: Mornings) -> None:
    """Never in the chat; and once told of they do not come again until there are ten more."""
    inspector = await mornings.inspector("stevenage")
    await mornings.opened(20)
    await mornings.commented(*[f"Too fast, number {number}" for number in range(9)])
    await mornings.commented("A light that is *broken*", issue="drugs")
    await mornings.commented(*["Elsewhere"] * 10, area="watford")
    await mornings.at("2026-06-16 08:00")
    (sent,) = files(inspector)
    assert sent.file is not None
    assert sent.file.name == "comments-2026-2-stevenage.txt"
    content = sent.file.content.decode()
    assert content.startswith("Local Views: comments on Stevenage, round 2026-2\n\n")
    assert "Speeding\n- Too fast, number 0\n- Too fast, number 1\n" in content
    assert "- A light that is *broken*" in content
    assert "Elsewhere" not in content
    assert all("Too fast" not in message.plain for message in inspector.messages)
    assert "Comments: at least 10 so far. They come with this message." in summary_of(inspector)
    await mornings.commented("One more")
    await mornings.at("2026-06-17 08:00")
    assert len(files(inspector)) == 1
    await inspector.says("/summary")
    assert "Comments: at least 10 so far. /comments brings them." in inspector.text


async def test_fewer_than_ten_comments_are_not_told_of(mornings: Mornings) -> None:
    """So many are left where somebody has withdrawn."""
    inspector = await mornings.inspector("stevenage")
    await mornings.commented(*["Too fast"] * 9)
    await mornings.at("2026-06-16 08:00")
    assert "Local Views: Stevenage" in inspector.text
    assert "omments" not in inspector.text


async def test_how_many_comments_are_new_is_told_in_tens(mornings: Mornings) -> None:
    """Twelve, and then fifteen more."""
    inspector = await mornings.inspector("stevenage")
    await mornings.commented(*["Too fast"] * 12)
    await mornings.at("2026-06-16 08:00")
    await mornings.commented(*["Much too fast"] * 15)
    await mornings.at("2026-06-17 08:00")
    assert "Comments: at least 10 new ones, at least 20 so far. They come with this message." in summary_of(
        inspector
    )


async def test_few_comments_stand_in_the_chat_where_that_is_wished(tmp_path: Path) -> None:
    """COMMENTS_IN_CHAT=yes; what does not fit into one message is a file all the same."""
    async with mornings_in(tmp_path, comments_in_chat="yes") as mornings:
        inspector = await mornings.inspector("stevenage")
        await mornings.commented(*[f"Too fast, number {number}" for number in range(10)])
        await mornings.at("2026-06-16 08:00")
        assert "Too fast, number 9" in inspector.text
        assert files(inspector) == []
        await mornings.commented("Cars *here* and *there*", *["Mopeds"] * 9)
        await inspector.says("/comments")
        assert "Cars *here* and *there*" in inspector.text
        await mornings.commented(*["Much too fast. " * 30 for _ in range(10)])
        await mornings.at("2026-06-17 08:00")
        assert "Much too fast" not in inspector.text
        assert len(files(inspector)) == 1
