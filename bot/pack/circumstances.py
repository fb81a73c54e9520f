"""The circumstances: where and when it happens, and how safe people feel."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fpdf.enums import Align

from bot.event_kit.tagged import NAVY
from bot.pack.contents import Pack
from bot.pack.leaves import BAR, GREY, INNER, MARGIN, SMALL, TEXT, TRACK, Leaves
from bot.pack.words import Words

COLUMNS = (("place", "time"), ("town", "safe_by_day", "safe_after_dark"))
"""The tables that stand under each other in the left and the right half of the page."""
MOST_CELLS = 7
"""Of a table whose answers have no order of their own: the others were given by fewer."""
BY_NUMBER = {"place", "town"}
"""Tables of which that is so."""
HALF = 86.0
LABEL, NUMBER = 35.0, 23.0
ROW, BAR_HEIGHT, GAP = 5.4, 3.4, 2.0
HEAD = 14.0
"""The room for what stands above the tables."""


@dataclass(frozen=True, slots=True)
class _Table:
    """A table: its title, and of each answer the label, the number in words, and the share from 0 to 1."""

    title: str
    cells: Sequence[tuple[str, str, float]]

    @property
    def height(self) -> float:
        """How much room it takes, in millimetres."""
        return 6 + ROW * max(1, len(self.cells)) + 2.5


def write_circumstances(leaves: Leaves, pack: Pack, words: Words) -> None:
    """Write where and when it happens and how safe people feel: tables in two columns, drawn as bars.

    They come on the page that has been begun if there is room.
    """
    columns = [[_table(name, pack, words) for name in names] for names in COLUMNS]
    if not any(table.cells for column in columns for table in column):
        if leaves.room < HEAD:
            leaves.turn()
        leaves.heading(words.said("circumstances"))
        leaves.paragraph(words.said("circumstances_none"))
        leaves.space(4)
        return
    height = max(sum(table.height for table in column) for column in columns)
    if leaves.room < HEAD + height:
        leaves.turn()
    leaves.heading(words.said("circumstances"))
    leaves.paragraph(words.said("circumstances_how", minimum=pack.figures.minimum), SMALL, ink=GREY)
    leaves.space(2)
    for column, left in zip(columns, (MARGIN, MARGIN + INNER - HALF), strict=True):
        top = leaves.top
        for table in column:
            _write_table(leaves, table, left, top, words)
            top += table.height
    leaves.space(height)


def _table(name: str, pack: Pack, words: Words) -> _Table:
    counts: Mapping[str, int] = getattr(pack.figures, name)
    cells = [
        (words.value(name, value), words.counted(counts[value]), pack.figures.percent(counts[value]) / 100)
        for value in _ordered(name, counts, words)
    ]
    return _Table(words.said(f"table_{name}"), cells)


def _ordered(name: str, counts: Mapping[str, int], words: Words) -> Iterator[str]:
    """Give a table's answers: the most frequent first, or in the order in which they were offered."""
    if name in BY_NUMBER:
        yield from sorted(counts, key=lambda value: (-counts[value], value))[:MOST_CELLS]
    else:
        yield from (value for value in words.script.slots[name].values if value in counts)


def _write_table(leaves: Leaves, table: _Table, left: float, top: float, words: Words) -> None:
    with leaves.tagged("/H3"):
        leaves.put(table.title, left, top, HALF, TEXT, bold=True, ink=NAVY)
    top += 5.5
    if not table.cells:
        with leaves.tagged("/P"):
            leaves.put(words.said("table_none"), left, top, HALF, ink=GREY)
    for label, number, share in table.cells:
        with leaves.tagged("/P"):
            leaves.put(leaves.cut(label, LABEL, TEXT, 1), left, top, LABEL)
            bars, width = left + LABEL + GAP, HALF - LABEL - NUMBER - 2 * GAP
            leaves.box(bars, top + 0.6, width, BAR_HEIGHT, TRACK)
            leaves.box(bars, top + 0.6, width * share, BAR_HEIGHT, BAR)
            leaves.put(number, left + HALF - NUMBER, top, NUMBER, align=Align.R)
        top += ROW
