"""What no translation may change: placeholders, commands and official names, which stand in it as in English."""

import re
from collections.abc import Collection, Mapping

from flows.faults import Fault
from flows.yaml_file import Node

LACKS = Fault(
    "the translation of '{name}' does not say {part}, which English says there",
    "write it as it is in English, and explain it beside it if need be",
)
SAYS_TOO_MUCH = Fault(
    "the translation of '{name}' says {part}, which English does not say there", "take it out"
)

PART = re.compile(r"\{\w+\}|(?<![\w/])/[a-z]+\b")
"""A placeholder, or a command."""


def check_text(node: Node, name: str, text: str, english: str, official_names: Collection[str]) -> None:
    """Note what a translated text lacks, or says that it should not.

    Args:
        node: where it stands.
        name: what it is the translation of.
        text: the translation.
        english: the English text.
        official_names: names that stay as they are wherever English has them.
    """
    there, needed = set(PART.findall(text)), set(PART.findall(english))
    missing = [*sorted(needed - there), *(of for of in official_names if of in english and of not in text)]
    for part in missing:
        node.problems.add(LACKS.at(node.file, node.line, name=name, part=part))
    for part in sorted(there - needed):
        node.problems.add(SAYS_TOO_MUCH.at(node.file, node.line, name=name, part=part))


def check_texts(node: Node, english: Node, official_names: Collection[str]) -> None:
    """Note the same of every text below a key of a file; that keys are missing is seen by whoever reads them."""
    if not isinstance(node.value, Mapping) or not isinstance(english.value, Mapping):
        return
    for name, inner in node.items():
        original = english.get(name).value
        if isinstance(inner.value, str) and isinstance(original, str):
            check_text(inner, name, inner.value, original, official_names)
        else:
            check_texts(inner, english.get(name), official_names)
