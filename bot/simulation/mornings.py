"""Mornings that come when somebody asks for one: neighbours answer, the night passes, staff are sent the summary."""

from collections.abc import Callable
from random import SystemRandom

from bot.clock import MovableClock
from bot.service import Running
from bot.settings import Settings
from bot.simulation.neighbourhood import Neighbourhood
from bot.simulation.passing import let_pass, next_morning
from bot.simulation.present import present
from bot.stores import Stores

NEIGHBOURS = "neighbours"
"""What happens before the night: the other steps of a night are called as the jobs of the schedule."""


class Mornings:
    """Lets the playground's mornings come.

    Args:
        settings: of the playground.
        stores: opened.
        running: the bot.
        clock: by which all of it goes.
    """

    def __init__(self, settings: Settings, stores: Stores, running: Running, clock: MovableClock) -> None:
        self._settings = settings
        self._stores = stores
        self._running = running
        self._clock = clock
        self._neighbourhood: Neighbourhood | None = None

    async def come(self, told: Callable[[str], None]) -> None:
        """Let some neighbours answer, and time pass up to the next summary.

        Args:
            told: is called with the name of each step before it is done.

        Raises:
            FlowsBroken: if nothing is known of neighbours in the county.
        """
        told(NEIGHBOURS)
        stores, keeper = self._stores, self._running.keeper
        await self._see_what_was_simulated()
        if self._neighbourhood is None:
            self._neighbourhood = Neighbourhood(self._settings, stores, SystemRandom())
        numbers = self._neighbourhood.habits.numbers
        await self._neighbourhood.answered_in_the_round_before(numbers["round_before"])
        await self._neighbourhood.answers(numbers["morning"], keeper.seal)
        self._running.steps.add(numbers["begun"], numbers["checked"])
        # Whoever waits for the ballot box is told so before the night, and not after it.
        await self._running.sealing.finish(keeper.seal)
        scheduler = self._running.scheduler
        await let_pass(scheduler, self._clock, next_morning(scheduler, self._clock), told)

    async def _see_what_was_simulated(self) -> None:
        """Follow `local-views simulate`, should it have filled the database meanwhile."""
        self._clock.move_to(await present(self._stores.database, self._settings, self._clock()))
        await self._stores.rounds.refresh()
