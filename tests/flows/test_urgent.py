"""Words typed out of the blue that sound as if somebody needs the police, and those that only sound like it."""

from pathlib import Path

import pytest

from flows import urgent
from flows.problems import FlowsBroken
from flows.urgent import Alarm, sounds_urgent

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
    "he stabbed me",
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


@pytest.mark.parametrize("text", URGENT)
def test_a_call_for_help_is_heard(text: str) -> None:
    """Danger, or a crime that is happening, however it is written; it goes before a report."""
    assert sounds_urgent(text) is Alarm.URGENT


@pytest.mark.parametrize("text", CRIME_REPORTS)
def test_a_crime_being_reported_is_heard(text: str) -> None:
    """A crime that is over belongs with 101 or the online report."""
    assert sounds_urgent(text) is Alarm.CRIME_REPORT


@pytest.mark.parametrize("text", CALM)
def test_a_concern_is_no_alarm(text: str) -> None:
    """What people name as a concern is often a crime, and not one that is happening to them now."""
    assert sounds_urgent(text) is None


def test_every_phrase_of_the_file_is_heard() -> None:
    """A phrase that staff add to the file is heard as it stands, unless it is passed over on purpose."""
    text = urgent.NLU.read_text(encoding="utf-8")
    for lookup, alarm in (("urgent", Alarm.URGENT), ("crime_report", Alarm.CRIME_REPORT)):
        block = text.split(f"- lookup: {lookup}\n")[1].split("\n\n")[0]
        phrases = [line.strip().removeprefix("- ") for line in block.splitlines()[1:]]
        assert len(phrases) > 50
        for phrase in phrases:
            assert sounds_urgent(phrase) in {alarm, Alarm.URGENT}, phrase


def test_a_file_without_the_phrases_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Losing the list would silence every call for help, so it stops the start instead."""
    (tmp_path / "nlu.yml").write_text('version: "3.1"\nnlu:\n- lookup: urgent\n  examples: |\n    - help\n')
    monkeypatch.setattr(urgent, "NLU", tmp_path / "nlu.yml")
    with pytest.raises(FlowsBroken, match=r"nlu\.yml:1: '- lookup: crime_report' is missing"):
        urgent._phrases.__wrapped__()  # noqa: SLF001 - the file is read once, so read it anew beside the cache
