"""Words typed out of the blue that sound as if somebody needs the police now, and those that only sound like it.

How often they are told apart in words that nothing was learned from, `test_understanding.py` measures.
"""

import pytest

from flows.nlu import CRIME, HARM
from flows.nlu import URGENT as CALLS
from flows.script import installed
from flows.urgent import MEANT, Alarm

URGENT = [
    "help me",
    "Help me!!",
    "he's outside now",
    "He\u2019s outside now",
    "HE IS OUTSIDE NOW",
    "hes outside now",
    "he has a knife",
    "he's got a knife",
    "a man with a knife is outside the school",
    "I am being attacked",
    "my neighbour is being attacked",
    "theres a break in now",
    "someone is breaking in",
    "they're trying to break in next door",
    "someone trying to get in to my house",
    "somebody's just been stabbed",
    "there is somebody in my house",
    "call the police now",
    "send help quickly",
    "my husband is hitting me",
    "he said he will kill me",
    "i want to die",
    "my daughter is missing",
    "someone's following me",
    "he won't let me leave",
    "this is an emergency",
    "the house is on fire",
    "I want to report that he has a gun",
]

CRIME_REPORTS = [
    "I want to report a crime",
    "i'd like to report something",
    "my car was stolen last night",
    "somebody stole my bike",
    "my phone got stolen",
    "my daughter was attacked last night",
    "he stabbed me",
    "I was mugged yesterday",
    "our shed was broken into",
    "they broke into my van",
    "we were burgled",
    "someone smashed my window",
    "I was assaulted at work",
    "he punched me",
]

CALM = [
    "",
    "Hatfield",
    "speeding at night",
    "more help for young people",
    "can you help me choose",
    "help me find my area",
    "cars hit metal railings on the bend",
    "knife crime worries me",
    "people carry knives these days",
    "gangs with knives in town",
    "speeding outside my house every night",
    "these cars are going to kill someone soon",
    "people breaking into cars",
    "women are afraid of being attacked",
    "I'm scared of being attacked in the underpass",
    "I feel unsafe in my house at night",
    "we need police on foot",
    "we need the police to do more",
    "when you call the police nobody comes",
    "drug dealing in the park",
    "kids on motorbikes tearing round the park at night",
    "cars doing 60 past the school",
    "fights outside the pub on Saturdays",
    "too many burglaries",
    "robbery and assault",
    "shops being robbed",
    "thefts from vans are up",
    "bikes get stolen at the station",
    "I've had my bike for years",
    "dog mess in my garden",
    "right now speeding is the worst",
    "what happens now",
    "who do I call about fly tipping",
    "is this really anonymous",
]


def alarm(text: str) -> Alarm | None:
    """Return what a text sounds like."""
    return installed("hertfordshire").understanding.alarm(text)


@pytest.mark.parametrize("text", URGENT)
def test_a_call_for_help_is_heard(text: str) -> None:
    """Danger, or a crime that is happening, however it is written; it goes before a report."""
    assert alarm(text) is Alarm.URGENT


@pytest.mark.parametrize("text", CRIME_REPORTS)
def test_a_crime_being_reported_is_heard(text: str) -> None:
    """A crime that is over belongs with 101 or the online report."""
    assert alarm(text) is not None


@pytest.mark.parametrize("text", CALM)
def test_a_concern_is_no_alarm(text: str) -> None:
    """What people name as a concern is often a crime, and not one that is happening to them now."""
    assert alarm(text) is None


@pytest.mark.parametrize("intent", [CALLS, HARM, CRIME])
def test_every_example_of_the_file_is_heard(intent: str) -> None:
    """What staff add to the file is heard as it stands, whatever else was learned."""
    examples = installed("hertfordshire").training.intents[intent]
    assert len(examples) > 50
    for example in examples:
        assert alarm(example.upper()) in {MEANT[intent], Alarm.URGENT}, example


def test_a_certain_phrase_is_heard_in_any_sentence() -> None:
    """The phrases that are looked up need not be learned."""
    for phrase in installed("hertfordshire").training.lookups[CALLS]:
        assert alarm(f"well you know {phrase} and so on and so forth") is Alarm.URGENT, phrase


def test_a_misspelt_cry_is_heard() -> None:
    """Other words than those of the examples, wrongly spelt."""
    for text in (
        "pls sombody help theres a man breking in",
        "he got a nife im scard",
        "my bro just got stabed",
    ):
        assert alarm(text), text


@pytest.mark.parametrize(
    "text", ["Mieszkam w Watford", "en Hatfield", "Locuiesc în Stevenage", "Stevenage'de oturuyorum"]
)
def test_other_languages_name_places_calmly(text: str) -> None:
    """Where somebody lives is no alarm in any language."""
    assert alarm(text) is None
