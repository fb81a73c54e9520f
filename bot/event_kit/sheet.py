"""One printed page: blocks of text under each other, with a QR code among them, as large as the page allows."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from fpdf.enums import Align, MethodReturnValue, XPos, YPos

from bot.event_kit.fonts import LATIN, TYPED, Font
from bot.event_kit.qr import QUIET_ZONE, qr_code
from bot.event_kit.tagged import BLACK, POINT, Colour, TaggedPdf
from storage.errors import LocalViewsError

PADDING = 0.5
"""Around text on a coloured ground, in sizes of running text."""
STEP = 0.1
"""By which letters grow and shrink, in points."""


class WordsDoNotFit(LocalViewsError):
    """There is more to say than there is room for."""

    def __init__(self, smallest: float) -> None:
        super().__init__(
            f"The words do not fit on the page, even in letters of {smallest:g} points. Give the event a shorter "
            "name, or shorten CONTROLLER, OFFICIAL_PAGE_URL or the responses utter_poster_… in flows/words/."
        )


@dataclass(frozen=True, slots=True)
class Paper:
    """A format of paper, and what has to be of a certain size on it.

    Args:
        width: in millimetres.
        height: in millimetres.
        margin: on each side, in millimetres.
        qr: the side of the QR code without its quiet zone, in millimetres.
        largest: the size of running text that is large enough, in points.
        smallest: the size of running text below which the page is not worth printing, in points.
    """

    width: float
    height: float
    margin: float
    qr: float
    largest: float
    smallest: float


@dataclass(frozen=True, slots=True)
class Style:
    """How a block of text looks.

    Args:
        size: of its letters, in sizes of running text.
        above: the least room above it, likewise.
        tag: what it is to a screen reader.
        bold: whether its letters are bold.
        ink: the colour of its letters.
        ground: the colour behind it, or None for the paper's.
        typed: whether it is to be typed letter by letter, and so stays on one line, smaller if need be.
    """

    size: float
    above: float
    tag: str = "/P"
    bold: bool = False
    ink: Colour = BLACK
    ground: Colour | None = None
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A text and how it looks."""

    text: str
    style: Style

    @property
    def above(self) -> float:
        """The least room above it, in sizes of running text."""
        return self.style.above

    @property
    def tag(self) -> str:
        """What it is to a screen reader."""
        return self.style.tag


@dataclass(frozen=True)
class Code:
    """A QR code. Its quiet zone is room enough above and below.

    Args:
        link: what opens when it is scanned.
        spoken: what a screen reader says instead.
    """

    link: str
    spoken: str
    above = 0.0
    tag = "/Figure"

    @cached_property
    def matrix(self) -> tuple[bytearray, ...]:
        """Its modules, row by row: 1 for dark."""
        return qr_code(self.link).matrix


class Sheet(TaggedPdf):
    """A page in the making.

    Args:
        paper: its format.
        font: of all text but what is to be typed.
        title: what a reader's window is called.
        language: two letters.
        right_to_left: whether that language is written so.
    """

    def __init__(self, paper: Paper, font: Font, title: str, language: str, *, right_to_left: bool) -> None:
        super().__init__(paper.width, paper.height, title, language)
        self.paper, self.font, self.align = paper, font, Align.R if right_to_left else Align.L
        self.add_family("text", font)
        self.add_font("typed", "", TYPED)
        # What Latin letters gain by it can hardly be seen, and it would take as long again as all the rest.
        self.set_text_shaping(font is not LATIN)
        self.add_page()

    def fill(self, content: Sequence[Block | Code]) -> bytes:
        """Draw the content from top to bottom, in the largest letters with which all of it fits; return the PDF.

        Args:
            content: in the order in which it is read.

        Raises:
            WordsDoNotFit: if it would not fit in the smallest letters.
        """
        try:
            self._draw_all(content, self._largest_that_fits(content))
            return self.finished()
        finally:
            self.close_fonts()

    def _draw_all(self, content: Sequence[Block | Code], points: float) -> None:
        """Draw the content in a size of running text, and spread it over the page."""
        spare, rooms = self._spare(content, points), sum(part.above for part in content[1:])
        room = points * POINT + spare / rooms
        top = self.paper.margin - content[0].above * room
        for part in content:
            top += part.above * room
            height = self._height(part, points)
            with self.tagged(part.tag, part.spoken if isinstance(part, Code) else None):
                self._draw(part, points, top, height)
            top += height

    def _largest_that_fits(self, content: Sequence[Block | Code]) -> float:
        """Return the size of running text, in points, halving the range in which it must be."""
        steps = range(int((self.paper.largest - self.paper.smallest) / STEP) + 1)
        too_large = bisect_left(steps, True, key=lambda step: self._spare(content, self._points(step)) < 0)
        if not too_large:
            raise WordsDoNotFit(self.paper.smallest)
        return self._points(too_large - 1)

    def _points(self, step: int) -> float:
        return self.paper.smallest + step * STEP

    @property
    def _width(self) -> float:
        return self.paper.width - 2 * self.paper.margin

    def _spare(self, content: Sequence[Block | Code], points: float) -> float:
        """Return how many millimetres of the page would be left."""
        used = sum(self._height(part, points) for part in content)
        rooms = sum(part.above for part in content[1:]) * points * POINT
        return self.paper.height - 2 * self.paper.margin - used - rooms

    def _height(self, part: Block | Code, points: float) -> float:
        if isinstance(part, Code):
            return self.paper.qr + 2 * QUIET_ZONE * self._module(part)
        lines = self._write(part, points, 0, only_measure=True)
        return lines + 2 * self._padding(part.style, points)

    def _module(self, code: Code) -> float:
        """Return the side of a module of a QR code, in millimetres."""
        return self.paper.qr / len(code.matrix)

    @staticmethod
    def _padding(style: Style, points: float) -> float:
        return PADDING * points * POINT if style.ground else 0

    def _draw(self, part: Block | Code, points: float, top: float, height: float) -> None:
        if isinstance(part, Code):
            self._draw_code(part, top)
            return
        if part.style.ground:
            self.set_fill_color(part.style.ground)
            self.rect(self.paper.margin, top, self._width, height, style="F")
        self._write(part, points, top + self._padding(part.style, points))

    def _write(self, block: Block, points: float, top: float, *, only_measure: bool = False) -> float:
        """Write a block's text, or only find out how high it will be; return the height in millimetres."""
        style = block.style
        padding = self._padding(style, points)
        width, text = self._width - 2 * padding, self._unbroken(self.font.printable(block.text))
        self.set_font("typed" if style.typed else "text", "B" if style.bold else "", style.size * points)
        if style.typed:
            self.set_font_size(self.font_size_pt * min(1, width / self.get_string_width(text)))
        self.set_text_color(style.ink)
        self.set_xy(self.paper.margin + padding, top)
        height = self.multi_cell(
            width,
            self.font_size * self.font.leading,
            text,
            align=self.align,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
            dry_run=only_measure,
            output=MethodReturnValue.HEIGHT,
        )
        return cast("float", height)

    @staticmethod
    def _unbroken(text: str) -> str:
        """Return a text whose telephone numbers stay on one line."""
        return re.sub(r"(?<=\d) (?=\d)", "\N{NO-BREAK SPACE}", text)

    def _draw_code(self, code: Code, top: float) -> None:
        """Draw a QR code in the middle of the line, as one shape: a printer leaves no hairlines between modules."""
        module = self._module(code)
        left, top = (self.paper.width - self.paper.qr) / 2, top + QUIET_ZONE * module
        with self.new_path() as shape:
            shape.style.fill_color, shape.style.stroke_color = "#000000", None
            for row, modules in enumerate(code.matrix):
                for column, dark in enumerate(modules):
                    if dark:
                        shape.rectangle(left + column * module, top + row * module, module, module)
