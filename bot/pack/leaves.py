"""The leaves of a pack: A4 pages, written from top to bottom, with a line at the foot of each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

from fpdf.enums import Align, MethodReturnValue, XPos, YPos

from bot.event_kit.fonts import LATIN, Font, font_for, is_right_to_left
from bot.event_kit.tagged import BLACK, NAVY, POINT, Colour, TaggedPdf

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 15.0
"""Of a page, in millimetres."""
INNER = WIDTH - 2 * MARGIN
FOOT = HEIGHT - MARGIN + 2
"""Where the line at the foot is."""
END = FOOT - 4
"""What is written ends above it."""

GREY: Colour = (70, 83, 107)
TRACK: Colour = (227, 231, 238)
BAR: Colour = (122, 148, 186)
PAPER: Colour = (255, 255, 255)

STRIPE = 1.6
"""From one slanting line to the next, in millimetres."""

PAGES = "{nb}"
"""What the library puts the number of all pages in place of, once it is known."""

TITLE, HEADING, TEXT, SMALL = 24.0, 13.0, 9.5, 8.0
"""Sizes of letters, in points."""


class Leaves(TaggedPdf):
    """Pages in the making; `top` is how far down they are written, in millimetres.

    Args:
        title: what a reader's window is called.
        language: two letters.
        foot: what stands at the foot of a page, by its number.
    """

    def __init__(self, title: str, language: str, foot: Callable[[int], str]) -> None:
        super().__init__(WIDTH, HEIGHT, title, language)
        self.top = MARGIN
        self._foot = foot
        self._families: dict[Font, str] = {}
        self.turn()

    @property
    def room(self) -> float:
        """How much of the page is left, in millimetres."""
        return END - self.top

    def turn(self) -> None:
        """Begin a page."""
        self.add_page()
        self.top = MARGIN

    def space(self, millimetres: float) -> None:
        """Leave room."""
        self.top += millimetres

    def heading(self, text: str) -> None:
        """Write what the next part of the page is about."""
        with self.tagged("/H2"):
            self.top += 1 + self.put(text, MARGIN, self.top, INNER, HEADING, bold=True, ink=NAVY)

    def paragraph(self, text: str, size: float = TEXT, *, bold: bool = False, ink: Colour = BLACK) -> None:
        """Write a paragraph."""
        with self.tagged("/P"):
            self.top += self.put(text, MARGIN, self.top, INNER, size, bold=bold, ink=ink)

    def put(
        self,
        text: str,
        left: float,
        top: float,
        width: float,
        size: float = TEXT,
        *,
        bold: bool = False,
        ink: Colour = BLACK,
        align: Align | None = None,
    ) -> float:
        """Write a text into a column, in as many lines as it takes; return its height in millimetres.

        Args:
            text: any; letters and symbols that no font has are left out.
            left: the column's left edge, in millimetres.
            top: where it begins.
            width: of the column.
            size: of the letters, in points.
            bold: whether they are bold.
            ink: their colour.
            align: to which side; by default that on which the text's script begins.
        """
        font = self._set(text, size, bold=bold)
        self.set_text_color(ink)
        self.set_xy(left, top)
        height = self.multi_cell(
            width,
            self.font_size * font.leading,
            font.printable(text),
            align=align or (Align.R if is_right_to_left(text) else Align.L),
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
            output=MethodReturnValue.HEIGHT,
        )
        return cast("float", height)

    def fit(self, text: str, width: float, size: float, most: int) -> tuple[str, float]:
        """Make a text take no more than so many lines of a column; what is cut off ends in dots.

        Args:
            text: any.
            width: of the column, in millimetres.
            size: of the letters, in points.
            most: how many lines there may be.

        Returns:
            The text, and the height that it takes in millimetres.
        """
        lines = self._lines(text, width, size)
        if len(lines) > most:
            kept = " ".join(line.strip() for line in lines[:most])
            while len(lines := self._lines(f"{kept}…", width, size)) > most:
                kept = kept[:-1].rstrip()
            text = f"{kept}…"
        return text, len(lines) * size * POINT * font_for(text).leading

    def cut(self, text: str, width: float, size: float, most: int) -> str:
        """Return a text that takes no more than so many lines of a column."""
        return self.fit(text, width, size, most)[0]

    def box(self, left: float, top: float, width: float, height: float, colour: Colour) -> None:
        """Fill a box."""
        self.set_fill_color(colour)
        self.rect(left, top, width, height, style="F")

    def outline(self, left: float, top: float, width: float, height: float) -> None:
        """Draw a white box with a thin dark edge, which lies within it."""
        self.set_fill_color(PAPER)
        self._pen(NAVY, 0.3)
        self.rect(left + 0.15, top + 0.15, max(width - 0.3, 0.1), height - 0.3, style="DF")

    def stripes(self, left: float, top: float, width: float, height: float) -> None:
        """Draw a white box with slanting lines in it."""
        self.outline(left, top, width, height)
        across = left + STRIPE
        while across < left + width:
            back = min(height, across - left)
            self.stroke(across, top, across - back, top + back, ink=NAVY)
            across += STRIPE

    def stroke(
        self, left: float, top: float, right: float, bottom: float, *, wide: float = 0.3, ink: Colour = GREY
    ) -> None:
        """Draw a straight line."""
        self._pen(ink, wide)
        self.line(left, top, right, bottom)

    def mark(self, across: float, down: float, *, filled: bool) -> None:
        """Draw a small circle around a point."""
        self.set_fill_color(NAVY if filled else PAPER)
        self._pen(NAVY, 0.4)
        self.circle(across, down, 1.1, style="DF")

    @contextmanager
    def beside_the_text(self) -> Iterator[None]:
        """Tell screen readers to pass over what is drawn or written within this block."""
        self._out("/Artifact BMC")
        yield
        self._out("EMC")

    def footer(self) -> None:
        """Write the line at the foot; the library asks for it when a page is full."""
        with self.beside_the_text():
            self.put(self._foot(self.page), MARGIN, FOOT, INNER, SMALL, ink=GREY)

    def _lines(self, text: str, width: float, size: float) -> list[str]:
        font = self._set(text, size, bold=False)
        lines = self.multi_cell(
            width,
            text=font.printable(text),
            align=Align.L,
            dry_run=True,
            output=MethodReturnValue.LINES,
        )
        return cast("list[str]", lines)

    def _set(self, text: str, size: float, *, bold: bool) -> Font:
        """Choose the font that has a text's letters; return it."""
        font = font_for(text)
        if font not in self._families:
            self._families[font] = f"family {len(self._families)}"
            self.add_family(self._families[font], font)
        self.set_font(self._families[font], "B" if bold else "", size)
        # What Latin letters gain by it can hardly be seen, and it would take three times as long as all the rest.
        self.set_text_shaping(font is not LATIN)
        return font

    def _pen(self, ink: Colour, wide: float) -> None:
        self.set_draw_color(ink)
        self.set_line_width(wide)
