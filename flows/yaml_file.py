"""A YAML file of the flows folder, with the line of everything in it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from flows.faults import (
    EMPTY_KEY,
    FILE_MISSING,
    KEY_TWICE,
    MISSING_KEY,
    NOT_A_LIST,
    NOT_A_MAPPING,
    NOT_TEXT,
    NOT_TRUE_OR_FALSE,
    NOT_YAML,
    UNKNOWN_KEY,
    Problems,
)
from flows.quick_yaml import read_quickly


class Node(NamedTuple):
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

    def has(self, key: str) -> bool:
        """Tell whether a mapping has a key, whatever it holds."""
        return self._is_mapping() and key in self.value

    def required(self, key: str) -> "Node":
        """Return what a mapping holds under a key; that it is absent or empty is a problem."""
        node = self.get(key)
        if self.value is not None and not node.value:
            fault = EMPTY_KEY if self.has(key) else MISSING_KEY
            self.problems.add(fault.at(self.file, node.line, key=key))
        return node

    def text(self, key: str, default: str | None = None) -> str:
        """Return the text under a key; that it is absent or empty is a problem unless there is a default."""
        node = self.get(key)
        if isinstance(node.value, str) and (node.value or default is not None):
            return node.value
        if default is None or self.has(key):
            absent = EMPTY_KEY if self.has(key) else MISSING_KEY
            fault = absent if isinstance(node.value, str | None) else NOT_TEXT
            self.problems.add(fault.at(self.file, node.line, key=key))
        return default or ""

    def flag(self, key: str) -> bool:
        """Return the true or false under a key; false if it is absent, and anything else is a problem."""
        node = self.get(key)
        if self.has(key) and not isinstance(node.value, bool):
            self.problems.add(NOT_TRUE_OR_FALSE.at(self.file, node.line, key=key))
        return node.value is True

    def only(self, *known: str) -> None:
        """Note every key of a mapping that is not one of those known."""
        for key in self.value if isinstance(self.value, CommentedMap) else ():
            if key not in known:
                fault = UNKNOWN_KEY.at(self.file, self._line_of(key), key=key, known=", ".join(known))
                self.problems.add(fault)

    def _is_mapping(self) -> bool:
        if isinstance(self.value, CommentedMap):
            return True
        if self.value is not None:
            self.problems.add(NOT_A_MAPPING.at(self.file, self.line))
        return False

    def _line_of(self, key: Any) -> int:
        """Return a key's line; one that was merged in with `<<` has no line of its own."""
        lines = self.value.lc.data or {}
        return int(lines[key][0]) + 1 if key in lines else self.line

    def _inner(self, value: Any, line: int) -> "Node":
        return Node(self.file, value, line, self.problems)


NO_COLON = "mapping values are not allowed here"
"""What the parser says of a key below a line that should have ended in a colon."""


class _Reader(RoundTripConstructor):
    """Reads what looks like a date as the text that an author meant."""


_Reader.add_constructor("tag:yaml.org,2002:timestamp", RoundTripConstructor.construct_yaml_str)


def read(path: Path, folder: Path, problems: Problems) -> Node:
    """Read a YAML file; one that is missing, or holds no YAML with keys, is a problem and reads as empty.

    Args:
        path: the file.
        folder: the flows folder; the file is named by its place in it.
        problems: where what is wrong is noted.
    """
    name = path.relative_to(folder).as_posix()
    value = None
    try:
        value = _load(path.read_text(encoding="utf-8"), name, problems)
    except FileNotFoundError:
        problems.add(FILE_MISSING.at(name, 1))
    except MarkedYAMLError as wrong:
        problems.add(NOT_YAML.at(name, _line_of(wrong, path), why=wrong.problem))
    except ReaderError as wrong:
        line = path.read_text(encoding="utf-8").count("\n", 0, wrong.position) + 1
        problems.add(NOT_YAML.at(name, line, why="it has a sign that no text has"))
    except UnicodeDecodeError as wrong:
        line = wrong.object.count(b"\n", 0, wrong.start) + 1
        problems.add(NOT_YAML.at(name, line, why="it is not UTF-8 text"))
    except Exception as wrong:  # noqa: BLE001 - the parser raises whatever it stumbles over, such as a mapping for a key
        problems.add(NOT_YAML.at(name, 1, why=f"it cannot be read ({type(wrong).__name__})"))
    if value is None:
        problems.unread.add(name)
    return Node(name, value, 1, problems)


def _load(text: str, name: str, problems: Problems) -> Any:
    """Load a text; a key that stands twice is noted, and the rest is read all the same."""
    if (quickly := read_quickly(text)) is not None:
        return quickly
    yaml = YAML(typ="rt", pure=True)
    yaml.Constructor = _Reader
    try:
        value = yaml.load(text)
    except DuplicateKeyError as twice:
        key = twice.problem.split('"')[1]
        problems.add(KEY_TWICE.at(name, twice.problem_mark.line + 1, key=key))
        yaml = YAML(typ="rt", pure=True)
        yaml.Constructor = _Reader
        yaml.allow_duplicate_keys = True
        value = yaml.load(text)
    if not isinstance(value, CommentedMap):
        problems.add(NOT_A_MAPPING.at(name, 1))
        return None
    return value


def _line_of(wrong: MarkedYAMLError, path: Path) -> int:
    """Return the line of a fault, which is often noticed only further down.

    For a quote or bracket that was never closed it is where it was opened, and for a key that cannot stand where
    it does the line above it that has no colon.
    """
    never_closed = ("while scanning", "while parsing a flow")
    opened = wrong.context_mark if (wrong.context or "").startswith(never_closed) else None
    mark = opened or wrong.problem_mark
    if mark is None:
        return 1
    lines = path.read_text(encoding="utf-8").splitlines()[: mark.line + 1]
    if wrong.problem == NO_COLON and ":" not in lines[-1][: mark.column]:
        indents = [len(line) - len(line.lstrip()) if line.strip() else mark.column for line in lines]
        return max((at for at, indent in enumerate(indents, 1) if indent < indents[-1]), default=len(lines))
    return int(mark.line) + 1


def plain(value: Any) -> Any:
    """Return what a file holds as ordinary dictionaries, lists and text."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, CommentedSeq):
        return [plain(inner) for inner in value]
    return value
