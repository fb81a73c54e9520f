"""Residents whose id, time and answers the attacker is judged against, made up from a seed.

Each answer and each comment holds a marker of its own, by which the test knows whose it is wherever it turns up. An
attacker has no such marker.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from random import Random

from storage import crockford
from storage.ballot import Answers, Ballot, Comment

AREAS = ("dacorum", "stevenage", "three_rivers", "watford")
ISSUES = ("burglary", "drugs", "noise", "parking", "speeding", "vandalism")
PLACE_MARKER = re.compile(rb"place-[0-9a-f]{12}")
WORDS_MARKER = re.compile(rb"words-[0-9a-f]{12}")
_ACCOUNTS = 10**10


@dataclass(frozen=True)
class Resident:
    """Somebody who chatted with the bot, and what they said.

    Args:
        account: their Telegram id.
        day: the day on which they chatted, from 0.
        tick: the tick of the ballot box at which they finished, from 0 over all days.
        answered: whether they sent their answers; others only chatted.
        area: where they live.
        issues: their first and second concern.
        place: the marker of their answer.
        words: the marker of their comment, if they wrote one.
        receipt: whether they asked for a receipt.
        number: their ballot's number.
    """

    account: int
    day: int
    tick: int
    answered: bool
    area: str
    issues: tuple[str, str]
    place: str
    words: str | None
    receipt: bool
    number: str

    @property
    def ballot(self) -> Ballot:
        """What they send."""
        first, second = self.issues
        comments = () if self.words is None else (Comment(second, f"By night: {self.words}"),)
        answers = Answers(self.area, first, second, place=self.place, safe_after_dark="no")
        return Ballot(self.number, answers, comments, receipt=self.receipt)


def people(seed: int, answering: int, chatting: int, days: int, ticks_a_day: int) -> list[Resident]:
    """Make up residents, in the order in which they finish; of each kind the same number every day."""
    chance = Random(seed)
    found: list[Resident] = []
    for day in range(days):
        kinds = [True] * (answering // days) + [False] * (chatting // days)
        ticks = sorted(chance.randrange(ticks_a_day) + day * ticks_a_day for _ in kinds)
        chance.shuffle(kinds)
        found += [_person(chance, day, tick, answered=kind) for kind, tick in zip(kinds, ticks, strict=True)]
    return found


def at_each_tick(residents: list[Resident]) -> Iterator[tuple[int, list[Resident]]]:
    """Give every tick at which somebody finished, and those who did."""
    for tick, group in groupby(residents, key=lambda resident: resident.tick):
        yield tick, list(group)


def _person(chance: Random, day: int, tick: int, *, answered: bool) -> Resident:
    first, second = chance.sample(ISSUES, 2)
    return Resident(
        account=chance.randrange(_ACCOUNTS),
        day=day,
        tick=tick,
        answered=answered,
        area=chance.choice(AREAS),
        issues=(first, second),
        place=f"place-{chance.randrange(16**12):012x}",
        words=f"words-{chance.randrange(16**12):012x}" if chance.random() < 0.5 else None,
        receipt=chance.random() < 0.1,
        number=crockford.encode(chance.randrange(32**16), 16),
    )
