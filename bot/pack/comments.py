"""Comments, by issue: as many as the last pages of a pack hold, drawn by lot where there are more."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from bot.desk.ranks import ranked
from bot.event_kit.tagged import NAVY
from bot.pack.contents import Pack
from bot.pack.leaves import END, GREY, INNER, MARGIN, SMALL, TEXT, Leaves
from bot.pack.words import Words
from storage.comments import Remark
from storage.figures import MINIMUM

COLUMNS = 2
COLUMN = 86.0
"""The width of a column, in millimetres."""
SIZE = 9.0
BETWEEN = 1.6
"""Between two comments, in millimetres."""
HEADING = 7.5
NOTE = 5.0
"""The room for the line that says how many are left out."""
MOST_LINES = 14
"""Of a comment. Residents may send 500 letters, which are fewer lines."""


@dataclass(frozen=True, slots=True)
class _Comment:
    """A comment as it is printed: its text, and its height in millimetres."""

    text: str
    height: float


@dataclass(frozen=True, slots=True)
class _Placed:
    """A comment where it is printed: in which column of all, how far down, and below which heading, if any."""

    comment: _Comment
    column: int
    top: float
    issue: str | None


def write_comments(leaves: Leaves, pack: Pack, words: Words, pages: int) -> None:
    """Begin a page, and write the comments on it and on no more than so many in all.

    Args:
        leaves: are written on.
        pack: has the comments.
        words: of the pack.
        pages: how many there may be.
    """
    leaves.turn()
    leaves.heading(words.said("comments"))
    leaves.paragraph(words.said("comments_how"), SMALL, ink=GREY)
    leaves.space(1)
    note_at, top = leaves.top, leaves.top + NOTE
    chosen = _drawn_by_lot(pack, words, leaves, top, pages)
    left_out = len(pack.comments) - sum(map(len, chosen.values()))
    if left_out:
        many = left_out // MINIMUM * MINIMUM
        note = words.said("comments_lot", more=words.number(many)) if many else words.said("comments_lot_few")
        leaves.paragraph(note, SMALL, bold=True)
    column = 0
    for placed in _places(chosen, top if left_out else note_at):
        if placed.column > column and placed.column % COLUMNS == 0:
            leaves.turn()
        column = placed.column
        _write(leaves, placed, words)


def _drawn_by_lot(
    pack: Pack, words: Words, leaves: Leaves, top: float, pages: int
) -> dict[str, list[_Comment]]:
    """Return the comments that fit, by issue, the most named first: each issue in turn gets one more."""
    lot = Random(f"{pack.reading.round.name} {pack.reading.area}")
    waiting = {issue: lot.sample(remarks, len(remarks)) for issue, remarks in _by_issue(pack).items()}
    chosen: dict[str, list[_Comment]] = {issue: [] for issue in waiting}
    while any(waiting.values()):
        for issue, remarks in waiting.items():
            if not remarks:
                continue
            chosen[issue].append(_printed(remarks.pop(), pack, words, leaves))
            *_, last = _places(chosen, top)
            if last.column >= COLUMNS * pages:
                chosen[issue].pop()
                return chosen
    return chosen


def _by_issue(pack: Pack) -> Mapping[str, Sequence[Remark]]:
    """Return the comments by issue: the most named first, then those that are not told of."""
    found: defaultdict[str, list[Remark]] = defaultdict(list)
    for remark in pack.comments:
        found[remark.issue].append(remark)
    ranks = [one.concern.issue for one in ranked(pack.figures)]
    return {issue: found[issue] for issue in (*ranks, *sorted(found.keys() - set(ranks))) if issue in found}


def _printed(remark: Remark, pack: Pack, words: Words, leaves: Leaves) -> _Comment:
    text = " ".join(remark.text.split())
    if pack.reading.area is None:
        text = words.said("comment_from", area=words.area(remark.area), text=text)
    fitting, height = leaves.fit(text, COLUMN, SIZE, MOST_LINES)
    return _Comment(fitting, height + BETWEEN)


def _places(chosen: Mapping[str, Sequence[_Comment]], first: float) -> Iterator[_Placed]:
    """Give each comment its place: down one column and then the next, from `first` on the first page.

    Within an issue they stand in the order of the alphabet, and a heading never stands alone.
    """
    column, top = 0, first
    for issue, comments in chosen.items():
        for number, comment in enumerate(sorted(comments, key=lambda comment: comment.text)):
            heading = HEADING if number == 0 else 0.0
            if top + heading + comment.height > END:
                column += 1
                top = first if column < COLUMNS else MARGIN
            yield _Placed(comment, column, top, issue if heading else None)
            top += heading + comment.height


def _write(leaves: Leaves, placed: _Placed, words: Words) -> None:
    left, top = MARGIN + (INNER - COLUMN) * (placed.column % COLUMNS), placed.top
    if placed.issue is not None:
        with leaves.tagged("/H3"):
            leaves.put(words.issue(placed.issue), left, top + 1.5, COLUMN, TEXT, bold=True, ink=NAVY)
        top += HEADING
    with leaves.tagged("/P"):
        leaves.put(placed.comment.text, left, top, COLUMN, SIZE)
