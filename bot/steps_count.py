"""How far residents get: counted in memory, by step and for the whole county only, and told in whole tens.

What is told changes once a day. Were it told at once, whoever asked again and again would see when somebody sent.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from flows.turn import Turn
from storage.figures import MINIMUM

BEGUN, CHECKED, SENT = "begun", "checked", "sent"
STEPS = (BEGUN, CHECKED, SENT)
OUTCOMES = ("kept", "answered", "closed", "failed")
"""What can become of a ballot that was sent: the ballot box's own words, and that it could not be sealed."""


@dataclass(frozen=True, slots=True)
class Steps:
    """How many began, reached the check page for the first time, and tapped Send, in whole tens."""

    begun: int = 0
    checked: int = 0
    sent: int = 0


class StepsCount:
    """Counts the steps of residents since the start of the program."""

    def __init__(self) -> None:
        self._counted: Counter[str] = Counter()
        self.told = Steps()
        """As of the last time that they were told."""
        self.outcomes_told = dict.fromkeys(OUTCOMES, 0)
        """How many ballots came to each end, in whole tens, as of the same time."""

    def note(self, before: Mapping[str, str], turn: Turn) -> None:
        """Count the step that a tap was, if it was one.

        Args:
            before: the slots that the button carried.
            turn: what followed from it.
        """
        after = turn.conversation.slots
        if "begin" in after and "begin" not in before:
            self._counted[BEGUN] += 1
        if "ballot_number" in after and "ballot_number" not in before:
            self._counted[CHECKED] += 1
        if turn.ballot is not None and before.get("check") != "send":
            self._counted[SENT] += 1

    def note_outcome(self, outcome: str) -> None:
        """Count what has become of a ballot, one of `OUTCOMES`."""
        self._counted[outcome] += 1

    def add(self, others: Steps) -> None:
        """Count others besides, such as the playground's neighbours, who do not walk through the dialogue."""
        self._counted.update({BEGUN: others.begun, CHECKED: others.checked, SENT: others.sent})

    def tell(self) -> None:
        """Let what was counted be told, to the ten below."""
        self.told = Steps(*map(self._in_tens, STEPS))
        self.outcomes_told = {outcome: self._in_tens(outcome) for outcome in OUTCOMES}

    def _in_tens(self, counted: str) -> int:
        return self._counted[counted] // MINIMUM * MINIMUM
