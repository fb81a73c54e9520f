"""An event's code stands for an area as long as its round lasts, however it is typed."""

from collections.abc import Callable

import pytest
from sqlmodel import update

from storage import events
from storage.database import Database
from storage.errors import RoundUnknown
from storage.rounds import Rounds
from storage.tables import Event


@pytest.mark.usefixtures("rounds")
async def test_an_events_code_stands_for_its_area(database: Database) -> None:
    """Five letters, of one event only."""
    watford = await events.make(database, "2026-2", "watford")
    dacorum = await events.make(database, "2026-2", "dacorum")

    assert len(watford) == len(dacorum) == events.CODE_LETTERS
    assert await events.area_of(database, watford) == "watford"
    assert await events.area_of(database, dacorum) == "dacorum"


@pytest.mark.usefixtures("rounds")
async def test_a_code_may_be_typed_by_hand(database: Database) -> None:
    """Small letters and look-alikes reach the same event; anything else reaches none."""
    await events.make(database, "2026-2", "watford")
    async with database.writing() as session:
        await session.exec(update(Event).values(code="A01BZ"))

    assert [await events.area_of(database, code) for code in ("A01BZ", "aoibz", "AOLBz")] == ["watford"] * 3
    strange = ["A01B", "0A01BZ1", "A01BU", "", "Watford market", "A01BZ" * 1000]
    assert [await events.area_of(database, code) for code in strange] == [None] * len(strange)


async def test_a_code_ends_with_its_round(
    database: Database, rounds: Rounds, at: Callable[[str], None]
) -> None:
    """A poster from the spring does not count people in the autumn."""
    code = await events.make(database, "2026-2", "watford")

    at("2026-09-01 00:00")
    await rounds.refresh()

    assert await events.area_of(database, code) is None


async def test_an_event_needs_a_round(database: Database) -> None:
    """Before the first round has begun there is nothing to count in."""
    with pytest.raises(RoundUnknown, match="2026-2"):
        await events.make(database, "2026-2", "watford")
    assert await events.area_of(database, "A01BZ") is None
