"""How well typed words are understood: floors that hold for what was tuned on and for what was held out."""

from itertools import chain

import pytest
from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table

from flows import places
from flows.script import installed
from flows.understanding import Understanding, Understood
from flows.urgent import Alarm
from tests.flows.utterances import (
    PARTS,
    Corpus,
    Utterance,
    answer_to,
    area_is_right,
    corpus,
    first_choice,
    is_sent_away_kindly,
    plain,
    share,
)

FEWEST_UTTERANCES = 400
NEARLY_EQUAL = 88
FEWEST_WORDS_TO_BE_NEAR = 3
"""Two texts of fewer words are near each other by chance."""


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    """What has learned the installed examples."""
    return installed("hertfordshire").understanding


@pytest.fixture(scope="module")
def understood(understanding: Understanding) -> dict[str, Understood]:
    """What is understood of each utterance."""
    return {each.text: understanding.of(each.text) for part in PARTS for each in corpus(part).everything}


def together() -> Corpus:
    """Return all parts together."""
    parts = [vars(corpus(part)) for part in PARTS]
    return Corpus(**{name: tuple(chain(*(part[name] for part in parts))) for name in parts[0]})


def test_the_evaluation_set_is_large_enough() -> None:
    """It holds every issue, and at least 400 utterances, none of them twice."""
    texts = [plain(each.text) or each.text for each in together().everything]
    assert len(texts) >= FEWEST_UTTERANCES
    assert len(set(texts)) == len(texts)
    issues = {*installed("hertfordshire").county.issues, "something_else"}
    for part in PARTS:
        assert {each.right[0] for each in corpus(part).concerns} == issues


def test_no_utterance_stands_among_the_examples() -> None:
    """Nothing that is learned is measured: no utterance equals an example or nearly does."""
    intents = installed("hertfordshire").training.intents
    examples = {plain(example) for examples in intents.values() for example in examples} - {""}
    several = [example for example in examples if len(example.split()) >= FEWEST_WORDS_TO_BE_NEAR]
    for text in {plain(each.text) for each in together().everything}:
        assert text not in examples
        if len(text.split()) >= FEWEST_WORDS_TO_BE_NEAR:
            assert process.extractOne(text, several, scorer=fuzz.ratio, score_cutoff=NEARLY_EQUAL) is None, (
                text
            )


FLOORS = {
    "area": 0.97,
    "issue, first choice": 0.90,
    "issue, among three": 0.93,
    "a wrong issue alone": 0.03,
    "alarms heard": 0.98,
    "false alarms": 0.02,
    "questions": 0.88,
    "abuse": 0.95,
    "nonsense": 0.90,
    "where and when": 0.90,
}
"""What holds for both parts together; of a wrong issue alone and of false alarms, at most."""
AT_MOST = {"a wrong issue alone", "false alarms"}


def figures(of: Corpus, understood: dict[str, Understood]) -> dict[str, float]:
    """Return how well a corpus is understood."""

    def heard(each: Utterance) -> bool:
        return understood[each.text].alarm is not None

    def among_three(each: Utterance) -> bool:
        concern = understood[each.text].concern
        return concern is not None and each.right[0] in concern.choices

    def wrong_alone(each: Utterance) -> bool:
        concern = understood[each.text].concern
        return concern is not None and concern.is_sure and concern.choices[0] != each.right[0]

    def picked_up(each: Utterance) -> bool:
        concern = understood[each.text].concern
        return concern is not None and all(
            getattr(concern, slot) in values for slot, values in each.named.items() if slot != "area"
        )

    return {
        "area": share(of.places, lambda each: area_is_right(understood[each.text], each)),
        "issue, first choice": share(
            of.concerns, lambda each: first_choice(understood[each.text]) == each.right[0]
        ),
        "issue, among three": share(of.concerns, among_three),
        "a wrong issue alone": share(of.concerns, wrong_alone),
        "alarms heard": share(of.alarms, heard),
        "false alarms": share(of.no_alarms, heard),
        "questions": share(of.questions, lambda each: answer_to(understood[each.text]) in each.right),
        "abuse": share(of.abuse, lambda each: understood[each.text].is_abuse),
        "nonsense": share(of.nonsense, lambda each: is_sent_away_kindly(understood[each.text])),
        "where and when": share([each for each in of.concerns if each.named.keys() - {"area"}], picked_up),
    }


def test_it_is_understood_well_enough(
    understood: dict[str, Understood], capsys: pytest.CaptureFixture[str]
) -> None:
    """Areas, issues, alarms, questions, abuse and nonsense: each is told for both parts, and held for them together."""
    columns = {name: figures(corpus(name), understood) for name in PARTS} | {
        "together": figures(together(), understood)
    }
    table = Table("understood", *columns, "floor", title="Typed words")
    for name, floor in FLOORS.items():
        sign = "at most" if name in AT_MOST else "at least"
        table.add_row(name, *(f"{column[name]:.3f}" for column in columns.values()), f"{sign} {floor:.2f}")
    with capsys.disabled():
        Console().print(table)
    for name, floor in FLOORS.items():
        reached = columns["together"][name]
        assert reached <= floor if name in AT_MOST else reached >= floor, name


def test_what_is_unsure_is_asked(understanding: Understanding) -> None:
    """Up to three concerns are offered where one is not sure; never more, and each of them is one of the county's."""
    unsure = understanding.of("stolen mopeds racing about").concern
    assert unsure is not None
    assert 1 < len(unsure.choices) <= 3
    for part in PARTS:
        for each in corpus(part).concerns:
            concern = understanding.of(each.text).concern
            assert concern is None or 1 <= len(concern.choices) <= 3


@pytest.mark.parametrize(
    "letter",
    [
        "a",
        "help ",
        "a kid on a bike in the park at night is ",
        "\u0928\u092e ",
        "\U0001f600",
        "\u06af\u06be\u0631 ",
        "a\u0301\u0302\u0303",
        "\u200b",
        "\u202e a",
    ],
)
def test_the_longest_message_is_understood_like_any_other(understanding: Understanding, letter: str) -> None:
    """The longest message that Telegram allows, of whatever it consists."""
    assert understanding.of((letter * 4096)[:4096]) is not None


def test_a_call_for_help_is_heard_in_a_long_message(understanding: Understanding) -> None:
    """It does not drown in what stands around it."""
    calm = (
        "The parking on our street is bad because people from the station leave their cars there all day. "
        * 6
    )
    assert understanding.alarm(calm) is None
    assert understanding.alarm(f"{calm}Please help me he has a knife and is in my house right now. {calm}")


@pytest.mark.parametrize("unseen", ["\u200b", "\u2060", "\u00ad", "\u0301", "\u200f"])
def test_a_call_for_help_is_heard_through_what_is_not_seen(understanding: Understanding, unseen: str) -> None:
    """Signs without a width and accents between all letters hide nothing."""
    assert understanding.alarm(unseen.join("help me he has a knife")) is Alarm.URGENT


def test_no_place_sounds_like_an_alarm(understanding: Understanding) -> None:
    """Whoever types where they live is not sent to 999, whatever the place is called."""
    county = installed("hertfordshire").county
    assert [name for name in county.all_names if understanding.alarm(name)] == []


def test_a_place_in_a_sentence_is_no_part_of_the_concern(understanding: Understanding) -> None:
    """That a town is called Bishop's Stortford makes no shoplifting of a theft there."""
    heard = understanding.of("bikes being stolen in Bishop's Stortford")
    assert heard.place == places.InArea("Bishop's Stortford", "east_herts")
    assert first_choice(heard) == "theft"
