"""How long an opening takes, and for how long residents wait meanwhile.

100,000 answers and 20,000 comments are kept already, then ten times as many; 500 ballots leave the box. Meanwhile a
tick is asked for again and again, and the event loop is asked for its attention every millisecond.
"""

import asyncio
import tempfile
from datetime import date
from pathlib import Path

from rich.table import Table

from tests.benchmarks.kept import fill
from tests.benchmarks.meanwhile import in_seconds, seconds, timed
from tests.benchmarks.outcome import Outcome, Tell, Wishes
from tests.postgres import postgres_server
from tests.storage.worker import ballot_of, open_box_at

KEPT = ((100_000, 20_000), (1_000_000, 200_000))
IN_THE_BOX = 500


async def _measure(url: str, keys: Path, responses: int, comments: int) -> dict[str, float]:
    """Return what was measured, in seconds, with a database at that URL."""
    database, box = await open_box_at(url, keys)
    await fill(database, responses, comments)
    dropped = [asyncio.create_task(box.drop(ballot_of(account), account)) for account in range(IN_THE_BOX)]
    await asyncio.wait(dropped, timeout=0)
    tick = await seconds(box.seal())
    opening = await timed(box.open_if_due(date(2026, 6, 16)), box)
    await database.close()
    return {
        "a tick with 500 ballots": tick,
        "the opening": opening.whole,
        "longest wait for a tick": opening.tick,
        "longest stall of the event loop": opening.loop,
    }


async def measured(_: Wishes, tell: Tell) -> Outcome:
    """Measure with both databases; returns a table for each number of answers."""
    return Outcome(tables=[await _table(responses, comments, tell) for responses, comments in KEPT])


async def _table(responses: int, comments: int, tell: Tell) -> Table:
    with tempfile.TemporaryDirectory() as folder, postgres_server() as server:
        here, results = Path(folder), {}
        for name, url in (("SQLite", f"sqlite:///{here}/views.db"), ("PostgreSQL", server.new_database())):
            tell(f"{name}, {responses:,} answers")
            results[name] = await _measure(url, here / name, responses, comments)
    title = f"An opening among {responses:,} answers and {comments:,} comments, in seconds"
    return in_seconds(title, results)
