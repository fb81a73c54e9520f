"""Naive Bayes on pieces of words: which of many classes a short text is likeliest to be of, learned from few examples.

Each text is a vector of its features, weighted by how rare they are and brought to length one; each class is the sum of
its examples. Source: Rennie et al., "Tackling the Poor Assumptions of Naive Bayes Text Classifiers", ICML 2003,
sections 4.1 to 4.3.
"""

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import chain

from flows.hashed import Hashed

SMOOTHING = 0.05


class NaiveBayes:
    """Tells the classes of a text.

    Args:
        examples: the numbers of the features of each example, with repetitions, by class.
        features: the numbers of all that were met in the examples.
    """

    def __init__(self, examples: Mapping[str, Sequence[Sequence[int]]], features: Hashed) -> None:
        self.classes = tuple(examples)
        self._features = features
        many, spread = sum(map(len, examples.values())), Counter[int]()
        for example in chain.from_iterable(examples.values()):
            spread.update(set(example))
        self._rarest = math.log(1 + many) + 1
        self._rarity = array(
            "f", (math.log((1 + many) / (1 + spread[feature])) + 1 for feature in range(len(features)))
        )
        totals = [self._total(those) for those in examples.values()]
        self._absent = [
            math.log(SMOOTHING / (sum(total.values()) + SMOOTHING * len(features))) for total in totals
        ]
        # One after the other: for each feature, in which classes it is present, and how much it speaks for each.
        self._begins, self._present, self._more = array("I", [0]), array("H"), array("f")
        for feature in range(len(features)):
            for at, total in enumerate(totals):
                if weight := total.get(feature):
                    self._present.append(at)
                    self._more.append(math.log(weight / SMOOTHING + 1))
            self._begins.append(len(self._present))

    def shares(self, features: Sequence[str], among: Collection[str]) -> dict[str, float]:
        """Return how likely each of some classes is, the likeliest first; together they make 1.

        Args:
            features: of the text, with repetitions.
            among: the classes that come into question.
        """
        vector = self._vector(self._features.of(features))
        length = sum(vector.values())
        scores = [length * absent for absent in self._absent]
        for feature, weight in vector.items():
            for entry in range(self._begins[feature], self._begins[feature + 1]):
                scores[self._present[entry]] += weight * self._more[entry]
        chosen = {name: scores[at] for at, name in enumerate(self.classes) if name in among}
        best = max(chosen.values())
        odds = {name: math.exp(score - best) for name, score in chosen.items()}
        whole = sum(odds.values())
        return dict(sorted(((name, odd / whole) for name, odd in odds.items()), key=lambda each: -each[1]))

    def known(self, features: Sequence[str]) -> float:
        """Return the share of a text, from 0 to 1, that stands in any example."""
        different = set(features)
        known = self._features.of(different)
        seen = sum(self._rarity[feature] ** 2 for feature in known)
        whole = seen + (len(different) - len(known)) * self._rarest**2
        return seen / whole if whole else 0.0

    def _total(self, examples: Sequence[Sequence[int]]) -> Mapping[int, float]:
        """Return the sum of the vectors of a class's examples."""
        total: dict[int, float] = defaultdict(float)
        for example in examples:
            for feature, weight in self._vector(example).items():
                total[feature] += weight
        return total

    def _vector(self, features: Sequence[int]) -> Mapping[int, float]:
        rarity = self._rarity
        weights = {
            feature: (1 + math.log(number)) * rarity[feature] for feature, number in Counter(features).items()
        }
        length = math.sqrt(sum([weight * weight for weight in weights.values()]))
        return {feature: weight / length for feature, weight in weights.items()}
