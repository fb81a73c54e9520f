"""The main ways through the dialogue, each as a transcript beside this file; `pytest --renew` writes them anew."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.flows.talk import CLOSED, PAUSED, Talk, given

GOLDENS = Path(__file__).parent / "goldens"


async def the_shortest_way(talk: Talk) -> None:
    """One concern, nothing else."""
    await talk.starts()
    await talk.taps("Give my views", "Stevenage", "Speeding", "That's all", "Send my views")
    await talk.hears("kept")


async def every_detail(talk: Talk) -> None:
    """Three concerns, every detail, a comment, and the words for something else."""
    await talk.starts()
    await talk.taps("Give my views", "St Albans", "Street drinking", "Something else", "Parking")
    await talk.taps("Add where", "Park, open space", "Harpenden")
    await talk.taps("Add when", "Evening")
    await talk.taps("Add safety", "Fairly safe", "A bit unsafe")
    await talk.taps("Add a comment")
    await talk.types("It is worst by the bandstand")
    await talk.taps('Say what "something else" is')
    await talk.types("Fireworks")
    await talk.taps("Send my views")
    await talk.hears("kept")


async def a_town_instead_of_an_area(talk: Talk) -> None:
    """Somebody who does not know the area types a village, and then a postcode that lies in two areas."""
    await talk.starts()
    await talk.taps("Give my views", "I'm not sure")
    await talk.types("Wheathampstead")
    await talk.taps("Choose from the list", "I'm not sure")
    await talk.types("AL3 4AB")
    await talk.taps("St Albans")


async def from_an_event_link(talk: Talk) -> None:
    """The area is known from the link, and is not asked for."""
    await talk.starts({"event": "AB12C", "area": "watford"})
    await talk.taps("Give my views", "Theft", "That's all", "Send my views")
    await talk.hears("kept")


async def reading_who_does_what(talk: Talk) -> None:
    """From a question to who deals with what, an issue, and back to the same question."""
    await talk.starts()
    await talk.taps("Give my views", "Dacorum", "Who does what", "Choose an issue", "Fly-tipping")
    await talk.taps("Back to the questions")


async def changing_the_mind(talk: Talk) -> None:
    """Change the second concern from the check page, then go back without changing the first, then stop."""
    await talk.starts()
    await talk.taps("Give my views", "Watford", "Theft", "Robbery", "That's all")
    await talk.taps("Change second", "Burglary", "Change first", "Back", "Stop and delete")


async def a_receipt(talk: Talk) -> None:
    """A receipt is shown in an alert, shown again, given up, and taken after all."""
    await talk.starts()
    await talk.taps("Give my views", "Watford", "Theft", "That's all")
    await talk.taps("Get a receipt", "Receipt again", "No receipt", "Get a receipt", "Send my views")
    await talk.hears("kept")


async def taking_an_answer_back(talk: Talk) -> None:
    """Something that cannot be a receipt, then one as people type it; at first it cannot be sealed."""
    await talk.starts({"page": "withdraw", "withdrawal": "begun"})
    await talk.types("my answer from last week")
    await talk.types("o123-4567 89ab cdef")
    await talk.hears("failed", "withdrawal")
    await talk.starts({"page": "withdraw", "withdrawal": "begun"})
    await talk.types("0123 4567 89AB CDEF")
    await talk.hears("noted", "withdrawal")


async def an_officers_device(talk: Talk) -> None:
    """One resident after the other answers on it."""
    await talk.starts({"assisted": "yes"})
    await talk.taps("Give my views", "Watford", "Theft", "That's all", "Send my views")
    await talk.hears("kept")


async def reading_about_privacy(talk: Talk) -> None:
    """Before any answer with a made-up row, and from the check page with the resident's own; then in a trial."""
    await talk.starts()
    await talk.taps("How this stays anonymous", "See what is kept", "What we cannot promise")
    await talk.taps(
        "Who is answerable, and your rights", "Give my views", "Give my views", "Watford", "Theft"
    )
    await talk.taps("That's all", "Get a receipt", "Who does what", "How this stays anonymous")
    await talk.taps("See what is kept", "Back to the questions")
    talk.moment = replace(talk.moment, controller=None)
    await talk.starts({"page": "privacy_rights"})


async def outside_a_round(talk: Talk) -> None:
    """Paused, then closed: nothing can be sent, everything can be read."""
    talk.moment = given(PAUSED)
    await talk.starts()
    talk.moment = given(CLOSED)
    await talk.starts()
    await talk.taps("About")


async def an_alarm(talk: Talk) -> None:
    """Words that sound urgent are told where to go, and are not kept."""
    await talk.says("help me he has a knife")


async def a_concern_in_own_words(talk: Talk) -> None:
    """A concern with where and when is agreed to; another one is not, and nothing is left of it."""
    talk.moment = given()
    await talk.says("kids on motorbikes tearing round the park at night")
    await talk.taps("Who does what", "Back to the questions", "Yes", "Watford", "That's all")
    await talk.says("speeding in Wheathampstead")
    await talk.taps("Another concern", "Drugs", "That's all")


async def an_unsure_concern(talk: Talk) -> None:
    """Words that may mean several concerns, something without a button, and a town that lies in two areas."""
    talk.moment = given()
    await talk.says("stolen mopeds racing about the shops at night")
    await talk.taps("Vehicle crime")
    await talk.says("potholes everywhere")
    await talk.says("speeding in Kings Langley")


async def questions_typed(talk: Talk) -> None:
    """Who deals with an issue, what a team is, and whether it is anonymous."""
    talk.moment = given()
    await talk.says("who do I call about fly tipping")
    await talk.says("what is operation scorpion")
    await talk.says("is this really anonymous")
    talk.moment = given(CLOSED)
    await talk.says("needles in the kids playground")


async def neither_a_concern_nor_a_question(talk: Talk) -> None:
    """A report of a theft, a report of an attack, abuse and nonsense."""
    talk.moment = given()
    await talk.says("someone nicked my catalytic converter")
    await talk.says("my daughter was attacked last night")
    await talk.says("you lot are useless")
    await talk.says("asdfghjkl")


WAYS: list[Callable[[Talk], Awaitable[None]]] = [
    the_shortest_way,
    every_detail,
    a_town_instead_of_an_area,
    from_an_event_link,
    reading_who_does_what,
    changing_the_mind,
    a_receipt,
    taking_an_answer_back,
    an_officers_device,
    reading_about_privacy,
    outside_a_round,
    an_alarm,
    a_concern_in_own_words,
    an_unsure_concern,
    questions_typed,
    neither_a_concern_nor_a_question,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_the_way_reads_as_its_transcript(
    way: Callable[[Talk], Awaitable[None]], talk: Talk, pytestconfig: pytest.Config
) -> None:
    """What is said on this way is what was last looked at and found good."""
    await way(talk)
    transcript = f"{way.__doc__}\n\n" + "\n".join(talk.transcript)
    golden = GOLDENS / f"{way.__name__}.txt"
    if pytestconfig.getoption("renew"):
        golden.write_text(transcript, encoding="utf-8")
    assert transcript == golden.read_text(encoding="utf-8")


def test_every_transcript_belongs_to_a_way() -> None:
    """No transcript is left over from a way that is gone."""
    assert {path.stem for path in GOLDENS.glob("*.txt")} == {way.__name__ for way in WAYS}
