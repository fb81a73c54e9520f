"""What an attack achieved, what chance alone would achieve, and the line between them.

How many standard deviations a success is from chance ("sigma"):

- an order: the share of pairs put in the right order, a pair that is tied being half right. Chance is 0.5. Under
  chance the number of right pairs of n has the variance n(n-1)(2n+5)/72 (Kendall). An order that is wholly
  wrong tells as much as one that is right, so a share below a half is turned over;
- telling two kinds apart by a signal: the area under the curve, which is the chance that a random one of the first
  kind has more of the signal than a random one of the second, with the variance of Mann and Whitney, corrected for
  ties. It is turned over likewise;
- matching: the share matched rightly. Each guess by itself has its own chance (variance p(1-p)); where a whole
  group is matched to a whole group, one of them is right by chance, whatever the group's size, with the variance 1;
- guessing about people who are told of together: by chance each guess meets the truth of anybody of the group. That is
  a linear statistic of a random permutation, whose mean and variance are known (Hoeffding): for a group of m, with 1
  where a guess fits a person and 0 where not, the sum over all pairs of the squares of what is left when the means of
  rows and columns are taken out, divided by m-1.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import inf, sqrt
from typing import Any

import pytest

OF_CHANCE = 4.0
"""An attack on ours passes if it is not farther from chance than this, in standard deviations."""

NOT_BLIND = 10.0
"""The same attack on a naive store must be at least this far from chance, or it sees nothing at all."""

_PROPERTY = "verdict"
_OUTCOMES = ("passed", "failed", "xfailed", "xpassed")
_COLUMNS = ("attack", "backend", "naive", "ours", "chance", "sigma")


@dataclass(frozen=True)
class Success:
    """How well an attack did.

    Args:
        rate: the share that it got right, from 0 to 1.
        chance: the share that guessing gets right.
        deviation: the standard deviation of guessing, as a share.
    """

    rate: float
    chance: float
    deviation: float

    @property
    def sigma(self) -> float:
        """By how many standard deviations of guessing the attack did better than that."""
        better = self.rate - self.chance
        if abs(better) < 1e-12:
            return 0.0
        return better / self.deviation if self.deviation else inf


@dataclass(frozen=True)
class Verdict:
    """An attack that succeeds by degrees, on the naive store and on ours."""

    attack: str
    backend: str
    naive: Success
    ours: Success

    @property
    def line(self) -> tuple[str, ...]:
        """What stands in the table."""
        naive, ours = self.naive, self.ours
        rates = (f"{share:.3f}" for share in (naive.rate, ours.rate, ours.chance))
        return (self.attack, self.backend, *rates, f"{ours.sigma:+.1f} (naive {naive.sigma:+.0f})")

    def hold(self) -> None:
        """Fail unless ours is at chance, and the naive store far from it."""
        assert self.naive.sigma >= NOT_BLIND, (
            f"{self.attack} is blind: it does not break a naive store. {self}"
        )
        assert self.ours.sigma <= OF_CHANCE, f"{self.attack} succeeds. {self}"


@dataclass(frozen=True)
class Finding:
    """An attack that either finds something or does not.

    `expected` is what a store that keeps its word shows; `naive` is None where nothing naive can be attacked likewise.
    """

    attack: str
    backend: str
    naive: object
    ours: object
    expected: object

    @property
    def line(self) -> tuple[str, ...]:
        """What stands in the table."""
        return (
            self.attack,
            self.backend,
            "" if self.naive is None else str(self.naive),
            str(self.ours),
            f"= {self.expected}",
            "" if self.ours == self.expected else "found",
        )

    def hold(self) -> None:
        """Fail unless ours shows what is expected, and the naive store something else."""
        assert self.naive != self.expected, f"{self.attack} is blind: it finds a naive store in order. {self}"
        assert self.ours == self.expected, f"{self.attack} succeeds. {self}"


Judge = Callable[[Verdict | Finding], None]


def judge_into(record_property: Callable[[str, object], None]) -> Judge:
    """Return a function that notes a result for the table, and fails if the attack succeeded or was blind."""

    def judge(result: Verdict | Finding) -> None:
        record_property(_PROPERTY, list(result.line))
        result.hold()

    return judge


def print_table(terminal: pytest.TerminalReporter) -> None:
    """Print every result of the run as one table."""
    reports: Iterable[Any] = [report for name in _OUTCOMES for report in terminal.getreports(name)]
    lines = sorted(
        tuple(line) for report in reports for name, line in report.user_properties if name == _PROPERTY
    )
    if not lines:
        return
    table = [_COLUMNS, *lines]
    widths = [max(len(line[column]) for line in table) for column in range(len(_COLUMNS))]
    terminal.section("attacks on the ballot box")
    for line in table:
        terminal.line("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def order(*groups: Sequence[float]) -> Success:
    """Judge an order: each group holds the places that the attack gave to rows, in the order of their arrival.

    Pairs are formed within a group only; an attack that has found no pair is at chance.
    """
    right = pairs = variance = 0.0
    for places in groups:
        n = len(places)
        right += sum(_ahead(places[i], places[j]) for i in range(n) for j in range(i + 1, n))
        pairs += n * (n - 1) / 2
        variance += n * (n - 1) * (2 * n + 5) / 72
    if not pairs:
        return Success(0.5, 0.5, 0.0)
    share = right / pairs
    return Success(max(share, 1 - share), 0.5, sqrt(variance) / pairs)


def told_apart(signal: Sequence[float], of_first_kind: Sequence[bool]) -> Success:
    """Judge a signal by which two kinds should be told apart, one value for each."""
    total = len(signal)
    first = sum(of_first_kind)
    second = total - first
    ranks, tied = _ranks(signal)
    sum_of_ranks = sum(rank for rank, is_first in zip(ranks, of_first_kind, strict=True) if is_first)
    area = (sum_of_ranks - first * (first + 1) / 2) / (first * second)
    ties = sum(size**3 - size for size in tied) / (total * (total - 1))
    variance = max(0.0, (total + 1 - ties) / (12 * first * second))
    return Success(max(area, 1 - area), 0.5, sqrt(variance))


def guessed(hits: Sequence[float], chances: Sequence[float]) -> Success:
    """Judge guesses, each with its own chance; where lots were drawn among some, the hit is a share."""
    n = len(hits)
    deviation = sqrt(sum(chance * (1 - chance) for chance in chances)) / n
    return Success(sum(hits) / n, sum(chances) / n, deviation)


def matched(*groups: Sequence[float]) -> Success:
    """Judge groups of residents matched to groups of rows, the first to arrive to the first in its place, and so on.

    Each group holds the places that the attack gave to rows, in the order of their arrival.
    """
    n = sum(len(places) for places in groups)
    hits = 0.0
    for places in groups:
        # Where rows share a place, the attack draws lots among them.
        shared = Counter(places)
        in_order = sorted(places)
        hits += sum(1 / shared[given] for given, due in zip(places, in_order, strict=True) if given == due)
    return Success(hits / n, len(groups) / n, sqrt(len(groups)) / n)


def exchanged(*groups: tuple[Sequence[str], Sequence[Collection[str]]]) -> Success:
    """Judge guesses about groups of people, each one's guess and what would have been right.

    An attack that guesses the same of all in each group has found out nothing about anybody in particular: it is at
    chance.
    """
    n = sum(len(guesses) for guesses, _ in groups)
    hits = expected = variance = 0.0
    for guesses, truths in groups:
        m = len(guesses)
        hits += sum(guess in truth for guess, truth in zip(guesses, truths, strict=True))
        fits = {guess: [guess in truth for truth in truths] for guess in guesses}
        shares = {guess: sum(fit) / m for guess, fit in fits.items()}
        expected += sum(shares[guess] for guess in guesses)
        if len(fits) > 1:
            columns = [[fits[guess][person] - shares[guess] for guess in guesses] for person in range(m)]
            persons = [sum(column) / m for column in columns]
            variance += sum(
                (fit - person) ** 2 for column, person in zip(columns, persons, strict=True) for fit in column
            ) / (m - 1)
    return Success(hits / n, expected / n, sqrt(variance) / n)


def best(*successes: Success) -> Success:
    """Return the one that is farthest from chance: an attacker tries them all."""
    return max(successes, key=lambda success: success.sigma)


def _ahead(one: float, other: float) -> float:
    return 0.5 if one == other else float(one < other)


def _ranks(signal: Sequence[float]) -> tuple[list[float], list[int]]:
    """Return the rank of each value, those that are equal sharing theirs, and how many shared each."""
    ranks, tied = [0.0] * len(signal), []
    before = 0
    in_order = sorted(range(len(signal)), key=signal.__getitem__)
    for _, group in groupby(in_order, key=signal.__getitem__):
        members = list(group)
        for member in members:
            ranks[member] = before + (len(members) + 1) / 2
        before += len(members)
        tied.append(len(members))
    return ranks, tied
