"""The rules of redaction: the forms that numbers, addresses, plates and names have, and what only looks like them."""

import re
from collections.abc import Callable
from typing import NamedTuple

from flows.redaction_words import Kind, any_of, instead_of, listed

FEWEST_REAL_DIGITS = 5
FEWEST_SPOKEN_DIGITS = 9


class Rule(NamedTuple):
    """A form: what it is, its pattern, and whether a match of it really is one.

    The part of the pattern that is called `it`, or else all of it, is taken out.
    """

    kind: Kind
    pattern: re.Pattern[str]
    accepts: Callable[[re.Match[str]], bool]

    def apply(self, text: str) -> str:
        """Return the text with the word of this kind instead of each match."""

        def instead(match: re.Match[str]) -> str:
            if not self.accepts(match):
                return match[0]
            start, end = match.span("it" if "it" in self.pattern.groupindex else 0)
            before, after = match.string[match.start() : start], match.string[end : match.end()]
            return before + instead_of(self.kind) + after

        return self.pattern.sub(instead, text)


def _rule(kind: Kind, pattern: str, accepts: Callable[[re.Match[str]], bool] = bool) -> Rule:
    """Return a rule that takes small and capital letters for the same; `(?-i:...)` in it does not."""
    return Rule(kind, re.compile(pattern, re.IGNORECASE), accepts)


GAP = "[ ./_-]?"
"""What people put between the parts of a number."""
GAPS = r"(?:[^\w\[\]:\u00a3$\u20ac\n]|_){0,3}"
"""What people put between the digits of a telephone number, also to get it past a sieve."""
DATE_OR_TIME = re.compile(
    r"(?<![\d./])(?:[0-3]?\d([./-])[01]?\d\1(?:19|20)?\d\d|[012]?\d\.[0-5]\d)(?![\d/]|\.\d)"
)


def digits_in(text: str) -> int:
    """Return how many digits a text has."""
    return sum(letter.isdigit() for letter in text)


def _unless(group: str, *lists: str) -> Callable[[re.Match[str]], bool]:
    """Return what accepts a match unless a group of it is in a list of words."""
    return lambda match: not listed(match[group], *lists)


def _is_phone(match: re.Match[str]) -> bool:
    """Tell whether digits, and letters O for noughts, are more than dates and times."""
    return digits_in(DATE_OR_TIME.sub("", match[0])) >= FEWEST_REAL_DIGITS


def _is_spoken_phone(match: re.Match[str]) -> bool:
    """Tell whether digits in words, or some of them in words, are as many as a telephone number has."""
    words = re.findall(r"[a-z]+|\d+", match[0].lower())
    doubled = {"hundred": 2, "treble": 2, "triple": 2}
    length = sum(len(word) if word.isdigit() else doubled.get(word, 1) for word in words)
    spoken = sum(word.isalpha() for word in words)
    nought_first = words[0] in {"o", "oh", "zero", "nought"} or words[0].startswith("0")
    return length >= FEWEST_SPOKEN_DIGITS and spoken >= (1 if nought_first else FEWEST_REAL_DIGITS)


def _is_number(match: re.Match[str]) -> bool:
    """Tell whether a long number is neither round, nor made of years or of dates."""
    parts = re.split("[ ./_-]", match[0])
    return not (
        (match[0].isdigit() and match[0].endswith("000"))
        or all(re.fullmatch(r"(?:19|20)\d\d", part) for part in parts)
        or DATE_OR_TIME.fullmatch(match[0])
    )


def _is_nhs_number(match: re.Match[str]) -> bool:
    """Tell whether ten digits have the check digit of an NHS number (modulus 11), or are said to be one.

    Source: NHS Data Dictionary, "NHS number".
    """
    digits = [int(digit) for digit in match[0] if digit.isdigit()]
    check = -sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check == digits[-1] or "nhs" in match.string[: match.start()].lower()


def _is_postcode(match: re.Match[str]) -> bool:
    """Tell whether a match is a postcode.

    "M25 2nd exit", "SG5 6ft walls", "SG5 2 at once" and "SG14 our road" are none.
    """
    if match["digit"] in "oO" and listed(match["digit"] + match["letters"], "everyday"):
        return False
    of_a_place = match[0].isupper() and match[0][1].isalpha()
    if match["gap"]:
        return of_a_place and not listed(match["letters"], "everyday")
    return of_a_place or not listed(match["letters"], "measures")


def _is_plate(match: re.Match[str]) -> bool:
    """Tell whether a match is a plate: it has no everyday word, as "SG12 has", and is no road, as "A10 xyz"."""
    plate = match[0]
    road = re.match(r"[ABM]\d", plate) is not None and not plate.isupper()
    return plate.isalnum() or not (road or _has_everyday_word(plate))


def _has_everyday_word(plate: str) -> bool:
    return any(listed(part, "everyday") for part in re.findall("[A-Za-z]+", plate))


def _is_house(match: re.Match[str]) -> bool:
    """Tell whether a number before a street is a house's: not a bus's, a year, or how many there are."""
    before = re.search(r"[^\W\d_]+", match.string[: match.start("it")][::-1])
    after = re.match(r"\W*([^\W\d_]+)", match.string[match.end() :])
    street = match.groupdict().get("street", "")
    return not (
        (before and listed(before[0][::-1], "before_no_house"))
        or (after and listed(after[1], "after_no_house"))
        or any(listed(word, "not_streets") for word in street.split())
    )


AT = r"(?:\s?@\s?|[\s\[({<_*-]{1,2}at[\s\])}>_*-]{1,2})"
SAID_DOT = r"(?:[\s\[({<_*-]{1,2}dot[\s\])}>_*-]{1,2})"
DOT = rf"(?:{SAID_DOT}|\s?\.\s?)"
LABEL = rf"(?:(?!{SAID_DOT})[\w-])++"
"""A part of a host's name. It ends before "-dot-" and nowhere else: if "a-dot-b-dot-c" could be cut in two ways,
a long comment could be cut in so many that the search never ends."""
LABEL_AFTER_AT = rf"(?:(?!{SAID_DOT}|{AT})[\w-])++"
"""The same, which ends before "-at-" too: else each "-at-" of many would search all that follows it."""
AFTER_AT = ("everyday", "not_usernames")
MAILBOX = r"[\w.+-]{0,63}"
"""What stands before the @ after a first letter: RFC 5321 (4.5.3.1.1) has at most 64 signs there."""
HOST = r"(?<![a-z0-9-])(?<![a-z0-9-]\.)(?:[a-z0-9-]+\.)+"
ENDING = r"(?:com|co|org|net|uk|info)(?![^\W_])"
PATH = r"[/?#:]\S*[^\s.,;:!?)\]]"
CAPITAL = "(?-i:[A-Z\u00c0-\u00de\u0100-\u017d])"
REST = r"\w*(?:['\u2019-](?!s\b)\w+)*"
HOUSE = r"\d{1,4}[a-z]?(?:(?:\s?[-/&,]\s?|\s(?:and|to|or)\s)\d{1,4}[a-z]?){0,4}"
DATE = r"(?:0[1-9]|[12]\d|3[01])-(?:0[1-9]|1[0-2])-"
"""The day and month of a date, which is no sort code unless it is said to be one."""


def _filler() -> str:
    """Return a pattern of what stands between "account" or "reg" and the number: "number is"."""
    return rf"(?:\W{{1,3}}{any_of('filler')}\b)*\W{{1,3}}"


def web_rules() -> list[Rule]:
    """Return the rules of addresses of mail and of the web, and of names of users."""
    return [
        _rule(Kind.EMAIL, r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
        _rule(
            Kind.EMAIL,
            rf"(?<![\w.+-])(?P<who>[\w.+-]+){AT}(?!www\b){LABEL_AFTER_AT}(?:{DOT}{LABEL_AFTER_AT}){{0,3}}?"
            rf"(?:{DOT}{ENDING})+(?!/|{SAID_DOT}|\sslash)",
            _unless("who", "everyday", "not_names"),
        ),
        _rule(Kind.EMAIL, rf"(?<![\w.])\w{MAILBOX}@(?P<where>[a-z][\w-]+)", _unless("where", *AFTER_AT)),
        _rule(Kind.URL, r"\b(?:[a-z]{3,5}://|www\.)\S*[^\s.,;:!?)\]]"),
        _rule(Kind.URL, rf"{HOST}(?:[a-z]{{2}}|com|org|net|info|app|link|site|online){PATH}"),
        _rule(Kind.URL, rf"{HOST}(?:com|org|net|info|uk|eu|tv|io|gg|xyz)\b(?:{PATH})?"),
        _rule(
            Kind.URL,
            rf"(?<![\w-]){LABEL}(?:{SAID_DOT}{LABEL}){{0,3}}?(?:{SAID_DOT}{ENDING})+(?:\sslash\s[\w-]+|{PATH})*",
        ),
        _rule(Kind.USERNAME, r"(?<![\w@])@(?P<who>[a-z_](?:[\w.-]*\w)?)", _unless("who", *AFTER_AT)),
        _rule(Kind.USERNAME, r"(?<![\w@])@ (?=\w*[\d_])[a-z]\w{3,}"),
        _rule(
            Kind.USERNAME,
            rf"\b{any_of('apps')}{_filler()}(?P<it>(?=[\w.]*[\d_.]\w)[a-z][\w.]{{2,}}\w)",
        ),
    ]


def number_rules() -> list[Rule]:
    """Return the rules of numbers that lead to a person or to their money."""
    digit, filler = any_of("digits"), _filler()
    return [
        _rule(Kind.PHONE, rf"\b(?:{digit}|\d+)(?:[\s,.-]{{1,3}}(?:{digit}|\d+)\b){{2,}}", _is_spoken_phone),
        _rule(
            Kind.NATIONAL_INSURANCE,
            rf"\b(?P<prefix>[a-z]{{2}})(?:{GAP}\d){{6}}{GAP}[a-d]\b",
            _unless("prefix", "everyday"),
        ),
        _rule(
            Kind.NATIONAL_INSURANCE,
            rf"\b(?:ni|nino|insurance|ins){filler}(?P<it>[a-z]{{2}}(?:{GAP}\d){{6}}(?:{GAP}[a-d])?)\b",
        ),
        _rule(
            Kind.ACCOUNT,
            r"\b[a-z]{2}\d{2}(?:[ -]?[a-z\d]{4}){3,7}(?:[ -]?[a-z\d]{1,3})?\b",
            lambda match: digits_in(match[0]) > FEWEST_SPOKEN_DIGITS,
        ),
        _rule(Kind.SORT_CODE, rf"\b(?:sort{GAP}code|s/?c){filler}(?P<it>\d\d{GAP}\d\d{GAP}\d\d)(?!\d)"),
        _rule(Kind.SORT_CODE, rf"(?<![\w-])(?!{DATE})\d\d-\d\d-\d\d\b(?![ ./-]{{0,2}}\d{{1,6}}\b)"),
        _rule(Kind.ACCOUNT, rf"\b{any_of('account_words')}{filler}(?P<it>\d(?:{GAP}\d){{5,9}})(?!\d)"),
        _rule(
            Kind.CARD,
            rf"\b(?=[2-9])(?:\d{{13,19}}|\d{{4}}(?:{GAP}\d{{4}}){{2}}{GAP}\d{{1,7}}|3\d{{3}}{GAP}\d{{6}}{GAP}\d{{5}})\b",
            _is_number,
        ),
        _rule(Kind.PHONE, rf"(?:\+|(?<!\d)00)[1-9](?:{GAPS}\d){{7,13}}(?!\d)", _is_phone),
        _rule(
            Kind.PHONE,
            rf"(?<![\d\u00a3$\u20ac])(?:\((?=0\d{{1,5}}\)))?(?:0|\bO)(?:{GAPS}[\dO]){{9,10}}(?![^\W_])",
            _is_phone,
        ),
        _rule(Kind.PHONE, rf"(?<![\d.,/\u00a3$\u20ac-])(?:44 ?)?7\d{{3}}{GAPS}\d{{3}}{GAPS}\d{{3}}(?!\d)"),
        _rule(Kind.NHS, rf"\b[1-9]\d{{2}}{GAP}\d{{3}}{GAP}\d{{4}}\b", _is_nhs_number),
    ]


def place_and_plate_rules() -> list[Rule]:
    """Return the rules of postcodes, of registration plates, and of long numbers that nothing is known of."""
    said = r"(?P<it>(?=[a-z ]{0,5}\d)(?=\d{0,4} ?[a-z])[a-z0-9]{1,4}[ -]?[a-z0-9]{1,4})\b"
    filler = _filler()
    return [
        _rule(
            Kind.POSTCODE,
            r"\b(?:[a-z]{2}|[beglmnsw])\d[a-z\d]?[\s.,/_-]{0,3}(?P<digit>\d|O)(?P<gap> ?)"
            r"(?P<letters>[abd-hjlnp-uw-z]{2})\b",
            _is_postcode,
        ),
        _rule(Kind.REGISTRATION, r"\b[a-z] [a-z] \d \d [a-z] [a-z] [a-z]\b"),
        _rule(Kind.POSTCODE, r"\b[a-z] (?:[a-z] )?\d (?:\d )?\d [a-z] [a-z]\b"),
        _rule(Kind.REGISTRATION, rf"\b[a-hj-pr-y]{{2}}{GAP}\d{{2}}{GAP}[a-hj-pr-z]{{3}}\b", _is_plate),
        _rule(Kind.REGISTRATION, rf"\b[a-hj-np-tv-y]\d{{1,3}}{GAP}[a-hj-pr-z]{{3}}\b", _is_plate),
        _rule(Kind.REGISTRATION, rf"\b[a-z]{{3}}{GAP}\d{{1,3}}[a-hj-npr-tv-y]\b", _is_plate),
        _rule(Kind.REGISTRATION, r"\b(?=[a-z]{0,2}[iz])[a-z]{3} ?\d{3,4}\b", _is_plate),
        _rule(
            Kind.REGISTRATION,
            rf"\b{any_of('plate_words')}{filler}{said}",
            lambda match: not _has_everyday_word(match["it"]),
        ),
        _rule(Kind.NUMBER, r"\b\d{2}/\d{4,6}/\d{2}\b"),
        _rule(
            Kind.NUMBER,
            r"(?<![\w.,/\u00a3$\u20ac])(?:(?=(?:[a-z]*\d){6})[a-z\d]+|\d{3,}(?:[ ./_-]\d{3,}){2,}|\d(?:[ .-]\d){7,})"
            r"(?!\w|[.,]\d)",
            _is_number,
        ),
    ]


def person_rules() -> list[Rule]:
    """Return the rules of names after a title or the like, and of houses."""
    first_name = any_of("first_names")
    any_case = f"(?<![a-z]){any_of('titles')}"
    title = rf"(?:{any_case}|(?<![a-z])(?-i:{any_of('titles_in_capitals')}))(?![a-z])(?:\.\s*|[\s_-]+)"
    small = rf"{any_case}(?![a-z])(?:\.\s*|[\s_-]+)"
    particles = rf"(?:{any_of('particles')}\s+){{0,2}}"
    surname = rf"{CAPITAL}(?-i:[a-z\u00df-\u00ff]){REST}"
    return [
        _rule(
            Kind.NAME,
            rf"{title}(?:(?:and|&)\s+{title})?(?:{CAPITAL}\.?\s+){{0,2}}(?:{first_name}\s+){{0,2}}{particles}"
            rf"(?P<first>{CAPITAL}{REST})(?:\s+{particles}{surname}){{0,2}}",
            _unless("first", "not_names"),
        ),
        _rule(
            Kind.NAME,
            rf"{small}(?:(?:and|&)\s+{small})?(?:{first_name}\s+){{0,2}}{particles}(?P<first>[a-z]{REST})",
            _unless("first", "not_names"),
        ),
        _rule(
            Kind.NAME,
            rf"\b{any_of('collar_titles')}\s*(?!(?:19|20)\d\d\b)\d{{4,5}}\b(?:\s+{surname}){{0,2}}",
        ),
        _rule(
            Kind.NAME,
            rf"\bmy name(?:'?s| is)\s+(?P<it>(?:{first_name}\s+)?(?P<first>[a-z]{REST})(?:\s+{surname}){{0,2}})",
            _unless("first", "not_names"),
        ),
        *_house_rules(),
    ]


def _house_rules() -> list[Rule]:
    number = rf"{any_of('house_words')}\b\.?\s*(?P<it>{HOUSE})\b"
    return [
        _rule(
            Kind.HOUSE_NUMBER,
            rf"(?<![\w.:/\u00a3$\u20ac-])(?P<it>{HOUSE}),?\s+(?:{CAPITAL}[\w'\u2019.-]*\s+){{1,3}}?"
            rf"(?={CAPITAL}){any_of('streets')}\b",
            _is_house,
        ),
        _rule(
            Kind.HOUSE_NUMBER,
            rf"(?:\b{any_of('before_house')}\b[.:,]?\s+|^)(?P<it>{HOUSE}),?\s+(?P<street>[a-z][\w'\u2019]+(?:\s[a-z]+)?)\s+"
            rf"{any_of('streets_in_small_letters')}\b",
            _is_house,
        ),
        _rule(Kind.HOUSE_NUMBER, rf"\b{any_of('streets')},?\s+{number}", _is_house),
        _rule(Kind.HOUSE_NUMBER, rf"\b{any_of('before_house')}\s+{number}", _is_house),
        _rule(
            Kind.HOUSE_NUMBER,
            rf"\b{any_of('flat_words')}\s+(?P<it>\d{{1,3}}[a-z]|\d{{1,3}}(?=\s*(?:[,.;:!?)]|$|(?-i:[A-Z])|\d|\[)))",
        ),
    ]
