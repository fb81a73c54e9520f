"""Every language says what English says, can be read on a telephone, and leads through a whole conversation."""

import re
import shutil
import unicodedata
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import uharfbuzz
from babel import localedata

from bot.event_kit.fonts import font_for
from bot.screen import SIDE_BY_SIDE, Screen, keyboard, room_of, units
from flows import locales
from flows.actions.own_words import LONGEST
from flows.commands import COMMANDS, PAGES
from flows.faults import Problems
from flows.language import Language
from flows.locales import ISOLATED, LATIN_NAME, nearest_to
from flows.script import INSTALLED, installed, load
from flows.spelling import words_of
from flows.turn import Message
from flows.urgent import Alarm
from flows.urgent_abroad import heard_abroad
from flows.yaml_file import read
from tests.flows.talk import Talk
from tests.flows.test_screens import CHOICES, LINES_ON_A_SMALL_PHONE, lines

SCRIPT = installed("hertfordshire")
LANGUAGES = list(SCRIPT.languages)
OTHERS = [code for code in LANGUAGES if code != "en"]
IN_EACH = pytest.mark.parametrize("code", LANGUAGES)
IN_EACH_OTHER = pytest.mark.parametrize("code", OTHERS)

LONGEST_TEXT, LONGEST_NAME, LONGEST_DESCRIPTION, LONGEST_SHORT_DESCRIPTION, LONGEST_COMMAND = (
    4096,
    64,
    512,
    120,
    256,
)
"""Telegram's own limits, in UTF-16 units. Source: Bot API, "sendMessage", "setMyName" and the like."""

PIXELS, ROW, HALF = 15, 300, 145
"""The size of the letters on a button, and the room in it on a telephone 360 pixels wide, alone in its row or not."""

TALLEST = {"pl": 26, "ta": 41, "ur": 41}
"""In lines: the screens of languages whose buttons cannot share a row, from right to left or for their wide letters."""

EMOJI = re.compile("[\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]")
SAME_IN_ALL = {"utter_check_line", "utter_page_way", "utter_page_who_line", "utter_place_perhaps_line"}
SAME_IN_ALL |= {"utter_page_issue", "utter_page_result_line", "utter_profile_name"}
SAME_IN_ALL |= {"utter_poster_title", "utter_poster_where"}
"""Responses that may be the same as in English: names, and what holds placeholders together."""


def in_language(code: str) -> Language:
    """Return a language."""
    return SCRIPT.languages[code]


def titles_of(language: Language) -> Iterator[str]:
    """Give the title of every button that the files name."""
    for response in language.responses.values():
        yield from (choice.button.title for choice in response.choices)
    yield from (issue.label for issue in language.county.issues.values())


def texts_of(language: Language) -> Iterator[str]:
    """Give everything that a resident reads, from both files."""
    yield from titles_of(language)
    yield from (of.text for of in language.responses.values())
    yield from (of.placeholder for of in language.responses.values())
    county = language.county
    yield from (of.deals for of in county.issues.values())
    for team in county.teams.values():
        yield from (team.name, team.short, team.does)
    for way in county.ways.values():
        yield from (way.label, way.when)
    yield from county.bodies.values()


@cache
def shaper(file: Path) -> tuple[uharfbuzz.Font, int]:
    """Return what draws with the letters of a file, and into how many parts their side is divided."""
    face = uharfbuzz.Face(file.read_bytes())
    return uharfbuzz.Font(face), face.upem


def width_of(title: str) -> float:
    """Return how wide a title is on a button, in pixels."""
    font, parts = shaper(font_for(title).bold)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(title)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    return float(sum(of.x_advance for of in buffer.glyph_positions) / parts * PIXELS)


async def test_the_languages_stand_in_the_order_of_the_census(talk: Talk) -> None:
    """The Census of 2021; English first. It is the order on the page of languages, which the first screen leads to."""
    assert LANGUAGES == ["en", "ro", "pl", "pt", "gu", "ur", "tr", "it", "es", "ta"]
    talk.moment = replace(talk.moment, languages=tuple(LANGUAGES))
    await talk.starts()
    await talk.taps("Language")
    assert talk.titles[: len(LANGUAGES)] == [in_language(code).name for code in LANGUAGES]


@IN_EACH
def test_a_language_says_all_that_english_says(code: str) -> None:
    """Not one response is missing or left in English; that buttons do the same is checked at start."""
    language, english = in_language(code), in_language("en")
    assert language.responses.keys() == english.responses.keys()
    if code != "en":
        same = {
            name
            for name, of in language.responses.items()
            if of.text and of.text == english.responses[name].text
        }
        assert same <= SAME_IN_ALL


def test_adding_a_language_is_adding_files(tmp_path: Path) -> None:
    """Three files, and it stands where its rank puts it; nothing else has to be changed."""
    folder = tmp_path / "flows"
    shutil.copytree(INSTALLED, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for file in ("words/{}.yml", "words/urgent.{}.yml", "hertfordshire/words/{}.yml"):
        text = (folder / file.format("pl")).read_text(encoding="utf-8")
        text = text.replace("name: Polski", "name: Čeština").replace("rank: 2 ", "rank: 99 ")
        (folder / file.format("cs")).write_text(text, encoding="utf-8")
    script = load(folder, "hertfordshire")
    assert list(script.languages) == [*LANGUAGES, "cs"]
    assert script.languages["cs"].name == "Čeština"
    assert script.slots["language"].allows("cs")


@IN_EACH
def test_everything_is_short_enough_for_telegram(code: str) -> None:
    """The bot's profile, and the menu of commands."""
    said = in_language(code).text
    assert units(said("utter_profile_name")) <= LONGEST_NAME
    assert units(said("utter_profile_description")) <= LONGEST_DESCRIPTION
    assert units(said("utter_profile_short_description")) <= LONGEST_SHORT_DESCRIPTION
    for command in COMMANDS:
        assert 1 <= units(said(f"utter_command_{command}")) <= LONGEST_COMMAND


@IN_EACH
def test_no_button_is_cut_on_a_narrow_telephone(code: str) -> None:
    """On one 360 pixels wide, alone in its row or beside another."""
    right_to_left = in_language(code).runs_right_to_left
    cut = {
        title: round(width_of(title))
        for title in titles_of(in_language(code))
        if width_of(title) > (HALF if room_of(title) <= SIDE_BY_SIDE and not right_to_left else ROW)
    }
    assert cut == {}


@IN_EACH
def test_nothing_needs_to_be_seen(code: str) -> None:
    """No emoji and no arrows, which a screen reader would read out or leave out."""
    assert [text for text in texts_of(in_language(code)) if EMOJI.search(text)] == []


@IN_EACH
def test_no_direction_is_typed_in(code: str) -> None:
    """Signs that nobody sees are put in by the program, and not by whoever translates."""
    unseen = [
        text for text in texts_of(in_language(code)) if any(unicodedata.category(of) == "Cf" for of in text)
    ]
    assert [text for text in unseen if text.strip("\u200c\u200d")] == []


@IN_EACH_OTHER
async def test_a_whole_conversation_is_held_in_the_language(talk: Talk, code: str) -> None:
    """From the welcome to the thank-you, with every detail; each screen fits into a message, none is English."""
    language = in_language(code)
    english = {of.text.strip("*") for of in in_language("en").responses.values() if len(of.text) > 12}
    seen = [talk.turn async for _ in walked(talk, code)]
    assert len(seen) > 20
    for turn in seen:
        message = turn.message
        if turn.question in {"begin", *CHOICES} and not message.is_prompt:
            assert lines(message) <= TALLEST.get(code, LINES_ON_A_SMALL_PHONE), message
        screen = Screen.of(message)
        assert units(screen.text) <= LONGEST_TEXT
        assert not re.search(r"[{}]", screen.text)
        assert not any(line.strip("*") in english for line in message.text.splitlines()), message.text
    first = language.text("utter_thank_you", opening="", minimum="", closes="", opens="").splitlines()[0]
    assert plain(talk.text).splitlines()[0] == plain(first)


def plain(text: str) -> str:
    """Return a text without the marks that set Latin names apart."""
    return re.sub("[\u2068\u2069\u200f]", "", text)


async def walked(talk: Talk, code: str) -> AsyncIterator[None]:
    """Go the whole way by what the buttons do, since each language calls them otherwise; stop at each screen."""
    await talk.starts({"language": code})
    yield
    way = [
        "begin=yes",
        "area=unsure",
        "Watford",
        "area=watford",
        "concern_1=theft",
        "concern_2=something_else",
    ]
    way += [
        "concern_3=none",
        "check=other",
        "words",
        "check=comment",
        "x" * LONGEST["comment"],
        "check=place",
    ]
    way += [
        "place=park",
        "town=watford",
        "check=time",
        "time=night",
        "check=by_day",
        "safe_by_day=bit_unsafe",
    ]
    way += ["safe_after_dark=very_unsafe", "receipt=yes"]
    way += [part for page in ("who", "issues") for part in (f"page={page}",)]
    way += ["page=issue, topic=theft", "page=null", "check=send"]
    for step in way:
        if talk.turn.message.is_prompt:
            await talk.types(step)
        else:
            await taps(talk, step)
        yield
    await talk.hears("kept")
    yield


async def taps(talk: Talk, sets: str) -> None:
    """Tap the button that sets these slots."""
    payloads = {button.payload: button.title for button in talk.choices}
    assert f"/SetSlots({sets})" in payloads, f"no button for {sets}: {payloads}"
    await talk.taps(payloads[f"/SetSlots({sets})"])


@IN_EACH
@pytest.mark.parametrize("page", PAGES)
async def test_every_page_fits_into_a_message(talk: Talk, code: str, page: str) -> None:
    """And so do the pages behind it, in a trial or not."""
    for controller in ("The Force", None):
        talk.moment = replace(talk.moment, controller=controller, languages=tuple(LANGUAGES))
        await talk.starts({"language": code, "page": page})
        assert units(Screen.of(talk.turn.message).text) <= LONGEST_TEXT


async def test_the_language_page_calls_each_language_by_its_own_name(talk: Talk) -> None:
    """It says which ones nobody who grew up with them has read; one tap, and the welcome is in that language."""
    talk.moment = replace(talk.moment, languages=("en", "pl", "ur"))
    await talk.starts()
    await talk.taps("Language")
    assert talk.titles[:3] == ["English", "Polski", "اردو"]
    assert "No native speaker has checked these yet: Polski, اردو" in talk.text
    await talk.taps("Polski")
    assert "Powiedz policji" in talk.text
    assert in_language("pl").text("utter_welcome_unreviewed") in talk.text
    assert talk.turn.conversation.get("language") == "pl"


async def test_a_language_that_is_not_offered_is_not_on_the_page(talk: Talk) -> None:
    """With a real token, only those that somebody has reviewed."""
    await talk.starts({"page": "language"})
    assert "Polski" not in talk.titles
    assert "No native speaker" not in talk.text


async def test_the_language_changes_in_the_middle_and_no_answer_is_lost(talk: Talk) -> None:
    """The check page reads the same in another language."""
    talk.moment = replace(talk.moment, languages=("en", "pl"))
    await talk.starts()
    await talk.taps("Give my views", "Watford", "Theft", "That's all")
    await talk.starts({**talk.turn.conversation.slots, "page": "language"})
    await talk.taps("Polski")
    assert talk.turn.question == "check"
    assert in_language("pl").label("concern_1", "theft") in talk.text
    assert "31 grudnia 2026" not in talk.text


async def test_days_and_times_are_written_as_the_language_writes_them(talk: Talk) -> None:
    """As the Unicode CLDR has it."""
    await talk.starts({"page": "about", "language": "pl"})
    assert "31 grudnia 2026" in talk.text
    await talk.starts({"page": "privacy", "language": "ur"})
    assert "7:30 AM" in talk.text
    await talk.starts({"page": "privacy"})
    assert "at 07:30" in talk.text


@pytest.mark.parametrize("code", [code for code in LANGUAGES if in_language(code).runs_right_to_left])
async def test_right_to_left_sets_latin_names_apart(talk: Talk, code: str) -> None:
    """Every name, number and address in Latin letters stands in isolates, and no two buttons in one row."""
    async for _ in walked(talk, code):
        message = talk.turn.message
        markup = keyboard(message, lambda _: "x")
        assert markup is None or all(len(row) == 1 for row in markup["inline_keyboard"])
        for text in (message.text, message.placeholder or "", *talk.titles):
            mixed = any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)
            left = re.sub("\u2068[^\u2068\u2069]*\u2069", "", text)
            assert not mixed or not LATIN_NAME.search(left), f"{left} of {text}"


def test_a_telephone_number_is_one_name_and_a_list_is_not() -> None:
    """What belongs together stays together, from left to right."""
    assert LATIN_NAME.findall(
        "101، 0800 555 111، https://t.me/a_bot?start=x، /withdraw، ico.org.uk/make-a-complaint"
    ) == [
        "101",
        "0800 555 111",
        "https://t.me/a_bot?start=x",
        "/withdraw",
        "ico.org.uk/make-a-complaint",
    ]
    shown = in_language("ur").as_shown(Message("*Welwyn Hatfield* میں"))
    assert shown.text == f"\u200f*{ISOLATED.format('Welwyn Hatfield')}* میں", (
        "the line runs from right to left"
    )
    assert in_language("ur").as_shown(Message("Welwyn Hatfield")).text == "Welwyn Hatfield"


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("pl", "pl"),
        ("pl-PL", "pl"),
        ("PL_pl", "pl"),
        ("ur", "ur"),
        ("ro", "en"),
        ("cy", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_the_telephone_chooses_the_language(tag: str | None, code: str) -> None:
    """If it is offered; whoever's is not, or is not known, is spoken to in English."""
    assert nearest_to(tag, ("en", "pl", "ur")) == code


@IN_EACH_OTHER
def test_a_call_for_help_is_heard_in_the_language(code: str) -> None:
    """Each of its phrases, also within a sentence and in capitals; a report is told from danger."""
    phrases = phrases_of(code)
    assert len(phrases["urgent"]) >= 25
    assert len(phrases["crime_report"]) >= 15
    for phrase in phrases["urgent"]:
        assert SCRIPT.understanding.alarm(f"... {phrase.upper()} ...!") is Alarm.URGENT, phrase
    for phrase in phrases["crime_report"]:
        assert SCRIPT.understanding.alarm(phrase) is not None, phrase


def phrases_of(code: str) -> dict[str, list[str]]:
    """Return the phrases of a language's file, as they stand there."""
    file = read(INSTALLED / f"words/urgent.{code}.yml", INSTALLED, Problems())
    return {
        entry.text("lookup"): [line.removeprefix("- ") for line in entry.text("examples").splitlines()]
        for entry in file.get("nlu").elements()
    }


def test_whoever_calls_for_help_is_answered_in_their_language() -> None:
    """Whatever their telephone is set to; what is no call for help is none in any language."""
    heard = heard_abroad("POMOCY!!! on ma noz")
    assert heard is not None
    assert (heard.language, heard.is_report) == ("pl", False)
    report = heard_abroad("Ukradli mi rower")
    assert report is not None
    assert (report.language, report.is_report) == ("pl", True)


def test_english_that_is_no_call_for_help_is_none_in_any_language() -> None:
    """Neither the names of places nor the sentences with which redaction is tried sound urgent abroad."""
    corpus = (INSTALLED.parent / "tests/flows/redaction_corpus.yml").read_text(encoding="utf-8").splitlines()
    names = [name for place in SCRIPT.county.places.values() for name in (place.name, *place.aliases)]
    english = [*corpus, *(name for name in names if name.isascii())]
    assert [text for text in english if heard_abroad(text)] == []


@IN_EACH_OTHER
async def test_urgent_words_come_first_in_the_language(talk: Talk, code: str) -> None:
    """999, 101 and Crimestoppers, before anything else."""
    await talk.starts({"language": code}, "typed")
    phrase = phrases_of(code)["urgent"][0]
    talk.turn = await talk.runner.start("typed", {"language": code}, talk.moment, phrase)
    assert plain(talk.text).startswith(in_language(code).text("utter_urgent"))
    assert [text for text in ("999", "101", "Crimestoppers") if text not in talk.text] == []


@pytest.mark.parametrize(
    "words", ["Watford", "mieszkam w Watford", "واٹفورڈ", "میں واٹ فورڈ میں رہتا ہوں", "WD17"]
)
@IN_EACH
async def test_a_place_is_understood_in_every_language(talk: Talk, code: str, words: str) -> None:
    """By its English name, within a sentence of any language, and as its script writes it."""
    talk.turn = await talk.runner.start("typed", {"language": code}, talk.moment, words)
    assert any(button.payload == "/SetSlots(begin=yes, area=watford)" for button in talk.choices)


def test_words_keep_the_signs_without_which_they_are_no_words() -> None:
    """In the scripts of India; elsewhere accents do not matter, and letters that are taken for one another are one."""
    assert words_of("உதவி வேண்டும்!") == words_of("உதவி வேண்டும்")
    assert words_of("ચોરી થઈ") != words_of("ચર થઈ")
    assert words_of("WŁAMALI SIĘ") == ["wlamali", "sie"]
    assert words_of("يہ كيا") == words_of("یہ کیا")


@IN_EACH
def test_of_a_language_no_more_is_kept_than_is_needed(code: str) -> None:
    """Babel keeps all that it knows of one, such as the names of all currencies and cities: a megabyte for each."""
    written = locales.locale_of(code)
    for name in {str(written), *str(written).split("_")[:1], "root"}:
        assert {"currency_names", "unit_patterns", "time_zones"}.isdisjoint(localedata.load(name))
    assert locales.written_day(code, date(2026, 3, 1)).count("2026") == 1
