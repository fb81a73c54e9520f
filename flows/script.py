"""The script: the whole flows folder, read, checked and ready to be walked through."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from flows import check
from flows import county as counties
from flows.county import County
from flows.domain import Slots, read_slots
from flows.faults import FILE_MISSING, FLOW_TWICE, Problems
from flows.flow import Flow, read_flows
from flows.language import Language, labels
from flows.problems import FlowsBroken
from flows.responses import read_responses
from flows.yaml_file import Node, plain, read

INSTALLED = Path(__file__).parent
NOT_FLOWS = {"domain.yml", "travel.yml", "nlu.yml"}


@dataclass(frozen=True)
class Script:
    """Everything that decides what is said and asked.

    Args:
        flows: by name.
        slots: by name, in the order of the domain file.
        languages: by two-letter code.
        county: the county's data.
        domain: the domain file as Rasa's action server wants it.
        digest: SHA-256 of all files, so that a button knows which ones it was made with.
    """

    flows: Mapping[str, Flow]
    slots: Slots
    languages: Mapping[str, Language]
    county: County
    domain: Mapping[str, Any] = field(repr=False)
    digest: bytes = field(repr=False)


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
        FlowsBroken: with every problem of the folder, each with its place and remedy.
    """
    problems = Problems()
    of_county = counties.load(folder / county)
    slots = read_slots(
        _file(folder, "domain.yml", problems), _file(folder, "travel.yml", problems), of_county
    )
    flows = _flows(folder, problems)
    languages = {
        path.stem: _language(path, folder, slots, of_county, problems)
        for path in sorted((folder / "words").glob("??.yml"))
    }
    script = Script(flows, slots, languages, of_county, _domain(folder, problems), digest(folder, county))
    check.check(script, problems)
    if problems.found:
        raise FlowsBroken(tuple(sorted(problems.found, key=lambda problem: (problem.file, problem.line))))
    return script


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


def _file(folder: Path, name: str, problems: Problems) -> Node:
    if (folder / name).exists():
        return read(folder / name, folder, problems)
    problems.add(FILE_MISSING.at(name, 1))
    return Node(name, None, 1, problems)


def _domain(folder: Path, problems: Problems) -> dict[str, Any]:
    domain = plain(_file(folder, "domain.yml", problems).value)
    return domain if isinstance(domain, dict) else {}


def _flows(folder: Path, problems: Problems) -> dict[str, Flow]:
    flows: dict[str, Flow] = {}
    for path in sorted(folder.glob("*.yml")):
        if path.name in NOT_FLOWS:
            continue
        for flow in read_flows(read(path, folder, problems)):
            if flow.name in flows:
                problems.add(FLOW_TWICE.at(flow.file, flow.line, flow=flow.name))
            flows[flow.name] = flow
    return flows


def _language(path: Path, folder: Path, slots: Slots, county: County, problems: Problems) -> Language:
    responses = {response.name: response for response in read_responses(read(path, folder, problems))}
    words = counties.words(county, path.stem)
    return Language(path.stem, responses, words, labels(responses, slots, county, words))
