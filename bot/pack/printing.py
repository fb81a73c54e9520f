"""Printing: a pack becomes a PDF of two to four pages."""

from bot.event_kit.tagged import NAVY
from bot.pack.circumstances import write_circumstances
from bot.pack.comments import write_comments, write_few_comments
from bot.pack.concerns import write_concerns, write_others
from bot.pack.contents import Pack
from bot.pack.county import write_county
from bot.pack.decisions import LEAST_ROOM, write_agreed, write_areas, write_new
from bot.pack.heard import covered, write_coverage
from bot.pack.leaves import GREY, INNER, MARGIN, PAGES, SMALL, TEXT, TITLE, TRACK, Leaves
from bot.pack.words import Words
from flows.locales import ENGLISH

MOST_PAGES = 4


def pack_pdf(pack: Pack) -> bytes:
    """Return a pack as a PDF.

    Of an area: its concerns, beside the county's where it tells of few; where, when and how safe, with what was agreed
    and room for what will be; and comments, on up to two pages of their own if they are many. Of the county: likewise,
    with the areas beside each other on a page of their own.

    Args:
        pack: what is printed.
    """
    words, area = Words(pack), pack.reading.area
    round_name = pack.reading.round.name
    leaves = Leaves(
        words.said("title", area=words.whose, round=round_name),
        ENGLISH,
        lambda page: words.said("foot", area=words.whose, round=round_name, page=page, pages=PAGES),
    )
    try:
        _write_head(leaves, pack, words)
        write_concerns(leaves, pack, words)
        write_others(leaves, pack, words)
        write_county(leaves, pack, words)
        leaves.space(4)
        write_circumstances(leaves, pack, words)
        if area is None:
            _write_rest_of_county(leaves, pack, words)
        else:
            _write_rest_of_area(leaves, pack, area, words)
        return leaves.finished()
    finally:
        leaves.close_fonts()


def _write_rest_of_county(leaves: Leaves, pack: Pack, words: Words) -> None:
    write_coverage(leaves, pack, words)
    leaves.turn()
    write_areas(leaves, pack, words)
    _write_comments(leaves, pack, words)


def _write_rest_of_area(leaves: Leaves, pack: Pack, area: str, words: Words) -> None:
    if leaves.page == 1:
        leaves.turn()
    write_agreed(leaves, pack, area, words)
    leaves.space(2)
    shown = write_few_comments(leaves, pack, words, LEAST_ROOM)
    write_new(leaves, pack, area, words)
    if not shown:
        _write_comments(leaves, pack, words)


def _write_comments(leaves: Leaves, pack: Pack, words: Words) -> None:
    if pack.comments:
        write_comments(leaves, pack, words, MOST_PAGES - leaves.page)


def _write_head(leaves: Leaves, pack: Pack, words: Words) -> None:
    """Write whom the pack is about, of which round, and how many were heard."""
    if pack.is_trial:
        with leaves.tagged("/P"):
            leaves.box(MARGIN, leaves.top, INNER, 7, TRACK)
            leaves.put(words.said("trial"), MARGIN + 2, leaves.top + 1.5, INNER, TEXT, bold=True)
        leaves.space(10)
    leaves.paragraph(words.said("name"), SMALL, bold=True, ink=GREY)
    with leaves.tagged("/H1"):
        leaves.space(leaves.put(words.whose, MARGIN, leaves.top, INNER, TITLE, bold=True, ink=NAVY))
    leaves.space(1)
    leaves.paragraph(" ".join(filter(None, _facts(pack, words))))
    leaves.space(4)


def _facts(pack: Pack, words: Words) -> list[str]:
    round_, figures = pack.reading.round, pack.figures
    days = {"opens": words.day(round_.opens), "closes": words.day(round_.closes)}
    return [
        words.said("round" if pack.reading.is_over else "round_open", round=round_.name, **days),
        words.said("views", answers=words.number(figures.answers)),
        words.said("assisted", answers=words.number(figures.assisted)) if figures.assisted else "",
        covered(pack, words),
        "" if pack.comments else words.said("comments_none"),
    ]
