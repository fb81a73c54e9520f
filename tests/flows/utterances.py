"""What residents may type, from `understanding.yml` beside this file, and how well it is understood."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from flows import places
from flows.spelling import words_of
from flows.understanding import Understood

CORPUS = Path(__file__).with_name("understanding.yml")
PARTS = ("looked_at", "held_out", "measured_once", "adversarial")

Understand = Callable[[str], Understood]


@dataclass(frozen=True)
class Utterance:
    """What somebody types.

    Args:
        text: their words.
        right: what is right to understand by it; of several, each one is, except for the areas of a place.
        named: what is picked up besides, by slot: of several values each one is right.
    """

    text: str
    right: tuple[str, ...] = ()
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Corpus:
    """All of one part of the file."""

    places: tuple[Utterance, ...]
    concerns: tuple[Utterance, ...]
    questions: tuple[Utterance, ...]
    urgent: tuple[Utterance, ...]
    reports: tuple[Utterance, ...]
    calm: tuple[Utterance, ...]
    abuse: tuple[Utterance, ...]
    nonsense: tuple[Utterance, ...]

    @property
    def alarms(self) -> tuple[Utterance, ...]:
        """What is to be sent to 999, 101 and Crimestoppers."""
        return (*self.urgent, *self.reports)

    @property
    def no_alarms(self) -> tuple[Utterance, ...]:
        """Everything else."""
        return (*self.places, *self.concerns, *self.questions, *self.calm, *self.abuse, *self.nonsense)

    @property
    def everything(self) -> tuple[Utterance, ...]:
        """All of it."""
        return (*self.alarms, *self.no_alarms)


@cache
def _file() -> Any:
    return YAML(typ="safe").load(CORPUS.read_text(encoding="utf-8"))


@cache
def corpus(part: str) -> Corpus:
    """Return one of the `PARTS` of the file."""
    file = _file()[part]
    return Corpus(
        places=tuple(_labelled(file["places"])),
        concerns=tuple(
            Utterance(each.text, (issue,), each.named)
            for issue, text in file["concerns"].items()
            for each in _with_more(text)
        ),
        questions=tuple(_questions(file["questions"])),
        urgent=tuple(_with_more(file["urgent"])),
        reports=tuple(
            Utterance(each.text, each.named.get("issue", ())) for each in _with_more(file["reports"])
        ),
        calm=tuple(_with_more(file["calm"])),
        abuse=tuple(_with_more(file["abuse"])),
        nonsense=tuple(_with_more(file["nonsense"])),
    )


def _with_more(text: str) -> Iterator[Utterance]:
    for line in text.splitlines():
        said, _, named = line.partition(" | ")
        pairs = (pair.partition("=") for pair in named.split())
        yield Utterance(said, named={slot: tuple(values.split(",")) for slot, _, values in pairs})


def _labelled(text: str) -> Iterator[Utterance]:
    for line in text.splitlines():
        said, _, right = line.partition(" = ")
        force = right.removeprefix("outside ")
        yield Utterance(said, (force,) if force != right else tuple(right.split()))


def _questions(listed: Mapping[str, str]) -> Iterator[Utterance]:
    for kind, text in listed.items():
        for each in _labelled(text):
            prefix = "" if kind == "page" else f"{kind} "
            yield Utterance(each.text, tuple(f"{prefix}{right}" for right in each.right))


def area_is_right(understood: Understood, utterance: Utterance) -> bool:
    """Tell whether the area is named, or asked for among the right ones, or the police force outside is named."""
    match understood.place:
        case places.InArea(_, area):
            return utterance.right == (area,)
        case places.SeveralAreas(_, areas):
            return set(utterance.right) == {*areas}
        case places.Outside(_, force):
            return utterance.right == (force,)
        case places.Perhaps(suggestions):
            return utterance.right == (suggestions[0].area,)
    return False


def answer_to(understood: Understood) -> str:
    """Return what a question is answered with, as the file names it."""
    asked = understood.question
    if asked is None:
        return ""
    return f"team {asked.team}" if asked.team else f"issue {asked.topic}" if asked.topic else asked.page


def first_choice(understood: Understood) -> str:
    """Return the concern that is offered first, if any is."""
    return understood.concern.choices[0] if understood.concern else ""


def is_sent_away_kindly(understood: Understood) -> bool:
    """Tell whether nothing is taken for something that it is not."""
    nothing = (understood.alarm, understood.question, understood.concern)
    return nothing == (None, None, None) and isinstance(understood.place, places.Unknown)


def share(of: Sequence[Utterance], right: Callable[[Utterance], bool]) -> float:
    """Return the share of utterances of which something is right."""
    return sum(map(right, of)) / len(of)


def plain(text: str) -> str:
    """Return a text without what spelling varies in."""
    return " ".join(words_of(text))
