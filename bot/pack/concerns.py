"""The first page of a pack: what concerns residents, how sure that is, and what others lead on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fpdf.enums import Align

from bot.desk.chart import share_of
from bot.desk.ranks import Ranked, ranked
from bot.event_kit.fonts import LATIN
from bot.event_kit.tagged import NAVY, POINT
from bot.pack.contents import Pack
from bot.pack.intervals import SAMPLES, SURE, Estimate, Interval, estimates
from bot.pack.leaves import BAR, GREY, MARGIN, SMALL, TEXT, TRACK, Leaves
from bot.pack.words import Words
from flows.duties import Issue, Owner

LEAST_ROW, MOST_ROW = 7.0, 12.0
"""The height of a row in millimetres: the fewer there are, the higher."""
HIGH = 9.0
"""From this height on its letters are larger, in points."""
FOR_THE_REST = 75.0
"""What is left of the page for what stands below the table, in millimetres."""
LARGE = 10.5
BAR_HEIGHT = 0.6
"""In rows."""
CONCERN, BARS, BEFORE = "concern", "bars", "before"
COLUMNS = {CONCERN: 48, BARS: 40, "named": 28, "interval": 23, "rank": 17, "first": 12, BEFORE: 12}
"""What stands in a row, each in so many millimetres: the width of the page in all."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the table.

    Args:
        cells: what stands in each column.
        share: of those who name the concern, from 0 to 1; where no number is told, from which on it may be.
        to: up to which it may be; as `share` where a number is told.
        sure: the interval around it.
        is_others: whether a council or another body leads on it, or shares it.
    """

    cells: Mapping[str, str]
    share: float
    to: float
    sure: Interval
    is_others: bool


def write_concerns(leaves: Leaves, pack: Pack, words: Words) -> None:
    """Write the concerns in rank order, a line for each, and what they rest on."""
    leaves.heading(words.said("concerns"))
    rows = list(_rows(pack, words))
    if not rows:
        leaves.paragraph(words.said("concerns_none"))
        return
    columns = tuple(_columns(pack))
    with leaves.tagged("/P"):
        for name, left, width in columns:
            if name not in {CONCERN, BARS}:
                title = words.said(f"column_{name}", sure=SURE, before=pack.reading.round_before)
                leaves.put(title, left, leaves.top, width, SMALL, ink=GREY, align=Align.R)
    leaves.space(4.5)
    height = max(LEAST_ROW, min(MOST_ROW, (leaves.room - FOR_THE_REST) / len(rows)))
    for row in rows:
        _write_row(leaves, row, columns, height)
    leaves.space(1.5)
    notes = " ".join(_notes(rows, pack, words))
    leaves.paragraph(notes, SMALL, ink=GREY)
    leaves.space(1)
    leaves.paragraph(words.said("how_sure", samples=words.number(SAMPLES), sure=SURE), SMALL, ink=GREY)


def write_others(leaves: Leaves, pack: Pack, words: Words) -> None:
    """Write which of the concerns a council or another body leads on, or shares, and who that is."""
    if not pack.figures.concerns:
        return
    leaves.space(4)
    leaves.heading(words.said("others"))
    told = [(one, issue) for one in ranked(pack.figures) if (issue := _of_others(one, words))]
    if not told:
        leaves.paragraph(words.said("others_none"))
    for one, issue in told:
        helpers = "; ".join(map(words.who, issue.helpers))
        led = words.said("other_lead", lead=words.who(issue.lead))
        leaves.paragraph(
            words.said("other", issue=words.issue(issue.id), named=_named(one, words)), bold=True
        )
        leaves.paragraph(f"{led} {words.said('other_helpers', helpers=helpers)}" if helpers else led)
        leaves.space(1)


def _rows(pack: Pack, words: Words) -> Iterator[_Row]:
    before, untold = pack.reading.before, words.said("untold")
    then = {one.concern.issue: one.place.rstrip(".") for one in ranked(before)} if before else {}
    sure = estimates(pack.figures)
    for one in ranked(pack.figures):
        issue = one.concern.issue
        share, to = share_of(one.concern, pack.figures)
        cells = {**_cells(one, sure[issue], words), BEFORE: then.get(issue, untold)}
        yield _Row(cells, share, to, sure[issue].share, is_others=_of_others(one, words) is not None)


def _cells(one: Ranked, sure: Estimate, words: Words) -> dict[str, str]:
    first, ranks = one.concern.first, sure.rank
    return {
        CONCERN: words.said("concern", rank=one.place, issue=words.issue(one.concern.issue)),
        "named": _named(one, words),
        "interval": words.said("interval", low=sure.share.low, high=sure.share.high),
        "rank": words.said("ranks", low=ranks.low, high=ranks.high)
        if ranks.low < ranks.high
        else str(ranks.low),
        "first": words.said("untold") if first is None else words.number(first),
    }


def _named(one: Ranked, words: Words) -> str:
    named = one.concern.named
    return words.band(one.concern.band) if named is None else words.counted(named)


def _of_others(one: Ranked, words: Words) -> Issue | None:
    """Return the issue if a council or another body leads on it, or shares it."""
    issue = words.script.county.issues.get(one.concern.issue)
    return issue if issue and issue.owner is not Owner.POLICE else None


def _notes(rows: list[_Row], pack: Pack, words: Words) -> Iterator[str]:
    """Give the notes on how the table is to be read."""
    minimum = pack.figures.minimum
    yield words.said("how_counted", minimum=minimum)
    if pack.reading.before:
        yield words.said("how_before", before=pack.reading.round_before)
    if pack.reading.area is None:
        yield words.said("how_county", minimum=minimum)
    if any(row.to > row.share for row in rows):
        yield words.said("how_band")
    if any(row.is_others for row in rows):
        yield words.said("how_others")


def _columns(pack: Pack) -> Iterator[tuple[str, float, float]]:
    """Give each column's name, its left edge and its width."""
    widths = dict(COLUMNS)
    if not pack.reading.before:
        widths[BARS] += widths.pop(BEFORE)
    left = MARGIN
    for name, width in widths.items():
        yield name, left, width
        left += width


def _write_row(
    leaves: Leaves, row: _Row, columns: tuple[tuple[str, float, float], ...], height: float
) -> None:
    size = LARGE if height >= HIGH else TEXT
    top = leaves.top + (height - size * POINT * LATIN.leading) / 2
    with leaves.tagged("/P"):
        for name, left, width in columns:
            if name == BARS:
                _draw_bar(leaves, row, left, width, height)
            elif name == CONCERN:
                leaves.put(row.cells[name], left, top, width, size, bold=True)
            else:
                leaves.put(row.cells[name], left, top, width, size, align=Align.R)
    leaves.space(height)


def _draw_bar(leaves: Leaves, row: _Row, left: float, width: float, height: float) -> None:
    """Draw a share of all views: grey for the whole, and a line from where to where it may lie by chance."""
    middle, bar = leaves.top + height / 2, BAR_HEIGHT * height
    top = middle - bar / 2
    leaves.box(left, top, width, bar, TRACK)
    if row.is_others:
        leaves.outline(left, top, width * row.share, bar)
    else:
        leaves.box(left, top, width * row.share, bar, BAR)
    if row.to > row.share:
        leaves.stripes(left + width * row.share, top, width * (row.to - row.share), bar)
    low, high = left + width * row.sure.low / 100, left + width * row.sure.high / 100
    leaves.stroke(low, middle, high, middle, wide=0.5, ink=NAVY)
    for end in (low, high):
        leaves.stroke(end, middle - 1, end, middle + 1, wide=0.5, ink=NAVY)
