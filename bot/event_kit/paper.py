"""The poster and the handout of an event, with the words and facts on them."""

from collections.abc import Iterator

from bot.event_kit.event_paper import POSTER_WORDS, EventPaper
from bot.event_kit.fonts import font_for, is_right_to_left
from bot.event_kit.sheet import Block, Code, Paper, Sheet, Style
from bot.event_kit.tagged import NAVY, WHITE, Colour

YELLOW: Colour = (255, 214, 0)

POSTER = Paper(width=210, height=297, margin=13, qr=120, largest=16, smallest=9)
HANDOUT = Paper(width=105, height=148, margin=7, qr=36, largest=10, smallest=6)

TRIAL = Style(2, above=0, bold=True, ground=YELLOW)
WHERE = Style(1.1, above=0.8, bold=True)
HEADLINE = Style(3.1, above=0.5, tag="/H1", bold=True, ink=NAVY)
WHAT = Style(1.2, above=0.6)
SCAN = Style(1, above=0)
LINK = Style(1.6, above=0.2, typed=True)
PROMISE = Style(1, above=1, bold=True)
FACT = Style(1, above=0.3)
NOT_FOR = Style(1.2, above=1, bold=True, ink=WHITE, ground=NAVY)


def poster_pdf(of: EventPaper) -> bytes:
    """Return the poster, one page of A4.

    Its QR code is 12 cm wide. By the usual rule, a tenth of the distance, it is good for 1.2 m. The rule is cautious
    for a link as short as this: from 2 m, a phone's preview of 1,920 pixels over 70 degrees shows the code about
    95 pixels wide, and it can still be read at 60.

    Args:
        of: what stands on it.

    Raises:
        WordsDoNotFit: if there is more to say than there is room for.
    """
    return _pdf(of, POSTER)


def handout_pdf(of: EventPaper) -> bytes:
    """Return the handout, one page of A6, to be read in the hand: its QR code is 3.6 cm wide, good for 36 cm.

    Args:
        of: what stands on it.

    Raises:
        WordsDoNotFit: if there is more to say than there is room for.
    """
    return _pdf(of, HANDOUT)


def _pdf(of: EventPaper, paper: Paper) -> bytes:
    content = tuple(_content(of))
    font = font_for("".join(part.text for part in content if isinstance(part, Block)))
    right_to_left = is_right_to_left(_said(of, "headline"))
    return Sheet(paper, font, _said(of, "title"), of.words.code, right_to_left=right_to_left).fill(content)


def _content(of: EventPaper) -> Iterator[Block | Code]:
    """Give what stands on the paper, in the order in which it is read."""
    if of.controller is None:
        yield Block(_said(of, "trial"), TRIAL)
    yield Block(_said(of, "where"), WHERE)
    yield Block(_said(of, "headline"), HEADLINE)
    yield Block(_said(of, "what" if of.controller else "what_trial"), WHAT)
    yield Code(of.link, _said(of, "qr"))
    yield Block(_said(of, "scan"), SCAN)
    yield Block(_without_scheme(of.link), LINK)
    yield Block(_said(of, "promise"), PROMISE)
    yield Block(_said(of, "count"), FACT)
    yield Block(_said(of, "telegram" if of.official_page else "telegram_only"), FACT)
    yield Block(_said(of, "run_by" if of.controller else "closes"), FACT)
    yield Block(_said(of, "not_for"), NOT_FOR)


def _said(of: EventPaper, part: str) -> str:
    return of.words.text(
        f"{POSTER_WORDS}{part}",
        link=_without_scheme(of.link),
        event=_on_one_line(of.event),
        area=of.area,
        closes=of.words.day(of.closes),
        minimum=of.minimum,
        controller=of.controller or "",
        official_page=_without_scheme(of.official_page or ""),
    )


def _without_scheme(address: str) -> str:
    return address.removeprefix("https://")


def _on_one_line(name: str) -> str:
    return " ".join(name.split())
