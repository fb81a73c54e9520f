"""How sure figures are: intervals that hold the truth as often as they say, from rounded numbers alone."""

from dataclasses import replace
from math import sqrt
from random import Random

import pytest

from bot.pack.intervals import estimates
from storage.figures import MINIMUM, Band, Concern, Figures
from storage.releases import EVERYWHERE

NONE: dict[str, int] = {}


def figures(answers: int, *named: int | None, area: str = "stevenage", minimum: int = MINIMUM) -> Figures:
    """Return figures of an area whose concerns were named by so many."""
    concerns = tuple(
        Concern(f"issue_{number}", Band.ABOUT_A_QUARTER if count is None else Band.MOST, count, None)
        for number, count in enumerate(named)
    )
    return Figures("2026-2", area, answers, concerns, NONE, NONE, NONE, NONE, NONE, None, minimum)


def rounded(number: int) -> int:
    """Return a number to the nearest five."""
    return 5 * round(number / 5)


@pytest.mark.parametrize(("answers", "share"), [(30, 0.5), (30, 0.8), (200, 0.3), (4000, 0.1)])
def test_nineteen_intervals_in_twenty_hold_the_truth(answers: int, share: float) -> None:
    """Of 200 rounds in which each resident names a concern with the same likelihood, about 190 hold it."""
    chance, held = Random(f"{answers} {share}"), 0
    for _ in range(200):
        named = sum(chance.random() < share for _ in range(answers))
        sure = estimates(figures(rounded(answers), rounded(named)))["issue_0"].share
        held += sure.low <= 100 * share <= sure.high
    assert 180 <= held <= 200


def test_an_interval_is_of_chance_and_of_the_rounding_and_of_nothing_else() -> None:
    """By hand: a half of sixty who answer, and as likely two more or fewer who name it than were told."""
    sure = estimates(figures(60, 30))["issue_0"].share
    away = 1.96 * sqrt(0.5 * 0.5 / 60 + 2 / 60**2)
    assert [sure.low, sure.high] == pytest.approx([100 * (0.5 - away), 100 * (0.5 + away)], abs=1)


def test_the_more_have_answered_the_surer_it_is() -> None:
    """A half of 30 and a half of 3,000."""
    few, many = (estimates(figures(number, number // 2))["issue_0"].share for number in (30, 3000))
    assert few.high - few.low > 30
    assert many.high - many.low < 5
    assert few.low < many.low <= 50 <= many.high < few.high


def test_what_all_have_named_need_not_be_named_by_all() -> None:
    """Ten of ten are not sure to be all again."""
    sure = estimates(figures(10, 10))["issue_0"].share
    assert 60 <= sure.low < 95
    assert sure.high == 100
    # Told as ten and ten, it can only have been twelve of twelve.
    assert estimates(figures(10, 10, minimum=12))["issue_0"].share.low < 95


def test_ties_can_be_either_way_round_and_what_is_far_apart_cannot() -> None:
    """The ranks in which each may be."""
    sure = estimates(figures(400, 300, 200, 200, 40))
    ranks = [(one.rank.low, one.rank.high) for one in sure.values()]
    assert ranks == [(1, 1), (2, 3), (2, 3), (4, 4)]


@pytest.mark.parametrize(("answers", "minimum"), [(30, 10), (60, 20), (120, 50), (200, 50), (3000, 1000)])
def test_what_is_told_by_its_band_alone_has_a_wide_interval(answers: int, minimum: int) -> None:
    """It is from what may be behind a band and a number under the minimum, and not from the number itself."""
    counted, by_band = estimates(figures(answers, 2 * answers // 3, None, minimum=minimum)).values()
    from_, to = Band.ABOUT_A_QUARTER.span
    assert by_band.share.low <= 100 * from_
    assert by_band.share.high >= 100 * min(to, (minimum - 1) / answers) - 1
    assert by_band.rank.high == 2
    assert counted.rank.low == 1


@pytest.mark.parametrize(("minimum", "low", "high"), [(50, 14, 31), (100, 15, 45)])
def test_what_is_told_by_its_band_alone_is_not_taken_for_more_than_it_can_be(
    minimum: int, low: int, high: int
) -> None:
    """Of 200 who answered 40 named it, or up to 79 if that is few, and what chance takes or gives."""
    (by_band,) = estimates(figures(200, None, minimum=minimum)).values()
    assert by_band.share.low >= low
    assert by_band.share.high <= high


def test_what_was_rounded_to_less_than_the_minimum_was_the_minimum_at_least() -> None:
    """Seventeen of a hundred, told as fifteen where seventeen must be told of together, cannot have been sixteen."""
    told, least = (estimates(figures(100, 15, minimum=minimum))["issue_0"].share for minimum in (17, 10))
    assert told.high >= least.high
    assert told.low > least.low


def test_it_is_the_same_for_the_same_figures_and_uses_nothing_else() -> None:
    """No clock, no exact number: what is not told of a concern changes nothing."""
    told = figures(30, 20, 15, area=EVERYWHERE)
    assert estimates(told) == estimates(replace(told, town={"stevenage": 10}, assisted=10))
    assert estimates(figures(30)) == {}
