"""The pages of a pack: two to four, whatever came in, with nothing cut off, missing or on top of each other."""

from io import BytesIO
from itertools import combinations
from pathlib import Path

import pytest
from PIL import Image

from bot.event_kit.tagged import NAVY, Colour
from bot.pack.leaves import BAR, FOOT, GREY, HEIGHT, PAPER, TRACK
from bot.pack.printing import pack_pdf
from tests.bot.event_kit.printed import MILLIMETRE, grown, overlap, within
from tests.bot.pack.printed import PrintedPack
from tests.bot.round_over import BEFORE, ROUND, RoundOver

PICTURES = Path(__file__).parents[2] / "pictures"
MARGIN = 10
"""On each side, in millimetres: the line at the foot is the lowest."""
COMMENT = "Cars race by the school every afternoon, and somebody will be hurt before long."
WIDEST = "W" * 24
LONGEST_COMMENT = f"{WIDEST} " * 20
"""As long as a comment may be, in the widest letters."""
NO_SPACE = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 6
PAGES = {0: 2, 3: 2, 28: 3, 3000: 4}
"""How many an area takes for so many comments."""
LONGEST_LINE = f"{WIDEST} " * 8
"""As long as a priority may be."""


async def printed(over: RoundOver, area: str | None = "stevenage") -> PrintedPack:
    """Print the pack of an area, or of the county."""
    return PrintedPack(pack_pdf(await over.pack(area)))


def see_it_is_well_laid_out(pack: PrintedPack) -> None:
    """See that all is within the margins, no text lies on other text, and nothing on the line at the foot."""
    width, height = pack.size
    page = grown((0, 0, width, height), -MARGIN * MILLIMETRE)
    foot = (HEIGHT - FOOT) * MILLIMETRE
    for boxes, shapes in zip(pack.boxes, pack.shapes, strict=True):
        assert len(boxes) > 1
        assert [box for box in [*boxes, *shapes] if not within(box, page)] == []
        assert [both for both in combinations(boxes, 2) if overlap(*both)] == []
        assert [box for box in [*boxes, *shapes] if box[1] < foot + 2 < box[3]] == []


async def see_an_area_takes(over: RoundOver, answers: int, comments: int) -> None:
    """See that an area's pack is well laid out beside a large one, and as long as it must be."""
    await over.answered({"stevenage": answers, "watford": 400})
    await over.commented(*[f"{COMMENT} {'Often. ' * (number % 9)} {number}" for number in range(comments)])
    pack = await printed(over)
    assert len(pack.pages) == PAGES[comments]
    see_it_is_well_laid_out(pack)


@pytest.mark.parametrize(("answers", "comments"), [(12, 0), (30, 3), (30, 28), (400, 3000)])
async def test_an_area_takes_two_to_four(over: RoundOver, answers: int, comments: int) -> None:
    """From just enough to be told of to many, from no comment to more than anybody reads."""
    await see_an_area_takes(over, answers, comments)


@pytest.mark.slow
@pytest.mark.parametrize("answers", [12, 30, 400, 40_000])
@pytest.mark.parametrize("comments", PAGES)
async def test_so_it_does_whatever_came_in(over: RoundOver, answers: int, comments: int) -> None:
    """Up to a whole town that answers."""
    await see_an_area_takes(over, answers, comments)


@pytest.mark.parametrize(("answers", "comments", "pages"), [(12, 0, 3), (400, 300, 4)])
async def test_the_county_takes_as_many(over: RoundOver, answers: int, comments: int, pages: int) -> None:
    """With its areas beside each other on a page of their own."""
    for area in over.areas:
        await over.answered({area: answers})
        await over.commented(*[COMMENT] * comments, area=area)
    pack = await printed(over, None)
    assert len(pack.pages) == pages
    see_it_is_well_laid_out(pack)


async def test_as_much_as_can_be_said_fits(over: RoundOver, caplog: pytest.LogCaptureFixture) -> None:
    """The longest priorities with the longest of what was done, the widest letters, words without an end."""
    for area in over.areas:
        await over.answered({area: 400})
        await over.agreed(area, *[LONGEST_LINE] * 3, done=dict.fromkeys((1, 2, 3), LONGEST_LINE))
        await over.agreed(area, *[LONGEST_LINE] * 3, round_name=ROUND)
    await over.commented(*[LONGEST_COMMENT, NO_SPACE] * 12)
    for whose in ("stevenage", None):
        pack = await printed(over, whose)
        assert len(pack.pages) == 4
        see_it_is_well_laid_out(pack)
    assert "missing" not in caplog.text


async def test_comments_are_printed_in_every_script_and_without_emoji(
    over: RoundOver, caplog: pytest.LogCaptureFixture
) -> None:
    """No letter is drawn as an empty box."""
    await over.answered({"stevenage": 30})
    await over.commented(
        "Off-road bikes 🏍️ in the woods 🌳",
        "Motocykle w lesie, źle śpię",
        "گلی میں رات کو شور ہوتا ہے",
        issue="bikes",
    )
    pack = await printed(over)
    assert "Off-road bikes in the woods" in pack.text
    assert "Motocykle w lesie, źle śpię" in pack.text
    assert "missing" not in caplog.text


def test_it_can_be_read_in_shades_of_grey() -> None:
    """Text against paper as for small letters, drawings against what is behind them. Source: WCAG."""
    assert min(contrast(ink, PAPER) for ink in (NAVY, GREY)) >= 4.5
    assert contrast(NAVY, BAR) >= 3
    assert contrast(NAVY, TRACK) >= 3
    assert contrast(BAR, TRACK) >= 2


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast between two colours, from 1 to 21; it is the same in shades of grey. Source: likewise."""
    darker, lighter = sorted((_light(one), _light(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _light(colour: Colour) -> float:
    parts = (part / 255 for part in colour)
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


async def test_the_file_tells_nothing_of_its_making(over: RoundOver) -> None:
    """A title and a language; no author, no clock: twice the same pack is twice the same file."""
    await over.answered({"stevenage": 30})
    await over.commented(*[COMMENT] * 30)
    pack = await over.pack("stevenage")
    made = pack_pdf(pack)
    assert made == pack_pdf(pack)
    assert PrintedPack(made).title == "Local Views: priorities pack, Stevenage, round 2026-2"
    assert b"/Lang (en)" in made
    assert len(made) < 200_000


async def test_a_screen_reader_finds_headings(over: RoundOver) -> None:
    """One for the pack, and one for each part of it; lines at the foot are passed over."""
    await over.answered({"stevenage": 400})
    made = pack_pdf(await over.pack("stevenage"))
    assert made.count(b"/S /H1") == 1
    assert made.count(b"/S /H2") == 5
    assert made.count(b"/S /H3") == 5


async def test_the_readmes_picture_is_such_a_pack(over: RoundOver, pytestconfig: pytest.Config) -> None:
    """The first two pages beside each other; `--renew` prints them anew."""
    await over.answered({"stevenage": 240}, BEFORE)
    await over.answered({area: 500 - 30 * number for number, area in enumerate(over.areas)})
    await over.commented(*[COMMENT] * 10)
    await over.agreed(
        "stevenage",
        "Speeding: Fairlands Way near the school",
        "Theft from shops in the town centre",
        "E-scooters in the pedestrian zone",
        done={
            1: "Forty speed checks, twelve drivers reported",
            2: "Two arrests, and a radio link between the shops",
        },
    )
    first, second = (await printed(over)).seen(scale=1.2)[:2]
    path = PICTURES / "pack.png"
    if pytestconfig.getoption("renew"):
        beside = Image.new("RGB", (first.width + second.width + 8, first.height), "#9aa5b5")
        beside.paste(first, (0, 0))
        beside.paste(second, (first.width + 8, 0))
        beside.quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)
    kept = path.read_bytes()
    assert Image.open(BytesIO(kept)).height == first.height
    assert len(kept) < 100_000
