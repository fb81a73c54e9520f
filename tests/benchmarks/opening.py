"""How long an opening takes, and for how long residents wait meanwhile: `python -m tests.benchmarks.opening`.

100,000 answers and 20,000 comments are kept already, 500 ballots leave the box. Meanwhile a tick is asked for again and
again, and the event loop is asked for its attention every millisecond.
"""

import asyncio
import secrets
import tempfile
import time
from collections.abc import Coroutine, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlmodel import SQLModel, insert

from storage.database import Database
from storage.tables import Comment, Response
from tests.postgres import postgres_server
from tests.storage.worker import ballot_of, open_box_at

RESPONSES, COMMENTS, IN_THE_BOX = 100_000, 20_000, 500
ROUND = "2026-2"


async def measure(url: str, keys: Path) -> dict[str, float]:
    """Return what was measured, in seconds, with a database at that URL."""
    database, box = await open_box_at(url, keys)
    await _fill(database)
    dropped = [asyncio.create_task(box.drop(ballot_of(account), account)) for account in range(IN_THE_BOX)]
    await asyncio.wait(dropped, timeout=0)
    began = time.perf_counter()
    await box.seal()
    found = {"a tick with 500 ballots": time.perf_counter() - began}

    opening = asyncio.create_task(_timed_opening(box.open_if_due(date(2026, 6, 16))))
    ticks, stalls = [0.0], [0.0]
    while not opening.done():
        began = time.perf_counter()
        tick = asyncio.create_task(box.seal())
        while not tick.done():
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            stalls.append(time.perf_counter() - before - 0.001)
        ticks.append(time.perf_counter() - began)
    found |= {
        "the opening": await opening,
        "longest wait for a tick": max(ticks),
        "longest stall of the event loop": max(stalls),
    }
    await database.close()
    return found


async def _timed_opening(opening: Coroutine[Any, Any, bool]) -> float:
    began = time.perf_counter()
    await opening
    return time.perf_counter() - began


async def _fill(database: Database) -> None:
    async with database.writing() as session:
        connection = await session.connection()
        for model, rows in ((Response, _responses()), (Comment, _comments())):
            table = SQLModel.metadata.tables[str(model.__tablename__)]
            await connection.execute(insert(table), list(rows))


def _responses() -> Iterator[dict[str, str]]:
    for _ in range(RESPONSES):
        yield {
            "id": secrets.token_hex(16),
            "round": ROUND,
            "area": "dacorum",
            "first": "speeding",
            "second": "burglary",
            "third": "anti_social_behaviour",
            "place": "road",
            "town": "hemel_hempstead",
            "time": "evening",
            "safe_by_day": "fairly_safe",
            "safe_after_dark": "bit_unsafe",
        }


def _comments() -> Iterator[dict[str, str]]:
    for _ in range(COMMENTS):
        words = "Cars race along the High Street at night and nobody stops them. " * 3
        yield {
            "id": secrets.token_hex(16),
            "round": ROUND,
            "area": "dacorum",
            "issue": "speeding",
            "text": words,
        }


def main() -> None:
    """Measure with both databases, and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        results = {"SQLite": asyncio.run(measure(f"sqlite:///{here}/views.db", here / "keys-1"))}
        with postgres_server() as server:
            results["PostgreSQL"] = asyncio.run(measure(server.new_database(), here / "keys-2"))
    table = Table(title=f"An opening among {RESPONSES:,} answers and {COMMENTS:,} comments, in seconds")
    table.add_column("")
    for name in results:
        table.add_column(name, justify="right")
    for what in results["SQLite"]:
        table.add_row(what, *(f"{found[what]:.3f}" for found in results.values()))
    Console().print(table)


if __name__ == "__main__":
    main()
