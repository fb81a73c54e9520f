"""A resident who types what worries them, or asks something, although nothing asked for words."""

import pytest

from tests.town import Town


async def test_a_concern_is_offered_for_a_yes_and_kept_with_where_and_when(town: Town) -> None:
    """What was said besides goes along to the check page and into the ballot box."""
    gil = town.resident()
    await gil.says("kids on motorbikes tearing round the park at night")
    assert "Do you mean: E-scooters, bikes?" in gil.text
    await gil.taps("Yes", "Watford", "That's all")
    assert "Kind of place: Park, open space" in gil.text
    await gil.taps("Send my views")
    (kept,) = await town.kept()
    assert (kept.area, kept.first, kept.place, kept.time) == ("watford", "bikes", "park", "night")
    assert await town.comments() == []


async def test_area_and_concern_in_one_sentence_need_two_taps_to_the_check_page(town: Town) -> None:
    """Nothing that was said is asked for again."""
    gil = town.resident()
    await gil.says("cars doing 60 past the school in Wheathampstead")
    assert "Do you mean: Speeding?" in gil.text
    assert "Area: St Albans" in gil.text
    await gil.taps("Yes", "That's all", "Send my views")
    (kept,) = await town.kept()
    assert (kept.area, kept.first, kept.place, kept.town) == (
        "st_albans",
        "speeding",
        "school",
        "wheathampstead",
    )


async def test_a_no_leaves_nothing_of_what_was_heard(town: Town) -> None:
    """Where and when belonged to the concern that was not meant."""
    gil = town.resident()
    await gil.says("cars racing past the school in the evening")
    await gil.taps("Another concern", "Stevenage", "Theft", "That's all", "Send my views")
    (kept,) = await town.kept()
    assert (kept.first, kept.place, kept.time, kept.town) == ("theft", None, None, None)


async def test_another_area_is_asked_for_and_the_town_is_forgotten(town: Town) -> None:
    """The concern stays: only the area was not meant."""
    gil = town.resident()
    await gil.says("speeding in Wheathampstead")
    await gil.taps("Another area", "Dacorum", "That's all", "Send my views")
    (kept,) = await town.kept()
    assert (kept.area, kept.first, kept.town) == ("dacorum", "speeding", None)


async def test_reading_a_page_agrees_to_nothing(town: Town) -> None:
    """From who does what the way leads back to the same question, and a button says so."""
    gil = town.resident()
    await gil.says("dealers outside the chip shop")
    await gil.taps("Who does what", "Back to the questions")
    assert "Do you mean: Drugs?" in gil.text


async def test_what_is_asked_about_a_concern_is_answered_and_it_can_be_named(town: Town) -> None:
    """The page about it comes first, and its first button names it; no other does the same."""
    gil = town.resident()
    await gil.says("is there a fine for parking on the pavement in Watford")
    assert "parking a local priority" in gil.text
    assert gil.buttons[0] == "My concern: Parking"
    assert not {"Give my views", "Back to the questions"} & set(gil.buttons)
    await gil.taps("My concern: Parking")
    assert "Do you mean: Parking?" in gil.text
    await gil.taps("Yes", "That's all", "Send my views")
    (kept,) = await town.kept()
    assert (kept.area, kept.first, kept.place) == ("watford", "parking", "road")


async def test_an_unsure_concern_is_asked(town: Town) -> None:
    """Up to three, and a way to all of them."""
    gil = town.resident()
    await gil.says("stolen mopeds racing about")
    assert "Which of these do you mean?" in gil.text
    assert "None of these" in gil.buttons
    await gil.taps("Vehicle crime", "Stevenage")
    assert "What comes second?" in gil.text


async def test_reading_a_page_leaves_the_choice_as_it_was(town: Town) -> None:
    """Back from any page it is the same question, with where and when; and nothing of the others is kept in the end."""
    gil = town.resident()
    await gil.says("stolen mopeds racing about the shops in Watford at night")
    asked, offered = gil.text.rpartition("Which of these do you mean?")[2], gil.buttons
    assert "When: Night" in asked
    await gil.taps("Who does what", "How this stays anonymous", "See what is kept")
    assert "Vehicle crime" not in gil.text
    await gil.taps("Back to the questions")
    assert gil.text.rpartition("Which of these do you mean?")[2] == asked
    assert gil.buttons == offered
    await gil.taps("Vehicle crime", "That's all", "Send my views")
    (kept,) = await town.kept()
    assert (kept.area, kept.first, kept.second, kept.third, kept.place, kept.time) == (
        "watford",
        "vehicle_crime",
        None,
        None,
        "shops",
        "night",
    )


async def test_none_of_what_was_offered_leaves_nothing_of_it(town: Town) -> None:
    """Neither as an answer nor as where and when."""
    gil = town.resident()
    await gil.says("stolen mopeds racing about the shops at night")
    await gil.taps("None of these", "Stevenage", "Theft", "That's all", "Send my views")
    (kept,) = await town.kept()
    assert (kept.first, kept.second, kept.third, kept.place, kept.time) == ("theft", None, None, None, None)


async def test_the_earlier_message_goes_on(town: Town) -> None:
    """Words out of the blue are answered in a message of their own, and the one before still works."""
    gil = town.resident()
    await gil.starts()
    await gil.taps("Give my views", "Stevenage")
    earlier = gil.live
    await gil.says("someone keeps dumping rubbish in our lane")
    assert "An earlier message and its buttons still work" in gil.text
    await gil.taps("Speeding", on=earlier)
    assert any("What comes second?" in message.plain for message in gil.messages)
    await gil.taps("Yes")
    assert "Which area do you live in?" in gil.text


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("who do I call about fly tipping", "Tell your council"),
        ("is this really anonymous", "No name, no account, no phone number, no time"),
        ("what is operation scorpion", "acquisitive crime"),
        ("what did you do after the last survey", "You said, we did"),
        ("how do I report a crime", "How to report something"),
        ("can I take back what I sent", "To take an answer back"),
    ],
)
async def test_a_question_gets_its_answer(town: Town, asked: str, answered: str) -> None:
    """And nothing of it is kept."""
    gil = town.resident()
    await gil.says(asked)
    assert answered in gil.text
    assert "What you typed has not been kept" in gil.text


@pytest.mark.parametrize(
    "report", ["my daughter was attacked last night", "he's outside now", "my husband hits me"]
)
async def test_a_crime_against_a_person_is_sent_to_those_who_help(town: Town, report: str) -> None:
    """999, 101 and Crimestoppers come first, and nothing is offered to be counted."""
    gil = town.resident()
    await gil.says(report)
    assert gil.text.startswith("In danger, or a crime is happening now: call 999.")
    assert "Crimestoppers" in gil.text
    assert not [title for title in gil.buttons if title.startswith("My concern")]
    assert gil.tokens == [token for token in gil.tokens if len(token) <= 64]


async def test_a_theft_is_sent_to_999_and_101_first_and_can_be_named_as_a_concern(town: Town) -> None:
    """The report comes first; the concern takes a tap."""
    gil = town.resident()
    await gil.says("someone nicked my catalytic converter")
    assert gil.text.startswith("In danger, or a crime is happening now: call 999.")
    await gil.taps("My concern: Vehicle crime", "Watford", "That's all", "Send my views")
    (kept,) = await town.kept()
    assert kept.first == "vehicle_crime"


async def test_abuse_and_nonsense_get_a_kind_line(town: Town) -> None:
    """And buttons to begin with."""
    gil = town.resident()
    await gil.says("you useless bunch of muppets")
    assert "That sounded angry" in gil.text
    await gil.says("flibbertigibbet")
    assert "works with buttons" in gil.text
    assert "Give my views" in gil.buttons


async def test_a_comment_that_sounds_like_a_report_is_still_kept(town: Town) -> None:
    """Where words were asked for, an alarm is answered and the words are kept as the resident agreed."""
    gil = town.resident()
    await gil.starts()
    await gil.taps("Give my views", "Stevenage", "Theft", "That's all", "Add a comment")
    await gil.replies("my bike was stolen outside the library last night")
    assert "999" in gil.text
    await gil.taps("Send my views")
    (comment,) = await town.comments()
    assert comment.text == "my bike was stolen outside the library last night"
