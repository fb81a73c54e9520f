"""How long a summary takes, and residents wait meanwhile.

Among 10,000, 100,000 and 1,000,000 answers, with a comment to every tenth, on both databases. At first, whoever asked
for figures had all answers fetched and counted, alone, so that two who asked at once were told the same. Now the
database counts them once, after each opening, and whoever asks reads what was noted then.
"""

import tempfile
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.table import Table
from sqlmodel import SQLModel

from bot.desk.teller import Teller
from bot.steps_count import StepsCount
from flows.script import installed
from storage import releases
from storage.ballot_box import BallotBox
from storage.database import Database
from storage.figures import MINIMUM, Figures, of_area
from storage.rounds import Rounds
from storage.tables import Response
from tests.benchmarks.kept import COUNTY, ROUND, fill
from tests.benchmarks.meanwhile import in_seconds, seconds, timed
from tests.benchmarks.outcome import Outcome, Tell, Wishes
from tests.counting import count
from tests.postgres import postgres_server
from tests.storage.worker import open_box_at

KEPT = (10_000, 100_000, 1_000_000)
ASKED = 20
NOON = datetime(2026, 6, 16, 12, tzinfo=UTC)


async def _measure(url: str, keys: Path, responses: int) -> dict[str, float]:
    """Return what was measured, in seconds, with a database at that URL."""
    database, box = await open_box_at(url, keys)
    await fill(database, responses, responses // 10)
    before = await timed(_as_at_first(database), box)
    after_opening = await timed(releases.tell(database, MINIMUM, date(2026, 6, 16)), box)
    first = await seconds(releases.figures(database, ROUND))
    asked = await timed(_again_and_again(database), box)
    teller = _teller(database, box)
    summary = await seconds(_summary(teller, None))
    of_areas = [await seconds(_summary(teller, area)) for area in COUNTY.areas]
    await database.close()
    return {
        "at first: figures, for whoever asks": before.whole,
        "at first: longest wait for a tick meanwhile": before.tick,
        "now: counting after an opening": after_opening.whole,
        "now: longest wait for a tick meanwhile": after_opening.tick,
        "now: figures, asked for the first time": first,
        "now: figures, asked for again": asked.whole / ASKED,
        "now: longest wait for a tick while they are asked for": asked.tick,
        "now: the county's whole summary": summary,
        "now: an area's, the slowest of ten": max(of_areas),
        "figures at first, beside those of now": before.whole / first,
    }


async def _as_at_first(database: Database) -> dict[str, Figures]:
    table = SQLModel.metadata.tables[str(Response.__tablename__)]
    async with database.writing() as session:
        rows = await (await session.connection()).execute(table.select().where(table.c.round == ROUND))
        by_area: defaultdict[str, list[Any]] = defaultdict(list)
        for row in rows:
            by_area[row.area].append(row)
        return {area: of_area(ROUND, area, count(rows)) for area, rows in by_area.items()}


async def _again_and_again(database: Database) -> None:
    for _ in range(ASKED):
        await releases.figures(database, ROUND)


def _teller(database: Database, box: BallotBox) -> Teller:
    rounds = Rounds(database, 4, ZoneInfo("Europe/London"), lambda: NOON)
    script = installed("hertfordshire")
    return Teller(database, rounds, script, StepsCount(box), MINIMUM, chart=None, comments_in_chat=False)


async def _summary(teller: Teller, area: str | None) -> None:
    reading = await teller.today(area)
    assert reading is not None
    assert reading.figures is not None
    await teller.full(reading)


async def measured(_: Wishes, tell: Tell) -> Outcome:
    """Measure with both databases; returns a table for each number of answers."""
    return Outcome(tables=[await _table(responses, tell) for responses in KEPT])


async def _table(responses: int, tell: Tell) -> Table:
    with tempfile.TemporaryDirectory() as folder, postgres_server() as server:
        here, results = Path(folder), {}
        for name, url in (("SQLite", f"sqlite:///{here}/views.db"), ("PostgreSQL", server.new_database())):
            tell(f"{name}, {responses:,} answers")
            results[name] = await _measure(url, here / name, responses)
    return in_seconds(f"A summary of {responses:,} answers, in seconds", results)
