"""The script: the whole flows folder, read, checked and ready to be walked through."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from flows import check, locales, nlu, redaction, urgent_abroad
from flows import county as counties
from flows.county import County, CountyUnknown
from flows.domain import LANGUAGE, Slots, read_slots
from flows.faults import FILE_MISSING, FLOW_TWICE, NO_SUCH_SLOT, Fault, Problems
from flows.flow import Flow, read_flows
from flows.folder import Folder
from flows.language import FILLED, Language, labels
from flows.nlu import Training, read_training
from flows.problems import FlowsBroken, Problem
from flows.responses import read_responses
from flows.staff_words import FILE as STAFF_WORDS
from flows.staff_words import StaffWords, read_staff_words
from flows.titles import Titles
from flows.understanding import Understanding
from flows.urgent_abroad import read_phrases
from flows.yaml_file import Node, plain, read
from storage.errors import LocalViewsError

NO_SUCH_LANGUAGE = Fault(
    "no language has the letters '{code}'", "call the file by the two letters of ISO 639-1"
)
NOT_YES_OR_NO = Fault("'{key}' is '{value}'", "write yes or no, whether a native speaker has read the file")
HEAD = ("name", "reviewed")
"""What a file of `words/` says at its top: what the language calls itself, and whether a speaker has read it."""
INSTALLED = Path(__file__).parent
NOT_FLOWS = {"domain.yml", "travel.yml"}
READ_ON_DEMAND = ("words/redaction.en.yml",)
"""Files that other modules read when they need them; that they are YAML at all is seen here."""
ABOUT = {
    "places.csv": ("areas.yml",),
    "population.csv": ("areas.yml",),
    "postcode_districts.csv": ("areas.yml",),
    "issues.yml": ("teams.yml", "bodies.yml", "ways.yml"),
    "words": ("issues.yml", "teams.yml", "bodies.yml", "ways.yml"),
    "nlu.yml": ("issues.yml", "teams.yml", "domain.yml", "travel.yml"),
}
"""Files and folders that name what stands in others."""


class NoFlowsFolder(LocalViewsError):
    """What was named is no folder with flows."""

    def __init__(self, folder: Path) -> None:
        what = "has no files with flows" if folder.is_dir() else "is no folder"
        super().__init__(
            f"{folder} {what}. Name a folder that holds domain.yml, travel.yml, files with flows, words/ and "
            f"the folder of a county, such as the one that comes with the program: {INSTALLED}"
        )


@dataclass(frozen=True)
class Script:
    """Everything that decides what is said and asked.

    Args:
        flows: by name.
        slots: by name, in the order of the domain file.
        languages: by two-letter code.
        county: the county's data.
        staff_words: what is said to staff.
        training: what residents may type.
        domain: the domain file as Rasa's action server wants it.
        digest: SHA-256 of all files, so that a button knows which ones it was made with.
    """

    flows: Mapping[str, Flow]
    slots: Slots
    languages: Mapping[str, Language]
    county: County
    staff_words: StaffWords
    training: Training = field(repr=False)
    domain: Mapping[str, Any] = field(repr=False)
    digest: bytes = field(repr=False)

    @cached_property
    def understanding(self) -> Understanding:
        """What understands typed words."""
        return Understanding(self.training, self.county)

    @cached_property
    def titles(self) -> Titles:
        """What knows the buttons that somebody may type instead of tapping."""
        return Titles(self.languages, self.county)

    def learn(self) -> None:
        """Learn the examples and how dates are written now, which takes a second, and not only when somebody types.

        Nothing is then read for anybody: the times at which files were last read say nothing of residents.
        """
        _ = self.understanding, self.titles
        redaction.learn()
        urgent_abroad.learn()
        for code in self.languages:
            locales.locale_of(code)


@cache
def installed(county: str) -> Script:
    """Return the script that comes with the program, for a county.

    Raises:
        FlowsBroken: if its files have been changed and are no longer right.
    """
    return load(INSTALLED, county)


def load(folder: Path, county: str) -> Script:
    """Read a flows folder.

    Args:
        folder: holds `domain.yml`, `travel.yml`, the flows, `words/` and the county's folder.
        county: the name of the county's folder.

    Raises:
        NoFlowsFolder: if there is no such folder, or nothing in it.
        CountyUnknown: if it has other counties, but not this one.
        FlowsBroken: with every problem of the folder, each with its place and remedy.
    """
    if not list(folder.glob("*.yml")):
        raise NoFlowsFolder(folder)
    known = sorted(path.parent.name for path in folder.glob("*/county.yml"))
    if known and county not in known:
        raise CountyUnknown(county, known)
    script, problems = _read(folder, county)
    if problems.found:
        raise FlowsBroken(_certain(problems, county))
    return script


def _read(folder: Path, county: str) -> tuple[Script, Problems]:
    """Read a folder as far as it can be read, and note what is wrong with it."""
    of_county = Folder(folder / county)
    problems = of_county.problems
    data = counties.read(of_county)
    domain = read(folder / "domain.yml", folder, problems)
    travel = read(folder / "travel.yml", folder, problems)
    slots = read_slots(domain, travel, data)
    if travel.value is None:
        slots = {}
    files = [
        read(path, folder, problems)
        for path in sorted({*folder.glob("*.yml")} - {*folder.glob(nlu.FILES)})
        if path.name not in NOT_FLOWS
    ]
    for name in READ_ON_DEMAND:
        read(folder / name, folder, problems)
    for code in data.words.keys() - {locales.ENGLISH}:
        read_phrases(folder / f"words/urgent.{code}.yml", folder, problems)
    script = Script(
        _flows(files, slots, problems),
        slots,
        {language.code: language for language in _languages(folder, slots, data, problems)},
        data,
        read_staff_words(read(folder / STAFF_WORDS, folder, problems)),
        read_training(folder, data, slots, problems),
        plain(domain.value) or {},
        digest(folder, county),
    )
    check.check(script, problems, all_flows=all(file.value is not None for file in files))
    return script, problems


def _certain(problems: Problems, county: str) -> list[Problem]:
    """Return the problems in their order, without those that are only consequences of others.

    Such are those of files that are about others which could not be read, and of a translation where the English has
    the same.
    """
    unread = {file.removeprefix(f"{county}/") for file in problems.unread}
    guessed = {about for about, of in ABOUT.items() if unread & set(of)}
    in_english = {
        (problem.file, problem.what)
        for problem in problems.found
        if problem.file.endswith(f"words/{locales.ENGLISH}.yml")
    }
    certain = (
        problem
        for problem in problems.found
        if problem.file in problems.unread
        or (
            problem.file.removeprefix(f"{county}/").partition("/")[0] not in guessed
            and not _is_repeated(problem, in_english)
        )
    )
    return sorted(certain, key=lambda problem: (problem.file, problem.line))


def _is_repeated(problem: Problem, in_english: Collection[tuple[str, str]]) -> bool:
    path = PurePosixPath(problem.file)
    english = path.with_name(f"{locales.ENGLISH}.yml").as_posix()
    return path.parent.name == "words" and english != problem.file and (english, problem.what) in in_english


def digest(folder: Path, county: str) -> bytes:
    """Return the SHA-256 of every file that decides what is said and asked."""
    whole = hashlib.sha256()
    for path in sorted(_files(folder, county)):
        whole.update(path.relative_to(folder).as_posix().encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.digest()


def _files(folder: Path, county: str) -> Iterator[Path]:
    yield from folder.glob("*.yml")
    yield from folder.glob("words/*.yml")
    yield from (path for path in (folder / county).rglob("*") if path.suffix in {".yml", ".csv"})


def _flows(files: list[Node], slots: Slots, problems: Problems) -> dict[str, Flow]:
    flows: dict[str, Flow] = {}
    for file in files:
        for flow in read_flows(file, slots):
            if flow.name in flows:
                problems.add(FLOW_TWICE.at(flow.file, flow.line, flow=flow.name))
            flows[flow.name] = flow
    return flows


def _languages(folder: Path, slots: Slots, county: County, problems: Problems) -> Iterator[Language]:
    """Give the languages of `words/` that could be read, in the county's order; both folders must have the same."""
    if slots and LANGUAGE not in slots:
        problems.add(NO_SUCH_SLOT.at("domain.yml", 1, slot=LANGUAGE, known=", ".join(slots)))
    there = {path.stem: path for path in sorted((folder / "words").glob("??.yml"))}
    for code in there.keys() - county.words.keys():
        problems.add(FILE_MISSING.at(f"{county.id}/words/{code}.yml", 1))
    files = {code: read(folder / f"words/{code}.yml", folder, problems) for code in county.words}
    names = {code: _name(code, file) for code, file in files.items()}
    for code, file in files.items():
        responses = {of.name: of for of in read_responses(file, slots, FILLED, HEAD)}
        words = county.words[code]
        if responses:
            called = labels(responses, slots, county, words, names)
            yield Language(code, names[code], _is_reviewed(file), responses, words, called)


def _is_reviewed(file: Node) -> bool:
    if (said := file.text("reviewed")) not in {"yes", "no", ""}:
        file.problems.add(NOT_YES_OR_NO.at(file.file, file.get("reviewed").line, key="reviewed", value=said))
    return said == "yes"


def _name(code: str, file: Node) -> str:
    """Return what a language calls itself; one that nobody has heard of is a problem."""
    if not locales.is_known(code):
        file.problems.add(NO_SUCH_LANGUAGE.at(file.file, 1, code=code))
    return file.text("name") if file.value is not None else code
