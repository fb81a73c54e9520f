"""The county beside an area that tells of few concerns: what is named elsewhere, and what the area named before."""

from dataclasses import dataclass
from itertools import islice

from fpdf.enums import Align

from bot.desk.chart import share_of
from bot.desk.ranks import Ranked, ranked
from bot.pack.contents import Pack
from bot.pack.leaves import BAR, GREY, INNER, MARGIN, SMALL, TEXT, TRACK, Leaves
from bot.pack.words import Words
from storage.figures import Figures
from storage.releases import EVERYWHERE

FEW = 7
"""An area that tells of so many concerns, or more, speaks for itself."""
LEAST_ROWS = 5
"""Less of the county is not worth a table."""
ROW, BAR_HEIGHT = 6.2, 3.4
HEAD = 26.0
"""The room for what stands above the rows, in millimetres."""
ISSUE, BARS, NAMED, HERE = 48.0, 56.0, 34.0, 21.0
"""The columns: what stands in each, in so many millimetres, the last of them twice."""


@dataclass(frozen=True, slots=True)
class _Beside:
    """A column of ranks: its title, and the rank of each concern that is told of."""

    title: str
    ranks: dict[str, str]


def write_county(leaves: Leaves, pack: Pack, words: Words) -> None:
    """Write what the county names most, with the area's own ranks, if the area tells of few and there is room."""
    reading, county = pack.reading, pack.reading.told.get(EVERYWHERE)
    others = reading.told.keys() - {EVERYWHERE, reading.area}
    if reading.area is None or county is None or not others or len(pack.figures.concerns) >= FEW:
        return
    rows = list(islice(ranked(county), max(0, int((leaves.room - HEAD) / ROW))))
    if len(rows) < LEAST_ROWS:
        return
    leaves.space(4)
    leaves.heading(words.said("county", county=words.area(EVERYWHERE)))
    leaves.paragraph(words.said("county_how", answers=words.number(county.answers)), SMALL, ink=GREY)
    leaves.space(1)
    columns = list(_columns(pack, words))
    right = MARGIN + INNER - HERE * len(columns)
    with leaves.tagged("/P"):
        title = words.said("column_named")
        leaves.put(title, right - NAMED, leaves.top, NAMED, SMALL, ink=GREY, align=Align.R)
        for number, column in enumerate(columns):
            left = right + HERE * number
            leaves.put(column.title, left, leaves.top, HERE, SMALL, ink=GREY, align=Align.R)
    leaves.space(4.5)
    for one in rows:
        _write_row(leaves, one, county, columns, words)


def _columns(pack: Pack, words: Words) -> list[_Beside]:
    """Return the columns of the area's own ranks: of this round and of the one before, if it tells of any."""
    reading = pack.reading
    told = [(words.said("county_here"), pack.figures)]
    if reading.before is not None and reading.round_before is not None:
        told.append((words.said("county_before", before=reading.round_before), reading.before))
    return [
        _Beside(title, {one.concern.issue: one.place.rstrip(".") for one in ranked(figures)})
        for title, figures in told
        if figures.concerns
    ]


def _write_row(leaves: Leaves, one: Ranked, county: Figures, columns: list[_Beside], words: Words) -> None:
    issue, named = one.concern.issue, one.concern.named
    right = MARGIN + INNER - HERE * len(columns)
    share, to = share_of(one.concern, county)
    with leaves.tagged("/P"):
        title = words.said("concern", rank=one.place, issue=words.issue(issue))
        leaves.put(title, MARGIN, leaves.top, ISSUE)
        width = right - NAMED - MARGIN - ISSUE
        leaves.box(MARGIN + ISSUE, leaves.top + 0.6, width, BAR_HEIGHT, TRACK)
        leaves.box(MARGIN + ISSUE, leaves.top + 0.6, width * share, BAR_HEIGHT, BAR)
        if to > share:
            leaves.stripes(MARGIN + ISSUE + width * share, leaves.top + 0.6, width * (to - share), BAR_HEIGHT)
        told = (
            words.band(one.concern.band)
            if named is None
            else words.said("counted", number=words.number(named), share=county.percent(named))
        )
        leaves.put(told, right - NAMED, leaves.top, NAMED, TEXT, align=Align.R)
        for number, column in enumerate(columns):
            rank = column.ranks.get(issue, words.said("untold"))
            leaves.put(rank, right + HERE * number, leaves.top, HERE, TEXT, align=Align.R)
    leaves.space(ROW)
