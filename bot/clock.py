"""The clock: the real one, or one that can be moved on, as in the playground, where a night takes a second."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Returns the present as an aware time."""


def real_time() -> datetime:
    """Return the present, in UTC."""
    return datetime.now(UTC)


class MovableClock:
    """A clock that goes like another one, but may be ahead of it.

    All in UTC: within another time zone Python counts what stands on the wall, as if every day had 24 hours.

    Args:
        underlying: the other one.
    """

    def __init__(self, underlying: Clock = real_time) -> None:
        self._underlying = underlying
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        """Return the present as it is by this clock."""
        return self._underlying().astimezone(UTC) + self._ahead

    def move_to(self, moment: datetime) -> None:
        """Let it be an aware moment; from there the clock goes on."""
        self._ahead = moment.astimezone(UTC) - self._underlying().astimezone(UTC)
