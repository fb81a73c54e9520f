"""Cases: a few hundred with every run of the tests, a hundred thousand in the slow ones."""

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

AT_ONCE = 10
"""So many cases have one seed: hypothesis takes longer for each than most of them do."""


def few_or_many(few: int, many: int) -> pytest.MarkDecorator:
    """Let a test be given so many `cases`, or many more where it may be slow."""
    return pytest.mark.parametrize("cases", [few, pytest.param(many, marks=pytest.mark.slow)])


def in_each_case(cases: int, check: Callable[[Random], None]) -> None:
    """Check something in so many cases, `AT_ONCE` with one seed, by which they are told if one fails."""

    @settings(max_examples=cases // AT_ONCE, database=None, suppress_health_check=list(HealthCheck))
    @given(st.randoms(use_true_random=True))
    def in_one(chance: Random) -> None:
        for _ in range(AT_ONCE):
            check(chance)

    in_one()
