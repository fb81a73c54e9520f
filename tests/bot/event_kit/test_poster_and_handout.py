"""The poster on the wall of a market stall, and the handout that people take away."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pytest

from bot.event_kit.event_paper import EventPaper
from bot.event_kit.paper import HANDOUT, POSTER, handout_pdf, poster_pdf
from bot.event_kit.sheet import Paper, WordsDoNotFit
from tests.bot.event_kit.printed import MILLIMETRE, Printed, grown, overlap, scanned, within

Make = Callable[[EventPaper], bytes]
BOTH = pytest.mark.parametrize(("make", "paper"), [(poster_pdf, POSTER), (handout_pdf, HANDOUT)])
STALLS = pytest.mark.parametrize("stall", ["market", "trial", "wordy"])

READ_OUT = [
    "Local Views · Saturday market · Welwyn Hatfield",
    "What worries you most where you live?",
    "Tell your neighbourhood police in two minutes",
    "next priorities for Welwyn Hatfield.",
    "Scan it with your phone's camera, or type:",
    "t.me/HertsLocalViewsBot?start=A01BZ",
    "Anonymous: once your answer is out of the ballot box, nobody can match it to you.",
    "Nobody sees how many answers come from here before there are 10.",
    "It needs Telegram",
    "without it",
    "www.example.police.uk/have-your-say",
    "Open until the end of 31 August 2026.",
    "Run by Hertfordshire Constabulary.",
    "Not for reporting a crime.",
    "999",
    "101",
    "Crimestoppers on 0800 555 111.",
]


@BOTH
def test_it_says_what_it_is_and_what_it_is_not(market: EventPaper, make: Make, paper: Paper) -> None:
    """Headline, QR code, link, promise and numbers, on one page, in the order in which they are read out."""
    printed = Printed(make(market))
    assert printed.size == (paper.width, paper.height)
    places = [printed.text.find(words) for words in READ_OUT]
    assert -1 not in places
    assert places == sorted(places)
    assert "trial" not in printed.text


@BOTH
def test_a_trial_says_so_first(trial: EventPaper, make: Make, paper: Paper) -> None:
    """No police force is named, nobody is promised that anything follows, and no page that there is not."""
    printed = Printed(make(trial))
    assert printed.size == (paper.width, paper.height)
    assert printed.text.startswith("This is a trial. No police force runs it.")
    assert "nobody will act on the answers" in printed.text
    assert "shape" not in printed.text
    assert "Run by" not in printed.text
    assert "without it" not in printed.text


@STALLS
@BOTH
def test_nothing_overlaps_or_leaves_the_page(
    stall: str, make: Make, paper: Paper, request: pytest.FixtureRequest
) -> None:
    """Long names wrap. The QR code keeps its quiet zone, and a coloured ground holds whole lines."""
    printed = Printed(make(request.getfixturevalue(stall)))
    page = grown((0, 0, paper.width * MILLIMETRE, paper.height * MILLIMETRE), -paper.margin * MILLIMETRE)
    module = (printed.code[2] - printed.code[0]) / 41
    assert len(printed.lines) > 12
    assert all(within(box, page) for box in [*printed.lines, *printed.shapes])
    assert not [both for both in combinations(printed.lines, 2) if overlap(*both)]
    assert not any(overlap(line, grown(printed.code, 4 * module)) for line in printed.lines)
    grounds = [box for box in printed.shapes if box != printed.code]
    assert all(within(line, ground) for line in printed.lines for ground in grounds if overlap(line, ground))


@STALLS
@BOTH
def test_a_phone_scans_it_from_afar(
    stall: str, make: Make, paper: Paper, request: pytest.FixtureRequest
) -> None:
    """Seen in grey, with a hundred pixels for the whole code, it opens the link. On the poster it is 12 cm wide."""
    of: EventPaper = request.getfixturevalue(stall)
    printed = Printed(make(of))
    assert (printed.code[2] - printed.code[0]) / MILLIMETRE == pytest.approx(paper.qr, abs=0.1)
    assert scanned(printed.photographed(code_pixels=100)) == [of.link]


def test_the_links_letters_stay_on_one_line(wordy: EventPaper) -> None:
    """What has to be typed is not broken, however long the bot's name."""
    assert "t.me/HertfordshireLocalViewsTrial1Bot?start=A01BZ" in Printed(handout_pdf(wordy)).text


def test_an_emoji_in_the_name_is_left_out(market: EventPaper) -> None:
    """No font of the page has it, and an empty box would look like a mistake."""
    printed = Printed(poster_pdf(replace(market, event="Carols 🎄 on\nthe green")))
    assert "Carols on the green · Welwyn Hatfield" in printed.text


def test_too_many_words_are_refused_with_a_remedy(market: EventPaper) -> None:
    """Rather than printed too small to read."""
    with pytest.raises(WordsDoNotFit, match="Give the event a shorter name"):
        handout_pdf(replace(market, event="A very long name " * 100))


def test_the_file_tells_nothing_of_its_making(market: EventPaper) -> None:
    """A title and a language, no author, no program, no clock: twice the same event is twice the same file."""
    made = poster_pdf(market)
    metadata = Printed(made).metadata
    assert metadata.pop("Title") == "Local Views: Saturday market, Welwyn Hatfield"
    assert metadata == {"CreationDate": "D:19700101000000Z"}
    assert b"/Lang (en)" in made
    assert made == poster_pdf(market)


def test_a_screen_reader_finds_a_heading_and_a_described_picture(market: EventPaper) -> None:
    """The page is tagged, each block once, with words in place of the QR code."""
    made = poster_pdf(market)
    assert b"/MarkInfo" in made
    assert made.count(b"/S /H1") == 1
    assert made.count(b"/S /Figure") == 1
    assert made.count(b"/S /P") == 9
    assert b"/Alt (QR code that opens t.me/HertsLocalViewsBot?start=A01BZ)" in made
