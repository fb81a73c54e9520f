"""The ranks of concerns, as they are told: ties share one, and the next rank after them is skipped."""

from dataclasses import dataclass

from storage.figures import Concern, Figures


@dataclass(frozen=True, slots=True)
class Ranked:
    """A concern and its rank.

    Args:
        concern: the concern.
        rank: from 1.
        is_tied: whether others share the rank.
    """

    concern: Concern
    rank: int
    is_tied: bool

    @property
    def place(self) -> str:
        """The rank as it stands before the concern: `2.`, or `2=` if others share it."""
        return f"{self.rank}=" if self.is_tied else f"{self.rank}."


def ranked(figures: Figures) -> tuple[Ranked, ...]:
    """Return the concerns of figures with their ranks, the first rank first."""
    found: list[Ranked] = []
    for tied in figures.ranks:
        rank = len(found) + 1
        found += [Ranked(concern, rank, is_tied=len(tied) > 1) for concern in tied]
    return tuple(found)
