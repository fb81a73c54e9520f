"""A resident who comes by the link of an engagement event."""

from datetime import timedelta

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


async def test_what_another_worker_has_made_this_one_knows_within_five_seconds(town: Town) -> None:
    """It has the links in memory, and so often reads them anew; no link is looked up, and so none is counted."""
    reading = town.running.scheduler.get_job("event links")
    assert reading.trigger.interval <= timedelta(seconds=5)
    reading.pause()
    code = await events.make(town.stores.database, town.stores.rounds.now().name or "", "watford")
    for is_known in (False, True):
        hal = town.resident()
        await hal.starts(code)
        assert ("Watford" in hal.text) is is_known
        await reading.func()
