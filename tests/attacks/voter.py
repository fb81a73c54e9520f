"""A process that keeps dropping ballots into a box and prints the marker of each that is sealed, until it is stopped.

Run as: python -m tests.attacks.voter DATABASE_URL KEY_DIR
"""

import asyncio
import sys
from pathlib import Path

from tests.attacks.residents import at_each_tick, people
from tests.attacks.stores import Ours

VOTERS = people(191, 500, 0, 1, 50)
_IDLE_SECONDS = 0.005


async def vote(url: str, keys: Path) -> None:
    """Drop the ballots, and go on ticking when there are no more."""
    store = Ours(url, keys, lambda: None)
    await store.open()
    for _, answering in at_each_tick(VOTERS):
        await store.tick(0, answering)
        sys.stdout.writelines(f"{one.place}\n" for one in answering)
        sys.stdout.flush()
    while True:
        await store.tick(0, [])
        await asyncio.sleep(_IDLE_SECONDS)


if __name__ == "__main__":
    asyncio.run(vote(sys.argv[1], Path(sys.argv[2])))
