"""Cases: a few hundred with every run of the tests, a hundred thousand in the slow ones."""

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def few_or_many(few: int, many: int) -> pytest.MarkDecorator:
    """Let a test be given so many `cases`, or many more where it may be slow."""
    return pytest.mark.parametrize("cases", [few, pytest.param(many, marks=pytest.mark.slow)])


def in_each_case(cases: int, check: Callable[[Random], None]) -> None:
    """Check something in so many cases, each with chance of its own; one that fails is told by its seed."""

    @settings(max_examples=cases, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.randoms(use_true_random=True))
    def in_one(chance: Random) -> None:
        check(chance)

    in_one()
