"""What a part of the benchmark finds out: figures of bots side by side, and tables of what only ours does."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median_low

from rich.box import SIMPLE
from rich.table import Table

from tests.benchmarks.bots import AIOGRAM, EXAMPLE, POLLING, WEBHOOK

CAPTION = "x: how many times as good as theirs ours is, by polling | by webhook"

Tell = Callable[[str], object]
"""Is told what is being measured."""


@dataclass(frozen=True, order=True)
class Figure:
    """A number that was measured.

    Args:
        value: the number.
        at_least: whether it is in truth higher, and not known how much.
    """

    value: float
    at_least: bool = False

    def __str__(self) -> str:
        """Return it with those digits that tell something."""
        digits = next((digits for digits, below in ((2, 10), (1, 100)) if self.value < below), 0)
        return f"{'> ' * self.at_least}{self.value:,.{digits}f}"


@dataclass(frozen=True)
class Comparison:
    """Figures of one kind, side by side.

    Args:
        under: which conditions they were measured.
        what: was measured, and in what unit.
        figures: of each bot that has one.
        more_is_better: or less is.
    """

    under: str
    what: str
    figures: Mapping[str, Figure]
    more_is_better: bool = False

    def times_better(self, one: str, other: str) -> str:
        """Return how many times as good one bot is as another, or a dash if that cannot be told."""
        ours, theirs = self.figures.get(one), self.figures.get(other)
        if ours is None or theirs is None or not (ours.value and theirs.value):
            return "-"
        if ours.at_least:
            return "-" if theirs.at_least else f"< {Figure(theirs.value / ours.value)}"
        ratio = ours.value / theirs.value if self.more_is_better else theirs.value / ours.value
        return str(Figure(ratio, theirs.at_least))


@dataclass(frozen=True)
class Outcome:
    """What a part found out.

    Args:
        comparisons: of the bots.
        tables: of what has no counterpart in the others.
    """

    comparisons: Sequence[Comparison] = ()
    tables: Sequence[Table] = ()


@dataclass(frozen=True)
class Wishes:
    """How much is to be measured.

    Args:
        bots: which, by their names.
        rounds: how often the bots take turns; what is told is the median.
        seconds: how long each of them is measured at a time.
        minutes: how long residents come to each while its memory is watched.
    """

    bots: Sequence[str]
    rounds: int
    seconds: float
    minutes: float


def compared(
    under: str, columns: Mapping[str, bool], seen: Mapping[str, Sequence[Mapping[str, Figure]]]
) -> list[Comparison]:
    """Return the medians of what was seen of each bot, side by side.

    Args:
        under: which conditions.
        columns: what was measured, and whether more of it is better.
        seen: of each bot, all figures of each round.
    """
    return [
        Comparison(
            under,
            what,
            {name: median_low(one[what] for one in rounds) for name, rounds in seen.items()},
            more_is_better,
        )
        for what, more_is_better in columns.items()
    ]


def ratios(comparisons: Iterable[Comparison]) -> Table:
    """Return a table of figures, and of how many times as good ours are, by polling and by webhook."""
    table = Table(box=SIMPLE, padding=(0, 1, 0, 0), caption=CAPTION)
    table.add_column("", no_wrap=True)
    for column in ("polling", "webhook", "example", "aiogram", "x example", "x aiogram"):
        table.add_column(column, justify="right", no_wrap=True)
    for under, those in groupby(comparisons, lambda one: one.under):
        table.add_row(f"[bold]{under}[/bold]")
        for each in those:
            figures = (str(each.figures.get(name, "-")) for name in (POLLING, WEBHOOK, EXAMPLE, AIOGRAM))
            better = (
                " | ".join(each.times_better(ours, other) for ours in (POLLING, WEBHOOK))
                for other in (EXAMPLE, AIOGRAM)
            )
            table.add_row(f"  {each.what}", *figures, *better)
        table.add_section()
    return table
