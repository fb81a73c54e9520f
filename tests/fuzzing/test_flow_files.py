"""Whatever stands in the files of the flows: they are whole, or each fault has its file, its line and a remedy."""

from pathlib import Path
from random import Random

import pytest

from flows.problems import FlowsBroken
from flows.script import load
from tests.flows.test_broken_folder import COUNTY, copied, parsed_once
from tests.fuzzing.cases import in_each_case

VALUES = [
    "",
    "null",
    "true",
    "12",
    "1e999",
    "2024-01-31",
    "[]",
    "{}",
    "- a",
    "? x",
    "*a",
    "&a x",
    "!!python/none",
    "<<: *a",
]
VALUES += [
    "{a: [b, {c: d}]}",
    "'",
    '"',
    "|",
    ">",
    "@",
    "%",
    "`",
    "#",
    "\t",
    "\x00",
    "\u2028",
    "\ufeff",
    "a: b: c",
    "{x}",
    "{",
    "*",
]
VALUES += [
    "slots.area",
    "slots.area is",
    "slots.area is not",
    "not not",
    "/SetSlots(",
    "/SetSlots(area=watford,",
    "END",
    "x" * 5000,
]
WHOLE_FILES = [
    "",
    "\x00",
    "null",
    "[]",
    "a",
    "- - - -",
    "{" * 200,
    "&a [*a]",
    "--- a\n--- b",
    "%YAML 9.9\n---\na: b",
    "\ufeff",
]


CASES = 300
"""None in the quick run: there the ways in which people break these files are tried, in `test_broken_folder`."""


@pytest.mark.slow
def test_whatever_stands_in_the_files(tmp_path: Path) -> None:
    """The folder loads, or every problem is told with a place in a file that is there, and with what to do."""
    folder = copied(tmp_path / "flows")
    files = sorted(path for path in folder.rglob("*") if path.suffix in {".yml", ".csv"})

    def check(chance: Random) -> None:
        changed = {path: path.read_bytes() for path in chance.sample(files, chance.choice([1, 1, 1, 2]))}
        for path in changed:
            path.write_bytes(anything_else(chance, path.read_text(encoding="utf-8")))
        try:
            load(folder, COUNTY)
        except FlowsBroken as broken:
            for problem in broken.problems:
                assert problem.what
                assert problem.remedy
                assert problem.line >= 1
        finally:
            for path, content in changed.items():
                path.write_bytes(content)

    with parsed_once():
        in_each_case(CASES, check)


def anything_else(chance: Random, text: str) -> bytes:
    """Return a file that was changed somehow: a line, a value, a piece, some bytes, or all of it."""
    lines = text.splitlines(keepends=True)
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(9):
        case 0:
            del lines[at]
        case 1:
            lines[at], lines[other] = lines[other], lines[at]
        case 2:
            lines.insert(at, lines[other])
        case 3:
            key, colon, _ = lines[at].partition(":")
            lines[at] = f"{key}{colon} {chance.choice(VALUES)}\n"
        case 4:
            lines[at] = " " * chance.randint(0, 9) + lines[at].lstrip(" ")
        case 5:
            place = chance.randrange(len(lines[at]))
            lines[at] = lines[at][:place] + chance.choice(VALUES) + lines[at][place + chance.randint(0, 3) :]
        case 6:
            del lines[min(at, other) : min(at, other) + chance.randint(1, 30)]
        case 7:
            whole = bytearray(text.encode())
            whole[chance.randrange(len(whole))] = chance.randrange(256)
            return bytes(whole)
        case _:
            return chance.choice(WHOLE_FILES).encode()
    return "".join(lines).encode()
