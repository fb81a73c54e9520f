"""Drawing a chart: for a screen 360 pixels wide, readable in shades of grey too.

Imported where something is drawn and nowhere else. Nothing of matplotlib's that is shared by all is used.
"""

from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from PIL import Image

from bot.desk.picture import Bar, Pair, Picture
from bot.event_kit.fonts import LATIN

WIDTH = 360
"""Of a small phone, in its own pixels, in which everything below is measured."""
SCALE = 3
"""The picture's pixels for each of these: as many as a phone's screen has."""
MARGIN = 16
INK = "#0a2351"
GREY = "#46536b"
BAR = "#1d4f91"
TRACK = "#e3e7ee"
PAPER = "#ffffff"
TITLE, TEXT, SMALL = 24, 16, 14
"""Sizes of letters."""
LEADING = 1.36
"""From one line to the next, in sizes of letters: their tallest and deepest fit between."""
ROW, BAR_HEIGHT = 37, 9
PAIR_ROW, MARK = 25, 9
LABEL_WIDTH = 116
"""Of an area's name."""
COLOURS = 32
"""So many shades are enough for smooth letters, and make the file a third as large."""

_POINTS = 0.72
"""A pixel, with a hundred to the inch."""


def draw(picture: Picture) -> bytes:
    """Return a chart as a PNG of a few tens of kilobytes: the same picture, the same bytes.

    Args:
        picture: what it shows.
    """
    drawn, file = BytesIO(), BytesIO()
    figure(picture).savefig(drawn, format="png")
    smooth = Image.open(drawn).convert("RGB")
    smooth.quantize(COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def figure(picture: Picture) -> Figure:
    """Return a chart before it is made a file.

    Args:
        picture: what it shows.
    """
    return _Drawing(picture).figure


class _Drawing:
    """A chart in the making, from top to bottom."""

    def __init__(self, picture: Picture) -> None:
        self.figure = Figure(dpi=100 * SCALE, facecolor=PAPER)
        FigureCanvasAgg(self.figure)
        self._axes: Axes = self.figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH))
        self._axes.set_axis_off()
        self._top: float = MARGIN
        self._be(WIDTH)
        self._all_of(picture)
        self._be(self._top + MARGIN)

    def _be(self, height: float) -> None:
        """Be so high. Nothing that has been drawn moves or grows."""
        self.figure.set_size_inches(WIDTH / 100, height / 100)
        self._axes.set_ylim(height, 0)

    def _all_of(self, picture: Picture) -> None:
        self._line(picture.title, TITLE, INK, bold=True)
        for fact in picture.facts:
            self._line(fact, TEXT, GREY)
        self._top += 8
        for bar in picture.bars:
            self._bar(bar)
        for note in picture.notes:
            self._line(note, SMALL, GREY)
        if picture.pairs:
            self._pairs(picture)

    def _line(self, text: str, size: float, ink: str, *, bold: bool = False) -> None:
        self._text(text, MARGIN, self._top + size, size, ink, WIDTH - 2 * MARGIN, bold=bold)
        self._top += LEADING * size

    def _bar(self, bar: Bar) -> None:
        """Draw a concern: its name and number, and below them the share of those who name it."""
        baseline, right = self._top + TEXT, WIDTH - MARGIN
        value = self._text(bar.value, right, baseline, SMALL, INK, WIDTH / 2, at="right")
        room = value.get_window_extent().x0 / SCALE - MARGIN - 6
        self._text(bar.label, MARGIN, baseline, TEXT, INK, room, bold=True)
        top, width = baseline + 6, WIDTH - 2 * MARGIN
        self._box(MARGIN, top, width, BAR_HEIGHT, TRACK)
        self._box(MARGIN, top, width * bar.share, BAR_HEIGHT, BAR)
        if bar.to > bar.share:
            self._stripes(MARGIN + width * bar.share, top, width * (bar.to - bar.share))
        self._top += ROW

    def _pairs(self, picture: Picture) -> None:
        """Draw for each area a full mark at its share of the views, and a hollow one at that of the residents."""
        self._top += 10
        self._line(picture.pairs_title, TEXT + 2, INK, bold=True)
        self._legend(picture)
        largest = max(max(pair.views, pair.people) for pair in picture.pairs)
        value_width = max(self._width_of(pair.value) for pair in picture.pairs)
        left, right = MARGIN + LABEL_WIDTH + MARK, WIDTH - MARGIN - value_width - 8 - MARK
        for pair in picture.pairs:
            self._pair(pair, left, (right - left) / max(largest, 1))

    def _legend(self, picture: Picture) -> None:
        baseline, left = self._top + SMALL, float(MARGIN)
        for name, face in ((picture.views, BAR), (picture.people, PAPER)):
            self._mark(left + MARK / 2, baseline - SMALL / 3, face)
            text = self._text(name, left + MARK + 5, baseline, SMALL, GREY, WIDTH / 2)
            left = text.get_window_extent().x1 / SCALE + 16
        self._top += 1.7 * SMALL

    def _pair(self, pair: Pair, left: float, step: float) -> None:
        baseline = self._top + SMALL
        middle = baseline - SMALL / 3
        self._text(pair.label, MARGIN, baseline, SMALL, INK, LABEL_WIDTH)
        self._text(pair.value, WIDTH - MARGIN, baseline, SMALL, INK, LABEL_WIDTH, at="right")
        views, people = left + step * pair.views, left + step * pair.people
        self._box(min(views, people), middle - 1, abs(views - people), 2, GREY)
        self._mark(people, middle, PAPER)
        self._mark(views, middle, BAR)
        self._top += PAIR_ROW

    def _text(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        ink: str,
        room: float,
        *,
        at: str = "left",
        bold: bool = False,
    ) -> Text:
        """Write on a baseline, in smaller letters if there is not enough room."""
        font = FontProperties(fname=LATIN.bold if bold else LATIN.regular)
        written = self._axes.text(
            x,
            y,
            LATIN.printable(text),
            color=ink,
            ha=at,
            va="baseline",
            fontproperties=font,
            parse_math=False,
        )
        written.set_fontsize(size * _POINTS)
        width = written.get_window_extent().width / SCALE
        if width > room:
            written.set_fontsize(size * _POINTS * room / width)
        return written

    def _width_of(self, text: str) -> float:
        written = self._text(text, 0, 0, SMALL, INK, WIDTH)
        width = written.get_window_extent().width / SCALE
        written.remove()
        return float(width)

    def _box(self, left: float, top: float, width: float, height: float, colour: str) -> None:
        self._axes.add_patch(Rectangle((left, top), width, height, facecolor=colour, linewidth=0))

    def _stripes(self, left: float, top: float, width: float) -> None:
        """Draw a striped box whose outline is within it."""
        line = 1
        box = Rectangle((left, top + line / 2), width - line / 2, BAR_HEIGHT - line, facecolor=PAPER)
        box.set(hatch="////", edgecolor=BAR, linewidth=line * _POINTS)
        self._axes.add_patch(box)

    def _mark(self, x: float, y: float, face: str) -> None:
        self._axes.plot(
            [x],
            [y],
            marker="o",
            markersize=MARK * _POINTS,
            markerfacecolor=face,
            markeredgecolor=BAR,
            markeredgewidth=1.5 * _POINTS,
        )
