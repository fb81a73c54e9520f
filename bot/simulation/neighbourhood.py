"""The neighbourhood: lets made-up neighbours answer, through the ballot box like anybody else."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from bot.settings import Settings
from bot.simulation.neighbours import Neighbours
from bot.stores import Stores
from flows.neighbours import habits_of
from flows.script import installed
from storage import events, releases
from storage.ballot import Ballot
from storage.ballot_box import BallotBox
from storage.figures import Figures
from storage.priorities import PLACES
from storage.rounds import Rounds

Seal = Callable[[], Awaitable[object]]
NOON = time(12)


class Neighbourhood:
    """Lets neighbours answer.

    Args:
        settings: as the administrator set them.
        stores: opened.
        chance: decides what they answer.

    Raises:
        FlowsBroken: if nothing is known of neighbours in the county.
    """

    def __init__(self, settings: Settings, stores: Stores, chance: Random) -> None:
        county = installed(settings.county).county
        self.habits = habits_of(county.id)
        self._settings = settings
        self._stores = stores
        self._areas = tuple(county.areas)
        self._neighbours = Neighbours(county, self.habits, chance)
        self._receipts: list[str] = []
        """Of those who hand them back on the next day."""

    async def answers(self, number: int, seal: Seal) -> None:
        """Let neighbours answer today, and some of those before hand back their receipts.

        Args:
            number: how many answer.
            seal: seals the ballot box.
        """
        held = await self._events()
        ballots = [self._neighbours.ballot(held) for _ in range(number)]
        box, handed_back, self._receipts = self._stores.box, self._receipts, list(self._doubters(ballots))
        deeds = [*self._drops(box, ballots), *(box.withdraw(receipt) for receipt in handed_back)]
        await _sealed(deeds, seal)

    async def answered_in_the_round_before(self, number: int) -> None:
        """Let neighbours have answered in the round before, unless there has been one.

        What they said comes out of the ballot box as at the end of any round, and then priorities are agreed.

        Args:
            number: how many answered.
        """
        now, *before = await self._stores.rounds.begun()
        if before:
            return
        stores, settings = self._stores, self._settings
        eve = datetime.combine(now.opens - timedelta(days=1), NOON, settings.zone)
        rounds = Rounds(stores.database, settings.round_months, settings.zone, lambda: eve)
        box = BallotBox(
            stores.database, stores.keys, rounds, settings.ballot_box_minimum, settings.retention_rounds
        )
        ballots = [self._neighbours.ballot_of_the_round_before() for _ in range(number)]
        await _sealed(self._drops(box, ballots), box.seal)
        await stores.box.close_over_rounds()
        _, ended = await stores.rounds.begun()
        told = await releases.figures(stores.database, ended.name)
        await self._agree(ended.name, told)

    async def _events(self) -> Mapping[str, Sequence[str]]:
        """Return the codes of the events of the round by area; where none is held yet, some are."""
        round_name = self._stores.rounds.now().name
        if round_name is None:
            return {}
        database = self._stores.database
        if not await events.of_round(database, round_name):
            for area in self.habits.events:
                await events.make(database, round_name, area)
        held = defaultdict(list)
        for event in await events.of_round(database, round_name):
            held[event.area].append(event.code)
        return held

    def _drops(self, box: BallotBox, ballots: Iterable[Ballot]) -> Iterator[Coroutine[Any, Any, object]]:
        for ballot in ballots:
            yield box.drop(ballot, None if ballot.assisted else self._neighbours.account())

    def _doubters(self, ballots: Iterable[Ballot]) -> Iterator[str]:
        """Give the receipts of those who will take their answer back."""
        for ballot in ballots:
            if ballot.receipt and self._neighbours.hands_back_its_receipt():
                yield ballot.number

    async def _agree(self, round_name: str, told: Mapping[str, Figures]) -> None:
        """Let an area's first concerns be its priorities, and let something have been done about them."""
        priorities, measures = self._stores.priorities, self.habits.agreed
        for area in self._areas:
            issues = [issue for issue in self._ranked(area, told) if issue in measures][:PLACES]
            agreed = [measures[issue] for issue in issues]
            texts = [(issue, measure.text) for issue, measure in zip(issues, agreed, strict=True)]
            await priorities.agree(round_name, area, texts)
            done = {place: measure.done for place, measure in enumerate(agreed, start=1)}
            await priorities.note_done(round_name, area, done)

    def _ranked(self, area: str, told: Mapping[str, Figures]) -> list[str]:
        """Return an area's concerns as they were told, then the others, the heaviest first."""
        weights = self.habits.concerns.of(area)
        ranked = [concern.issue for concern in told[area].concerns] if area in told else []
        others = sorted(weights.keys() - set(ranked), key=lambda issue: (-weights[issue], issue))
        return [*ranked, *others]


async def _sealed(deeds: Iterable[Coroutine[Any, Any, object]], seal: Seal) -> None:
    """Do what waits for the ballot box to be sealed, and seal it."""
    waiting = [asyncio.ensure_future(deed) for deed in deeds]
    await asyncio.sleep(0)  # lets each get as far as the box
    await seal()
    await asyncio.gather(*waiting)
