"""What sounds urgent in the languages besides English: the phrases of `words/urgent.<code>.yml`.

Whoever calls for help in a language is heard, whatever language their telephone is set to.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flows.faults import MISSING_KEY, Problems
from flows.problems import FlowsBroken
from flows.spelling import words_of
from flows.yaml_file import Node, read

FOLDER = Path(__file__).parent
LOOKUPS = ("urgent", "crime_report")
ALONE = "urgent_alone"


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
    said = _spaced(text)
    for lookup in (ALONE, *LOOKUPS):
        for language, phrases in _phrases().items():
            if said in phrases[lookup] if lookup == ALONE else any(of in said for of in phrases[lookup]):
                return Heard(language, is_report=lookup == LOOKUPS[1])
    return None


def read_phrases(path: Path, folder: Path, problems: Problems) -> dict[str, frozenset[str]]:
    """Return the phrases of a file by lookup, each between spaces so that it is found as whole words only.

    Args:
        path: the file, in the format of Rasa's training data.
        folder: the flows folder.
        problems: where what is wrong is noted; a file without phrases would silence every call for help.
    """
    file = read(path, folder, problems)
    listed: dict[str, set[str]] = {lookup: set() for lookup in (ALONE, *LOOKUPS)}
    for lookup, phrase in _examples(file):
        listed.setdefault(lookup, set()).add(_spaced(phrase))
    for lookup in LOOKUPS:
        if file.value is not None and not listed[lookup]:
            problems.add(MISSING_KEY.at(file.file, file.line, key=f"- lookup: {lookup}"))
    return {lookup: frozenset(phrases) for lookup, phrases in listed.items()}


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
