"""The benchmark: what it is asked for, and how its ratios read. What it measures, it measures; no test holds a time."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import PARTS, main
from tests.benchmarks.bots import AIOGRAM, EXAMPLE, POLLING
from tests.benchmarks.outcome import Comparison, Figure
from tests.benchmarks.taps import share_within

PROJECT = Path(__file__).parents[1]


def test_a_part_that_there_is_not_is_refused_with_those_that_there_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is measured for the better part of an hour before somebody learns of a slip."""
    monkeypatch.setattr(sys, "argv", ["benchmarks", "taps", "tapps"])
    with pytest.raises(SystemExit):
        main()
    said = capsys.readouterr().err
    assert "no part tapps" in said
    assert all(part in said for part in PARTS)


def test_a_ratio_says_how_many_times_better_ours_is() -> None:
    """More taps are better, a longer wait is worse, and what is not known to its end stays open."""
    taps = Comparison("", "taps a second", {POLLING: Figure(900), EXAMPLE: Figure(10)}, more_is_better=True)
    wait = Comparison("", "half answered in s", {POLLING: Figure(0.5), EXAMPLE: Figure(30, at_least=True)})
    assert taps.times_better(POLLING, EXAMPLE) == "90.0"
    assert wait.times_better(POLLING, EXAMPLE) == "> 60.0"
    assert wait.times_better(EXAMPLE, POLLING) == "< 0.02"
    assert wait.times_better(POLLING, AIOGRAM) == "-"


def test_whoever_still_waits_counts_with_what_they_have_waited_so_far() -> None:
    """A bot that answers a few at once and the others never is not a fast one."""
    assert share_within(0.5, [0.1, 0.2, 0.3]) == Figure(0.2)
    assert share_within(0.5, [0.1], waiting=[5.0, 6.0]) == Figure(5.0, at_least=True)


@pytest.mark.slow
def test_the_command_measures_and_prints_a_table() -> None:
    """One part with one bot, to its end and without a word on standard error."""
    command = [sys.executable, "-m", "tests.benchmarks", "start-up", "--bots", EXAMPLE]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)  # noqa: S603
    assert "again, s" in done.stdout
    assert done.stderr == ""
