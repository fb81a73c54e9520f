"""How far residents get: counted by step and for the whole county only, by all workers together.

Counts lie in the ballot box, and are told in whole tens as of its last opening: `box_counts` says why then and there.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.turn import Turn
from storage.ballot_box import BallotBox

BEGUN, CHECKED, SENT = "begun", "checked", "sent"
OUTCOMES = ("kept", "answered", "closed", "failed")
"""What can become of a ballot that was sent: the ballot box's own words, and that it could not be sealed."""


@dataclass(frozen=True, slots=True)
class Steps:
    """How many began, reached the check page for the first time, and tapped Send, in whole tens."""

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
        return Steps(told.get(BEGUN, 0), told.get(CHECKED, 0), told.get(SENT, 0))

    @property
    def outcomes_told(self) -> dict[str, int]:
        """How many ballots came to each end, in whole tens, as of the same time."""
        return {outcome: self._box.counts_told.get(outcome, 0) for outcome in OUTCOMES}

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
        if turn.ballot is not None and before.get("check") != "send":
            self._box.count(SENT)

    def note_outcome(self, outcome: str) -> None:
        """Count what has become of a ballot, one of `OUTCOMES`."""
        self._box.count(outcome)

    def add(self, others: Steps) -> None:
        """Count others besides, such as the playground's neighbours, who do not walk through the dialogue."""
        for step, times in ((BEGUN, others.begun), (CHECKED, others.checked), (SENT, others.sent)):
            self._box.count(step, times)
