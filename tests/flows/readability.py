"""How hard English is to read: the Flesch-Kincaid grade, which is the year of school that it takes.

Source: Kincaid and others, "Derivation of new readability formulas", 1975; counted by `textstat`.
"""

import re
from collections.abc import Iterator

import textstat

from flows.script import installed

HIGHEST_GRADE = 8.0
SHORTEST_SENTENCE = 4
"""In words. The formula is made for sentences: of a label such as "Area" it says that one has to have studied."""


def grade(text: str) -> float | None:
    """Return the grade of a text, or None if it has no sentence.

    A colon ends a sentence: what follows one is a list or a number to call. The library does not count a sentence of
    one or two words, but counts its words: such headings and labels are left out.
    """
    whole = [one for one in _sentences(text) if len(one.split()) >= SHORTEST_SENTENCE]
    if not whole:
        return None
    return float(textstat.flesch_kincaid_grade(" ".join(one.rstrip(".?:") + "." for one in whole)))


def _sentences(text: str) -> Iterator[str]:
    """Give the sentences of a text; each line, such as a heading, ends one."""
    for line in re.sub(r"[*•·]", "", _masked(text)).splitlines():
        yield from (part.strip() for part in re.split(r"(?<=[.?:])\s+", line) if re.search(r"\w", part))


def _masked(text: str) -> str:
    """Return a text with a short word in place of each official name, address, command and placeholder."""
    text = re.sub(r"https?://\S+|\S+@\S+|\S+\.uk\b\S*|/\w+|\{\w+\}", "it", text)
    for name in sorted(installed("hertfordshire").county.official_names, key=len, reverse=True):
        text = text.replace(name, "Name")
    return text
