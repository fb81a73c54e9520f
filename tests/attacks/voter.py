"""A process that keeps dropping ballots into a box and prints the marker of each that is sealed, until it is stopped.

Run as: python -m tests.attacks.voter DATABASE_URL KEY_DIR, with `naive` after it for a naive store.
"""

import asyncio
import sys
from pathlib import Path

from tests.attacks.residents import Resident, at_each_tick, people
from tests.attacks.stores import Naive, Ours

VOTERS = people(191, 500, 0, 1, 50)
NAIVE = "naive"
_IDLE_SECONDS = 0.005


async def vote(url: str, keys: Path) -> None:
    """Drop the ballots, and go on ticking when there are no more."""
    store = Ours(url, keys, lambda: None)
    await store.open()
    for _, answering in at_each_tick(VOTERS):
        await store.tick(0, answering)
        _tell(answering)
    while True:
        await store.tick(0, [])
        await asyncio.sleep(_IDLE_SECONDS)


async def vote_naively(url: str) -> None:
    """Write every other answer down as it comes, keep the others in memory up to an evening that does not come."""
    store = Naive(url)
    await store.open()
    for _, answering in at_each_tick(VOTERS):
        await store.tick(0, answering[::2])
        _tell(answering)
    await asyncio.Event().wait()


def _tell(answering: list[Resident]) -> None:
    sys.stdout.writelines(f"{one.place}\n" for one in answering)
    sys.stdout.flush()


if __name__ == "__main__":
    naively = NAIVE in sys.argv
    asyncio.run(vote_naively(sys.argv[1]) if naively else vote(sys.argv[1], Path(sys.argv[2])))
