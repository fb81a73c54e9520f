"""What was agreed for the last round, and room to note what is agreed for the next."""

from collections.abc import Sequence
from itertools import islice

from bot.desk.ranks import ranked
from bot.pack.contents import Pack
from bot.pack.leaves import GREY, INNER, MARGIN, SMALL, TEXT, Leaves
from bot.pack.words import Words
from storage.priorities import PLACES, Agreed

LEAST_PLACE, MOST_PLACE = 12.0, 60.0
"""The room in which one priority is written by hand, in millimetres."""
RULED = 12.0
"""From one of the lines to write on to the next, at least."""
NEW_HEAD = 14.0
"""The room for what stands above the new priorities."""
LEAST_ROOM = NEW_HEAD + PLACES * LEAST_PLACE
"""What the new priorities need of a page, in millimetres."""
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
    _write_list(leaves, agreed, words)


def write_new(leaves: Leaves, pack: Pack, area: str, words: Words) -> None:
    """Write the new priorities where they have been entered already; else leave room to write down three."""
    leaves.heading(words.said("new", round=pack.reading.round.name))
    if pack.new[area]:
        leaves.paragraph(words.said("new_entered"), SMALL, ink=GREY)
        leaves.space(1)
        _write_list(leaves, pack.new[area], words)
        _write_notes(leaves, words)
        return
    leaves.paragraph(words.said("new_how", area=area), SMALL, ink=GREY)
    height = min(MOST_PLACE, leaves.room / PLACES)
    lines = max(1, int(height / RULED))
    for place in range(1, PLACES + 1):
        with leaves.tagged("/P"):
            leaves.put(str(place), MARGIN, leaves.top + height / lines - 6, INDENT, TEXT, bold=True)
        _write_lines(leaves, height, lines)


def _write_notes(leaves: Leaves, words: Words) -> None:
    """Leave the rest of the page to write on."""
    if leaves.room < LEAST_ROOM:
        return
    leaves.space(3)
    leaves.heading(words.said("notes"))
    _write_lines(leaves, leaves.room, int(leaves.room / RULED))


def _write_lines(leaves: Leaves, height: float, lines: int) -> None:
    """Draw lines to write on; the last one ends what is so many millimetres high."""
    with leaves.beside_the_text():
        for line in range(1, lines + 1):
            down = leaves.top + height * line / lines - 2
            leaves.stroke(MARGIN + INDENT, down, MARGIN + INNER, down, wide=0.2)
    leaves.space(height)


def _write_list(leaves: Leaves, agreed: Sequence[Agreed], words: Words) -> None:
    for one in agreed:
        text = words.said("priority", place=one.place, text=one.text)
        leaves.paragraph(leaves.cut(text, INNER, TEXT, MOST_LINES))
        if one.done:
            done = leaves.cut(words.said("done", done=one.done), INNER - INDENT, TEXT, MOST_LINES)
            with leaves.tagged("/P"):
                leaves.space(leaves.put(done, MARGIN + INDENT, leaves.top, INNER - INDENT, ink=GREY))
        leaves.space(1)


def write_areas(leaves: Leaves, pack: Pack, words: Words) -> None:
    """Write for each area of the county what residents name most and what was agreed, with room for what is new."""
    leaves.heading(words.said("areas"))
    leaves.paragraph(words.said("areas_how"), SMALL, ink=GREY)
    leaves.space(1)
    before = pack.reading.round_before
    titles = [words.said("areas_area"), words.said("areas_concerns")]
    if before:
        titles.append(words.said("agreed", round=before))
    titles.append(words.said("areas_new", round=pack.reading.round.name))
    with leaves.tagged("/P"):
        for title, (left, width) in zip(titles, _columns(pack), strict=True):
            leaves.put(title, left, leaves.top, width, SMALL, bold=True)
    leaves.space(4.5)
    areas = words.script.county.areas
    height = min(MOST_ROW, leaves.room / len(areas))
    for area in areas:
        _write_area(leaves, pack, area, words, height)


def _columns(pack: Pack) -> Sequence[tuple[float, float]]:
    """Return the left edge and the width of each column of the county's table; the last has what is left."""
    widths = [AREA, CONCERNS, AGREED] if pack.reading.round_before else [AREA, CONCERNS]
    widths.append(INNER - sum(widths))
    return [(MARGIN + sum(widths[:number]), width - GAP) for number, width in enumerate(widths)]


def _write_area(leaves: Leaves, pack: Pack, area: str, words: Words, height: float) -> None:
    with leaves.beside_the_text():
        leaves.stroke(MARGIN, leaves.top, MARGIN + INNER, leaves.top, wide=0.2)
    with leaves.tagged("/P"):
        (left, width), *columns = _columns(pack)
        top = leaves.top + 1
        top += leaves.put(words.area(area), left, top, width, SMALL, bold=True)
        leaves.put(_views(pack, area, words), left, top, width, SMALL, ink=GREY)
        texts = [_concerns(pack, area, words)]
        if pack.reading.round_before:
            texts.append(_priorities(pack.agreed[area], words) or [words.said("agreed_none")])
        texts.append(_priorities(pack.new[area], words))
        for of, (left, width) in zip(texts, columns, strict=True):
            top = leaves.top + 1
            for text in of:
                cut = leaves.cut(text, width, SMALL, max(1, int((height - 2) / LINE / PLACES)))
                top += leaves.put(cut, left, top, width, SMALL)
        if not pack.new[area]:
            _rule(leaves, columns[-1], height)
    leaves.space(height)


def _views(pack: Pack, area: str, words: Words) -> str:
    told = pack.reading.told.get(area)
    if told is None:
        return words.said("no_figures")
    return words.said("area_views", answers=words.number(told.answers))


def _concerns(pack: Pack, area: str, words: Words) -> list[str]:
    """Return the concerns that an area names most, with their ranks."""
    told = pack.reading.told.get(area)
    if told is None:
        return []
    most = islice(ranked(told), PLACES)
    said = [words.said("concern", rank=one.place, issue=words.issue(one.concern.issue)) for one in most]
    return said or [words.said("table_none")]


def _priorities(agreed: Sequence[Agreed], words: Words) -> list[str]:
    return [words.said("priority", place=one.place, text=one.text) for one in agreed]


def _rule(leaves: Leaves, column: tuple[float, float], height: float) -> None:
    """Draw three lines to write on."""
    left, width = column
    for place in range(1, PLACES + 1):
        down = leaves.top + (height - 2) * place / PLACES
        leaves.put(str(place), left, down - LINE, 4, SMALL, ink=GREY)
        leaves.stroke(left + 4, down, left + width, down, wide=0.15)
