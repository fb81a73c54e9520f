"""How far residents get: counted by step and for the whole county only, by all workers together.

Counts lie in the ballot box, and are told in steps of ten or more as of its last opening: `box_counts` says why then
and there.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.turn import Turn
from storage.ballot_box import BallotBox, Outcome

BEGUN, CHECKED = "begun", "checked"
REFUSED = (Outcome.ANSWERED.value, Outcome.CLOSED.value, "failed")
"""What becomes of a ballot that is not kept: the ballot box's own words, and that it could not be sealed."""


@dataclass(frozen=True, slots=True)
class Steps:
    """How many began, reached the check page for the first time, and sent what was then kept, in whole steps.

    Somebody who begins again and again counts each time; whoever has sent counts once, however often they send.
    """

    begun: int = 0
    checked: int = 0
    sent: int = 0


class StepsCount:
    """Counts the steps of residents since the round began.

    Args:
        box: the ballot box, which keeps the counts.
    """

    def __init__(self, box: BallotBox) -> None:
        self._box = box

    @property
    def told(self) -> Steps:
        """The steps, as of the last opening."""
        told = self._box.counts_told
        return Steps(told.get(BEGUN, 0), told.get(CHECKED, 0), told.get(Outcome.KEPT, 0))

    @property
    def outcomes_told(self) -> dict[str, int]:
        """How many ballots came to each end, in whole steps, as of the same time."""
        return {outcome: self._box.counts_told.get(outcome, 0) for outcome in (Outcome.KEPT.value, *REFUSED)}

    def note(self, before: Mapping[str, str], turn: Turn) -> None:
        """Count the step that a tap was, if it was one.

        Args:
            before: the slots that the button carried.
            turn: what followed from it.
        """
        after = turn.conversation.slots
        if "begin" in after and "begin" not in before:
            self._box.count(BEGUN)
        if "ballot_number" in after and "ballot_number" not in before:
            self._box.count(CHECKED)

    def note_outcome(self, outcome: str) -> None:
        """Count a ballot that was refused. One that is kept the ballot box counts itself, once."""
        if outcome in REFUSED:
            self._box.count(outcome)

    def add(self, begun: int, checked: int) -> None:
        """Count others besides, such as the playground's neighbours, who do not walk through the dialogue."""
        self._box.count(BEGUN, begun)
        self._box.count(CHECKED, checked)
