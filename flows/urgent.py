"""Whether words typed out of the blue sound as if somebody needs the police now, or is reporting a crime.

The phrases stand in `nlu.yml`, where staff can add to them. Rather one false alarm than one missed call for help.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from pathlib import Path

from flows.faults import MISSING_KEY, Problems
from flows.problems import FlowsBroken
from flows.spelling import words_of
from flows.urgent_abroad import heard_abroad
from flows.yaml_file import Node, read

NLU = Path(__file__).parent / "nlu.yml"


class Alarm(Enum):
    """What words sound like."""

    URGENT = auto()
    """Somebody may be in danger, or a crime may be happening."""
    CRIME_REPORT = auto()
    """A crime that is over is being reported."""


def sounds_urgent(text: str) -> Alarm | None:
    """Return what a text sounds like, or None if like neither; danger goes before a report.

    Raises:
        FlowsBroken: if `nlu.yml` is not right.
    """
    phrases = _phrases()
    said = phrases.plain(text)
    for calm in phrases.calm:
        said = said.replace(calm, "  ")
    if said in phrases.alone or any(phrase in said for phrase in phrases.urgent):
        return Alarm.URGENT
    if any(phrase in said for phrase in phrases.crime_report):
        return Alarm.CRIME_REPORT
    if heard := heard_abroad(text):
        return Alarm.CRIME_REPORT if heard.is_report else Alarm.URGENT
    return None


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The phrases of the file, each between spaces so that it is found as whole words only."""

    synonyms: tuple[tuple[str, str], ...]
    urgent: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    crime_report: tuple[str, ...] = ()
    calm: tuple[str, ...] = ()

    def plain(self, text: str) -> str:
        """Return a text as phrases are looked for in it, with the first way of writing each word."""
        said = _spaced(text)
        for written, meant in self.synonyms:
            said = said.replace(written, meant)
        return said


@cache
def _phrases() -> _Phrases:
    problems = Problems()
    file = read(NLU, NLU.parent, problems)
    written = _Phrases(tuple((_spaced(other), _spaced(word)) for word, other in _examples(file, "synonym")))
    listed: dict[str, list[str]] = {"urgent": [], "urgent_alone": [], "crime_report": [], "not_urgent": []}
    for lookup, phrase in _examples(file, "lookup"):
        listed.setdefault(lookup, []).append(written.plain(phrase))
    for name in ("urgent", "crime_report"):
        if not listed[name]:
            problems.add(MISSING_KEY.at(file.file, file.line, key=f"- lookup: {name}"))
    if problems.found:
        raise FlowsBroken(problems.found)
    return _Phrases(
        written.synonyms,
        tuple(listed["urgent"]),
        tuple(listed["urgent_alone"]),
        tuple(listed["crime_report"]),
        tuple(listed["not_urgent"]),
    )


def _examples(file: Node, kind: str) -> Iterator[tuple[str, str]]:
    """Give the name and each example of all entries of a kind."""
    for entry in file.get("nlu").elements():
        if entry.get(kind).value is not None:
            for line in entry.text("examples").splitlines():
                yield entry.text(kind), line.removeprefix("-").strip()


def _spaced(text: str) -> str:
    return f" {' '.join(words_of(text))} "
