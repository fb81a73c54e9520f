"""All that is measured, with one command: `python -m tests.benchmarks`, or the names of some parts after it.

The figures hold for this computer and this moment only: look at the ratios. They say how many times as good ours is as
a survey of as many taps, once written as in the examples of python-telegram-bot's `ConversationHandler`, and once as in
those of aiogram, which comes with `pip install -e '.[test,benchmark]'`. Each bot is a process of its own before one and
the same stand-in for Telegram, and no other runs meanwhile. All of it takes some forty minutes.
"""

import asyncio
import gc
from argparse import ArgumentParser
from collections.abc import Awaitable, Callable, Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.running import RUBBISH_AT, fastest_loop
from tests.benchmarks import (
    ballots,
    flood,
    memory,
    opening,
    redaction,
    start_up,
    submissions,
    summary,
    taps,
    understanding,
)
from tests.benchmarks.bots import AIOGRAM, there
from tests.benchmarks.outcome import Comparison, Outcome, Tell, Wishes, ratios

PARTS: dict[str, Callable[[Wishes, Tell], Awaitable[Outcome]]] = {
    "taps": taps.measured,
    "start-up": start_up.measured,
    "memory": memory.measured,
    "submissions": submissions.measured,
    "flood": flood.measured,
    "ballots": ballots.measured,
    "opening": opening.measured,
    "summary": summary.measured,
    "redaction": redaction.measured,
    "understanding": understanding.measured,
}
"""The bots come first, while this process, which plays Telegram for them, is small."""
WIDTH = 100
"""Of the tables where they do not go to a terminal."""


async def measure(parts: Sequence[str], wishes: Wishes, console: Console) -> None:
    """Measure parts one after the other, print what each found out, and in the end all ratios."""
    if AIOGRAM not in there():
        console.print("aiogram is not installed here, and is left out.")
    comparisons: list[Comparison] = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, refresh_per_second=1, transient=True) as progress:
        task = progress.add_task("", total=len(parts))

        def tell(what: str) -> None:
            progress.update(task, description=f"{parts[int(progress.tasks[task].completed)]}: {what}")

        for part in parts:
            outcome = await PARTS[part](wishes, tell)
            comparisons += outcome.comparisons
            own = [ratios(outcome.comparisons)] if outcome.comparisons else []
            for table in (*own, *outcome.tables):
                console.print(table)
            progress.advance(task)
    if len(parts) > 1 and comparisons:
        console.rule("Side by side")
        console.print(ratios(comparisons))


def main() -> None:
    """Read what is wanted, and measure it."""
    parser = ArgumentParser(
        prog="python -m tests.benchmarks", description=(__doc__ or "").partition("\n\n")[2]
    )
    parser.add_argument("parts", nargs="*", metavar="part", help=f"all, or some of {', '.join(PARTS)}")
    parser.add_argument("--bots", nargs="+", choices=there(), default=there(), help="which are measured")
    parser.add_argument("--rounds", type=int, default=3, help="how often they take turns, for a median")
    parser.add_argument("--seconds", type=float, default=6.0, help="how long each is measured at a time")
    parser.add_argument("--minutes", type=float, default=2.0, help="how long its memory is watched")
    wanted = parser.parse_args()
    if unknown := set(wanted.parts) - PARTS.keys():
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    wishes = Wishes(wanted.bots, wanted.rounds, wanted.seconds, wanted.minutes)
    gc.set_threshold(RUBBISH_AT)  # as in the bot: whoever plays Telegram must not be what is waited for
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH
    with asyncio.Runner(loop_factory=fastest_loop()) as runner:
        runner.run(measure(wanted.parts or list(PARTS), wishes, console))


if __name__ == "__main__":
    main()
