"""A support vector machine: the widest gap between two classes of texts, learned from examples.

The gap is found by going through the examples again and again and moving each one's weight to where it is best while
the others rest. Source: Hsieh et al., "A Dual Coordinate Descent Method for Large-scale Linear SVM", ICML 2008,
algorithm 1, with the hinge loss and an early form of its shrinking.
"""

import random
from array import array
from collections.abc import Collection, Sequence

from flows.hashed import Hashed

COST = 0.1
ROUNDS = 10
FAR = 0.5
"""So far on the right side of the gap, an example is not looked at again."""


class LinearSvm:
    """Tells whether a text is of a class.

    Args:
        examples: the numbers of the features of each example.
        of_the_class: whether each one is of the class.
        features: the numbers of all that were met in the examples.
    """

    def __init__(
        self, examples: Sequence[Sequence[int]], of_the_class: Sequence[bool], features: Hashed
    ) -> None:
        self._features = features
        rows = [list(dict.fromkeys(example)) for example in examples]
        self._weights, self._bias = _learned(rows, of_the_class, len(features))

    def score(self, features: Collection[str]) -> float:
        """Return on which side of the gap a text is: above 0 on that of the class, beyond 1 clearly so."""
        return self._bias + sum(self._weights[feature] for feature in self._features.of(set(features)))


def _learned(
    rows: Sequence[Sequence[int]], of_the_class: Sequence[bool], features: int
) -> tuple[Sequence[float], float]:
    """Return the weight of each feature, and the bias."""
    weights, bias = [0.0] * features, 0.0
    multipliers = [0.0] * len(rows)
    signs = [1.0 if one else -1.0 for one in of_the_class]
    order, chance = list(range(len(rows))), random.Random(0)
    for _ in range(ROUNDS):
        chance.shuffle(order)
        near = []
        for at in order:
            row, sign, before = rows[at], signs[at], multipliers[at]
            slope = sign * (bias + sum([weights[feature] for feature in row])) - 1
            if before == 0 and slope > FAR:
                continue
            near.append(at)
            after = min(max(before - slope / (len(row) + 1), 0.0), COST)
            if after != before:
                multipliers[at] = after
                change = (after - before) * sign
                bias += change
                for feature in row:
                    weights[feature] += change
        order = near
    return array("f", weights), bias
