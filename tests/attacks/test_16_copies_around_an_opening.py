"""Attack 16: whose answer is whose, from copies of the database before and after an opening.

The attacker has a copy of the tables after each tick and after each opening, and knows when and where everybody
answered. Rows that are in one copy and not in the next are the answers of those who answered between the two. Passes
if for each area either nothing changes or as many rows as must leave the box together.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise

from tests.attacks.life import Copy, Life, copy_of
from tests.attacks.place import Place
from tests.attacks.residents import at_each_tick, people
from tests.attacks.stores import MINIMUM, Ours
from tests.attacks.verdict import Finding, Judge

_TICKS = 5
ENOUGH = f"{MINIMUM} or more"


def test_rows_change_only_many_at_once(ours: Life, naive: Life, backend: str, judge: Judge) -> None:
    """No two copies differ by fewer rows of an area than the minimum."""
    judge(Finding("16 rows that appear together", backend, fewest(naive), fewest(ours), ENOUGH))


def fewest(life: Life) -> str:
    """Return how few rows of an area changed between two copies."""
    changes = [
        changed
        for copies in (life.copies, life.openings)
        for pair in pairwise(copies)
        for changed in _changes(*pair)
    ]
    assert changes
    return _in_words(min(changes))


def _in_words(fewest: int) -> str:
    return ENOUGH if fewest >= MINIMUM else str(fewest)


def _changes(before: Copy, after: Copy) -> Iterable[int]:
    """Give how many rows of each area changed, of the areas in which any did."""
    for old, new in ((before.responses, after.responses), (before.comments, after.comments)):
        yield from Counter(area for _, area, _ in old ^ new).values()


def test_a_withdrawal_takes_its_own_row_and_no_other(
    new_place: Callable[[], Place], backend: str, judge: Judge
) -> None:
    """What the README admits: whoever holds both copies sees which row was withdrawn, though not by whom."""
    changed = asyncio.run(_withdrawn(new_place()))
    judge(Finding("16 rows that go with a receipt (admitted)", backend, None, changed, "1"))


async def _withdrawn(place: Place) -> str:
    """Return how few rows of an area change with the opening after one resident of 500 has handed back a receipt."""
    store = Ours(place.url, place.keys, place.look)
    await store.open()
    residents = [replace(one, receipt=True) for one in people(161, 500, 0, 1, _TICKS)]
    for _, answering in at_each_tick(residents):
        await store.tick(0, answering)
    await store.end_day(0)
    before = copy_of(place.disk)
    await store.withdraw(residents[0].number)
    await store.end_day(1)
    fewest = min(_changes(before, copy_of(place.disk)), default=0)
    await store.close()
    return _in_words(fewest)
