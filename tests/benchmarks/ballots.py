"""Ballots into the ballot box: how many it takes a second, however many have answered before, on both databases.

A thousand ballots with a comment each are dropped and sealed with one tick. The answers of those who came earlier in
the round have left the box; their tags have not. Below stands what the example does: an INSERT for each, committed.
"""

import asyncio
import time
from collections.abc import Iterator
from datetime import date
from itertools import count, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import asyncpg
from rich.box import SIMPLE
from rich.table import Table

from storage.ballot_box import BallotBox
from tests.benchmarks.outcome import Outcome, Tell, Wishes
from tests.benchmarks.survey import CHOICES, QUESTIONS, Answers
from tests.postgres import postgres_server
from tests.storage.worker import ballot_of, open_box_at

ANSWERED = (0, 10_000, 100_000)
AT_ONCE = 1_000
TICKS = 5
INSERTS = 1_000
ANSWER = [CHOICES[0]] * len(QUESTIONS)
INSTEAD = "an INSERT for each instead"


async def measured(_: Wishes, tell: Tell) -> Outcome:
    """Measure with both databases."""
    with TemporaryDirectory() as folder, postgres_server() as server:
        here = Path(folder)
        tell("SQLite")
        embedded = await _sealed(f"sqlite:///{here}/views.db", here / "SQLite")
        embedded[INSTEAD] = _inserted(Answers(here / "answers.db"))
        tell("PostgreSQL")
        served = await _sealed(server.new_database(), here / "PostgreSQL")
        served[INSTEAD] = await _inserted_at(server.new_database())
    table = Table(
        "", "SQLite", "PostgreSQL", title=f"Ballots a second, {AT_ONCE:,} with one tick", box=SIMPLE
    )
    for what, figure in embedded.items():
        table.add_row(what, f"{figure:,.0f}", f"{served[what]:,.0f}")
    return Outcome(tables=[table])


async def _sealed(url: str, keys: Path) -> dict[str, float]:
    """Return how many ballots a second a box takes, by how many have answered before."""
    database, box = await open_box_at(url, keys)
    accounts, figures, before = count(), {}, 0
    for day, answered in enumerate(ANSWERED, 1):
        await _tick(box, accounts, answered - before)
        await box.open_if_due(date(2026, 6, day))
        took = [await _tick(box, accounts, AT_ONCE) for _ in range(TICKS)]
        figures[f"{answered:,} have answered"] = AT_ONCE / median(took)
        before = answered + TICKS * AT_ONCE
    await database.close()
    return figures


async def _tick(box: BallotBox, accounts: Iterator[int], ballots: int) -> float:
    """Drop ballots and seal them; returns how long that took, in seconds."""
    of = [(ballot_of(account), account) for account in islice(accounts, max(ballots, 0))]
    begun = time.perf_counter()
    dropped = [asyncio.create_task(box.drop(ballot, account)) for ballot, account in of]
    await asyncio.sleep(0)
    await box.seal()
    await asyncio.gather(*dropped)
    return time.perf_counter() - begun


def _inserted(answers: Answers) -> float:
    begun = time.perf_counter()
    for _ in range(INSERTS):
        answers.keep(ANSWER)
    return INSERTS / (time.perf_counter() - begun)


async def _inserted_at(url: str) -> float:
    connection = await asyncpg.connect(url)
    columns = ", ".join(f"answer_{number} TEXT" for number in range(len(ANSWER)))
    await connection.execute(f"CREATE TABLE answers ({columns})")
    places = ", ".join(f"${number}" for number in range(1, len(ANSWER) + 1))
    begun = time.perf_counter()
    for _ in range(INSERTS):
        await connection.execute(f"INSERT INTO answers VALUES ({places})", *ANSWER)  # noqa: S608 - no words of anybody
    took = time.perf_counter() - begun
    await connection.close()
    return INSERTS / took
