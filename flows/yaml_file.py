"""A YAML file of the flows folder, with the line of everything in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError

from flows.faults import MISSING_KEY, NOT_A_LIST, NOT_A_MAPPING, NOT_TEXT, NOT_YAML, UNKNOWN_KEY, Problems


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
        if not isinstance(self.value, CommentedMap):
            if self.value is not None:
                self.problems.add(NOT_A_MAPPING.at(self.file, self.line))
            return
        for key, value in self.value.items():
            yield str(key), self._inner(value, self.value.lc.key(key)[0] + 1)

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
        if isinstance(self.value, CommentedMap) and key in self.value:
            return self._inner(self.value[key], self.value.lc.key(key)[0] + 1)
        return self._inner(None, self.line)

    def text(self, key: str, default: str | None = None) -> str:
        """Return the text under a key; its absence is a problem unless there is a default."""
        node = self.get(key)
        if isinstance(node.value, str):
            return node.value
        if node.value is None and default is not None:
            return default
        fault = MISSING_KEY if node.value is None else NOT_TEXT
        self.problems.add(fault.at(self.file, node.line, key=key))
        return default or ""

    def only(self, *known: str) -> None:
        """Note every key of a mapping that is not one of those known."""
        if isinstance(self.value, CommentedMap):
            for key in self.value:
                if key not in known:
                    line = self.value.lc.key(key)[0] + 1
                    fault = UNKNOWN_KEY.at(self.file, line, key=key, known=", ".join(known))
                    self.problems.add(fault)

    def _inner(self, value: Any, line: int) -> "Node":
        return Node(self.file, value, line, self.problems)


def read(path: Path, folder: Path, problems: Problems) -> Node:
    """Read a YAML file; one that is not YAML is a problem and reads as empty.

    Args:
        path: the file.
        folder: the flows folder; the file is named by its place in it.
        problems: where what is wrong is noted.
    """
    name = path.relative_to(folder).as_posix()
    try:
        value = YAML(typ="rt", pure=True).load(path.read_text(encoding="utf-8"))
    except (MarkedYAMLError, UnicodeDecodeError) as wrong:
        mark = getattr(wrong, "problem_mark", None)
        what = getattr(wrong, "problem", None) or "it is not UTF-8 text"
        problems.add(NOT_YAML.at(name, mark.line + 1 if mark else 1, why=what))
        value = None
    return Node(name, value, 1, problems)


def plain(value: Any) -> Any:
    """Return what a file holds as ordinary dictionaries, lists and text."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, CommentedSeq):
        return [plain(inner) for inner in value]
    return value
