"""A resident who comes by the link of an engagement event."""

from storage import events
from tests.town import Town


async def test_five_taps_from_an_event_link(town: Town) -> None:
    """The area is known, and is not asked for."""
    name = town.stores.rounds.now().name
    assert name is not None
    code = await events.make(town.stores.database, name, "watford")
    await town.stores.event_links.refresh()
    hal = town.resident()
    await hal.starts(code.lower())
    assert "Watford" in hal.text
    await hal.taps("Give my views", "Theft", "That's all", "Send my views")
    assert "Thank you" in hal.text
    (kept,) = await town.kept()
    assert kept.area == "watford"


async def test_a_made_up_code_is_an_ordinary_start(town: Town) -> None:
    """A code that stands for nothing leads to the welcome, without a word about it."""
    hal = town.resident()
    await hal.starts("ZZZZZ")
    await hal.taps("Give my views")
    assert "Which area" in hal.text
