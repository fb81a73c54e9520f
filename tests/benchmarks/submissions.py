"""Submissions: whole surveys from the first tap to the thanks, through each bot.

Fifty residents at once tap as fast as they can, with no way between the bot and Telegram. They are thanked so long
after their last tap. The example and aiogram keep an answer with one INSERT. Ours seals it in the ballot box, which
takes up to five seconds by design; whoever comes next does not wait for that.
"""

from collections.abc import Mapping

from tests.benchmarks.outcome import Figure, Outcome, Tell, Wishes, compared
from tests.benchmarks.taps import MEMORY, measure, share_within

RESIDENTS = 50
TIMES_AS_LONG = 5
"""As other measurements: the ballot box is sealed every five seconds, and a few times should be seen."""
THANKED, HALF, MOST = "thanked a second", "half thanked in s", "95 % thanked in s"


async def measured(wishes: Wishes, tell: Tell) -> Outcome:
    """Measure one bot after the other."""
    seen: dict[str, list[Mapping[str, Figure]]] = {}
    for name in wishes.bots:
        tell(name)
        one = await measure(name, RESIDENTS, 0.0, TIMES_AS_LONG * wishes.seconds)
        figures = {
            THANKED: Figure(len(one.thanks) / one.seconds),
            HALF: share_within(0.5, one.thanks),
            MOST: share_within(0.95, one.thanks),
            MEMORY: one.figures[MEMORY],
        }
        seen[name] = [figures]
    columns = dict.fromkeys((THANKED, HALF, MOST, MEMORY), False) | {THANKED: True}
    return Outcome(compared(f"submissions of {RESIDENTS} residents", columns, seen))
