"""Paper in the languages of the county: in those that there are words for, and in those to come."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import uharfbuzz
from fontTools.ttLib import TTFont

from bot.event_kit.event_paper import EventPaper
from bot.event_kit.fonts import LATIN, WORLD, Font, font_for, is_right_to_left
from bot.event_kit.paper import handout_pdf, poster_pdf
from flows.script import installed
from tests.bot.event_kit.printed import Printed, scanned

SENTENCES = {
    "es": "¿Qué es lo que más le preocupa en su barrio? Dígaselo a la policía, es anónimo.",
    "gu": "તમારા પડોશની પોલીસને કહો કે તમને સૌથી વધુ ચિંતા શાની છે.",
    "it": "Dica alla polizia del Suo quartiere che cosa La preoccupa di più: è anonimo.",
    "pl": "Powiedz policji, co Cię najbardziej niepokoi: zażółć gęślą jaźń, źle śpię.",
    "pt": "Diga à polícia do seu bairro o que mais o preocupa. É anónimo, não há questões.",
    "ro": "Spuneți poliției din cartier ce vă îngrijorează cel mai mult. Și în București.",
    "ta": "உங்கள் பகுதியில் உங்களை அதிகம் கவலைப்படுத்துவது எது என்று சொல்லுங்கள்.",
    "tr": "Mahalle polisinize sizi en çok neyin endişelendirdiğini söyleyin. İğne, ılık, şöyle.",  # noqa: RUF001
    "ur": "اپنے علاقے کی پولیس کو بتائیں کہ آپ کو سب سے زیادہ کس بات کی فکر ہے۔",  # noqa: RUF001
}
WORDS = installed("hertfordshire").languages
IN_EACH = pytest.mark.parametrize("language", SENTENCES)


def in_language(of: EventPaper, language: str) -> EventPaper:
    """Return a paper that says the same sentence everywhere, and its first words as the headline."""
    sentence, responses = SENTENCES[language], dict(of.words.responses)
    for name, response in of.words.responses.items():
        if name.startswith("utter_poster_"):
            said = " ".join(sentence.split()[:4]) if name == "utter_poster_headline" else sentence
            responses[name] = replace(response, text=said)
    return replace(of, words=replace(of.words, code=language, responses=responses))


@cache
def letters_of(file: Path) -> uharfbuzz.Font:
    """Return a font, read once."""
    return uharfbuzz.Font(uharfbuzz.Face(file.read_bytes()))


def shaped(text: str, font: Font) -> list[int]:
    """Return the glyphs with which a text is drawn in bold; 0 is the empty box of a letter that is missing."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(letters_of(font.bold), buffer)
    return [glyph.codepoint for glyph in buffer.glyph_infos]


@IN_EACH
def test_no_letter_is_missing(language: str) -> None:
    """Both weights of the chosen font have all letters, and draw none of them as an empty box."""
    sentence = SENTENCES[language]
    font = font_for(sentence)
    for file in (font.regular, font.bold):
        with TTFont(file, lazy=True) as opened:
            assert {ord(letter) for letter in sentence} <= opened.getBestCmap().keys()
    assert 0 not in shaped(sentence, font)
    assert (font is WORLD) == (language in {"gu", "ta", "ur"})


@pytest.mark.parametrize(("language", "word"), [("gu", "ચિંતા"), ("ta", "கொடுங்கள்"), ("ur", "پولیس")])
def test_letters_are_joined_as_the_script_joins_them(language: str, word: str) -> None:
    """Letters next to each other are drawn otherwise than alone."""
    font = font_for(SENTENCES[language])
    alone = [glyph for letter in word for glyph in shaped(letter, font)]
    assert sorted(shaped(word, font)) != sorted(alone)


@pytest.mark.parametrize("code", ["pl", pytest.param("ta", marks=pytest.mark.slow), "ur"])
def test_the_words_of_other_languages_have_room(
    market: EventPaper, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Latin letters with long words, those of India, and those that run from right to left."""
    see_it_has_room(replace(market, words=WORDS[code]), caplog)


@pytest.mark.slow
@pytest.mark.parametrize("code", [code for code in WORDS if code != "en"])
@pytest.mark.parametrize("controller", ["Hertfordshire Constabulary", None])
def test_so_have_those_of_each_language(
    market: EventPaper, code: str, controller: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    """Of a police force and of a trial."""
    page = market.official_page if controller else None
    see_it_has_room(replace(market, words=WORDS[code], controller=controller, official_page=page), caplog)


@pytest.mark.slow
@IN_EACH
def test_paper_is_printed_in_all_letters_of_a_language(
    market: EventPaper, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Those that no word on it has so far, too."""
    see_it_has_room(in_language(market, language), caplog)


@pytest.mark.parametrize("code", WORDS)
def test_no_letter_of_the_words_is_missing(code: str) -> None:
    """The font that is chosen for a poster draws none of them as an empty box."""
    said = [of.text for name, of in WORDS[code].responses.items() if "_poster_" in name]
    font = font_for("".join(said))
    assert not [line for text in said for line in text.splitlines() if 0 in shaped(line, font)]


def see_it_has_room(of: EventPaper, caplog: pytest.LogCaptureFixture) -> None:
    """See that poster and handout have all their letters, and a code that can be scanned."""
    for printed in (Printed(poster_pdf(of)), Printed(handout_pdf(of))):
        assert scanned(printed.photographed(code_pixels=100)) == [of.link]
        assert f"/Lang ({of.words.code})".encode() in printed.pdf
    assert "missing" not in caplog.text


def test_urdu_begins_at_the_right(market: EventPaper) -> None:
    """Lines end at the right margin, and the address is still read from left to right."""
    printed = Printed(poster_pdf(in_language(market, "ur")))
    left, right = market_margins(printed)
    assert right < left
    assert "t.me/HertsLocalViewsBot?start=A01BZ" in printed.text
    assert is_right_to_left(SENTENCES["ur"])


def test_english_begins_at_the_left(market: EventPaper) -> None:
    """And uses the plain font, which draws a page in a third of the time."""
    left, right = market_margins(Printed(poster_pdf(market)))
    assert left < right
    assert font_for("Where you live · Café, 10 August") is LATIN


def market_margins(printed: Printed) -> tuple[float, float]:
    """Return how far the typed link is from the left and from the right edge, in points."""
    bottom = printed.code[1]
    below = sorted((line for line in printed.lines if line[3] < bottom), key=lambda line: -line[1])
    first = [line for line in below if line[3] > below[0][1]]
    return min(line[0] for line in first), 210 * 72 / 25.4 - max(line[2] for line in first)
