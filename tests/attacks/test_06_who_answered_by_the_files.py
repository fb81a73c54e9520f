"""Attack 6: who answered, from the times, sizes and names of files.

The attacker knows of 1,200 residents when they chatted, as in attack 5, and looks at the database's files and at the
key folder before and after each tick of the ballot box: which file's time has changed, by how much each size, whether
keys have other names, how many there are. They use whatever tells best. Passes within 4 standard deviations.
"""

from tests.attacks.life import Life
from tests.attacks.verdict import Judge, Success, Verdict, best, told_apart


def test_files_do_not_tell_who_answered(ours: Life, naive: Life, backend: str, judge: Judge) -> None:
    """The disk changes in the same way at every tick, whether somebody answers or nobody does."""
    judge(Verdict("06 who answered, by the files", backend, attack(naive), attack(ours)))


def attack(life: Life) -> Success:
    """Judge each trace at each resident's tick, and return the one that tells best."""
    answered = [resident.answered for resident in life.residents]
    names = life.ticks[0].traces.keys() - {"frames", "log"}
    return best(
        *(
            told_apart([life.ticks[resident.tick].traces[name] for resident in life.residents], answered)
            for name in sorted(names)
        )
    )
