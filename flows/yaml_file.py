"""A YAML file of the flows folder, with the line of everything in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from flows.faults import (
    KEY_TWICE,
    MISSING_KEY,
    NOT_A_LIST,
    NOT_A_MAPPING,
    NOT_TEXT,
    NOT_YAML,
    UNKNOWN_KEY,
    Problems,
)


@dataclass(frozen=True, slots=True)
class Node:
    """A mapping or a list in a file; asks of it are answered, or noted as problems and answered with nothing.

    Args:
        file: the file's name as a person finds it.
        value: what the file holds here.
        line: the line it starts in, from 1.
        problems: where everything that is wrong is noted.
    """

    file: str
    value: Any
    line: int
    problems: Problems

    def items(self) -> Iterator[tuple[str, "Node"]]:
        """Give each key of a mapping with what it holds."""
        if self._is_mapping():
            for key, value in self.value.items():
                yield str(key), self._inner(value, self._line_of(key))

    def elements(self) -> Iterator["Node"]:
        """Give each element of a list."""
        if not isinstance(self.value, CommentedSeq):
            if self.value is not None:
                self.problems.add(NOT_A_LIST.at(self.file, self.line))
            return
        for index, value in enumerate(self.value):
            yield self._inner(value, self.value.lc.item(index)[0] + 1)

    def get(self, key: str) -> "Node":
        """Return what a mapping holds under a key; an empty node if it has no such key."""
        if self._is_mapping() and key in self.value:
            return self._inner(self.value[key], self._line_of(key))
        return self._inner(None, self.line)

    def text(self, key: str, default: str | None = None) -> str:
        """Return the text under a key; that it is absent or empty is a problem unless there is a default."""
        node = self.get(key)
        if isinstance(node.value, str) and (node.value or default is not None):
            return node.value
        absent = node.value is None or node.value == ""
        if absent and default is not None:
            return default
        fault = MISSING_KEY if absent else NOT_TEXT
        self.problems.add(fault.at(self.file, node.line, key=key))
        return default or ""

    def only(self, *known: str) -> None:
        """Note every key of a mapping that is not one of those known."""
        for key in self.value if isinstance(self.value, CommentedMap) else ():
            if key not in known:
                fault = UNKNOWN_KEY.at(self.file, self._line_of(key), key=key, known=", ".join(known))
                self.problems.add(fault)

    def _is_mapping(self) -> bool:
        if self.value is not None and not isinstance(self.value, CommentedMap):
            self.problems.add(NOT_A_MAPPING.at(self.file, self.line))
        return isinstance(self.value, CommentedMap)

    def _line_of(self, key: Any) -> int:
        """Return a key's line; one that was merged in with `<<` has no line of its own."""
        lines = self.value.lc.data or {}
        return int(lines[key][0]) + 1 if key in lines else self.line

    def _inner(self, value: Any, line: int) -> "Node":
        return Node(self.file, value, line, self.problems)


class _Reader(RoundTripConstructor):
    """Reads what looks like a date as the text that an author meant."""


_Reader.add_constructor("tag:yaml.org,2002:timestamp", RoundTripConstructor.construct_yaml_str)


def read(path: Path, folder: Path, problems: Problems) -> Node:
    """Read a YAML file; one that is not YAML is a problem and reads as empty.

    Args:
        path: the file.
        folder: the flows folder; the file is named by its place in it.
        problems: where what is wrong is noted.
    """
    name = path.relative_to(folder).as_posix()
    try:
        value = _load(path.read_text(encoding="utf-8"), name, problems)
    except MarkedYAMLError as wrong:
        problems.add(NOT_YAML.at(name, _line_of(wrong), why=wrong.problem))
        value = None
    except ReaderError as wrong:
        line = path.read_text(encoding="utf-8").count("\n", 0, wrong.position) + 1
        problems.add(NOT_YAML.at(name, line, why="it has a sign that no text has"))
        value = None
    except UnicodeDecodeError as wrong:
        line = wrong.object.count(b"\n", 0, wrong.start) + 1
        problems.add(NOT_YAML.at(name, line, why="it is not UTF-8 text"))
        value = None
    except (OSError, ValueError) as wrong:
        problems.add(NOT_YAML.at(name, 1, why=f"it cannot be read ({type(wrong).__name__})"))
        value = None
    return Node(name, value, 1, problems)


def _load(text: str, name: str, problems: Problems) -> Any:
    """Load a text; a key that stands twice is noted, and the rest is read all the same."""
    yaml = YAML(typ="rt", pure=True)
    yaml.Constructor = _Reader
    try:
        return yaml.load(text)
    except DuplicateKeyError as twice:
        key = twice.problem.split('"')[1]
        problems.add(KEY_TWICE.at(name, twice.problem_mark.line + 1, key=key))
    yaml = YAML(typ="rt", pure=True)
    yaml.Constructor = _Reader
    yaml.allow_duplicate_keys = True
    return yaml.load(text)


def _line_of(wrong: MarkedYAMLError) -> int:
    """Return the line of a fault: where a quote or bracket was opened, if it is one that was never closed."""
    never_closed = ("while scanning", "while parsing a flow")
    opened = wrong.context_mark if (wrong.context or "").startswith(never_closed) else None
    mark = opened or wrong.problem_mark
    return int(mark.line) + 1 if mark else 1


def plain(value: Any) -> Any:
    """Return what a file holds as ordinary dictionaries, lists and text."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, CommentedSeq):
        return [plain(inner) for inner in value]
    return value
