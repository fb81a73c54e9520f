"""What a pack draws: bars as long as the shares beside them, and lines on them that say how sure those are."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from bot.desk.coverage import coverage
from bot.event_kit.tagged import NAVY, Colour
from bot.pack.contents import Pack
from bot.pack.intervals import estimates
from bot.pack.leaves import BAR, PAPER, TRACK
from bot.pack.printing import pack_pdf
from storage.figures import Band, Concern
from tests.bot.event_kit.printed import MILLIMETRE, Box
from tests.bot.pack.printed import PrintedPack
from tests.bot.round_over import BEFORE, RoundOver

CONCERNS = (
    Concern("speeding", Band.MOST, 35, 20),
    Concern("fly_tipping", Band.ABOUT_A_QUARTER, 10, 10),
    Concern("drugs", Band.ABOUT_A_QUARTER, None, None),
)
"""One that the police lead on, one that a council does, and one of which no number is told; of 40 views."""
LEFT = 63 * MILLIMETRE
"""Where the bars of a page begin."""
MARK = 3.0 * MILLIMETRE
"""How wide and high a mark is."""
CLOSE = 1.0
"""So many millimetres a line or an edge may be wide."""
SHADES = 40
"""So far a colour may be from the one that it is, where letters and edges are smoothed."""


async def pack_of_three(over: RoundOver) -> Pack:
    """Return the pack of an area with `CONCERNS`."""
    await over.answered({"stevenage": 40})
    pack = await over.pack("stevenage")
    return replace(pack, figures=replace(pack.figures, concerns=CONCERNS))


def bars(page: list[Box], left: float = LEFT) -> Iterator[list[Box]]:
    """Give each bar of a page that begins there: its ground first, then all that is drawn on it."""
    found: list[list[Box]] = []
    for shape in page:
        is_on_the_last = bool(found) and found[-1][0][1] - 1 < shape[1] and shape[3] < found[-1][0][3] + 1
        if is_on_the_last:
            found[-1].append(shape)
        elif abs(shape[0] - left) < 1:
            found.append([shape])
    yield from found


def from_to(shape: Box) -> tuple[float, float]:
    """Return from where to where a shape goes, in millimetres from where bars begin."""
    return (shape[0] - LEFT) / MILLIMETRE, (shape[2] - LEFT) / MILLIMETRE


async def test_a_bar_is_as_long_as_its_share_and_the_line_on_it_as_its_interval(over: RoundOver) -> None:
    """A line with an end on each side; of a band alone the bar goes to where it begins, and stripes to its end."""
    pack = await pack_of_three(over)
    sure = estimates(pack.figures)
    drawn = list(bars(PrintedPack(pack_pdf(pack)).shapes[0]))
    assert len(drawn) == len(CONCERNS)
    for (ground, bar, *on_it), concern in zip(drawn, CONCERNS, strict=True):
        width = from_to(ground)[1]
        share = concern.band.span[0] if concern.named is None else concern.named / 40
        assert from_to(bar) == pytest.approx((0, width * share), abs=CLOSE)
        interval = sure[concern.issue].share
        *stripes, line, low, high = on_it
        ends = width * interval.low / 100, width * interval.high / 100
        assert from_to(line) == pytest.approx(ends, abs=CLOSE)
        assert (from_to(low)[0], from_to(high)[1]) == pytest.approx(ends, abs=CLOSE)
        if concern.named is None:
            assert from_to(stripes[0]) == pytest.approx(
                (width * share, width * concern.band.span[1]), abs=CLOSE
            )
        else:
            assert stripes == []


async def test_who_leads_is_seen_by_the_colour(over: RoundOver) -> None:
    """What others lead on is white with an edge; what is striped is white and dark by turns."""
    printed = PrintedPack(pack_pdf(await pack_of_three(over)))
    page, scale = printed.seen(scale=4)[0].convert("RGB"), 4
    speeding, fly_tipping, drugs = bars(printed.shapes[0])
    assert colours(page, speeding[1], scale) == {BAR}
    assert colours(page, fly_tipping[1], scale) == {PAPER}
    assert {PAPER, NAVY} <= colours(page, drugs[2], scale)
    assert TRACK in colours(page, drugs[0], scale)


def colours(page: Image.Image, shape: Box, scale: int) -> set[Colour]:
    """Return which of the pack's colours a shape has a quarter from its lower edge, its own edges left out."""
    left, bottom, right, top = shape
    down = page.height - round(scale * (bottom + (top - bottom) / 4))
    row = np.asarray(page, dtype=int)[down, round(scale * left) + 8 : round(scale * right) - 8]
    return {one for one in (BAR, PAPER, NAVY, TRACK) if (abs(row - one).sum(axis=1) < SHADES).any()}


async def test_a_rank_that_is_sure_is_one_number(over: RoundOver) -> None:
    """Of the others it is said from where to where they may be."""
    pack = await pack_of_three(over)
    ranks = [estimates(pack.figures)[concern.issue].rank for concern in CONCERNS]
    assert [rank.low < rank.high for rank in ranks] == [False, True, True]
    lines = PrintedPack(pack_pdf(pack)).pages[0]
    (first,) = [line for line in lines if line.startswith("1. Speeding 35 (88%)")]
    (second,) = [line for line in lines if line.startswith("2. Fly-tipping 10 (25%)")]
    assert first.endswith("% 1 20")
    assert second.endswith(f"% {ranks[1].low} to {ranks[1].high} 10")


async def test_notes_are_of_what_is_there(over: RoundOver) -> None:
    """Of stripes, of white bars and of the round before nothing is said where there are none."""
    pack = await pack_of_three(over)
    notes = {
        "Striped: too few to tell their number.": {*CONCERNS} - {CONCERNS[0], CONCERNS[1]},
        "White bar: a council or another body leads on it": {CONCERNS[1]},
    }
    for concerns in ((CONCERNS[0],), (CONCERNS[0], CONCERNS[1]), (CONCERNS[0], CONCERNS[2])):
        text = PrintedPack(pack_pdf(replace(pack, figures=replace(pack.figures, concerns=concerns)))).text
        for note, of in notes.items():
            assert (note in text) is bool(of & {*concerns})
        assert "its rank in that round" not in text
        assert "fewer than 10 residents may be left out" not in text
    await over.answered({"stevenage": 400}, BEFORE)
    text = PrintedPack(pack_pdf(await over.pack("stevenage"))).text
    assert "2026-1: its rank in that round." in text
    county = PrintedPack(pack_pdf(await over.pack(None))).text
    assert "In the county's numbers fewer than 10 residents may be left out" in county


async def test_without_a_round_before_there_is_more_room_for_the_bars(over: RoundOver) -> None:
    """A table is as wide as the page, whatever stands in it."""
    await over.answered({"stevenage": 400})
    alone = PrintedPack(pack_pdf(await over.pack("stevenage")))
    await over.answered({"stevenage": 12}, BEFORE)
    beside = PrintedPack(pack_pdf(await over.pack("stevenage")))
    widths = [from_to(next(bars(printed.shapes[0]))[0])[1] for printed in (alone, beside)]
    assert widths == pytest.approx([52, 40], abs=CLOSE)


async def test_the_bars_of_answers_are_as_long_as_their_shares(over: RoundOver) -> None:
    """In the left column: kinds of places."""
    await over.answered({"stevenage": 400})
    pack = await over.pack("stevenage")
    places = {"park": 100, "shops": 300, "road": 200}
    printed = PrintedPack(pack_pdf(replace(pack, figures=replace(pack.figures, place=places))))
    drawn = list(bars(printed.shapes[1], 52 * MILLIMETRE))[:3]
    widths = [(ground[2] - ground[0], bar[2] - bar[0]) for ground, bar in drawn]
    assert [bar / ground for ground, bar in widths] == pytest.approx([0.75, 0.5, 0.25], abs=0.01)


async def test_who_was_heard_has_two_marks_for_each_area_at_its_shares(over: RoundOver) -> None:
    """Below those that say what they mean: for residents and for views, in steps of a percent."""
    await over.answered({"stevenage": 400, "watford": 100, "dacorum": 12})
    pack = await over.pack(None)
    page = PrintedPack(pack_pdf(pack)).shapes[1]
    marks = [box for box in page if all(abs(side - MARK) < 0.1 * MILLIMETRE for side in size(box))]
    at = [(box[0] + box[2]) / 2 / MILLIMETRE - 55 for box in marks[2:]]
    shares = coverage(pack.reading.told, over.script.county)
    step = at[1] / shares[0].views
    assert at == pytest.approx(
        [step * share for one in shares for share in (one.people, one.views)], abs=CLOSE / 2
    )


def size(box: Box) -> tuple[float, float]:
    """Return the width and the height of a box."""
    return box[2] - box[0], box[3] - box[1]
