"""What goes into a pack: a reading of a round that has figures, and what was agreed for its areas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.desk.reading import Reading, read
from bot.steps_count import Steps
from flows.script import Script
from storage import comments
from storage.comments import Remark
from storage.database import Database
from storage.errors import LocalViewsError
from storage.figures import Figures, least
from storage.priorities import Agreed, Priorities
from storage.rounds import Rounds
from storage.tables import Round


class RoundNotBegun(LocalViewsError):
    """No round of that `name` has begun, or it is not kept any more; `known` are those that are."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f"There is no round {name!r}. Let --round name one of: {', '.join(known)}.")
        self.name = name
        self.known = known


@dataclass(frozen=True)
class Pack:
    """What is printed.

    Args:
        figures: of the area or the county.
        reading: everything else that is told.
        comments: those that have left the ballot box.
        agreed: the priorities after the round before, by area.
        new: those after this round, by area, where they have been entered already.
        county: the folder of the county's data.
        is_trial: whether no police force answers for the bot.
    """

    figures: Figures
    reading: Reading
    comments: Sequence[Remark]
    agreed: Mapping[str, tuple[Agreed, ...]]
    new: Mapping[str, tuple[Agreed, ...]]
    county: str
    is_trial: bool

    @property
    def file_name(self) -> str:
        """What its file is called."""
        return f"priorities-{self.reading.round.name}-{self.reading.area or self.county}.pdf"


def pdf(pack: Pack) -> bytes:
    """Return a pack as a PDF."""
    from bot.pack.printing import pack_pdf  # noqa: PLC0415 - only where something is printed

    return pack_pdf(pack)


class Packs:
    """Gathers packs.

    Args:
        database: holds what is told.
        rounds: know the rounds.
        priorities: what was agreed for each area.
        script: the words, and the county's names.
        minimum: how many answers leave the ballot box together.
        is_trial: whether no police force answers for the bot.
    """

    def __init__(
        self,
        database: Database,
        rounds: Rounds,
        priorities: Priorities,
        script: Script,
        minimum: int,
        *,
        is_trial: bool,
    ) -> None:
        self._database = database
        self._rounds = rounds
        self._priorities = priorities
        self._script = script
        self._minimum = minimum
        self._is_trial = is_trial

    @property
    def minimum(self) -> int:
        """How many answers may be told of together."""
        return least(self._minimum)

    async def round(self, name: str | None) -> Round:
        """Return the round of that name; without one, that which closed last, or else the one under way.

        Raises:
            RoundNotBegun: if there is no such round.
        """
        if name is None:
            return await self._rounds.closed_last()
        begun = await self._rounds.begun()
        found = next((one for one in begun if one.name == name), None)
        if found is None:
            raise RoundNotBegun(name, [one.name for one in begun])
        return found

    async def gather(self, round_: Round, area: str | None) -> Pack | None:
        """Return what goes into the pack of an area, or of the county as None; None if there are no figures."""
        reading = await read(self._database, self._rounds, round_, area, self._minimum, Steps())
        figures = reading.figures
        if figures is None:
            return None
        before = reading.round_before
        areas = self._script.county.areas
        return Pack(
            figures,
            reading,
            await comments.of_round(self._database, round_.name, area),
            agreed={one: self._priorities.of_round(one, before) for one in areas} if before else {},
            new={one: self._priorities.of_round(one, round_.name) for one in areas},
            county=self._script.county.id,
            is_trial=self._is_trial,
        )
