"""Whether typed words sound as if somebody needs the police now, or is reporting a crime.

Learned from the examples of `nlu.yml` at the start: words count by their kind and by those next to them, so that a
call for help is heard that stands in no example. Rather one false alarm than one missed call for help.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from heapq import nlargest
from itertools import chain, combinations, pairwise

from flows.features import Features
from flows.hashed import Hashed
from flows.linear_svm import LinearSvm
from flows.naive_bayes import NaiveBayes
from flows.nlu import CALM, CRIME, HARM, URGENT, Training
from flows.spelling import Mending, words_of
from flows.urgent_abroad import heard_abroad

LONGEST_KIND_WORDS = 4
LONGEST_IN_ONE = 40
"""In words: of a longer text, each part of this length is heard for itself, so that nothing drowns in it."""
SECOND_OPINION = 0.1
"""How much the odds by naive Bayes count beside the gap of the support vector machine."""
LEAST = 1e-3
MOST_LIKELY = SECOND_OPINION * math.log(1 / LEAST)
OVERLAP = 12
MOST_PARTS = 4
"""So many parts of a long text, the loudest, are listened to twice."""
WARY = 0.2
"""The score from which a text is an alarm.

It was picked after seeing how all four parts of the evaluation set, `tests/flows/understanding.yml`, did with it and
with its neighbours: how well alarms are heard there is therefore no measure of how well those of others will be.
"""
SHORTEST_WITH_ENDING = 5
START, END = "<", ">"
OTHER = "other"


class Alarm(Enum):
    """What words sound like."""

    URGENT = auto()
    """Somebody may be in danger, or a crime may be happening."""
    HARM_REPORT = auto()
    """A crime against a person is being reported."""
    CRIME_REPORT = auto()
    """A crime against things is being reported."""


ALARMS = tuple(Alarm)
MEANT = {URGENT: Alarm.URGENT, HARM: Alarm.HARM_REPORT, CRIME: Alarm.CRIME_REPORT}


class Urgency:
    """Hears alarms.

    Args:
        training: the examples.
        names: of places, which are no slips of other words.
    """

    def __init__(self, training: Training, names: Iterable[str] = ()) -> None:
        self._kinds = training.kinds
        self._named = frozenset(training.kinds.values())
        self._little = training.little_words
        self._endings = training.endings
        self._openings = {phrase.partition(" ")[0] for phrase in training.kinds if " " in phrase}
        said = {intent: list(map(words_of, examples)) for intent, examples in training.intents.items()}
        known = {word for those in said.values() for words in those for word in words}
        known.update(chain.from_iterable(map(words_of, names)))
        self._mending = Mending(known, (phrase for phrase in training.kinds if " " not in phrase))
        self._certain = tuple(f" {' '.join(words_of(phrase))} " for phrase in training.lookups[URGENT])
        self._examples = Hashed(
            {
                " ".join(words): ALARMS.index(MEANT[intent])
                for intent in reversed(MEANT)
                for words in said[intent]
            }
        )
        features = Features()
        heard = {
            intent: [features.numbered(self._features(words)) for words in those]
            for intent, those in said.items()
        }
        met = features.met()
        are_alarms = [intent in MEANT for intent, those in heard.items() for _ in those]
        self._alarms = LinearSvm(list(chain.from_iterable(heard.values())), are_alarms, met)
        told_apart = {intent: heard.pop(intent) for intent in (*MEANT, CALM)}
        others = list(chain.from_iterable(heard.values()))
        self._likely = NaiveBayes({**told_apart, OTHER: others}, met)

    def alarm(self, text: str) -> Alarm | None:
        """Return what a text sounds like, or None if like no alarm."""
        words = words_of(text)
        if known := self._examples.of([" ".join(words)]):
            return ALARMS[known[0]]
        words = list(map(self._mending.mended, words))
        if any(phrase in f" {' '.join(words)} " for phrase in self._certain):
            return Alarm.URGENT
        if abroad := _abroad(text):
            return abroad
        parts = map(self._features, dict.fromkeys(map(tuple, _parts(words))))
        loudest = nlargest(MOST_PARTS, parts, key=self._alarms.score)
        alarms = [features for features in loudest if self._sounds_like_one(features)]
        if not alarms:
            return None
        return MEANT[next(iter(self._likely.shares(list(chain.from_iterable(alarms)), MEANT)))]

    def _sounds_like_one(self, features: Sequence[str]) -> bool:
        """Tell whether a part of a text sounds like an alarm: by the gap, and by how likely it is besides."""
        gap = self._alarms.score(features)
        return gap > WARY - MOST_LIKELY and gap + self._second_opinion(features) > WARY

    def _second_opinion(self, features: Sequence[str]) -> float:
        """Return how likely an alarm is, by its odds, as a share of a gap."""
        shares = self._likely.shares(features, self._likely.classes)
        odds = sum(shares[intent] for intent in MEANT) / max(shares[CALM] + shares[OTHER], LEAST)
        return SECOND_OPINION * math.log(min(max(odds, LEAST), 1 / LEAST))

    def _features(self, words: Sequence[str]) -> list[str]:
        """Return what counts of words: they themselves, their kinds, and which kinds follow one another."""
        phrases = list(self._phrases(words))
        kinds = [self._kinds.get(phrase) or self._ending(phrase) for phrase in phrases]
        weighty = [START, *(kind for kind in kinds if kind not in self._little), END]
        named = [kind for kind in dict.fromkeys(kinds) if kind in self._named]
        return [
            *(f"word {word}" for word in words),
            *(f"phrase {phrase}" for phrase in phrases),
            *(f"kind {kind}" for kind in kinds),
            *(f"next {one} {two}" for one, two in pairwise(weighty)),
            *(f"over {one} {two}" for one, two in zip(weighty, weighty[2:], strict=False)),
            *(f"before {one} {two}" for one, two in combinations(named, 2)),
        ]

    def _phrases(self, words: Sequence[str]) -> Iterator[str]:
        """Give the words of a text one by one, and as one those that have a kind together."""
        start = 0
        while start < len(words):
            length = self._length_at(words, start) if words[start] in self._openings else 1
            yield " ".join(words[start : start + length])
            start += length

    def _length_at(self, words: Sequence[str], start: int) -> int:
        lengths = range(min(LONGEST_KIND_WORDS, len(words) - start), 1, -1)
        return next((n for n in lengths if " ".join(words[start : start + n]) in self._kinds), 1)

    def _ending(self, word: str) -> str:
        """Return what stands for a word of no kind: its ending, if that tells what is done, or itself."""
        if len(word) >= SHORTEST_WITH_ENDING:
            return next((f"…{ending}" for ending in self._endings if word.endswith(ending)), word)
        return word


def _parts(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """Give a text whole, or in parts that overlap, so that no call for help is cut in two."""
    for start in range(0, max(len(words) - OVERLAP, 1), LONGEST_IN_ONE - OVERLAP):
        yield words[start : start + LONGEST_IN_ONE]


def _abroad(text: str) -> Alarm | None:
    """Return what a text sounds like in another language than English."""
    heard = heard_abroad(text)
    if heard is None:
        return None
    return Alarm.HARM_REPORT if heard.is_report else Alarm.URGENT
