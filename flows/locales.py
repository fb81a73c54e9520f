"""How each language writes days, times, numbers and lists, and in which direction: as the Unicode CLDR has it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, time
from functools import cache, lru_cache
from typing import Literal, cast

from babel import Locale, UnknownLocaleError, localedata
from babel.core import get_global
from babel.dates import format_date, format_time
from babel.numbers import format_decimal

ENGLISH = "en"
"""The language that every resident is spoken to in who asks for no other, and that others are held against."""

OF_BRITAIN = {ENGLISH: "en_GB"}
DERIVED_FROM = {"en_GB": ("root", "en", "en_001")}
"""What Babel loads and keeps for a locale besides; for one that is a language alone it is the root of all."""

NOT_NEEDED = {
    "compact_currency_formats",
    "compact_decimal_formats",
    "compound_unit_patterns",
    "currency_names",
    "currency_names_plural",
    "currency_symbols",
    "date_fields",
    "datetime_skeletons",
    "interval_formats",
    "languages",
    "meta_zones",
    "territories",
    "time_zones",
    "unit_display_names",
    "unit_patterns",
    "variants",
}
"""What Babel knows of a locale beside days, times, numbers and letters: nine tenths of it, a megabyte for each."""
NOT_NEEDED_OF_COUNTRIES: tuple[Literal["territory_languages", "territory_currencies"], ...] = (
    "territory_languages",
    "territory_currencies",
)
"""What it knows of countries, likewise: two thirds of a megabyte."""

REMEMBERED = 256

_LATIN = r"[A-Za-z0-9\u00c0-\u024f]+"
LATIN_NAME = re.compile(rf"https?://[!-~]+|[/@+]?{_LATIN}(?:(?:[ &'\u2019-]+|[./:_@-]){_LATIN})*")
"""A name, number, address or command in Latin letters, with all its words."""

RIGHT_TO_LEFT = {"R", "AL"}
"""Unicode's classes of letters that run from right to left."""

ISOLATED = "\u2068{}\u2069"
"""First strong isolate, and its end. Source: Unicode Standard Annex 9, "Explicit Directional Isolates"."""

BEGINS_LATIN = re.compile(r"^(?=[^\w\n]*\u2068)", re.MULTILINE)
"""Where a line begins with a name that is set apart: some programs take the direction of the line from it."""

RIGHT_TO_LEFT_MARK = "\u200f"


@cache
def locale_of(code: str) -> Locale:
    """Return how a language is written. What Babel would keep of it besides goes.

    Args:
        code: its two letters.

    Raises:
        UnknownLocaleError: if there is no such language.
    """
    locale = Locale.parse(OF_BRITAIN.get(code, code))
    for name in (*DERIVED_FROM.get(str(locale), ("root",)), str(locale)):
        known = localedata.load(name)
        for section in known.keys() & NOT_NEEDED:
            del known[section]
    for name in NOT_NEEDED_OF_COUNTRIES:
        cast("dict[str, object]", get_global(name)).clear()
    return locale


def is_known(code: str) -> bool:
    """Tell whether there is such a language."""
    try:
        Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return False
    return True


@lru_cache(REMEMBERED)
def written_day(code: str, day: date) -> str:
    """Return a day as a language writes it out."""
    return format_date(day, "long", locale_of(code))


@lru_cache(REMEMBERED)
def written_time(code: str, moment: time) -> str:
    """Return a time of day as a language writes it."""
    return format_time(moment, "short", locale=locale_of(code))


@lru_cache(REMEMBERED)
def written_number(code: str, number: int) -> str:
    """Return a whole number as a language writes it."""
    return format_decimal(number, locale=locale_of(code))


def nearest_to(tag: str | None, offered: Collection[str]) -> str:
    """Return the language to speak to somebody whose telephone is set to a language: English, if it is not offered.

    Args:
        tag: as Telegram reports it, such as `pt-br`, or None if it does not.
        offered: the two letters of each language to choose from.
    """
    code = (tag or "").replace("_", "-").partition("-")[0].lower()
    return code if code in offered else ENGLISH


def language_of_letters(text: str, tag: str | None, offered: Collection[str]) -> str | None:
    """Return the language that the letters of a text tell, which no other that is offered is written with.

    Args:
        text: what somebody has typed.
        tag: of their telephone's language, as Telegram reports it, or None: if that is written with these letters
            too, they tell nothing of another language.
        offered: the two letters of each language to choose from.

    Returns:
        Its two letters; None if the letters are of no such language. Names of places may stand in Latin ones.
    """
    usual = {_letters_of((tag or ENGLISH).replace("_", "-").partition("-")[0].lower()), _letters_of(ENGLISH)}
    names = (unicodedata.name(letter, "?").partition(" ")[0] for letter in text if letter.isalpha())
    written = Counter(name for name in names if name not in usual)
    letters = max(written, key=lambda name: written[name], default="")
    languages = [code for code in offered if letters and _letters_of(code) == letters]
    return languages[0] if len(languages) == 1 else None


@lru_cache(REMEMBERED)  # residents' programs send the codes, and may send any
def _letters_of(code: str) -> str:
    """Return how Unicode calls the letters of a language, such as ARABIC for Urdu; nothing if it is not known."""
    script = get_global("likely_subtags").get(code, "").split("_")[1:2]
    return locale_of(ENGLISH).scripts[script[0]].upper() if script else ""


@cache
def runs_right_to_left(code: str) -> bool:
    """Tell whether a language is written from right to left."""
    return locale_of(code).text_direction == "rtl"


def listed(code: str, names: Iterable[str]) -> str:
    """Return names one after the other, with the comma of the language's script between them."""
    return ("\u060c " if runs_right_to_left(code) else ", ").join(names)


def isolated(text: str) -> str:
    """Return a text that runs from right to left with each name in Latin letters set apart.

    Without that, what stands between two such names or numbers would be shown on the wrong side of them, and the
    parts of a telephone number in the wrong order. A text that is nothing but such a name needs no marks.
    """
    if not any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in text):
        return text
    return BEGINS_LATIN.sub(RIGHT_TO_LEFT_MARK, LATIN_NAME.sub(lambda name: ISOLATED.format(name[0]), text))
