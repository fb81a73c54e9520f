"""The words that redaction goes by, from `words/redaction.en.yml`: what stands instead of each kind, and the lists."""

import re
from enum import StrEnum
from functools import cache
from pathlib import Path

from flows.faults import Problems
from flows.problems import FlowsBroken
from flows.yaml_file import read

WORDS = Path(__file__).parent / "words" / "redaction.en.yml"

LISTS = (
    "everyday", "not_names", "not_usernames", "titles", "titles_in_capitals", "collar_titles", "particles",
    "first_names", "digits", "streets", "streets_in_small_letters", "not_streets", "before_no_house",
    "after_no_house", "house_words", "before_house", "flat_words", "apps", "account_words", "plate_words",
    "filler", "measures",
)  # fmt: skip


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
    HOUSE_NUMBER = "house_number"


@cache
def _words() -> tuple[dict[Kind, str], dict[str, frozenset[str]]]:
    """Return what stands instead of each kind, and the lists of words."""
    problems = Problems()
    file = read(WORDS, WORDS.parent.parent, problems)
    file.only("instead", *LISTS)
    file.get("instead").only(*Kind)
    instead = {kind: file.get("instead").text(kind) for kind in Kind}
    lists = {name: frozenset(file.text(name).split()) for name in LISTS}
    if problems.found:
        raise FlowsBroken(problems.found)
    return instead, lists


def instead_of(kind: Kind) -> str:
    """Return the word in brackets that stands for a kind.

    Raises:
        FlowsBroken: if `words/redaction.en.yml` is not right.
    """
    return _words()[0][kind]


def listed(word: str, *names: str) -> bool:
    """Tell whether a word, in capitals or not, is in one of the lists."""
    return any(word.lower() in _words()[1][name] for name in names)


def any_of(name: str) -> str:
    """Return a pattern of the words of a list, the longest first."""
    longest_first = sorted(_words()[1][name], key=len, reverse=True)
    return "(?:" + "|".join(map(re.escape, longest_first)) + ")"
