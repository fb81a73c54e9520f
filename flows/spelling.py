"""Somebody's own words without what spelling varies in: case, accents, punctuation, and slips of a letter."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator

from flows.hashed import Hashed

FULL_POSTCODE = re.compile(
    r"\b([a-z]{2}[0-9][0-9a-z]?|[beglmnsw][0-9][0-9a-z]?(?!\s*(?:1st|2nd|3rd|[0-9]th)\b))"
    r"\s*[0-9][abd-hjlnp-uw-z]{2}\b",
    re.IGNORECASE,
)
"""A full British postcode; its group is the district. "The M25 2nd exit" is none."""

APOSTROPHES = str.maketrans("", "", "'`\u2018\u2019\u00b4")
ALIKE = str.maketrans("łıđøيىكه", "lidoییکہ")  # noqa: RUF001 - that is the point
"""Letters that telephones and people use for one another, and that Unicode does not take for variants."""
LONGEST_SLIP = 20
"""In letters: longer words are let be."""
WORD = re.compile(r"(?:[^\W_]|[\u0900-\u0963\u0966-\u0dff])+")
"""Letters and digits; in the scripts of India also the signs for vowels, which no letter is without."""


def words_of(text: str) -> list[str]:
    """Return the words of a text, small, without accents and apostrophes: "He's at Café" is hes, at, cafe."""
    plain = text.translate(APOSTROPHES).casefold()
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain).translate(ALIKE)
        plain = "".join(each for each in letters if not _is_unseen(each))
    return WORD.findall(plain.replace("&", " and "))


def _is_unseen(letter: str) -> bool:
    """Tell whether a letter is an accent, or a sign without a width, which may stand between any two others."""
    return bool(unicodedata.combining(letter)) or unicodedata.category(letter) == "Cf"


class Mending:
    """Mends slips of one letter: "nife" is meant for knife, "stabed" for stabbed.

    Args:
        known: words that are right as they are.
        likely: those of them that slips may be meant for, the likeliest first.
    """

    SHORTEST = 4

    def __init__(self, known: Collection[str], likely: Iterable[str]) -> None:
        self._known = Hashed(dict.fromkeys(known, 0))
        self._likely = [word for word in likely if len(word) >= self.SHORTEST]
        meant: dict[str, int] = {}
        for at, word in enumerate(self._likely):
            for form in (word, *_shortened(word)):
                meant.setdefault(form, at)
        self._meant = Hashed(meant)

    def mended(self, word: str) -> str:
        """Return the word that is meant: the word itself if it is known, or near to none."""
        if not self.SHORTEST <= len(word) <= LONGEST_SLIP or word in self._known:
            return word
        meant = self._meant.of((word, *_shortened(word)))
        return self._likely[meant[0]] if meant else word


def _shortened(word: str) -> Iterator[str]:
    """Give a word without each letter: words that differ by a slip share one. Source: Garbe, "SymSpell", 2012."""
    return (word[:at] + word[at + 1 :] for at in range(len(word)))
