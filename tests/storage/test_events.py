"""An event's code stands for an area as long as its round lasts, however it is typed."""

import secrets
from collections.abc import Callable

import pytest
from sqlmodel import update

from storage import events
from storage.database import Database
from storage.errors import RoundUnknown
from storage.event_links import EventLinks
from storage.rounds import Rounds
from storage.tables import Event


@pytest.mark.usefixtures("rounds")
async def test_an_events_code_stands_for_its_area(database: Database) -> None:
    """Five letters, of one event only."""
    watford = await events.make(database, "2026-2", "watford")
    dacorum = await events.make(database, "2026-2", "dacorum")

    assert len(watford) == len(dacorum) == events.CODE_LETTERS
    assert await area_of(database, watford) == "watford"
    assert await area_of(database, dacorum) == "dacorum"


@pytest.mark.usefixtures("rounds")
async def test_a_code_may_be_typed_by_hand(database: Database) -> None:
    """Small letters and look-alikes reach the same event; anything else reaches none."""
    await events.make(database, "2026-2", "watford")
    async with database.writing() as session:
        await session.exec(update(Event).values(code="A01BZ"))

    assert [await area_of(database, code) for code in ("A01BZ", "aoibz", "AOLBz")] == ["watford"] * 3
    strange = ["A01B", "0A01BZ1", "100000", "A01BU", "", "Watford market", "A01BZ" * 1000]
    assert [await area_of(database, code) for code in strange] == [None] * len(strange)


@pytest.mark.usefixtures("rounds")
async def test_a_named_event_is_made_once(database: Database) -> None:
    """Of one name in one area in one round; nameless ones are all different."""
    market = await events.make(database, "2026-2", "watford", "Market")
    assert await events.make(database, "2026-2", "watford", "Market") == market
    others = [("dacorum", "Market"), ("watford", "Fair"), ("watford", ""), ("watford", "")]
    codes = {await events.make(database, "2026-2", area, name) for area, name in others}
    assert len(codes | {market}) == 5
    assert [(event.area, event.name) for event in await events.of_round(database, "2026-2")] == [
        ("dacorum", "Market"),
        ("watford", ""),
        ("watford", ""),
        ("watford", "Fair"),
        ("watford", "Market"),
    ]


@pytest.mark.usefixtures("rounds")
async def test_a_code_that_is_taken_is_not_given_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chance may give it twice; then it is asked once more."""
    given = iter((7, 7, 7, 8))
    monkeypatch.setattr(secrets, "randbelow", lambda _: next(given))
    codes = [await events.make(database, "2026-2", area) for area in ("watford", "dacorum")]
    assert codes == ["00007", "00008"]


@pytest.mark.usefixtures("rounds")
async def test_an_event_moves_to_another_area(database: Database) -> None:
    """Its code stays; of another round, or for another code, nothing changes."""
    code = await events.make(database, "2026-2", "watford", "Market")
    await events.move(database, code, "2026-1", "dacorum")
    await events.move(database, "UUUUU", "2026-2", "dacorum")
    assert await area_of(database, code) == "watford"
    await events.move(database, code.lower(), "2026-2", "dacorum")
    assert await area_of(database, code) == "dacorum"


async def test_a_code_ends_with_its_round(
    database: Database, rounds: Rounds, at: Callable[[str], None]
) -> None:
    """A poster from the spring does not count people in the autumn."""
    code = await events.make(database, "2026-2", "watford")

    at("2026-09-01 00:00")
    await rounds.refresh()

    assert await area_of(database, code) is None
    assert await events.of_code(database, code, "2026-3") is None


async def test_the_same_market_in_another_round_is_another_event(
    database: Database, rounds: Rounds, at: Callable[[str], None]
) -> None:
    """With a code of its own, and in no list with the one before: that one's posters are no longer good."""
    before = await events.make(database, "2026-2", "watford", "Market")

    at("2026-09-01 00:00")
    await rounds.refresh()
    code = await events.make(database, "2026-3", "watford", "Market")

    assert code != before
    assert [event.code for event in await events.of_round(database, "2026-3")] == [code]
    async with database.session() as session:
        assert await events.codes_of_round(session, "2026-3") == {code}


async def test_an_event_needs_a_round(database: Database) -> None:
    """Before the first round has begun there is nothing to count in."""
    with pytest.raises(RoundUnknown, match="2026-2"):
        await events.make(database, "2026-2", "watford")
    assert await area_of(database, "A01BZ") is None


async def area_of(database: Database, code: str) -> str | None:
    """Return the area that a link with that code proposes now."""
    links = EventLinks(database)
    await links.refresh()
    return links.area_of(code)
