"""What a resident writes, without what could tell who somebody is: numbers, web addresses, plates, names.

A sieve and no promise: it knows forms, not people. The resident sees what it leaves before anything is kept.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

from phonenumbers import PhoneNumberMatcher

from flows.faults import Problems
from flows.problems import FlowsBroken
from flows.spelling import FULL_POSTCODE
from flows.yaml_file import read

WORDS = Path(__file__).parent / "words" / "redaction.en.yml"
COUNTRY = "GB"
FEWEST_PHONE_DIGITS = 7


class Kind(StrEnum):
    """What is taken out."""

    PHONE = "phone"
    EMAIL = "email"
    POSTCODE = "postcode"
    REGISTRATION = "registration"
    NATIONAL_INSURANCE = "national_insurance"
    NHS = "nhs"
    CARD = "card"
    ACCOUNT = "account"
    SORT_CODE = "sort_code"
    NUMBER = "number"
    URL = "url"
    USERNAME = "username"
    NAME = "name"


def plain(text: str) -> str:
    """Return text in its ordinary signs: full-width letters, odd hyphens and signs without width hide nothing.

    Source: Unicode Standard Annex 15 (NFKC) and the general categories Pd and Cf.
    """
    usual = unicodedata.normalize("NFKC", text)
    seen = (sign for sign in usual if unicodedata.category(sign) != "Cf")
    return "".join("-" if unicodedata.category(sign) == "Pd" else sign for sign in seen)


def redact(text: str) -> str:
    """Return a text with a word in brackets instead of each thing that could tell who somebody is.

    Doing it twice changes nothing more.

    Raises:
        FlowsBroken: if `words/redaction.en.yml` is not right.
    """
    instead = _words().instead
    for rule in BEFORE_PHONES:
        text = rule.apply(text, instead)
    if sum(letter.isdigit() for letter in text) >= FEWEST_PHONE_DIGITS:
        for phone in reversed(list(PhoneNumberMatcher(text, COUNTRY))):
            text = text[: phone.start] + instead[Kind.PHONE] + text[phone.end :]
    for rule in AFTER_PHONES:
        text = rule.apply(text, instead)
    return text


class _Words(NamedTuple):
    """What stands instead of each kind, and the short words that, beside a number, are rather words than a plate."""

    instead: dict[Kind, str]
    everyday: frozenset[str]


@cache
def _words() -> _Words:
    problems = Problems()
    file = read(WORDS, WORDS.parent.parent, problems)
    file.only("instead", "everyday")
    file.get("instead").only(*Kind)
    instead = {kind: file.get("instead").text(kind) for kind in Kind}
    everyday = frozenset(file.text("everyday").split())
    if problems.found:
        raise FlowsBroken(problems.found)
    return _Words(instead, everyday)


def _always(_: re.Match[str]) -> bool:
    return True


class _Rule(NamedTuple):
    """A form: what it is, its pattern, and whether a match of it really is one.

    The part of the pattern that is called `it`, or else all of it, is taken out.
    """

    kind: Kind
    pattern: re.Pattern[str]
    accepts: Callable[[re.Match[str]], bool] = _always

    def apply(self, text: str, words: dict[Kind, str]) -> str:
        """Return the text with the word of this kind instead of each match."""

        def instead(match: re.Match[str]) -> str:
            if not self.accepts(match):
                return match[0]
            start, end = match.span("it" if "it" in self.pattern.groupindex else 0)
            return match.string[match.start() : start] + words[self.kind] + match.string[end : match.end()]

        return self.pattern.sub(instead, text)


PLATE_NOW = re.compile(r"\b[A-HJ-PR-Y]{2}[ -]?\d{2}[ -]?[A-HJ-PR-Z]{3}\b", re.IGNORECASE)
PLATE_1983 = re.compile(r"\b[A-HJ-NP-TV-Y]\d{1,3}[ -]?[A-HJ-PR-Z]{3}\b", re.IGNORECASE)
PLATE_1963 = re.compile(r"\b[A-Z]{3}[ -]?\d{1,3}[A-HJ-NPR-TV-Y]\b", re.IGNORECASE)
PLATE_NORTHERN_IRELAND = re.compile(r"\b(?=[A-Z]{0,2}[IZ])[A-Z]{3} ?\d{3,4}\b")
PLATE_SAID = re.compile(
    r"\b(?:reg|registration|plate|numberplate)(?: (?:number|plate|no))?[:.]?(?: (?:is|was))?\s+"
    r"(?P<it>(?=[a-z ]{0,5}\d)(?=\d{0,4} ?[a-z])[a-z0-9]{1,4}[ -]?[a-z0-9]{1,4})\b",
    re.IGNORECASE,
)


def _is_plate(match: re.Match[str]) -> bool:
    """Tell whether a match with gaps is a plate: in one case, and with no everyday word; "SG12 has" is none."""
    plate = match[0]
    if plate.isalnum():
        return True
    adjoining = re.match(r"[A-Za-z]{2}\d\d", plate) is not None
    return (plate.isupper() or (adjoining and plate.islower())) and not _has_everyday_word(plate)


def _is_said_plate(match: re.Match[str]) -> bool:
    return not _has_everyday_word(match["it"])


def _has_everyday_word(plate: str) -> bool:
    return any(part.lower() in _words().everyday for part in re.findall("[A-Za-z]+", plate))


def _is_nhs_number(match: re.Match[str]) -> bool:
    """Tell whether ten digits have the check digit of an NHS number (modulus 11), or are said to be one.

    Source: NHS Data Dictionary, "NHS number".
    """
    digits = [int(digit) for digit in match[0] if digit.isdigit()]
    check = -sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check == digits[-1] or "nhs" in match.string[: match.start()].lower()


def _is_number(match: re.Match[str]) -> bool:
    """Tell whether a long number is neither round, nor made of years."""
    parts = re.split("[ -]", match[0])
    return not match[0].endswith("0000") and not all(re.fullmatch(r"(?:19|20)\d\d", part) for part in parts)


RANKS = (
    r"(?:(?i:mr|mrs|ms|mx|dr|prof|professor|rev|reverend|cllr|councillor|pcso|pc|sgt|sergeant|insp|inspector|"
    r"constable|supt|superintendent)|Miss|MISS|DC|DS|DI|DCI|Sir|Dame)\b\.?"
)
CAPITAL = "[A-Z\u00c0-\u00de\u0100-\u017d]"
SURNAMED = re.compile(
    rf"\b{RANKS}\s+(?:(?:and|&)\s+{RANKS}\s+)?(?:{CAPITAL}\.?\s+){{0,2}}"
    rf"{CAPITAL}[\w'\u2019-]+(?:\s+{CAPITAL}[a-z\u00df-\u00ff][\w'\u2019-]*)?"
)
SURNAMED_SMALL = re.compile(
    r"\b(?:mr|mrs|ms|cllr)\.?\s+(?:(?:and|&)\s+(?:mr|mrs|ms)\.?\s+)?(?!and\b)[a-z][\w'\u2019-]+"
)

DATE = r"(?:0[1-9]|[12]\d|3[01])-(?:0[1-9]|1[0-2])-"
"""The day and month of a date, which is no sort code unless it is said to be one."""

BEFORE_PHONES: Sequence[_Rule] = (
    _Rule(Kind.EMAIL, re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    _Rule(
        Kind.EMAIL,
        re.compile(
            r"\b[\w.+-]+ ?[\[(]?\bat\b[\])]? ?[\w-]+(?: ?[\[(]?\bdot\b[\])]? ?(?:com|co|org|net|uk))+\b",
            re.IGNORECASE,
        ),
    ),
    _Rule(Kind.URL, re.compile(r"\b(?:https?://|www\.)\S*[^\s.,;:!?)\]]", re.IGNORECASE)),
    _Rule(Kind.URL, re.compile(r"\b(?:[a-z0-9-]+\.)+[a-z]{2,10}/\S*[^\s.,;:!?)\]]", re.IGNORECASE)),
    _Rule(Kind.URL, re.compile(r"\b(?:[a-z0-9-]+\.)+(?:com|org|net|info|uk|eu|tv|io)\b", re.IGNORECASE)),
    _Rule(Kind.USERNAME, re.compile(r"(?<![\w@])@[A-Za-z]\w{2,}")),
    _Rule(
        Kind.NATIONAL_INSURANCE,
        re.compile(
            r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2}[ -]?\d{2}[ -]?\d{2} ?[A-D]\b", re.IGNORECASE
        ),
    ),
    _Rule(
        Kind.CARD,
        re.compile(r"\b(?:\d{13,19}|\d{4}(?:[ -]\d{4}){2}[ -]\d{1,7}|3\d{3}[ -]\d{6}[ -]\d{5})\b"),
    ),
    _Rule(
        Kind.SORT_CODE,
        re.compile(r"\bsort ?code(?: is)?[: ]+(?P<it>\d\d[ -]?\d\d[ -]?\d\d)\b", re.IGNORECASE),
    ),
    _Rule(Kind.SORT_CODE, re.compile(rf"\b(?!{DATE})\d\d-\d\d-\d\d\b")),
    _Rule(
        Kind.ACCOUNT,
        re.compile(
            r"\b(?:account|acct?|a/c)(?: (?:number|no))?(?: is)?[.: ]+(?P<it>\d[\d -]{4,10}\d)\b",
            re.IGNORECASE,
        ),
    ),
    _Rule(Kind.NHS, re.compile(r"\b[1-9]\d{2}[ -]?\d{3}[ -]?\d{4}\b"), _is_nhs_number),
)
AFTER_PHONES: Sequence[_Rule] = (
    _Rule(Kind.PHONE, re.compile(r"(?<!\w)(?:\+|00)\d(?:[ .()-]{0,2}\d){7,13}(?!\w)")),
    _Rule(Kind.PHONE, re.compile(r"(?<!\w)(?:\((?=0\d{1,5}\)))?0\d(?:[ .()-]{0,2}\d){8,9}(?!\w)")),
    _Rule(Kind.POSTCODE, FULL_POSTCODE),
    _Rule(Kind.REGISTRATION, PLATE_NOW, _is_plate),
    _Rule(Kind.REGISTRATION, PLATE_1983, _is_plate),
    _Rule(Kind.REGISTRATION, PLATE_1963, _is_plate),
    _Rule(Kind.REGISTRATION, PLATE_NORTHERN_IRELAND),
    _Rule(Kind.REGISTRATION, PLATE_SAID, _is_said_plate),
    _Rule(Kind.NUMBER, re.compile(r"\b\d{2}/\d{4,6}/\d{2}\b")),
    _Rule(
        Kind.NUMBER,
        re.compile(
            r"(?<![\w.,/\u00a3$\u20ac])(?:\d{6,}|\d{3,}(?:[ -]\d{3,}){2,}|\d(?:[ .-]\d){7,})(?!\w|[.,]\d)"
        ),
        _is_number,
    ),
    _Rule(Kind.NAME, SURNAMED),
    _Rule(Kind.NAME, SURNAMED_SMALL),
)
