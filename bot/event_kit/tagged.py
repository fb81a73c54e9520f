"""A PDF that screen readers find their way through, and that tells nothing of its making."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.fonts import TTFFont

from bot.event_kit.fonts import Font

Colour = tuple[int, int, int]

BLACK: Colour = (0, 0, 0)
NAVY: Colour = (10, 35, 81)
WHITE: Colour = (255, 255, 255)

POINT = 25.4 / 72
"""In millimetres."""
FOR_SHAPING = frozenset({"GDEF", "GPOS", "GSUB"})
"""The tables of a font by which letters are joined and moved."""
NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""The format wants to be told when a page was made; a clock is nobody's business."""


class TaggedPdf(FPDF):
    """A PDF in the making: measured in millimetres, its text shaped as each script wants it.

    Args:
        width: of its pages, in millimetres.
        height: of its pages, in millimetres.
        title: what a reader's window is called.
        language: two letters.
    """

    def __init__(self, width: float, height: float, title: str, language: str) -> None:
        super().__init__(unit="mm", format=(width, height))
        self.set_creation_date(NO_TIME)
        self.set_title(title)
        self.set_lang(language)
        self.set_auto_page_break(False)
        self.c_margin = 0
        self.set_text_shaping(True)

    def add_family(self, name: str, font: Font) -> None:
        """Let the letters of a font be used under a name, regular and bold."""
        self.add_font(name, "", font.regular)
        self.add_font(name, "B", font.bold)

    @contextmanager
    def tagged(self, tag: str, spoken: str | None = None) -> Iterator[None]:
        """Tell screen readers what the drawing within this block is.

        Args:
            tag: such as `/P` or `/H1`.
            spoken: what they say instead of it, if it is not text.
        """
        number = self.struct_builder.next_mcid_for_page(self.page)
        self._add_marked_content(struct_type=tag, mcid=number, alt_text=spoken)
        self._out(f"{tag} <</MCID {number}>> BDC")
        yield
        self._out("EMC")

    def finished(self) -> bytes:
        """Return the whole of it.

        By then all text is shaped. The library leaves the tables for that out of the file; since it would first read
        them through, which takes as long as all the rest, they are taken away before.
        """
        for font in self._files():
            for table in FOR_SHAPING & {*font.keys()}:
                del font[table]
        return bytes(self.output())

    def close_fonts(self) -> None:
        """Close the files of the fonts, which the library leaves open."""
        for font in self._files():
            font.close()

    def _files(self) -> Iterator[TTFont]:
        return (font.ttfont for font in self.fonts.values() if isinstance(font, TTFFont))
