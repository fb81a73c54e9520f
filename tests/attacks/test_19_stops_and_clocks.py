"""Attack 19: ballots that are opened early, or lost, when the bot is stopped, updated, or the clock changes.

The attacker stops the bot's process with SIGTERM in the middle of its work, starts another one on the same files
(whose migrations run again, as at an update), or waits for the nights in which the clock is changed; and has the bot
try to open the box at every hour from the opening time on, as many restarts would. Passes if no ballot leaves the box
before the first opening time after it was dropped, and each one that was said to be sealed leaves it in the end.

The naive store that is stopped has written half of the answers down as they came, and lost the others; a naive clock
is that of Greenwich, all the year round.
"""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from pathlib import Path

import pytest

from tests.attacks.life import copy_of
from tests.attacks.place import Place
from tests.attacks.residents import AREAS, people
from tests.attacks.stores import LONDON, Ours
from tests.attacks.verdict import Finding, Judge
from tests.attacks.voter import NAIVE, VOTERS

_ROOT = Path(__file__).parent.parent.parent
_SEALED_BEFORE = 150
_OPENING = time(7, 30)
_STEP = timedelta(hours=1)
_BY_DAY = range(11, 22)
"""Hours in which nothing is due, and no clock is changed."""
_DAY_OF_STEPS = 24
_STEPS = 2 * _DAY_OF_STEPS


def test_a_stop_and_an_update_lose_nothing(
    new_place: Callable[[], Place], backend: str, judge: Judge
) -> None:
    """What was sealed before a SIGTERM is in the box for the next process, and nothing was opened."""
    naive, ours = new_place(), new_place()
    of_naive = _sealed_before_the_stop(naive, NAIVE)
    early_in_naive = _open(naive)
    sealed = _sealed_before_the_stop(ours)
    early, late = asyncio.run(_next_process(ours))
    judge(Finding("19 stopped: opened early", backend, len(early_in_naive), len(early), 0))
    judge(Finding("19 stopped: lost", backend, len(of_naive - early_in_naive), len(sealed - late), 0))
    assert late <= {one.place for one in VOTERS}


def _sealed_before_the_stop(place: Place, *words: str) -> set[str]:
    """Let a process take ballots, stop it, and return those that it said were sealed."""
    command = [sys.executable, "-m", "tests.attacks.voter", place.url, str(place.keys), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_ROOT) as voter:  # noqa: S603
        assert voter.stdout is not None
        sealed = {next(voter.stdout).strip() for _ in range(_SEALED_BEFORE)}
        voter.send_signal(signal.SIGTERM)
        return sealed | {line.strip() for line in voter.stdout if line.endswith("\n")}


async def _next_process(place: Place) -> tuple[set[str], set[str]]:
    """Return what is open once another process has begun, and what it can open at the end of the round."""
    store = Ours(place.url, place.keys, place.look)
    await store.open()
    await store.tick(0, [])
    early = _open(place)
    await store.end_day(0)
    await store.end_round()
    late = _open(place)
    await store.close()
    return early, late


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(datetime(2026, 3, 28, 0, 30, tzinfo=UTC), id="spring", marks=pytest.mark.slow),
        pytest.param(datetime(2026, 10, 24, 0, 30, tzinfo=UTC), id="autumn"),
    ],
)
def test_a_change_of_the_clock_opens_nothing_early(
    new_place: Callable[[], Place], backend: str, judge: Judge, day: datetime
) -> None:
    """Around both changes each ballot leaves the box at the first opening time after it was dropped."""
    naive, ours = (asyncio.run(_through_the_change(new_place(), day, zone)) for zone in (UTC, LONDON))
    judge(Finding(f"19 clock, {day:%B}: early, late or lost", backend, naive, ours, 0))


async def _through_the_change(place: Place, start: datetime, zone: tzinfo) -> int:
    """Return how many ballots did not leave the box when they should, with an opening at its time in a time zone."""
    store = Ours(place.url, place.keys, place.look)
    store.now = start
    await store.open()
    # All of one area: nobody has to wait for others.
    voters = [replace(one, area=AREAS[0]) for one in people(192, 11 * _STEPS, 0, 1, _STEPS)]
    due: dict[str, datetime] = {}
    came_out: dict[str, datetime] = {}
    for step in range(_STEPS + _DAY_OF_STEPS):
        store.now = start + step * _STEP
        local = store.now.astimezone(zone)
        if local.hour in _BY_DAY:
            continue
        if local.time() >= _OPENING:
            await store.box.open_if_due(local.date())
        for place_ in _open(place) - came_out.keys():
            came_out[place_] = store.now
        answering = [one for one in voters if one.tick == step]
        await store.drop([(one.ballot, one.account) for one in answering])
        due |= {one.place: _next_opening(store.now) for one in answering}
    await store.close()
    return sum(came_out.get(one) != at for one, at in due.items())


def _next_opening(after: datetime) -> datetime:
    """Return the next opening time, in UTC."""
    local = after.astimezone(LONDON)
    day = local.date() if local.time() < _OPENING else local.date() + timedelta(days=1)
    return datetime.combine(day, _OPENING, LONDON).astimezone(UTC)


def _open(place: Place) -> set[str]:
    return {marker for _, _, marker in copy_of(place.disk).responses}
