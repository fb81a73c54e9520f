"""What a resident writes, without what could tell who somebody is: numbers, web addresses, plates, names.

A sieve and no promise: it knows forms, not people. The resident sees what it leaves before anything is kept.
A street, a district ("SG12") and a first name stay: without a number beside them they tell of a place or of many.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache

from phonenumbers import PhoneMetadata, PhoneNumberMatcher

from flows.redaction_rules import (
    Rule,
    digits_in,
    number_rules,
    person_rules,
    place_and_plate_rules,
    web_rules,
)
from flows.redaction_words import Kind, instead_of

COUNTRY = "GB"
FEWEST_PHONE_DIGITS = 7
OTHER_DASHES = dict.fromkeys(map(ord, "\u2212\u2043\u02d7"), "-")
"""The minus sign, the hyphen bullet and the modifier minus: dashes that are in no category of dashes."""
INSTEAD_OF_SIGNS = {"Pd": "-", "Cf": "", "Cc": "", "Cs": ""}


def plain(text: str) -> str:
    """Return text in its ordinary signs: full-width letters, odd hyphens and signs without width hide nothing.

    White space becomes a space; control characters, NUL among them, are left out, and halves of signs, which no file
    can hold.

    Source: Unicode Standard Annex 15 (NFKC) and the general categories Pd, Cf, Cc and Cs.
    """
    usual = unicodedata.normalize("NFKC", text).translate(OTHER_DASHES)
    return "".join(
        " " if sign.isspace() else INSTEAD_OF_SIGNS.get(unicodedata.category(sign), sign) for sign in usual
    )


def learn() -> None:
    """Read all that is ever needed: a file that is first read for a comment tells when that was, and what stood in it.

    Raises:
        FlowsBroken: if `words/redaction.en.yml` is not right.
    """
    _rules()
    PhoneMetadata.load_all()


def redact(text: str) -> str:
    """Return a text with a word in brackets instead of each thing that could tell who somebody is.

    Doing it twice changes nothing more.

    Raises:
        FlowsBroken: if `words/redaction.en.yml` is not right.
    """
    before_phones, after_phones = _rules()
    for rule in before_phones:
        text = rule.apply(text)
    if digits_in(text) >= FEWEST_PHONE_DIGITS:
        for phone in reversed(list(PhoneNumberMatcher(text, COUNTRY))):
            text = text[: phone.start] + instead_of(Kind.PHONE) + text[phone.end :]
    for rule in after_phones:
        text = rule.apply(text)
    return text


@cache
def _rules() -> tuple[Sequence[Rule], Sequence[Rule]]:
    """Return the rules that come before the search for telephone numbers, and those after it."""
    return web_rules() + number_rules(), place_and_plate_rules() + person_rules()
