"""The fonts of printed pages, and which of them can show a text."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(str(files("weblate_fonts"))) / "static" / "weblate_fonts"
"""Fonts under the SIL Open Font Licence, in the package that Weblate keeps for its own use."""
NO_GLYPH_NEEDED = frozenset({"Cf", "Cc", "Zs"})
"""Unicode's categories of joiners, marks of direction, control characters and spaces."""
VARIATION = 0xFE0F
"""A mark that makes a symbol an emoji."""


@dataclass(frozen=True, slots=True)
class Font:
    """A family of letters.

    Args:
        regular: its file.
        bold: the file of its bold letters.
        leading: from one line to the next, in sizes of the font.
    """

    regular: Path
    bold: Path
    leading: float

    def printable(self, text: str) -> str:
        """Return a text without the letters and symbols that the font lacks, such as emoji."""
        known = (
            letter
            for letter in text
            if ord(letter) in _letters(self.regular) or unicodedata.category(letter) in NO_GLYPH_NEEDED
        )
        return re.sub(" {2,}", " ", "".join(known))


LATIN = Font(
    FONTS / "source-sans/ttf/SourceSans3-Regular.ttf", FONTS / "source-sans/ttf/SourceSans3-Bold.ttf", 1.2
)
"""For every language written in Latin, Greek or Cyrillic letters."""
WORLD = Font(FONTS / "kurinto/ttf/KurintoSans-Rg.ttf", FONTS / "kurinto/ttf/KurintoSans-Bd.ttf", 1.4)
"""For the scripts of South Asia and the Middle East too. Ten times as large, and their lines need more room."""
TYPED = FONTS / "source-code/ttf/SourceCodePro-Semibold.ttf"
"""For what is to be typed: nobody can take its 0 for O, or its 1 for l."""


def font_for(text: str) -> Font:
    """Return the font of a page: the plain one if it has every letter on the page. Symbols do not count."""
    letters = {ord(letter) for letter in text if unicodedata.category(letter)[0] in "LM"} - {VARIATION}
    return LATIN if letters <= _letters(LATIN.regular) else WORLD


def is_right_to_left(text: str) -> bool:
    """Tell whether a text is in a script that runs from right to left, by its first letter."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((direction for direction in directions if direction in {"L", "R", "AL"}), "L") != "L"


@cache
def _letters(font: Path) -> frozenset[int]:
    with TTFont(font, lazy=True) as file:
        return frozenset(file.getBestCmap())
