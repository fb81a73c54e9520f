"""The chart of the summary: on a small phone, in shades of grey, and in the words of the message below it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image

from bot.aside import AsideFailed
from bot.desk.chart import MOST_CONCERNS, chart, picture
from bot.desk.drawing import BAR, GREY, INK, MARGIN, PAPER, SCALE, TRACK, WIDTH, draw, figure
from bot.desk.picture import Bar, Pair, Picture, png
from bot.desk.reading import Reading
from bot.desk.summary import Writer
from bot.playground.chats import Message
from flows.script import installed
from storage.figures import Band, Concern, Figures
from tests.bot.round_over import RoundOver, round_over_in
from tests.bot.staff.mornings import mornings_in

SCRIPT = installed("hertfordshire")
PICTURES = Path(__file__).parents[2] / "pictures"
SMALLEST_LETTERS = 12
"""On a phone 360 pixels wide, in its pixels."""
WHICH = pytest.mark.parametrize(
    ("area", "answers"),
    [
        ("stevenage", 30),
        pytest.param("stevenage", 900, marks=pytest.mark.slow),
        pytest.param(None, 30, marks=pytest.mark.slow),
        (None, 500),
    ],
)


TWO_OF_EACH = Picture(
    title="Hertfordshire",
    facts=("20 views",),
    bars=(Bar("1. Drugs", "about half", 0.5, 0.5), Bar("2. Theft", "about a quarter", 0.2, 0.4)),
    notes=(),
    pairs_title="Who was heard",
    views="% of views",
    people="% of residents",
    pairs=(Pair("Watford", "10 · 40", 10, 40), Pair("Stevenage", "30 · 10", 30, 10)),
)


@pytest.fixture
async def over(tmp_path: Path) -> AsyncIterator[RoundOver]:
    """A round that is over."""
    async with round_over_in(tmp_path) as over:
        yield over


async def reading_of(over: RoundOver, area: str | None, answers: int) -> Reading:
    """Return a reading of an area, or of a county whose areas have about so many answers each."""
    areas = [area] if area else over.areas
    await over.answered({name: max(10, answers - 3 * number) for number, name in enumerate(areas)})
    return await over.reading(area)


def picture_of(reading: Reading) -> Picture:
    """Return what the chart of a reading shows."""
    assert reading.figures is not None
    return picture(reading.figures, reading, SCRIPT)


def texts_on(drawn: Figure) -> list[tuple[Text, Bbox]]:
    """Return everything that is written on a chart, with the box around it."""
    (axes,) = drawn.axes
    return [(text, text.get_window_extent()) for text in axes.texts]


def light(colour: str) -> float:
    """Return how light a colour is, from 0 to 1. Source: WCAG 2.2, "relative luminance"."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Return the contrast between two colours, from 1 to 21; it is the same in shades of grey. Source: likewise."""
    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


@WHICH
async def test_it_is_a_picture_as_wide_as_a_phone_and_small_to_send(
    over: RoundOver, area: str | None, answers: int
) -> None:
    """A PNG with the pixels of a phone's screen."""
    reading = await reading_of(over, area, answers)
    made = png(picture_of(reading))
    opened = Image.open(BytesIO(made))
    opened.load()
    assert (opened.format, opened.width) == ("PNG", WIDTH * SCALE)
    assert opened.height <= 2 * opened.width
    assert len(made) < 100_000


async def test_twice_the_same_is_the_same_file(over: RoundOver) -> None:
    """No clock, and no chance."""
    shown = picture_of(await reading_of(over, "stevenage", 30))
    assert png(shown) == png(shown)


@WHICH
async def test_no_text_overlaps_another_or_leaves_the_picture(
    over: RoundOver, area: str | None, answers: int
) -> None:
    """And all of it is large enough to be read."""
    drawn = figure(picture_of(await reading_of(over, area, answers)))
    texts = texts_on(drawn)
    width, height = drawn.get_size_inches() * drawn.dpi
    assert len(texts) > 6
    for text, box in texts:
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height, text.get_text()  # noqa: PT018
        assert float(text.get_fontsize()) * 100 / 72 >= SMALLEST_LETTERS
    for (one, box), (other, another) in combinations(texts, 2):
        assert not box.overlaps(another), (one.get_text(), other.get_text())


async def test_long_names_are_written_smaller_rather_than_over_each_other(over: RoundOver) -> None:
    """Of an issue, an area and a band, such as another county may have."""
    shown = picture_of(await reading_of(over, None, 500))
    long = replace(
        shown,
        title="The Metropolitan Borough of Somewhere",
        bars=tuple(
            replace(bar, label=f"{bar.label} and whatever goes with it", value="about a quarter · 12,345")
            for bar in shown.bars
        ),
        pairs=tuple(replace(pair, label="Somewhere upon the Water") for pair in shown.pairs),
    )
    for (_, box), (_, another) in combinations(texts_on(figure(long)), 2):
        assert not box.overlaps(another)


@WHICH
async def test_the_message_says_everything_that_the_chart_shows(
    over: RoundOver, area: str | None, answers: int
) -> None:
    """Title, round, number of views; each concern with its rank, band and number; the shares of each area."""
    reading = await reading_of(over, area, answers)
    shown, message = picture_of(reading), Writer(SCRIPT).summary(reading).replace("*", "")
    assert shown.title in message
    assert "2026-2" in shown.facts[0]
    assert reading.figures is not None
    assert f"{reading.figures.answers:,} views. Numbers to the nearest five" == shown.facts[1]
    assert shown.bars
    for bar in shown.bars:
        band, _, number = bar.value.partition(" · ")
        counted = f" ({number.replace(',', '')})" if number else ""
        assert f"{bar.label}: {band}{counted}" in message.splitlines()
    assert len(shown.pairs) == (0 if area else 10)
    for pair in shown.pairs:
        assert f"• {pair.label}: views {pair.views}%, residents {pair.people}%" in message.splitlines()
        assert pair.value == f"{pair.views} · {pair.people}"


async def test_concerns_stand_in_rank_order_and_ties_as_ties(over: RoundOver) -> None:
    """The most named first; those that share a rank stand together, all of them or none."""
    reading = await reading_of(over, "stevenage", 30)
    assert reading.figures is not None
    ranks = (30, 25, 25, 20, 20, 20, 15, 15, 15, 15, 15, 15)
    concerns = tuple(
        Concern(issue, Band.MOST, number, None)
        for issue, number in zip(sorted(SCRIPT.county.issues), ranks, strict=False)
    )
    shown = picture(replace(reading.figures, answers=30, concerns=concerns), reading, SCRIPT)
    places = [bar.label.split()[0] for bar in shown.bars]
    assert places == ["1.", "2=", "2=", "4=", "4=", "4="]
    assert shown.notes[-1] == "The others are in the message."
    all_tied = replace(reading.figures, concerns=tuple(replace(one, named=30) for one in concerns))
    assert len(picture(all_tied, reading, SCRIPT).bars) == len(concerns) > MOST_CONCERNS


@pytest.mark.parametrize("told", [10, 11])
async def test_ten_concerns_have_room_on_the_chart_of_an_area(over: RoundOver, told: int) -> None:
    """Of the others it says where they are; where there are none, it does not."""
    reading = await reading_of(over, "stevenage", 30)
    assert reading.figures is not None
    concerns = tuple(
        Concern(issue, Band.MOST, 200 - 5 * number, None)
        for number, issue in enumerate(sorted(SCRIPT.county.issues)[:told])
    )
    shown = picture(replace(reading.figures, answers=200, concerns=concerns), reading, SCRIPT)
    assert len(shown.bars) == 10
    assert ("The others are in the message." in shown.notes) is (told > 10)


async def test_what_is_told_by_its_band_alone_is_striped_from_end_to_end_of_it(over: RoundOver) -> None:
    """No length of a bar gives away a number that is not told."""
    reading = await reading_of(over, "stevenage", 30)
    assert reading.figures is not None
    concerns = (Concern("drugs", Band.MOST, 25, None), Concern("theft", Band.ABOUT_A_QUARTER, None, None))
    shown = picture(replace(reading.figures, answers=30, concerns=concerns), reading, SCRIPT)
    counted, striped = shown.bars
    assert (counted.share, counted.to) == (25 / 30, 25 / 30)
    assert (striped.share, striped.to, striped.value) == (0.2, 0.4, "about a quarter")
    assert "Striped: too few to tell their number" in shown.notes
    draw(shown)


def test_bars_and_marks_stand_for_the_shares_beside_them() -> None:
    """A bar is as long as its share, and striped as far as it may go; a mark of residents is hollow."""
    drawn = figure(TWO_OF_EACH)
    (axes,) = drawn.axes
    width = WIDTH - 2 * MARGIN
    counted, _, striped, *rules = [box for box in axes.patches if box.get_facecolor() != to_rgba(TRACK)]
    assert isinstance(counted, Rectangle)
    assert isinstance(striped, Rectangle)
    assert counted.get_width() == width / 2
    assert not counted.get_hatch()
    assert striped.get_x() == MARGIN + width * 0.2
    assert striped.get_width() == pytest.approx(width * 0.2, abs=1)
    assert striped.get_hatch()
    left: dict[str, list[float]] = {face: [] for face in (BAR, PAPER)}
    for line in axes.lines[2:]:
        left[str(line.get_markerfacecolor())].append(float(np.asarray(line.get_xdata())[0]))
    (ten, thirty), (forty, other_ten) = left[BAR], left[PAPER]
    values = min(box.x0 for text, box in texts_on(drawn) if "·" in text.get_text()) / SCALE
    assert ten == other_ten < thirty < forty < values
    assert forty - ten == pytest.approx(1.5 * (thirty - ten))
    ends = [(rule.get_window_extent().x0 / SCALE, rule.get_window_extent().x1 / SCALE) for rule in rules]
    assert ends == [pytest.approx((ten, forty)), pytest.approx((ten, thirty))]


def test_it_can_be_read_in_shades_of_grey() -> None:
    """Text against paper as for small letters, bars against their ground as for drawings. Source: WCAG."""
    assert min(contrast(ink, PAPER) for ink in (INK, GREY)) >= 4.5
    assert contrast(BAR, TRACK) >= 3
    assert contrast(BAR, PAPER) >= 3


async def test_a_grey_picture_still_tells_bar_from_ground(over: RoundOver) -> None:
    """As a printer or a careful eye has it: the first bar is dark up to its share and light after it."""
    shown = picture_of(await reading_of(over, "stevenage", 900))
    grey = Image.open(BytesIO(draw(shown))).convert("L")
    (axes,) = figure(shown).axes
    whole, part = (box.get_window_extent() for box in axes.patches[:2])
    down = grey.height - round((part.y0 + part.y1) / 2)
    dark = int(grey.getpixel((round(part.x1) - 9, down)) or 0)  # type: ignore[arg-type]
    pale = int(grey.getpixel((round(part.x1) + 9, down)) or 0)  # type: ignore[arg-type]
    assert whole.x1 > part.x1
    assert (dark < 100, pale > 200) == (True, True)


async def test_a_symbol_that_the_font_lacks_is_left_out(over: RoundOver) -> None:
    """Else matplotlib would draw an empty box, and warn, which is an error here; and look for a formula."""
    title = r"Carols 🎄 on the green, for $\frac$"
    shown = replace(picture_of(await reading_of(over, "stevenage", 30)), title=title)
    draw(shown)
    assert texts_on(figure(shown))[0][0].get_text() == r"Carols on the green, for $\frac$"


async def test_the_summary_comes_with_it(tmp_path: Path) -> None:
    """Asked for or by itself: the running bot draws it."""
    async with mornings_in(tmp_path, chart(SCRIPT)) as mornings:
        inspector = await mornings.inspector("stevenage")
        await mornings.opened(20, second="burglary")
        await mornings.told()
        await inspector.says("/summary")
        assert sizes(inspector.messages) == [WIDTH * SCALE]
        assert "1= Burglary: most (20)" in inspector.text
        await mornings.at("2026-06-16 08:00")
        assert sizes(inspector.messages) == [WIDTH * SCALE, WIDTH * SCALE]


async def test_where_no_concern_is_told_there_is_no_chart(tmp_path: Path) -> None:
    """There would be nothing on it."""
    async with mornings_in(tmp_path, chart(SCRIPT)) as mornings:
        inspector = await mornings.inspector("stevenage")
        for issue in list(SCRIPT.county.issues)[:10]:
            await mornings.opened(1, first=issue)
        await mornings.told()
        await inspector.says("/summary")
        assert "Views: 10" in inspector.text
        assert sizes(inspector.messages) == []


async def test_a_chart_that_cannot_be_drawn_keeps_no_message_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The words come without it, and the log says so."""

    async def broken(_: Figures, __: Reading) -> bytes:
        raise AsideFailed

    async with mornings_in(tmp_path, broken) as mornings:
        inspector = await mornings.inspector("stevenage")
        await mornings.opened(20)
        await mornings.at("2026-06-16 08:00")
        assert "Views: 20" in inspector.text
        assert len(inspector.messages) == 1
    assert "The chart of a summary could not be drawn" in caplog.text


def sizes(messages: list[Message]) -> list[int]:
    """Return how wide the pictures in messages are."""
    files = [message.file.content for message in messages if message.file is not None]
    return [Image.open(BytesIO(content)).width for content in files]


async def test_the_readmes_picture_is_such_a_chart(over: RoundOver, pytestconfig: pytest.Config) -> None:
    """`--renew` draws it anew."""
    await over.answered({area: 900 - 80 * number for number, area in enumerate(over.areas)})
    made = png(picture_of(await over.reading(None)))
    path = PICTURES / "summary_chart.png"
    if pytestconfig.getoption("renew"):
        path.write_bytes(made)
    kept = path.read_bytes()
    assert Image.open(BytesIO(kept)).width == WIDTH * SCALE
    assert len(kept) < 100_000
