"""Answers and comments of a made-up county's worth of residents, that have left the ballot box already."""

from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Any

from sqlmodel import SQLModel, insert

from storage.database import Database
from storage.figures import TABLES
from storage.tables import Comment, Response
from tests.counties import hertfordshire

ROUND = "2026-2"
COUNTY = hertfordshire()
_AT_ONCE = 20_000
_CHOICES = {
    "place": ("homes", "shops", "park", "road", "station", "school", "countryside", None),
    "time": ("morning", "afternoon", "evening", "night", "weekend", "any_time", None),
    "safe_by_day": ("very_safe", "fairly_safe", "bit_unsafe", "very_unsafe", None),
    "safe_after_dark": ("very_safe", "fairly_safe", "bit_unsafe", "very_unsafe", None),
}
_WORDS = "Cars race along the High Street at night and nobody stops them. " * 3


async def fill(database: Database, responses: int, comments: int) -> None:
    """Let so many residents have answered, in each area by its population, and so many comments have been made."""
    chance = Random(1)
    async with database.writing() as session:
        connection = await session.connection()
        for model, rows in (
            (Response, _responses(chance, responses)),
            (Comment, _comments(chance, comments)),
        ):
            table = SQLModel.metadata.tables[str(model.__tablename__)]
            while some := list(islice(rows, _AT_ONCE)):
                await connection.execute(insert(table), some)


def _responses(chance: Random, number: int) -> Iterator[dict[str, Any]]:
    issues = list(COUNTY.issues)
    towns = {
        area: [place.id for place in COUNTY.places.values() if place.area == area] for area in COUNTY.areas
    }
    for _ in range(number):
        area = _area(chance)
        named = chance.sample(issues, chance.choice((1, 2, 3, 3)), counts=range(len(issues), 0, -1))
        first, second, third = (*dict.fromkeys(named), None, None)[:3]
        yield {
            "id": _id(chance),
            "round": ROUND,
            "area": area,
            "first": first,
            "second": second,
            "third": third,
            "town": chance.choice([*towns[area], None]),
            **{name: chance.choice(_CHOICES[name]) for name in TABLES if name in _CHOICES},
            "withdrawal": f"{chance.getrandbits(256):064x}",
            "assisted": chance.random() < 1 / 8,
        }


def _comments(chance: Random, number: int) -> Iterator[dict[str, Any]]:
    for _ in range(number):
        yield {
            "id": _id(chance),
            "round": ROUND,
            "area": _area(chance),
            "issue": chance.choice(list(COUNTY.issues)),
            "text": _WORDS,
            "withdrawal": f"{chance.getrandbits(256):064x}",
        }


def _area(chance: Random) -> str:
    return chance.choices(list(COUNTY.population), list(COUNTY.population.values()))[0]


def _id(chance: Random) -> str:
    return f"{chance.getrandbits(128):032x}"
