"""A county's folder: its files, and everything that is wrong with them."""

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from flows.csv_file import Row, read_rows
from flows.faults import FILE_MISSING, MISSING_KEY, NOT_TEXT, Fault, Problems
from flows.yaml_file import Node, read

ID = re.compile(r"[a-z][a-z0-9_]*")

BAD_ID = Fault(
    "'{id}' cannot be a name in the data", "use small letters, digits and _, starting with a letter"
)
NO_SUCH_ID = Fault("'{value}' under '{key}' is not known", "use one of: {known}")
SAID_TWICE = Fault("'{value}' stands under '{key}' already", "delete one of the two")


class Folder:
    """A county's folder.

    Args:
        path: the folder; it stands in the flows folder, from which its files are named in problems.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems = Problems()

    def yaml(self, name: str) -> Node:
        """Return what a YAML file holds; a missing one is a problem and holds nothing."""
        path = self.path / name
        if path.exists():
            return read(path, self.path.parent, self.problems)
        file = path.relative_to(self.path.parent).as_posix()
        self.problems.add(FILE_MISSING.at(file, 1))
        return Node(file, None, 1, self.problems)

    def entries(self, name: str, *keys: str) -> Iterator[tuple[str, Node]]:
        """Give the things in a YAML file by id; an id or a key that cannot be is a problem."""
        for thing, node in self.yaml(name).items():
            if not ID.fullmatch(thing):
                self.problems.add(BAD_ID.at(node.file, node.line, id=thing))
            node.only(*keys)
            yield thing, node

    def rows(self, name: str, columns: Sequence[str]) -> Iterator[Row]:
        """Give the rows of a CSV file."""
        return read_rows(self.path / name, self.path.parent, columns, self.problems)


def text_of(node: Node) -> str:
    """Return the text that a node is; anything else is a problem and reads as empty."""
    if isinstance(node.value, str) and node.value:
        return node.value
    node.problems.add(NOT_TEXT.at(node.file, node.line, key=node.value))
    return ""


def one_of(node: Node, key: str, known: Collection[str]) -> str:
    """Return the text under a key, which must be one of those known."""
    return _known(node.get(key), key, known)


def some_of(node: Node, key: str, known: Collection[str]) -> tuple[str, ...]:
    """Return the list under a key, of which each element must be one of those known, and none stand twice."""
    listed = node.get(key)
    if listed.value is None:
        node.problems.add(MISSING_KEY.at(node.file, node.line, key=key))
    found: list[str] = []
    for element in listed.elements():
        if element.value in found:
            node.problems.add(SAID_TWICE.at(node.file, element.line, key=key, value=element.value))
        found.append(_known(element, key, known))
    return tuple(found)


def _known(node: Node, key: str, known: Collection[str]) -> str:
    if node.value in tuple(known):
        return str(node.value)
    fault = MISSING_KEY if node.value is None else NO_SUCH_ID
    node.problems.add(fault.at(node.file, node.line, key=key, value=node.value, known=", ".join(known)))
    return ""
