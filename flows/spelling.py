"""Somebody's own words without what spelling varies in: case, accents, apostrophes and punctuation."""

import re
import unicodedata

FULL_POSTCODE = re.compile(
    r"\b([a-z]{2}[0-9][0-9a-z]?|[beglmnsw][0-9][0-9a-z]?(?!\s*(?:1st|2nd|3rd|[0-9]th)\b))"
    r"\s*[0-9][abd-hjlnp-uw-z]{2}\b",
    re.IGNORECASE,
)
"""A full British postcode; its group is the district. "The M25 2nd exit" is none."""

APOSTROPHES = str.maketrans("", "", "'`\u2018\u2019\u00b4")
WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """Return the words of a text, small, without accents and apostrophes: "He's at Café" is hes, at, cafe."""
    letters = unicodedata.normalize("NFKD", text.translate(APOSTROPHES).casefold())
    return WORD.findall(
        "".join(each for each in letters if not unicodedata.combining(each)).replace("&", " and ")
    )
