"""A round that is over: its answers have left the ballot box, and staff look at it on the next day."""

import secrets
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from sqlmodel import SQLModel

from bot.desk.reading import Reading, read
from bot.pack.contents import Pack, Packs
from bot.steps_count import Steps
from flows.script import Script, installed
from storage import releases
from storage.database import Database
from storage.priorities import Priorities
from storage.rounds import Rounds
from tests.migrated import lay_tables

ROUND, BEFORE = "2026-2", "2026-1"
LONDON = ZoneInfo("Europe/London")
DAYS = [
    datetime(2026, 4, 30, tzinfo=UTC),
    datetime(2026, 8, 31, tzinfo=UTC),
    datetime(2026, 9, 2, tzinfo=UTC),
]
"""The last one is the day on which staff look; on each of the others another round is open."""
LIKELY = [10 * 0.78**number for number in range(15)]
"""How often each of the issues is somebody's concern, from the first to the last of an area's."""
WITHOUT_AN_ANSWER = 0.3


class RoundOver:
    """A round that is over.

    Args:
        database: holds its answers.
        rounds: know that it is over.
        minimum: how many answers left the ballot box together.
    """

    def __init__(self, database: Database, rounds: Rounds, minimum: int) -> None:
        self.database = database
        self.rounds = rounds
        self.minimum = minimum
        self.priorities = Priorities(database)
        self.script = installed("hertfordshire")
        self.packs = self._packs(is_trial=False)

    @property
    def areas(self) -> list[str]:
        """The county's areas."""
        return list(self.script.county.areas)

    async def answered(self, areas: Mapping[str, int], round_name: str = ROUND) -> None:
        """Let so many residents of areas have answered, each area with a mind of its own."""
        for area, number in areas.items():
            await self._add("response", residents(self.script, area, number, round_name))
        await releases.tell(self.database, self.minimum, self.rounds.today())

    async def commented(self, *texts: str, area: str = "stevenage", issue: str | None = None) -> None:
        """Let comments have left the ballot box, on an issue or on one after the other."""
        issues = [issue] if issue else list(self.script.county.issues)
        rows = (
            {
                "id": secrets.token_hex(16),
                "round": ROUND,
                "area": area,
                "issue": issues[number % len(issues)],
                "text": text,
                "withdrawal": None,
            }
            for number, text in enumerate(texts)
        )
        await self._add("comment", rows)

    async def agreed(
        self, area: str, *texts: str, round_name: str = BEFORE, done: Mapping[int, str] | None = None
    ) -> None:
        """Let three priorities have been agreed for an area, and something have been done about them."""
        await self.priorities.agree(round_name, area, [("", text) for text in texts])
        await self.priorities.note_done(round_name, area, done or {})

    async def reading(self, area: str | None) -> Reading:
        """Return what is told of an area, or of the county."""
        round_ = next(one for one in await self.rounds.begun() if one.name == ROUND)
        return await read(self.database, self.rounds, round_, area, self.minimum, Steps())

    async def pack(self, area: str | None, *, is_trial: bool = False) -> Pack:
        """Return what goes into the pack of an area, or of the county."""
        packs = self._packs(is_trial=is_trial)
        pack = await packs.gather(await packs.round(ROUND), area)
        assert pack is not None
        return pack

    def _packs(self, *, is_trial: bool) -> Packs:
        return Packs(
            self.database, self.rounds, self.priorities, self.script, self.minimum, is_trial=is_trial
        )

    async def _add(self, table: str, rows: Iterable[Mapping[str, object]]) -> None:
        insert, given = SQLModel.metadata.tables[table].insert(), [dict(row) for row in rows]
        if given:
            async with self.database.writing() as session:
                await (await session.connection()).execute(insert, given)


def residents(script: Script, area: str, number: int, round_name: str) -> Iterator[dict[str, object]]:
    """Give the answers of residents of an area, always the same for the same area and round."""
    chance = Random(f"{area} {round_name}")
    issues = [*script.county.issues, "something_else"]
    chance.shuffle(issues)
    towns: Sequence[str | None] = [one.id for one in script.county.places.values() if one.area == area][:7]
    choices: Mapping[str, Sequence[str | None]] = {
        name: [value for value in script.slots[name].values if value != "skipped"]
        for name in ("place", "time", "safe_by_day", "safe_after_dark")
    }
    for _ in range(number):
        named = list(dict.fromkeys(chance.choices(issues, LIKELY, k=3)))[: chance.choice((1, 2, 3, 3))]
        first, second, third = (*named, None, None)[:3]
        answers = {
            name: None if chance.random() < WITHOUT_AN_ANSWER else chance.choice(values)
            for name, values in {**choices, "town": towns or [None]}.items()
        }
        yield {
            "id": f"{chance.getrandbits(128):032x}",
            "round": round_name,
            "area": area,
            "first": first,
            "second": second,
            "third": third,
            "withdrawal": None,
            "assisted": chance.random() < WITHOUT_AN_ANSWER,
            **answers,
        }


@asynccontextmanager
async def round_over_in(folder: Path, minimum: int = 10) -> AsyncIterator[RoundOver]:
    """Open a database in which a round is over."""
    url = f"sqlite:///{folder}/views.db"
    await lay_tables(url)
    database = Database(url)
    await database.open()
    try:
        for day in DAYS:
            rounds = Rounds(database, 4, LONDON, lambda day=day: day)  # type: ignore[misc]
            await rounds.refresh()
        yield RoundOver(database, rounds, minimum)
    finally:
        await database.close()
