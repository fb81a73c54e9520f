"""What residents notice of an account that floods the bot.

Fifty residents tap as soon as their screen has changed, 50 ms from Telegram and back, and the bot polls. Beside them
one account sends so many messages a second, whatever is answered: Telegram itself lets nobody send nearly as many. The
taps are those of the others.
"""

from rich.box import SIMPLE
from rich.table import Table

from tests.benchmarks.bots import POLLING
from tests.benchmarks.outcome import Outcome, Tell, Wishes
from tests.benchmarks.taps import measure

FLOODS = (0, 30, 300, 1000)
RESIDENTS = 50
ROUND_TRIP_SECONDS = 0.05


async def measured(wishes: Wishes, tell: Tell) -> Outcome:
    """Let an account flood the bot, and then more than before."""
    table = Table("messages/s", title=f"{RESIDENTS} residents, and one account that floods", box=SIMPLE)
    for flood in FLOODS:
        tell(f"{flood} messages a second")
        seen = (await measure(POLLING, RESIDENTS, ROUND_TRIP_SECONDS, wishes.seconds, flood)).figures
        if not table.rows:
            for what in seen:
                table.add_column(what, justify="right")
        table.add_row(str(flood), *map(str, seen.values()))
    return Outcome(tables=[table])
