"""The calendar of rounds: consecutive periods of whole months, the first of a year beginning in January."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count, islice

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """A round's name, its first and its last day, whether it is paused, and whether its last opening is done."""

    name: str
    opens: date
    closes: date
    paused: bool = False
    settled: bool = False


def timeline(made: Iterable[Period], today: date, months: int) -> list[Period]:
    """Return the rounds already made and the next two of the calendar, in any order.

    A round already made keeps its own dates, whatever the calendar says; the next one waits until it has
    closed.
    """
    rounds = list(made)
    names = {period.name for period in rounds}
    taken_until = max((period.closes for period in rounds if period.opens <= today), default=date.min)
    unmade = (period for period in _periods(today, months) if period.name not in names)
    return rounds + [
        replace(period, opens=max(period.opens, taken_until + _DAY)) for period in islice(unmade, 2)
    ]


def _periods(day: date, months: int) -> Iterator[Period]:
    """Give the period that `day` lies in and all that follow it."""
    for number in count(_month(day) // months):
        opens = _first_day(number * months)
        yield Period(
            name=f"{opens.year}-{(opens.month - 1) // months + 1}",
            opens=opens,
            closes=_first_day((number + 1) * months) - _DAY,
        )


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
