"""What every step of a flow has: an id, a place in a file, and what comes next."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from flows.conditions import Condition

END = "END"


class Walk(Protocol):
    """The way through the flows during one turn, as a step sees it."""

    @property
    def slots(self) -> Mapping[str, str]:
        """The slots as they stand at this moment of the turn."""

    @property
    def answers(self) -> Collection[str]:
        """The slots that this turn's reply filled."""

    def pass_over(self, slot: str) -> None:
        """Note that a question was passed because its slot is filled."""

    def put(self, changes: Mapping[str, str | None]) -> None:
        """Set slots, or clear those that are None."""

    async def ask(self, slot: str) -> None:
        """Put the question for a slot on the screen."""

    async def perform(self, action: str) -> None:
        """Run an action, or say a response."""

    async def follow(self, flow: str) -> bool:
        """Walk through another flow; returns False where it stopped to wait."""


@dataclass(frozen=True, slots=True)
class Branch:
    """Where to go on: to a step or END, if the condition holds (None always does)."""

    condition: Condition | None
    to: str


@dataclass(frozen=True, slots=True)
class Step(ABC):
    """A step of a flow.

    Args:
        id: its name within the flow.
        line: where it stands in its file.
        branches: what comes next; the first whose condition holds is taken.
    """

    id: str
    line: int
    branches: tuple[Branch, ...]

    @abstractmethod
    async def take(self, walk: Walk) -> bool:
        """Do what the step is for. Returns False where the turn ends to wait for the resident."""

    @property
    @abstractmethod
    def label(self) -> str:
        """A few words that name the step in a diagram."""

    def following(self, slots: Mapping[str, str]) -> str:
        """Return the id of the next step, or END, for these slots."""
        for branch in self.branches:
            if branch.condition is None or branch.condition.holds(slots):
                return branch.to
        return END
