"""Made-up neighbours: what people who do not exist are like, as a county's `neighbours.yml` says."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flows.domain import SKIPPED
from flows.faults import MISSING_KEY, NOT_A_NUMBER, Fault
from flows.folder import Folder, text_of
from flows.problems import FlowsBroken
from flows.script import INSTALLED, Script, installed
from flows.yaml_file import Node

FILE = "neighbours.yml"
USUAL = "usual"
NUMBERS = ("morning", "begun", "checked", "round_before")
SHARES = (
    "second",
    "third",
    "place",
    "town",
    "time",
    "safe",
    "comment",
    "event",
    "receipt",
    "withdrawn",
    "assisted",
)

NOT_KNOWN = Fault("'{value}' is not known here", "use one of: {known}")
NOTHING_WEIGHS = Fault("nothing under '{key}' weighs anything", "give at least one a number above 0")

Weights = Mapping[str, int]
"""How heavily each value weighs, in any unit."""


@dataclass(frozen=True)
class Leanings:
    """What weighs how much, as a rule and where it differs.

    Args:
        usual: everywhere.
        particular: by area or issue, for those for which something differs.
    """

    usual: Weights
    particular: Mapping[str, Weights]

    def of(self, key: str) -> Weights:
        """Return the weights for an area or an issue."""
        return {**self.usual, **self.particular.get(key, {})}


@dataclass(frozen=True)
class Measure:
    """A priority made up for an issue: what was agreed, and what was done about it."""

    text: str
    done: str


@dataclass(frozen=True)
class Habits:
    """What made-up neighbours are like.

    Args:
        numbers: how many answer, or come so far, by occasion: one of `NUMBERS`.
        shares: of a hundred neighbours, how many do something: one of `SHARES`.
        events: ids of areas in which an event is held.
        concerns: weights of issues, by area.
        round_before: what an issue weighed in the round before, in percent of now, where that is another.
        places: weights of kinds of place, by issue.
        times: weights of times of day, by issue.
        safe_by_day: weights of how safe people feel, by area.
        safe_after_dark: likewise.
        comments: what they write, by issue.
        agreed: what was agreed about an issue.
    """

    numbers: Mapping[str, int]
    shares: Mapping[str, int]
    events: tuple[str, ...]
    concerns: Leanings
    round_before: Weights
    places: Leanings
    times: Leanings
    safe_by_day: Leanings
    safe_after_dark: Leanings
    comments: Mapping[str, tuple[str, ...]]
    agreed: Mapping[str, Measure]


@cache
def habits_of(county: str) -> Habits:
    """Return the habits of neighbours in a county that comes with the program.

    Raises:
        FlowsBroken: if its `neighbours.yml` is missing, or not right.
    """
    return read_habits(INSTALLED / county, installed(county))


def read_habits(county: Path, script: Script) -> Habits:
    """Read a county's `neighbours.yml`.

    Args:
        county: the county's folder.
        script: knows its areas, issues and the answers that there are.

    Raises:
        FlowsBroken: with every problem of the file, each with its place and remedy.
    """
    folder = Folder(county)
    file = folder.yaml(FILE)
    areas, issues = tuple(script.county.areas), script.slots["concern_1"].values
    file.only(*Habits.__dataclass_fields__)
    habits = Habits(
        numbers=_numbers(file.required("numbers"), NUMBERS, all_of_them=True),
        shares=_numbers(file.required("shares"), SHARES, all_of_them=True),
        events=tuple(_known(node, areas) for node in file.get("events").elements()),
        concerns=_leanings(file, "concerns", areas, issues),
        round_before=_numbers(file.get("round_before"), issues),
        places=_leanings(file, "places", issues, _answers(script, "place")),
        times=_leanings(file, "times", issues, _answers(script, "time")),
        safe_by_day=_leanings(file, "safe_by_day", areas, _answers(script, "safe_by_day")),
        safe_after_dark=_leanings(file, "safe_after_dark", areas, _answers(script, "safe_after_dark")),
        comments={
            issue: tuple(text_of(text) for text in node.elements())
            for issue, node in _entries(file.get("comments"), issues)
        },
        agreed={
            issue: Measure(node.text("text"), node.text("done"))
            for issue, node in _entries(file.get("agreed"), issues)
        },
    )
    if folder.problems.found:
        raise FlowsBroken(sorted(folder.problems.found, key=lambda problem: problem.line))
    return habits


def _answers(script: Script, slot: str) -> tuple[str, ...]:
    """Return what can be answered to a question, apart from nothing."""
    return tuple(value for value in script.slots[slot].values if value != SKIPPED)


def _leanings(file: Node, key: str, keys: Collection[str], values: Collection[str]) -> Leanings:
    entries = dict(_entries(file.required(key), (USUAL, *keys)))
    usual = _numbers(file.get(key).required(USUAL), values)
    leanings = Leanings(usual, {of: _numbers(node, values) for of, node in entries.items() if of != USUAL})
    for of, node in entries.items():
        if not any(leanings.of(of).values()):
            file.problems.add(NOTHING_WEIGHS.at(node.file, node.line, key=of))
    return leanings


def _numbers(node: Node, known: Collection[str], *, all_of_them: bool = False) -> dict[str, int]:
    """Return the whole numbers under keys that must be known; that one is missing may be a problem."""
    numbers = {}
    for key, of in _entries(node, known):
        if isinstance(of.value, int) and not isinstance(of.value, bool) and of.value >= 0:
            numbers[key] = int(of.value)
        else:
            node.problems.add(NOT_A_NUMBER.at(of.file, of.line, key=key))
    if all_of_them and node.value is not None:
        for missing in [key for key in known if not node.has(key)]:
            node.problems.add(MISSING_KEY.at(node.file, node.line, key=missing))
    return numbers


def _entries(node: Node, known: Collection[str]) -> Iterator[tuple[str, Node]]:
    node.only(*known)
    yield from ((key, of) for key, of in node.items() if key in known)


def _known(node: Node, known: Collection[str]) -> str:
    if node.value not in tuple(known):
        fault = NOT_KNOWN.at(node.file, node.line, value=node.value, known=", ".join(known))
        node.problems.add(fault)
    return str(node.value)
