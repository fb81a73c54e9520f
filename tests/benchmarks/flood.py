"""What residents notice of an account that floods the bot: `python -m tests.benchmarks.flood`.

Fifty residents tap as soon as their screen has changed, 50 ms from Telegram and back, and the bot polls. Beside them
one account sends so many messages a second, whatever is answered: Telegram itself lets nobody send nearly as many. The
taps are those of the others, and the memory is the bot's at the end.
"""

import asyncio

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from bot.running import fastest_loop
from tests.benchmarks.taps import POLLING, measure

FLOODS = (0, 30, 300, 1000)
RESIDENTS = 50
ROUND_TRIP_SECONDS = 0.05
SECONDS = 8.0


async def main() -> None:
    """Measure, and print the table."""
    console = Console()
    table = Table(title=f"{RESIDENTS} residents, and one account that floods", box=SIMPLE)
    for column in ("messages/s", "taps/s of the others", "50 % in", "95 % in", "MiB"):
        table.add_column(column, justify="right")
    for flood in FLOODS:
        with console.status(f"{flood} a second"):
            seen = await measure(POLLING, RESIDENTS, ROUND_TRIP_SECONDS, SECONDS, flood)
        table.add_row(str(flood), f"{seen.taps:,.0f}", seen.half, seen.nearly_all, f"{seen.memory:.0f}")
    console.print(table)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=fastest_loop()) as runner:
        runner.run(main())
