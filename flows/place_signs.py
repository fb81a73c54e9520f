"""The words that tell of places without being names, such as "near": from the files `nlu.yml`, for every language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from flows.nlu import (
    AROUND_A_PLACE,
    AWAY,
    BEFORE_A_PLACE,
    NEVER_A_PLACE,
    SHORT_FOR,
    STREET,
    Training,
)
from flows.spelling import words_of

IN, PLAIN, NEAR = 2, 1, 0
CUES = {"in": IN, "from": PLAIN, "near": NEAR}
"""How near each kind of word before a name says that it is."""

SUFFIX = re.compile(r"(?<=\w{4})['\u2019](?!s\b)(?=\w)")
"""An apostrophe between a name and its ending, as in Watford'da."""


@dataclass(frozen=True, eq=False)
class Signs:
    """The words that tell of places without being names, from `nlu.yml`.

    Args:
        before: what stands before a name, and how near it says that it is.
        around: what else may stand around a name that is all of a text.
        never: words with which no name begins.
        streets: words after which a name is that of a street.
        away: words that say of the name after them that one is there, but does not live there.
        short: other ways of writing a word of a name, and the way of the gazetteer.
    """

    before: Mapping[str, int]
    around: frozenset[str]
    never: frozenset[str]
    streets: frozenset[str]
    away: frozenset[str]
    short: Mapping[str, str]

    @classmethod
    def of(cls, training: Training) -> "Signs":
        """Return the signs that the examples look up."""
        before = {
            word: CUES[cue]
            for cue, phrases in training.looked_up(BEFORE_A_PLACE).items()
            for word in chain.from_iterable(map(words_of, phrases))
        }
        around, never, streets, away = (
            frozenset(chain.from_iterable(map(words_of, training.lookups[name])))
            for name in (AROUND_A_PLACE, NEVER_A_PLACE, STREET, AWAY)
        )
        short = {
            word: name
            for name, phrases in training.looked_up(SHORT_FOR).items()
            for word in chain.from_iterable(map(words_of, phrases))
        }
        return cls(before, around, never, streets, away, short)

    def words(self, text: str) -> list[str]:
        """Return the words of a text as names are looked for in it."""
        return [self.short.get(word, word) for word in words_of(SUFFIX.sub(" ", text))]

    def leads_to_a_name(self, word: str) -> bool:
        """Tell whether a word may stand before a name."""
        return word in self.before or word in self.around or word in self.away

    def key(self, name: str) -> str:
        """Return a name by its letters alone."""
        return "".join(self.words(name))
