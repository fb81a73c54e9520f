"""Attack 7: the order of arrival, from a dump.

The attacker finds a backup made with `.dump` (SQLite) or `pg_dump` (PostgreSQL), takes the order of the lines in it for
the order of arrival, and knows when everybody chatted. Passes within 4 standard deviations of a half.
"""

from tests.attacks.disks import places_of
from tests.attacks.life import Life
from tests.attacks.residents import PLACE_MARKER
from tests.attacks.verdict import Judge, Success, Verdict, order


def test_a_dump_does_not_tell_who_came_first(ours: Life, naive: Life, backend: str, judge: Judge) -> None:
    """The lines of a dump are not in the order in which residents answered."""
    judge(Verdict("07 order from a dump", backend, attack(naive), attack(ours)))


def attack(life: Life) -> Success:
    """Judge the order of a dump's lines."""
    lines = places_of(PLACE_MARKER, life.disk.dump().encode())
    return order(life.places({marker: places[0] for marker, places in lines.items()}))
