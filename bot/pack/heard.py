"""Who was heard: each area's share of the views, beside its share of the people."""

from collections.abc import Sequence

from fpdf.enums import Align

from bot.desk.coverage import Covered, coverage
from bot.pack.contents import Pack
from bot.pack.leaves import GREY, INNER, MARGIN, SMALL, TRACK, Leaves
from bot.pack.words import Words

AREA_LABEL, SHARES = 38.0, 22.0
AREA_ROW, MOST_AREA_ROW = 6.2, 12.0
LAST_LINES = 10.0
"""The room for the areas that are not told of."""


def write_coverage(leaves: Leaves, pack: Pack, words: Words) -> None:
    """Write how much was heard from each area, beside how many live there."""
    shares = coverage(pack.reading.told, words.script.county)
    leaves.heading(words.said("coverage"))
    if shares:
        _write_shares(leaves, shares, words)
    silent = [area for area in words.script.county.areas if area not in pack.reading.told]
    if silent:
        leaves.paragraph(words.said("silent", areas=", ".join(map(words.area, silent))))


def _write_shares(leaves: Leaves, shares: Sequence[Covered], words: Words) -> None:
    _write_legend(leaves, words)
    height = max(AREA_ROW, min(MOST_AREA_ROW, (leaves.room - LAST_LINES) / len(shares)))
    left, right = MARGIN + AREA_LABEL + 2, MARGIN + INNER - SHARES - 4
    step = (right - left) / max(max(one.views, one.people) for one in shares)
    for one in shares:
        middle = leaves.top + height / 2
        with leaves.tagged("/P"):
            leaves.put(words.area(one.area), MARGIN, middle - 2.3, AREA_LABEL)
            views, people = left + step * one.views, left + step * one.people
            leaves.stroke(left, middle, right, middle, wide=0.2, ink=TRACK)
            leaves.stroke(views, middle, people, middle, wide=0.7)
            leaves.mark(people, middle, filled=False)
            leaves.mark(views, middle, filled=True)
            text = words.said("shares", views=one.views, people=one.people)
            leaves.put(text, MARGIN + INNER - SHARES, middle - 2.3, SHARES, align=Align.R)
        leaves.space(height)


def covered(pack: Pack, words: Words) -> str:
    """Return a sentence on how much was heard from an area; empty for the county, and where no other is told of."""
    shares = coverage(pack.reading.told, words.script.county)
    of_area = next((one for one in shares if one.area == pack.reading.area), None)
    if of_area is None or len(shares) == 1:
        return ""
    return words.said("covered", area=words.whose, views=of_area.views, people=of_area.people)


def _write_legend(leaves: Leaves, words: Words) -> None:
    with leaves.tagged("/P"):
        left, middle = MARGIN, leaves.top + 2
        for name, filled in (("share_of_views", True), ("share_of_people", False)):
            leaves.mark(left + 1.5, middle, filled=filled)
            leaves.put(words.said(name), left + 4, leaves.top, 50, SMALL, ink=GREY)
            left += 40
    leaves.space(5)
