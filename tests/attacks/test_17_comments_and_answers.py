"""Attack 17: which comment belongs to which answer.

The attacker has the database after the round. A comment tells its area and its issue, and so do answers: that much
gives a chance for each comment. They try to do better by the places of rows in each order in which the database gives
them, by the transactions that wrote them, by the marks of receipts being the same, and by there being such a mark on
both. Passes within 4 standard deviations.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.attacks.life import Life
from tests.attacks.residents import Resident
from tests.attacks.verdict import Judge, Success, Verdict, guessed


@dataclass(frozen=True)
class Row:
    """An answer or a comment: its marker, what it is about, the mark of a receipt, and where it is in each order."""

    marker: str
    area: str
    issues: frozenset[str]
    mark: str
    places: dict[str, float]


Guess = Callable[[Row, list[Row]], list[Row]]
"""Takes a comment and the answers of its area that name its issue; returns those among which lots are drawn."""


def test_places_do_not_join_comments_to_answers(ours: Life, naive: Life, backend: str, judge: Judge) -> None:
    """Neither the order nor the transaction of comments is that of answers."""
    for name in sorted(ours.disk.orders("comment", "text")):
        guess = _nearest(name)
        judge(Verdict(f"17 comment's answer, by {name}", backend, attack(naive, guess), attack(ours, guess)))


def test_receipts_do_not_join_comments_to_answers(
    ours: Life, naive: Life, backend: str, judge: Judge
) -> None:
    """Neither the mark of a receipt at a comment nor its being there narrows down which answer is its own."""
    of_naive, of_ours = (attack(life, _by_mark, only_marked=True) for life in (naive, ours))
    judge(Verdict("17 comment's answer, by receipt", backend, of_naive, of_ours))


def attack(life: Life, guess: Guess, *, only_marked: bool = False) -> Success:
    """Guess the answer of each comment, or only of those of residents who have a receipt."""
    answers = {row.marker: row for row in _rows(life, "response", "place", "first, second")}
    comments = {row.marker[-len("words-") - 12 :]: row for row in _rows(life, "comment", "text", "issue")}
    hits, chances = [], []
    for resident in life.answering:
        comment = comments.get(resident.words or "")
        if comment is None or (only_marked and not resident.receipt):
            continue
        candidates = [
            row for row in answers.values() if row.area == comment.area and comment.issues <= row.issues
        ]
        hits.append(_share(resident, guess(comment, candidates)))
        chances.append(_share(resident, candidates))
    return guessed(hits, chances)


def _share(resident: Resident, among: list[Row]) -> float:
    return sum(row.marker == resident.place for row in among) / len(among) if among else 0.0


def _nearest(order: str) -> Guess:
    def guess(comment: Row, candidates: list[Row]) -> list[Row]:
        distances = [abs(row.places[order] - comment.places[order]) for row in candidates]
        return [row for row, away in zip(candidates, distances, strict=True) if away == min(distances)]

    return guess


def _by_mark(comment: Row, candidates: list[Row]) -> list[Row]:
    same = [row for row in candidates if row.mark and row.mark == comment.mark]
    marked = [row for row in candidates if bool(row.mark) == bool(comment.mark)]
    return same or marked or candidates


def _rows(life: Life, table: str, marker: str, issues: str) -> list[Row]:
    orders = {
        # A transaction's number is the same in both tables; a place is compared as a share of the table's length.
        name: {value: place if name == "xmin" else place / len(rows) for place, value in rows}
        for name, rows in life.disk.orders(table, marker).items()
    }
    columns = f"area, {marker}, withdrawal, {issues}"
    return [
        Row(
            marker=name,
            area=area,
            issues=frozenset(about),
            mark=mark or "",
            places={order: places[name] for order, places in orders.items()},
        )
        for area, name, mark, *about in life.disk.rows(f"SELECT {columns} FROM {table} ORDER BY id")  # noqa: S608
    ]
