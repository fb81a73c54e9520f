"""What typed words are about: a concern, a question, or neither; and how sure that is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from flows.features import Features
from flows.hashed import Hashed
from flows.naive_bayes import NaiveBayes
from flows.nlu import Training
from flows.spelling import words_of

PIECES = (3, 4)
MOST_WORDS = 60
"""What stands beyond so many words of a text changes nothing any more of what it is about."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a text may be about.

    Args:
        shares: how likely each of what it may be about is, from 0 to 1, the likeliest first.
        known: which share of the text stands in any example, from 0 to 1.
    """

    shares: dict[str, float]
    known: float

    @property
    def best(self) -> str:
        """The likeliest."""
        return next(iter(self.shares))

    @property
    def share(self) -> float:
        """How likely the likeliest is."""
        return self.shares[self.best]

    def of(self, prefix: str) -> float:
        """Return how likely all together are whose names begin with a prefix."""
        return sum(share for intent, share in self.shares.items() if intent.startswith(prefix))


class Intents:
    """Guesses what texts are about.

    Args:
        training: the examples.
        prefixes: how the intents begin that are learned.
    """

    def __init__(self, training: Training, prefixes: Sequence[str]) -> None:
        learned = {
            intent: [words_of(example) for example in examples]
            for intent, examples in training.intents.items()
            if intent.startswith(tuple(prefixes))
        }
        self._examples = Hashed(
            {" ".join(words): at for at, examples in enumerate(learned.values()) for words in examples}
        )
        features = Features()
        numbered = {
            intent: [features.numbered(_features(words)) for words in examples]
            for intent, examples in learned.items()
        }
        self._learned = NaiveBayes(numbered, features.met())

    def guess(self, words: Sequence[str], *prefixes: str) -> Guess:
        """Return what words may be about.

        Args:
            words: of the text.
            prefixes: how the intents begin that come into question.
        """
        for example in self._examples.of([" ".join(words)]):
            if (intent := self._learned.classes[example]).startswith(prefixes):
                return Guess({intent: 1.0}, known=1.0)
        features = _features(words[:MOST_WORDS])
        among = {intent for intent in self._learned.classes if intent.startswith(prefixes)}
        return Guess(self._learned.shares(features, among), self._learned.known(features))


def _features(words: Sequence[str]) -> list[str]:
    """Return the words, each two that stand together, and the pieces of each word, which outlast a misspelling."""
    return [
        *(f"word {word}" for word in words),
        *(f"words {one} {two}" for one, two in pairwise(("", *words))),
        *chain.from_iterable(_pieces(f" {word} ") for word in words),
    ]


def _pieces(word: str) -> Iterable[str]:
    return (word[at : at + size] for size in PIECES for at in range(len(word) - size + 1))
