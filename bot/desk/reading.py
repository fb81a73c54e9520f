"""A reading: everything that is told of a round, of one area or of the whole county, gathered in one place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.steps_count import Steps
from storage import comments, events, releases
from storage.database import Database
from storage.figures import Figures, in_steps, least
from storage.releases import Entry
from storage.rounds import Rounds
from storage.tables import Round


@dataclass(frozen=True, slots=True)
class QuietEvent:
    """An event by which too few have come for a count to be told: its code, its area, and its name or nothing."""

    code: str
    area: str
    name: str


@dataclass(frozen=True)
class Reading:
    """What is told.

    Args:
        round: the round.
        today: the day on which it is told.
        area: the area, or None for the whole county.
        told: the latest figures of each area, and of the county as `releases.EVERYWHERE`.
        history: all that was told of the area in this round, the earliest first.
        before: the last figures of the area in the round before, or None.
        round_before: that round's name, or None.
        quiet_events: events of the area or the county with too few for a count.
        comments: how many have left the ballot box; not to be told but in whole steps.
        steps: how far residents get, in the whole county and in the round that is open.
        minimum: how many may be told of together, as of today; that of figures is their own.
    """

    round: Round
    today: date
    area: str | None
    told: Mapping[str, Figures]
    history: tuple[Entry, ...]
    before: Figures | None
    round_before: str | None
    quiet_events: tuple[QuietEvent, ...]
    comments: int
    steps: Steps
    minimum: int

    @property
    def figures(self) -> Figures | None:
        """The latest figures of the area or the county, or None if there are none yet."""
        return self.told.get(_key(self.area))

    @property
    def is_over(self) -> bool:
        """Whether the round has closed."""
        return self.round.closes < self.today

    @property
    def days_left(self) -> int:
        """How many days the round is still open, today included."""
        return (self.round.closes - self.today).days + 1


async def read(
    database: Database, rounds: Rounds, round_: Round, area: str | None, minimum: int, steps: Steps
) -> Reading:
    """Gather what is told of a round.

    Args:
        database: holds it.
        rounds: know the rounds.
        round_: the round.
        area: the area, or None for the whole county.
        minimum: how many leave the ballot box together.
        steps: how far residents get.
    """
    told = await releases.figures(database, round_.name)
    earlier = [one.name for one in await rounds.begun() if one.opens < round_.opens]
    before = await releases.history(database, earlier[0], _key(area)) if earlier else []
    held = await events.of_round(database, round_.name)
    return Reading(
        round=round_,
        today=rounds.today(),
        area=area,
        told=told,
        history=tuple(await releases.history(database, round_.name, _key(area))),
        before=before[-1].figures if before else None,
        round_before=earlier[0] if earlier else None,
        quiet_events=tuple(
            QuietEvent(event.code, event.area, event.name)
            for event in held
            if area in {None, event.area} and not in_steps(event.tally, minimum)
        ),
        comments=await comments.number(database, round_.name, area),
        steps=steps,
        minimum=least(minimum),
    )


def _key(area: str | None) -> str:
    return releases.EVERYWHERE if area is None else area
