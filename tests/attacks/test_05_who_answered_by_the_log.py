"""Attack 5: who answered, from how much was written to the log when.

The attacker knows of 1,200 residents when they chatted; half of them sent their answers, half only chatted. They see
at each tick of the ballot box how much was written to PostgreSQL's log or to SQLite's -wal, as from the times of its
records or from a monitor. Whoever's tick wrote more is taken to have answered. Passes within 4 standard deviations.
"""

from tests.attacks.life import Life
from tests.attacks.verdict import Judge, Success, Verdict, told_apart

_WRITTEN = {"sqlite": "frames", "postgresql": "log"}


def test_the_volume_of_the_log_does_not_tell_who_answered(
    ours: Life, naive: Life, backend: str, judge: Judge
) -> None:
    """As much is written when somebody answers as when nobody does."""
    judge(Verdict("05 who answered, by the log", backend, attack(naive, backend), attack(ours, backend)))


def attack(life: Life, backend: str) -> Success:
    """Judge what each resident's tick wrote."""
    written = [life.ticks[resident.tick].traces[_WRITTEN[backend]] for resident in life.residents]
    return told_apart(written, [resident.answered for resident in life.residents])
