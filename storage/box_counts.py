"""What is counted in the ballot box: how far residents get and what becomes of ballots, by all workers together.

A worker hands over what it has counted with its next tick. What lies in the box is sealed anew under a new key each
time, whether anybody has counted anything or not, so the database gives away no count, nor when it rose. Whoever opens
the box sees counts of the whole county: that so many began and did not send, but nothing of what anybody said. They
are told at the openings alone, once a day for all workers, in steps of ten or more: were they told at any other moment,
such as that of a worker's start, whoever read them before and after it would see when somebody sent.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from storage.figures import in_steps


@dataclass(repr=False)
class BoxCounts:
    """The counts, by what was counted.

    Args:
        counted: since the round began.
        told: in whole steps, as of the last opening.
    """

    counted: Counter[str] = field(default_factory=Counter)
    told: dict[str, int] = field(default_factory=dict)

    def tell(self, minimum: int, *, round_is_over: bool) -> None:
        """Let what was counted be told, in whole steps; once a round is over, counting begins anew.

        Args:
            minimum: how many leave the ballot box together.
            round_is_over: whether one is that was not before.
        """
        if round_is_over:
            self.counted.clear()
        self.told = {what: in_steps(number, minimum) for what, number in self.counted.items()}

    def as_json(self) -> dict[str, Any]:
        """Return it as `from_json` reads it."""
        return {"counted": dict(sorted(self.counted.items())), "told": dict(sorted(self.told.items()))}

    @classmethod
    def from_json(cls, counts: Mapping[str, Any]) -> "BoxCounts":
        """Read what `as_json` has returned; a box of before there were counts has none."""
        return cls(Counter(counts.get("counted", {})), dict(counts.get("told", {})))
