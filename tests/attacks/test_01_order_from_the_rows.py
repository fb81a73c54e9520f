"""Attack 1: the order of arrival, from what the database itself says of its rows.

The attacker has the whole database and knows when everybody chatted. They ask for the rows in the order of `rowid`
(SQLite), of `ctid` and of `xmin` (PostgreSQL), and take that for the order of arrival. Passes if the share of pairs
in the right order is within 4 standard deviations of a half.
"""

from tests.attacks.life import Life
from tests.attacks.verdict import Judge, Success, Verdict, order


def test_rows_do_not_tell_when_they_came(ours: Life, naive: Life, backend: str, judge: Judge) -> None:
    """Neither a row's number or place nor its transaction tells the order in which residents answered."""
    for name in _orders(ours):
        judge(Verdict(f"01 order from {name}", backend, _success(naive, name), _success(ours, name)))


def _orders(life: Life) -> dict[str, list[tuple[float, str]]]:
    return life.disk.orders("response", "place")


def _success(life: Life, name: str) -> Success:
    return order(life.places({marker: place for place, marker in _orders(life)[name]}))
