"""Reading back: the figures that stand in a summary, read from its text alone, as anybody who has the message can."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from flows.script import Script
from storage.figures import MINIMUM, TABLES, Band, Concern, Figures

_VIEWS = re.compile(r"^Views: ([\d,]+)", re.MULTILINE)
_ASSISTED = re.compile(r"^Of these on officers' devices: ([\d,]+)", re.MULTILINE)
_CONCERN = re.compile(r"^\d+[.=] (.+): ([a-z ]+?)(?: \(([\d,]+)\))?$", re.MULTILINE)
_CELL = re.compile(r"(?:^|; )(\D+?) ([\d,]+)(?=;|$)")

NOT_COUNTS = (
    r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}\b",
    r"\b\d{4}-\d\b",  # a round
    r"\b[0-9A-Z]{5}\b",  # an event's code: a count of five digits has a comma
    r"\b\d+ days left",
    r"\b\d+%",
    r"^\d+[.=] ",  # a rank
    r"(?:still|now|up from \d+ to|down from \d+ to) \d+\b",  # likewise
    r": \d+ then, not told of now$",
    r"^\d{1,3} · \d{1,3}$",  # two percentages of a chart
    r"\bpage \d of \d\b",
    r"\b[\d,]+ rounds of as many views\b",  # of a bootstrap
)
"""What else numbers are in messages to staff. A percentage is of numbers that are told."""

_BESIDE_A_COUNT = re.compile(
    r" \d+ to \d+% \d+(?: to \d+)? ([\d,]+|\u2013)(?: (?:\d{1,2}=?|\u2013))?$",
    re.MULTILINE,
)
"""In a pack, after how many name a concern: an interval, its ranks, how many put it first, its rank of before."""

_BESIDE_THE_COUNTY = re.compile(
    r"(%\)|\b(?:most|half|quarter|fifth))(?: (?:\d{1,2}=?|\u2013)){1,2}$", re.MULTILINE
)
"""In an area's pack, after what share of the county names a concern: its rank in the area, now and before."""


def counts(text: str) -> list[int]:
    """Return every number in a text that may be a count of people: all that are nothing else."""
    left = _BESIDE_A_COUNT.sub(r" \1", _BESIDE_THE_COUNTY.sub(r"\1", text))
    left = re.sub("|".join(f"(?:{one})" for one in NOT_COUNTS), " ", left, flags=re.MULTILINE)
    return [_number(found) for found in re.findall(r"\d[\d,]*", left)]


class Reader:
    """Reads summaries.

    Args:
        script: the words that they are written in.
    """

    def __init__(self, script: Script) -> None:
        self._script = script

    def figures(self, text: str, round_name: str, area: str) -> Figures | None:
        """Return the figures of a summary without its marks; None if it has none. First choices are not in it."""
        views, assisted = _VIEWS.search(text), _ASSISTED.search(text)
        if views is None:
            return None
        return Figures(
            round_name,
            area,
            _number(views[1]),
            tuple(self._concerns(text)),
            assisted=_number(assisted[1]) if assisted else None,
            minimum=MINIMUM,
            **{name: self._table(name, text) for name in TABLES},
        )

    def _concerns(self, text: str) -> Iterable[Concern]:
        for issue, band, named in _CONCERN.findall(text):
            yield Concern(
                self._values["concern_1", issue], self._bands[band], _number(named) if named else None, None
            )

    def _table(self, name: str, text: str) -> dict[str, int]:
        heading = self._script.staff_words.text(f"table_{name}", cells="").replace("*", "")
        line = next((line for line in text.splitlines() if line.startswith(heading)), heading)
        cells = _CELL.findall(line.removeprefix(heading))
        return {self._values[name, what]: _number(number) for what, number in cells}

    @cached_property
    def _values(self) -> Mapping[tuple[str, str], str]:
        labels = self._script.languages["en"].labels
        return {(slot, label): value for (slot, value), label in labels.items()}

    @cached_property
    def _bands(self) -> Mapping[str, Band]:
        return {self._script.staff_words.text(f"band_{band}"): band for band in Band}


def _number(written: str) -> int:
    return int(written.replace(",", ""))
