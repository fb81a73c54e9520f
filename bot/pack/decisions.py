"""What was agreed for the last round, and room to note what is agreed for the next."""

from collections.abc import Sequence
from itertools import islice

from bot.desk.ranks import ranked
from bot.pack.contents import Pack
from bot.pack.leaves import GREY, INNER, MARGIN, SMALL, TEXT, Leaves
from bot.pack.words import Words
from storage.priorities import PLACES, Agreed

LEAST_LINE, MOST_LINE = 12.0, 28.0
"""The room in which one priority is written by hand, in millimetres."""
INDENT = 6.0
MOST_LINES = 3
"""Of a priority, or of what was done about it: 200 letters are two, unless they are very wide."""

AREA, CONCERNS, AGREED = 32.0, 44.0, 56.0
"""The columns of the county's table, in millimetres; what is left of the page is to write in."""
GAP = 4.0
LINE = 3.5
"""From one of its lines to the next."""
MOST_ROW = 23.0


def write_agreed(leaves: Leaves, pack: Pack, area: str, words: Words) -> None:
    """Write what was agreed for an area after the round before, and what was done about it."""
    before = pack.reading.round_before
    if before is None:
        return
    leaves.heading(words.said("agreed", round=before))
    agreed = pack.agreed[area]
    if not agreed:
        leaves.paragraph(words.said("agreed_none"))
    for one in agreed:
        text = words.said("priority", place=one.place, text=one.text)
        leaves.paragraph(leaves.cut(text, INNER, TEXT, MOST_LINES))
        if one.done:
            done = leaves.cut(words.said("done", done=one.done), INNER - INDENT, TEXT, MOST_LINES)
            with leaves.tagged("/P"):
                leaves.space(leaves.put(done, MARGIN + INDENT, leaves.top, INNER - INDENT, ink=GREY))
        leaves.space(1)


def write_new(leaves: Leaves, pack: Pack, area: str, words: Words) -> None:
    """Leave room to write down three new priorities; those that have been entered already stand there."""
    leaves.heading(words.said("new", round=pack.reading.round.name))
    leaves.paragraph(words.said("new_how", area=area), SMALL, ink=GREY)
    height = min(MOST_LINE, max(LEAST_LINE, leaves.room / PLACES))
    for place, text in enumerate(_texts(pack.new[area]), start=1):
        with leaves.tagged("/P"):
            leaves.put(str(place), MARGIN, leaves.top + 3, INDENT, TEXT, bold=True)
            if text:
                cut = leaves.cut(text, INNER - INDENT, TEXT, 2)
                leaves.put(cut, MARGIN + INDENT, leaves.top + 1, INNER - INDENT)
        leaves.space(height)
        with leaves.beside_the_text():
            leaves.stroke(MARGIN + INDENT, leaves.top - 2, MARGIN + INNER, leaves.top - 2)


def write_areas(leaves: Leaves, pack: Pack, words: Words) -> None:
    """Write for each area of the county what residents name most and what was agreed, with room for what is new."""
    leaves.heading(words.said("areas"))
    leaves.paragraph(words.said("areas_how"), SMALL, ink=GREY)
    leaves.space(1)
    before = pack.reading.round_before
    titles = (
        words.said("areas_area"),
        words.said("areas_concerns"),
        words.said("agreed", round=before) if before else "",
        words.said("areas_new", round=pack.reading.round.name),
    )
    with leaves.tagged("/P"):
        for title, (left, width) in zip(titles, _columns(), strict=True):
            leaves.put(title, left, leaves.top, width, SMALL, bold=True)
    leaves.space(4.5)
    areas = words.script.county.areas
    height = min(MOST_ROW, leaves.room / len(areas))
    for area in areas:
        _write_area(leaves, pack, area, words, height)


def _columns() -> Sequence[tuple[float, float]]:
    """Return the left edge and the width of each column of the county's table."""
    widths = (AREA, CONCERNS, AGREED, INNER - AREA - CONCERNS - AGREED)
    return [(MARGIN + sum(widths[:number]), width - GAP) for number, width in enumerate(widths)]


def _write_area(leaves: Leaves, pack: Pack, area: str, words: Words, height: float) -> None:
    most = max(1, int((height - 2) / LINE / PLACES))
    told = pack.reading.told.get(area)
    views = (
        words.said("no_figures")
        if told is None
        else words.said("area_views", answers=words.number(told.answers))
    )
    concerns = (
        [
            words.said("concern", rank=one.place, issue=words.issue(one.concern.issue))
            for one in islice(ranked(told), PLACES)
        ]
        if told
        else []
    )
    agreed = [words.said("priority", place=one.place, text=one.text) for one in pack.agreed.get(area, ())]
    if pack.reading.round_before and not agreed:
        agreed = [words.said("agreed_none")]
    columns = _columns()
    with leaves.beside_the_text():
        leaves.stroke(MARGIN, leaves.top, MARGIN + INNER, leaves.top, wide=0.2)
    with leaves.tagged("/P"):
        (left, width), top = columns[0], leaves.top + 1
        top += leaves.put(words.area(area), left, top, width, SMALL, bold=True)
        leaves.put(views, left, top, width, SMALL, ink=GREY)
        for texts, (left, width) in zip((concerns, agreed), columns[1:3], strict=True):
            top = leaves.top + 1
            for text in texts:
                top += leaves.put(leaves.cut(text, width, SMALL, most), left, top, width, SMALL)
        left, width = columns[3]
        for place, text in enumerate(_texts(pack.new[area]), start=1):
            top = leaves.top + (height - 2) * place / PLACES
            leaves.put(str(place), left, top - LINE, 4, SMALL, ink=GREY)
            if text:
                leaves.put(leaves.cut(text, width - 4, SMALL, 1), left + 4, top - LINE, width - 4, SMALL)
            leaves.stroke(left + 4, top, left + width, top, wide=0.15)
    leaves.space(height)


def _texts(new: Sequence[Agreed]) -> list[str]:
    """Return what stands in each of the three places."""
    return [next((one.text for one in new if one.place == place), "") for place in range(1, PLACES + 1)]
