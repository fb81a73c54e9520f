"""A printed pack, as an eye and a screen reader find it."""

from dataclasses import dataclass
from functools import cached_property

import pypdfium2
from PIL import Image
from pypdfium2.raw import FPDF_PAGEOBJ_PATH

from tests.bot.event_kit.printed import Box


@dataclass(frozen=True)
class PrintedPack:
    """A PDF of several pages."""

    pdf: bytes

    @cached_property
    def pages(self) -> list[list[str]]:
        """The lines of each page."""
        with pypdfium2.PdfDocument(self.pdf) as document:
            texts = [str(page.get_textpage().get_text_range()) for page in document]
        return [[" ".join(line.split()) for line in text.splitlines()] for text in texts]

    @property
    def text(self) -> str:
        """All that is written, as one line."""
        return " ".join(line for page in self.pages for line in page)

    @cached_property
    def boxes(self) -> list[list[Box]]:
        """Where something is written, on each page."""
        with pypdfium2.PdfDocument(self.pdf) as document:
            texts = [page.get_textpage() for page in document]
            return [[text.get_rect(number) for number in range(text.count_rects())] for text in texts]

    @cached_property
    def shapes(self) -> list[list[Box]]:
        """Where something is drawn, on each page."""
        with pypdfium2.PdfDocument(self.pdf) as document:
            return [
                [shape.get_bounds() for shape in page.get_objects([FPDF_PAGEOBJ_PATH])] for page in document
            ]

    @cached_property
    def size(self) -> tuple[float, float]:
        """Width and height of the pages, in points."""
        with pypdfium2.PdfDocument(self.pdf) as document:
            (size,) = {page.get_size() for page in document}
        return float(size[0]), float(size[1])

    @cached_property
    def title(self) -> str:
        """What a reader's window is called."""
        with pypdfium2.PdfDocument(self.pdf) as document:
            return str(document.get_metadata_dict()["Title"])

    def seen(self, scale: float) -> list[Image.Image]:
        """Return each page as a picture, with so many pixels to a point."""
        with pypdfium2.PdfDocument(self.pdf) as document:
            return [page.render(scale=scale).to_pil() for page in document]
