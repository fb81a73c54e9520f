"""Files are read quickly, and as they are read slowly."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import LiteralScalarString

from flows.quick_yaml import read_quickly
from flows.script import INSTALLED

FILES = sorted(INSTALLED.rglob("*.yml"))

TEXTS = """
yes: yes
no: no
nothing: null
empty:
tilde: ~
truth: [true, True, TRUE, false]
number: [0, 7, -3, +4, 101, 999, "999"]
day: today
words: call 999 now
quoted: 'true'
literal: |
  two
  lines
folded: >
  one
  line
plain: over
  two lines
? asked
: answered
"""


def shape(held: Any) -> Any:
    """Return what is held with its kind, and the lines in which everything stands."""
    match held:
        case CommentedMap():
            return [(key, held.lc.data[key][:2], shape(value)) for key, value in held.items()]
        case CommentedSeq():
            return [(held.lc.item(index)[0], shape(value)) for index, value in enumerate(held)]
        case int() if not isinstance(held, bool):
            return int(held)
        case _:
            return held, isinstance(held, LiteralScalarString)


def slowly(text: str) -> Any:
    """Read a text with ruamel.yaml's own loader."""
    return YAML(typ="rt", pure=True).load(text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(INSTALLED).as_posix())
def test_a_file_holds_the_same_in_the_same_lines(path: Path) -> None:
    """Every file of the program is read quickly; nothing in it is another thing, or stands elsewhere."""
    text = path.read_text(encoding="utf-8")
    quickly = read_quickly(text)
    assert quickly is not None
    assert shape(quickly) == shape(slowly(text))


def test_words_mean_what_they_mean_in_yaml_1_2() -> None:
    """Yes and no are words there; true, numbers and nothing are what they are; quotes make texts of them."""
    assert shape(read_quickly(TEXTS)) == shape(slowly(TEXTS))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a",
        "a: b: c",
        "a: 1\na: 2",
        "a: [",
        "a: 1.5",
        "a: 0x1f",
        "a: 2026-05-04",
        "1: a",
        "<<: {a: b}",
        "a: b\n---\nc: d",
        "a: !!str 12",
        "a: !!int '12'",
        "a: !foo bar",
        "!foo {a: bar}",
        "a: &x [*x]",
    ],
)
def test_what_is_wrong_or_rare_is_left_to_who_knows(text: str) -> None:
    """No guess is made: ruamel.yaml says what is wrong and where, or what it means."""
    assert read_quickly(text) is None
