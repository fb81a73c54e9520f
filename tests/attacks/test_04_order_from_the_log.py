"""Attack 4: whose answer is whose, from the database's log.

The attacker has every byte that was ever written to the log (PostgreSQL's pg_wal, SQLite's -wal) and knows when and
where everybody answered. The log tells them with which opening each answer came out of the box; within an opening
and an area they take the order in the log for the order of arrival. Passes if they match no more than one in each
such group, which is one in as many as left together, and the order within groups is at chance.
"""

from collections.abc import Callable, Iterator

from tests.attacks.disks import PAGE, places_of
from tests.attacks.life import Life
from tests.attacks.residents import PLACE_MARKER
from tests.attacks.stores import MINIMUM
from tests.attacks.verdict import Judge, Success, Verdict, best, matched, order


def test_the_log_does_not_match_answers_to_residents(
    ours: Life, naive: Life, backend: str, judge: Judge
) -> None:
    """Of those who left the box together, the log tells no more who is who than a draw of lots."""
    result = attack(ours, matched)
    assert result.chance <= 1 / MINIMUM
    judge(Verdict("04 match by the log", backend, attack(naive, matched), result))
    judge(Verdict("04 order within openings", backend, attack(naive, order), attack(ours, order)))


def attack(life: Life, judged: Callable[..., Success]) -> Success:
    """Return the success of the better of two readings of the log: forwards, or each page from its end."""
    first = {marker: places[0] for marker, places in places_of(PLACE_MARKER, life.log).items()}
    forwards = {marker: float(at) for marker, at in first.items()}
    filled = {marker: float(at // PAGE * PAGE + PAGE - at % PAGE) for marker, at in first.items()}
    return best(*(judged(*_groups(life, reading)) for reading in (forwards, filled)))


def _groups(life: Life, reading: dict[str, float]) -> Iterator[list[float]]:
    """Give the places of the answers that came out together in one area, each group in the order of arrival."""
    groups: dict[tuple[int, str], list[float]] = {}
    came_out = _openings(life)
    for resident in life.answering:
        if resident.place in came_out:
            groups.setdefault(came_out[resident.place], []).append(reading[resident.place])
    yield from groups.values()


def _openings(life: Life) -> dict[str, tuple[int, str]]:
    """Return with which opening, and for which area, each answer came out."""
    came_out: dict[str, tuple[int, str]] = {}
    for number, tables in enumerate(life.openings):
        for _, area, place in tables.responses:
            came_out.setdefault(place, (number, area))
    return came_out
