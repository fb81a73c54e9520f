"""A county by itself, without the questions: read in a moment."""

from functools import cache
from pathlib import Path

from flows import county as counties
from flows.county import County
from flows.folder import Folder
from flows.problems import FlowsBroken
from flows.script import INSTALLED


@cache
def hertfordshire() -> County:
    """Return the county that comes with the program."""
    return county_in(INSTALLED / "hertfordshire")


def county_in(path: Path) -> County:
    """Return the county of a folder. Raises FlowsBroken, with every problem of it in the order of files and lines."""
    folder = Folder(path)
    county = counties.read(folder)
    if folder.problems.found:
        raise FlowsBroken(sorted(folder.problems.found, key=lambda problem: (problem.file, problem.line)))
    return county
