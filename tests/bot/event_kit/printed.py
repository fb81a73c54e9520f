"""A printed page, as an eye, a camera and a screen reader find it."""

from dataclasses import dataclass
from functools import cached_property

import pypdfium2
import zxingcpp
from PIL import Image
from pypdfium2.raw import FPDF_PAGEOBJ_PATH

Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points."""
MILLIMETRE = 72 / 25.4


@dataclass(frozen=True)
class Printed:
    """A PDF of one page."""

    pdf: bytes

    @cached_property
    def size(self) -> tuple[int, int]:
        """Width and height in whole millimetres."""
        with pypdfium2.PdfDocument(self.pdf) as document:
            assert len(document) == 1
            width, height = document[0].get_size()
        return round(width / MILLIMETRE), round(height / MILLIMETRE)

    @cached_property
    def text(self) -> str:
        """All that is written, in the order in which it is read, as one line."""
        with pypdfium2.PdfDocument(self.pdf) as document:
            return " ".join(str(document[0].get_textpage().get_text_range()).split())

    @cached_property
    def metadata(self) -> dict[str, str]:
        """What the file says of itself."""
        with pypdfium2.PdfDocument(self.pdf) as document:
            return dict(document.get_metadata_dict(skip_empty=True))

    @cached_property
    def lines(self) -> list[Box]:
        """Where something is written."""
        with pypdfium2.PdfDocument(self.pdf) as document:
            page = document[0].get_textpage()
            return [page.get_rect(number) for number in range(page.count_rects())]

    @cached_property
    def shapes(self) -> list[Box]:
        """Where something is drawn: coloured grounds, and the QR code."""
        with pypdfium2.PdfDocument(self.pdf) as document:
            return [shape.get_bounds() for shape in document[0].get_objects([FPDF_PAGEOBJ_PATH])]

    @cached_property
    def code(self) -> Box:
        """Where the QR code is: the shape that is a square."""
        (square,) = [box for box in self.shapes if abs((box[2] - box[0]) - (box[3] - box[1])) < 1]
        return square

    def photographed(self, code_pixels: int) -> Image.Image:
        """Return the page as a camera sees it, in shades of grey.

        Args:
            code_pixels: how many of the camera's pixels the side of the QR code takes.
        """
        left, _, right, _ = self.code
        with pypdfium2.PdfDocument(self.pdf) as document:
            large: Image.Image = (
                document[0].render(scale=4 * code_pixels / (right - left)).to_pil().convert("L")
            )
        return large.resize((large.width // 4, large.height // 4), Image.Resampling.BOX)


def scanned(picture: Image.Image) -> list[str]:
    """Return what the QR codes in a picture say."""
    return [
        found.text
        for found in zxingcpp.read_barcodes(picture)
        if found.format == zxingcpp.BarcodeFormat.QRCode
    ]


def overlap(one: Box, other: Box) -> bool:
    """Tell whether two boxes share more than half a point."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return min(across, down) > 0.5


def within(inner: Box, outer: Box) -> bool:
    """Tell whether a box is inside another, give or take half a point."""
    return all(
        difference > -0.5
        for difference in (
            inner[0] - outer[0],
            inner[1] - outer[1],
            outer[2] - inner[2],
            outer[3] - inner[3],
        )
    )


def grown(box: Box, by: float) -> Box:
    """Return a box with a margin around it."""
    left, bottom, right, top = box
    return left - by, bottom - by, right + by, top + by
