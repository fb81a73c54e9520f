"""What sounds urgent in the languages besides English: the phrases of `words/urgent.<code>.yml`.

Whoever calls for help in a language is heard, whatever language their telephone is set to.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from flows.faults import MISSING_KEY, Problems
from flows.problems import FlowsBroken
from flows.spelling import words_of
from flows.yaml_file import Node, read

FOLDER = Path(__file__).parent
LOOKUPS = ("urgent", "crime_report")
ALONE = "urgent_alone"
ORDER = (ALONE, *LOOKUPS)
"""What is heard first counts: danger goes before a report."""


class _Phrase(NamedTuple):
    """What sounds like an alarm in a language, between spaces, and under which lookup it stands."""

    said: str
    lookup: str
    language: str


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that was heard.

    Args:
        language: the two letters of the language in which it was said.
        is_report: whether it is a report of a crime that is over, and nobody is in danger.
    """

    language: str
    is_report: bool


def heard_abroad(text: str) -> Heard | None:
    """Return what a text sounds like in any language but English; danger goes before a report.

    Raises:
        FlowsBroken: if one of the files is not right.
    """
    words = words_of(text)
    said = f" {' '.join(words)} "
    heard = [
        phrase
        for word in set(words) & _by_first_word().keys()
        for phrase in _by_first_word()[word]
        if (said == phrase.said if phrase.lookup == ALONE else phrase.said in said)
    ]
    if not heard:
        return None
    first = min(heard, key=lambda phrase: (ORDER.index(phrase.lookup), phrase.language))
    return Heard(first.language, is_report=first.lookup == LOOKUPS[1])


def learn() -> None:
    """Read all phrases: files that are first read for typed words tell when somebody typed."""
    _by_first_word()


def read_phrases(path: Path, folder: Path, problems: Problems) -> dict[str, frozenset[str]]:
    """Return the phrases of a file by lookup, each between spaces so that it is found as whole words only.

    Args:
        path: the file, in the format of Rasa's training data.
        folder: the flows folder.
        problems: where what is wrong is noted; a file without phrases would silence every call for help.
    """
    file = read(path, folder, problems)
    listed: dict[str, set[str]] = {lookup: set() for lookup in ORDER}
    for lookup, phrase in _examples(file):
        listed.setdefault(lookup, set()).add(_spaced(phrase))
    for lookup in LOOKUPS:
        if file.value is not None and not listed[lookup]:
            problems.add(MISSING_KEY.at(file.file, file.line, key=f"- lookup: {lookup}"))
    return {lookup: frozenset(phrases) for lookup, phrases in listed.items()}


@cache
def _by_first_word() -> Mapping[str, Sequence[_Phrase]]:
    """Return the phrases by the word that they begin with: a long text is searched only for those that it may hold."""
    listed: dict[str, list[_Phrase]] = {}
    for language, lookups in _phrases().items():
        for lookup, phrases in lookups.items():
            for said in phrases:
                listed.setdefault(said.split()[0], []).append(_Phrase(said, lookup, language))
    return listed


@cache
def _phrases() -> Mapping[str, Mapping[str, frozenset[str]]]:
    problems = Problems()
    paths = sorted((FOLDER / "words").glob("urgent.??.yml"))
    phrases = {path.stem.removeprefix("urgent."): read_phrases(path, FOLDER, problems) for path in paths}
    if problems.found:
        raise FlowsBroken(problems.found)
    return phrases


def _examples(file: Node) -> Iterator[tuple[str, str]]:
    for entry in file.get("nlu").elements():
        for line in entry.text("examples").splitlines():
            yield entry.text("lookup"), line.removeprefix("-").strip()


def _spaced(text: str) -> str:
    return f" {' '.join(words_of(text))} "
