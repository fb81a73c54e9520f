"""A resident who goes back, and one who changes answers on the check page."""

import pytest

from tests.town import Town


async def test_back_leads_all_the_way_to_the_welcome(town: Town) -> None:
    """Every question has Back, and Back clears one answer at a time."""
    ben = town.resident()
    await ben.starts()
    await ben.taps("Give my views", "Dacorum", "Theft", "Back")
    assert "What concerns you most" in ben.text
    await ben.taps("Back")
    assert "Which area" in ben.text
    await ben.taps("Back")
    assert "Local Views" in ben.text
    assert "Back" not in ben.buttons


async def test_a_changed_area_forgets_the_town_of_the_old_one(town: Town) -> None:
    """What was said of a town does not move along to another area; the concerns do."""
    ben = town.resident()
    await ben.starts()
    await ben.taps("Give my views", "St Albans", "Theft", "That's all", "Add where", "Skip", "Harpenden")
    assert "Harpenden" in ben.text
    await ben.taps("Change area", "Watford")
    assert "Watford" in ben.text
    assert "Theft" in ben.text
    assert "Harpenden" not in ben.text


async def test_going_back_from_a_change_leaves_the_answer_as_it_was(town: Town) -> None:
    """Change, then Back: nothing has changed."""
    ben = town.resident()
    await ben.starts()
    await ben.taps("Give my views", "Watford", "Theft", "Robbery", "Burglary")
    before = ben.text
    await ben.taps("Change second", "Back")
    assert ben.text == before


async def test_changing_the_second_concern_to_nothing_drops_the_third(town: Town) -> None:
    """No third concern stands without a second."""
    ben = town.resident()
    await ben.starts()
    await ben.taps("Give my views", "Watford", "Theft", "Robbery", "Burglary", "Change second", "That's all")
    await ben.taps("Send my views")
    (kept,) = await town.kept()
    assert (kept.first, kept.second, kept.third) == ("theft", None, None)


async def test_a_concern_can_be_added_afterwards(town: Town) -> None:
    """From the check page a second and a third concern are added one by one."""
    ben = town.resident()
    await ben.starts()
    await ben.taps("Give my views", "Watford", "Theft", "That's all")
    await ben.taps("Add second", "Robbery")
    assert "Check your answers" in ben.text
    await ben.taps("Add third", "Burglary", "Send my views")
    (kept,) = await town.kept()
    assert (kept.first, kept.second, kept.third) == ("theft", "robbery", "burglary")


async def test_a_chosen_issue_is_not_offered_again(town: Town) -> None:
    """Each question leaves out what was chosen in the others, and keeps the order of the rest."""
    ben = town.resident()
    await ben.starts()
    await ben.taps("Give my views", "Watford")
    below = {"Back", "Who does what", "Stop and delete"}
    first = [title for title in ben.buttons if title not in below]
    await ben.taps(first[3])
    second = [title for title in ben.buttons if title not in {*below, "That's all"}]
    assert sorted(second) == sorted({*first} - {first[3]})
    assert second[-1] == "Something else"


async def test_an_old_button_is_a_way_back_in_time(town: Town) -> None:
    """A button of an earlier screen, tapped late, leads on from where it stood."""
    ben = town.resident()
    await ben.starts()
    await ben.taps("Give my views")
    (keyboard,) = (message.keyboard for message in ben.messages)
    watford = next(button for row in keyboard for button in row if button["text"] == "Watford")
    await ben.taps("Dacorum", "Theft")
    await ben.does(ben.resident.presses(watford, ben.live))
    await ben.taps("Robbery", "That's all", "Send my views")
    (kept,) = await town.kept()
    assert (kept.area, kept.first) == ("watford", "robbery")


async def test_going_back_from_a_change_of_area_leaves_the_area_as_it_was(town: Town) -> None:
    """Change area, then Back: the check page as before."""
    ben = town.resident()
    await ben.starts()
    await ben.taps("Give my views", "Watford", "Theft", "That's all")
    before = ben.text
    await ben.taps("Change area", "Back")
    assert ben.text == before


async def test_an_area_can_be_changed_by_typing(town: Town) -> None:
    """Change area, not sure, a village: the new area, and back to the check page with the rest as it was."""
    ben = town.resident()
    await ben.starts()
    await ben.taps("Give my views", "Watford", "Theft", "That's all", "Change area", "I'm not sure")
    await ben.replies("Wheathampstead")
    await ben.taps("Yes, St Albans")
    assert "Check your answers" in ben.text
    assert "St Albans" in ben.text
    assert "Theft" in ben.text


@pytest.mark.parametrize("second", [("Robbery", "Burglary"), ("That's all",)])
async def test_going_back_from_the_check_page_to_the_welcome_keeps_the_concerns(
    town: Town, second: tuple[str, ...]
) -> None:
    """They are answers, the most important first: not what words may have meant, of which one is to be chosen."""
    ben = town.resident()
    await ben.starts()
    await ben.taps("Give my views", "Watford", "Theft", *second)
    before = ben.text
    await ben.taps("Change area", "I'm not sure", "Back")
    assert "Do you mean: Theft?" in ben.text
    await ben.taps("Yes", "Watford")
    assert ben.text == before
