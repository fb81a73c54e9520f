"""How sure figures are: intervals in which a share and a rank lie if chance alone is at work.

A parametric bootstrap from what was told and nothing else. Each of the samples undoes the rounding at random, within
what may be behind a number, and then lets as many residents as there were answer anew, each of whom names a concern as
likely as it was named. Concerns are drawn each by itself: that those who name one are less, or more, likely to name
another is in no figures that leave.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from storage.figures import Concern, Figures

SAMPLES = 2_000
SURE = 95
"""The share of the samples, in percent, that an interval holds."""
_HALF_A_STEP = 2
"""Numbers are rounded to five, so the exact one is at most so far from what was told."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From where to where, both included."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """How sure a concern's figures are.

    Args:
        share: of those who name it, from 0 to 100.
        rank: among all concerns that are told of, from 1.
    """

    share: Interval
    rank: Interval


def estimates(figures: Figures) -> Mapping[str, Estimate]:
    """Return how sure the figures of each concern are, by issue: always the same for the same figures."""
    chance = np.random.default_rng(list(f"{figures.round} {figures.area}".encode()))
    fewest = max(figures.minimum, figures.answers - _HALF_A_STEP)
    answers = chance.integers(fewest, figures.answers + _HALF_A_STEP, SAMPLES, endpoint=True)
    shares = [_drawn(concern, figures, answers, chance) for concern in figures.concerns]
    if not shares:
        return {}
    drawn = np.stack(shares)
    ranks = 1 + (drawn[:, None, :] < drawn[None, :, :]).sum(axis=1)
    return {
        concern.issue: Estimate(_within(100 * share), _within(rank))
        for concern, share, rank in zip(figures.concerns, drawn, ranks, strict=True)
    }


def _drawn(
    concern: Concern, figures: Figures, answers: NDArray[np.int64], chance: np.random.Generator
) -> NDArray[np.float64]:
    """Return the share of those who name a concern, in each sample."""
    low, high = _behind(concern, figures)
    named = np.minimum(chance.integers(low, high, SAMPLES, endpoint=True), answers)
    # Half a resident who does and half a one who does not: where all name it, not all need do so again.
    likely = (named + 0.5) / (answers + 1)
    return np.asarray(chance.binomial(answers, likely) / answers)


def _behind(concern: Concern, figures: Figures) -> tuple[int, int]:
    """Return the least and the greatest number that may be behind what was told of a concern."""
    few = figures.minimum - 1
    if concern.named is not None:
        return max(few + 1, concern.named - _HALF_A_STEP), concern.named + _HALF_A_STEP
    start, end = concern.band.span
    low = ceil(start * figures.answers)
    return min(low, few), max(low, min(few, ceil(end * figures.answers) - 1))


def _within(samples: NDArray[np.float64] | NDArray[np.int64]) -> Interval:
    left_out = (100 - SURE) / 2
    low, high = np.percentile(samples, (left_out, 100 - left_out), method="nearest")
    return Interval(round(float(low)), round(float(high)))
