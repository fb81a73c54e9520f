"""Attack 22: how many came by an event's link, and when, from what a server counts.

PostgreSQL counts for each table and each index how often it was read, keeps that through a restart, and notes the time
of the last reading. Of two bots, one has nobody come by the link of its only event, the other nine residents, who then
say nothing; the attacker has the server's counts of both, and subtracts. Whoever watches the counts would see the
moment in which each came, and with it a resident's event and area. Passes if the table of events was read as often.

The same bot has nine more where each code is looked up.
"""

from pathlib import Path

import pytest

from storage import events
from tests.attacks.conftest import NewPlace
from tests.attacks.place import Place
from tests.attacks.verdict import Finding, Judge
from tests.town import town_in

VISITORS = 9
_READINGS = "SELECT seq_scan + idx_scan FROM pg_stat_user_tables WHERE relname = 'event'"
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.mark.parametrize("backend", [pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True)
async def test_the_servers_counts_know_of_nobody_who_came_by_an_event(
    new_place: NewPlace, backend: str, judge: Judge
) -> None:
    """A link is understood without a look into the database."""
    quiet = await readings(new_place(), 0)
    of_naive = await readings(new_place(), VISITORS, looks_up=True) - quiet
    of_ours = await readings(new_place(), VISITORS) - quiet
    judge(Finding("22 visitors of an event", backend, of_naive, of_ours, 0))


async def readings(place: Place, visitors: int, *, looks_up: bool = False) -> int:
    """Return how often the server has read the table of events when a bot has come and gone."""
    async with town_in(Path(place.folder), database_url=place.url, ballot_box_seconds=60) as town:
        town.running.scheduler.pause()
        round_name = town.stores.rounds.now().name or ""
        code = await events.make(town.stores.database, round_name, "watford", "Market")
        await town.stores.event_links.refresh()
        for number in range(visitors):
            resident = town.resident(f"Resident {number}")
            await resident.until_shown(resident.resident.starts(code))
            if looks_up:
                await events.of_code(town.stores.database, code, round_name)
    while place.disk.rows(_OTHERS) != [("0",)]:
        pass  # a connection of the bot is still being closed, and counts in the end
    ((count,),) = place.disk.rows(_READINGS)
    return int(count)
