"""A ballot that ends up in a log line shows nothing."""

from storage.ballot import Answers, Ballot, Comment
from storage.tables import Box, Response
from storage.tables import Comment as CommentRow


def test_nothing_of_a_ballot_is_in_its_repr() -> None:
    """Neither answers nor words nor number nor event, whichever part is printed."""
    comment = Comment(issue="canary-issue", text="canary-text")
    answers = Answers(area="canary-area", first="canary-first", time="canary-time")
    ballot = Ballot(number="CANARYCANARYCANA", answers=answers, comments=(comment,), event="CANAR")

    assert "canar" not in f"{ballot!r} {ballot} {answers!r} {comment!r} {[ballot, answers, comment]}".lower()


def test_nothing_of_a_row_is_in_its_repr() -> None:
    """Neither of a row about to be written."""
    response = Response(id="1", round="2026-2", area="canary", first="canary")
    comment = CommentRow(id="1", round="2026-2", area="canary", issue="canary", text="canary")

    box = Box(key="canary", sealed=b"canary")

    assert "canary" not in f"{response!r} {response} {comment!r} {comment} {box!r}"
