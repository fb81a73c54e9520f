"""Naive Bayes on pieces of words: which of many classes a short text is likeliest to be of, learned from few examples.

Each text is a vector of its features, weighted by how rare they are and brought to length one; each class is the sum of
its examples. Source: Rennie et al., "Tackling the Poor Assumptions of Naive Bayes Text Classifiers", ICML 2003,
sections 4.1 to 4.3.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

SMOOTHING = 0.05
SHARPNESS = 1.0


class NaiveBayes:
    """Tells the classes of a text.

    Args:
        examples: the features of each example, with repetitions, by class.
    """

    def __init__(self, examples: Mapping[str, Iterable[Sequence[str]]]) -> None:
        counted = [(name, Counter(features)) for name, those in examples.items() for features in those]
        spread = Counter(feature for _, counts in counted for feature in counts)
        self._rarest = math.log(1 + len(counted)) + 1
        self._rarity = {
            feature: math.log((1 + len(counted)) / (1 + number)) + 1 for feature, number in spread.items()
        }
        totals: dict[str, dict[str, float]] = {name: defaultdict(float) for name in examples}
        for name, counts in counted:
            for feature, weight in self._vector(counts).items():
                totals[name][feature] += weight
        self.classes = tuple(examples)
        self._absent = [
            math.log(SMOOTHING / (sum(totals[name].values()) + SMOOTHING * len(spread)))
            for name in self.classes
        ]
        self._present: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, name in enumerate(self.classes):
            for feature, weight in totals[name].items():
                self._present[feature].append((at, math.log(weight / SMOOTHING + 1)))

    def shares(self, features: Sequence[str], among: Collection[str]) -> dict[str, float]:
        """Return how likely each of some classes is, the likeliest first; together they make 1.

        Args:
            features: of the text, with repetitions.
            among: the classes that come into question.
        """
        vector = self._vector(Counter(features))
        length = sum(vector.values())
        scores = [length * absent for absent in self._absent]
        for feature, weight in vector.items():
            for at, more in self._present[feature]:
                scores[at] += weight * more
        chosen = {name: scores[at] for at, name in enumerate(self.classes) if name in among}
        best = max(chosen.values())
        odds = {name: math.exp((score - best) * SHARPNESS) for name, score in chosen.items()}
        whole = sum(odds.values())
        return dict(sorted(((name, odd / whole) for name, odd in odds.items()), key=lambda each: -each[1]))

    def known(self, features: Sequence[str]) -> float:
        """Return the share of a text, from 0 to 1, that stands in any example."""
        counts = Counter(features)
        whole = sum(self._rarity.get(feature, self._rarest) ** 2 for feature in counts)
        seen = sum(self._rarity[feature] ** 2 for feature in counts if feature in self._rarity)
        return seen / whole if whole else 0.0

    def _vector(self, counts: Mapping[str, int]) -> dict[str, float]:
        weights = {
            feature: (1 + math.log(number)) * self._rarity[feature]
            for feature, number in counts.items()
            if feature in self._rarity
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        return {feature: weight / length for feature, weight in weights.items()}
