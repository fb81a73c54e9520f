"""Attack 18: whether a code is somebody's receipt.

The attacker hands in codes, half of which are receipts of answers that are kept, half are made up. They look at the
reply, at when it comes, and at all that changes on the disk at that tick: sizes, times, names, the log, the sealed box.
Afterwards they carve the files for the answers that were withdrawn. Passes within 4 standard deviations, if the
tables stay as they are until the opening, and if nothing is left of what was withdrawn.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from storage import crockford
from tests.attacks.disks import Disk, Look
from tests.attacks.life import Copy, copy_of
from tests.attacks.place import Place
from tests.attacks.residents import PLACE_MARKER, Resident, at_each_tick, people
from tests.attacks.stores import Naive, Ours
from tests.attacks.verdict import Finding, Judge, Success, Verdict, best, told_apart

_RIGHT = 80
_TICKS = 10


@dataclass(frozen=True)
class Guesses:
    """What was seen of each code handed in.

    Args:
        right: whether it was a receipt.
        traces: what changed at its tick.
        before: the tables before the first code.
        after: the tables after the last one, before any opening.
        left: how many of the withdrawn answers are still in the files after the next opening.
    """

    right: list[bool]
    traces: list[Look]
    before: Copy
    after: Copy
    left: int


def test_a_right_code_looks_like_a_wrong_one(
    new_place: Callable[[], Place], backend: str, judge: Judge
) -> None:
    """Neither the reply nor the disk tells whether a code is somebody's receipt, until the opening."""
    of_naive, of_ours = (asyncio.run(_guessed(new_place(), naive=naive)) for naive in (True, False))
    judge(Verdict("18 right codes from wrong ones", backend, attack(of_naive), attack(of_ours)))
    naive, ours = (guesses.before == guesses.after for guesses in (of_naive, of_ours))
    judge(Finding("18 tables as before", backend, naive, ours, expected=True))
    if backend == "sqlite":
        judge(Finding("18 withdrawn answers left", backend, of_naive.left, of_ours.left, 0))


def attack(guesses: Guesses) -> Success:
    """Judge each thing to be seen, and return the one that tells best."""
    names = guesses.traces[0].keys()
    return best(
        *(told_apart([seen[name] for seen in guesses.traces], guesses.right) for name in sorted(names))
    )


async def _guessed(place: Place, *, naive: bool) -> Guesses:
    store = Naive(place.url) if naive else Ours(place.url, place.keys, place.look)
    residents = [replace(one, receipt=True) for one in people(181, 500, 0, 1, _TICKS)]
    await store.open()
    for _, answering in at_each_tick(residents):
        await store.tick(0, answering)
    await store.end_day(0)
    codes = _codes(residents)
    before, traces = copy_of(place.disk), []
    for code, _ in codes:
        at_first = place.look()
        reply = await store.withdraw(code)
        traces.append(
            {"reply": float(reply), **_changes(at_first, place.look()), "box": _box(place.disk, naive=naive)}
        )
    after = copy_of(place.disk)
    await store.end_day(1)
    withdrawn = {one.place for one in residents} - {place for _, _, place in copy_of(place.disk).responses}
    assert len(withdrawn) == _RIGHT
    everything = b"".join(place.disk.files().values())
    left = withdrawn & {match[0].decode() for match in PLACE_MARKER.finditer(everything)}
    await store.close()
    return Guesses([right for _, right in codes], traces, before, after, len(left))


def _codes(residents: list[Resident]) -> list[tuple[str, bool]]:
    """Return receipts and made-up codes in random order."""
    chance = Random(18)
    right = [(one.number, True) for one in chance.sample(residents, _RIGHT)]
    wrong = [(crockford.encode(chance.randrange(32**16), 16), False) for _ in right]
    return chance.sample(right + wrong, 2 * _RIGHT)


def _changes(before: Look, after: Look) -> Look:
    return {
        name: float(value != before[name]) if name.endswith("time") else value - before[name]
        for name, value in after.items()
    }


def _box(disk: Disk, *, naive: bool) -> float:
    return 0.0 if naive else float(len(disk.blocks("box")[0]))
