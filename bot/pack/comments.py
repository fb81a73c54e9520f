"""Comments, by issue: where the pack has room for them, else as many as its last pages hold, drawn by lot."""

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
from storage.figures import in_steps

COLUMNS = 2
COLUMN = 86.0
"""The width of a column, in millimetres."""
SIZE = 9.0
BETWEEN = 1.6
"""Between two comments, in millimetres."""
LEAST_COMMENT = 4.0
"""Lower than a comment of one line is with what comes after it, in millimetres."""
HEADING = 7.5
HEAD = 14.0
"""The room for what stands above all comments."""
AFTER = 4.0
"""Between them and what follows on the same page."""
NOTE = 5.0
"""The room for the line that says how many are left out."""
MOST_LINES = 14
"""Of a comment. Residents may send 500 letters, which are fewer lines."""


@dataclass(frozen=True, slots=True)
class _Comment:
    """A comment as it is printed: its text, its height in millimetres, and how many residents it stands for."""

    text: str
    height: float
    said: int


@dataclass(frozen=True, slots=True)
class _Placed:
    """A comment where it is printed: in which column of all, how far down, and below which heading, if any."""

    comment: _Comment
    column: int
    top: float
    issue: str | None


Chosen = Mapping[str, Sequence[_Comment]]
"""Comments to be printed, by issue."""


def write_few_comments(leaves: Leaves, pack: Pack, words: Words, rest: float) -> bool:
    """Write all comments on the page that has been begun, if it has room; return whether they are there.

    Args:
        leaves: are written on.
        pack: has the comments.
        words: of the pack.
        rest: how much of the page must be left, in millimetres.
    """
    top, end = leaves.top + HEAD, END - rest - AFTER
    found = _by_issue(pack)
    if not 0 < sum(map(len, found.values())) * LEAST_COMMENT <= COLUMNS * (end - top):
        return False
    chosen = {
        issue: [_printed(remark, number, pack, words, leaves) for remark, number in remarks]
        for issue, remarks in found.items()
    }
    if not _fits(chosen, top, 1, end):
        return False
    _write_head(leaves, words)
    end = _balanced(chosen, leaves.top, 1, end)
    for placed in _places(chosen, leaves.top, 1, end):
        _write(leaves, placed, words)
    leaves.space(end - leaves.top + AFTER)
    return True


def write_comments(leaves: Leaves, pack: Pack, words: Words, pages: int) -> None:
    """Begin a page, and write the comments on it and on no more than so many in all.

    Args:
        leaves: are written on.
        pack: has the comments.
        words: of the pack.
        pages: how many there may be.
    """
    leaves.turn()
    _write_head(leaves, words)
    chosen = _drawn_by_lot(pack, words, leaves, leaves.top + NOTE, pages)
    left_out = len(pack.comments) - sum(one.said for comments in chosen.values() for one in comments)
    if left_out:
        many = in_steps(left_out, pack.reading.minimum)
        note = words.said("comments_lot", more=words.number(many)) if many else words.said("comments_lot_few")
        leaves.paragraph(note, SMALL, bold=True)
    top = leaves.top
    used = next(number for number in range(1, pages + 1) if _fits(chosen, top, number, END))
    end, column = _balanced(chosen, top, used, END), 0
    for placed in _places(chosen, top, used, end):
        if placed.column > column and placed.column % COLUMNS == 0:
            leaves.turn()
        column = placed.column
        _write(leaves, placed, words)


def _write_head(leaves: Leaves, words: Words) -> None:
    leaves.heading(words.said("comments"))
    leaves.paragraph(words.said("comments_how"), SMALL, ink=GREY)
    leaves.space(1)


def _drawn_by_lot(pack: Pack, words: Words, leaves: Leaves, top: float, pages: int) -> Chosen:
    """Return the comments that fit, by issue, the most named first: each issue in turn gets one more."""
    lot = Random(f"{pack.reading.round.name} {pack.reading.area}")
    waiting = {issue: lot.sample(remarks, len(remarks)) for issue, remarks in _by_issue(pack).items()}
    chosen: dict[str, list[_Comment]] = {issue: [] for issue in waiting}
    while any(waiting.values()):
        for issue, remarks in waiting.items():
            if not remarks:
                continue
            chosen[issue].append(_printed(*remarks.pop(), pack, words, leaves))
            if not _fits(chosen, top, pages, END):
                chosen[issue].pop()
                return chosen
    return chosen


def _by_issue(pack: Pack) -> Mapping[str, Sequence[tuple[Remark, int]]]:
    """Return the comments by issue, the most named first, then those that are not told of.

    What was said more than once in the same words, of the same area, is one comment: with it comes how often.
    """
    found: defaultdict[str, dict[tuple[str, str], list[Remark]]] = defaultdict(dict)
    for remark in pack.comments:
        same = (remark.area, _one_line(remark).casefold())
        found[remark.issue].setdefault(same, []).append(remark)
    ranks = [one.concern.issue for one in ranked(pack.figures)]
    return {
        issue: [(remarks[0], len(remarks)) for remarks in found[issue].values()]
        for issue in (*ranks, *sorted(found.keys() - set(ranks)))
        if issue in found
    }


def _one_line(remark: Remark) -> str:
    return " ".join(remark.text.split())


def _printed(remark: Remark, number: int, pack: Pack, words: Words, leaves: Leaves) -> _Comment:
    text = _one_line(remark)
    if number > 1:
        text = words.said("comment_again", text=text)
    if pack.reading.area is None:
        text = words.said("comment_from", area=words.area(remark.area), text=text)
    fitting, height = leaves.fit(text, COLUMN, SIZE, MOST_LINES)
    return _Comment(fitting, height + BETWEEN, number)


def _fits(chosen: Chosen, first: float, pages: int, end: float) -> bool:
    *_, last = _places(chosen, first, pages, end)
    return last.column < COLUMNS * pages


def _balanced(chosen: Chosen, first: float, pages: int, end: float) -> float:
    """Return how far down the columns of the last page must go to hold what is left for them: no further."""
    above, below = (first if pages == 1 else MARGIN), end
    while below - above > 1:
        middle = (above + below) / 2
        if _fits(chosen, first, pages, middle):
            below = middle
        else:
            above = middle
    return below


def _places(chosen: Chosen, first: float, pages: int, end: float) -> Iterator[_Placed]:
    """Give each comment its place: down one column and then the next, from `first` on the first page.

    Within an issue they stand in the order of the alphabet, and a heading never stands alone.

    Args:
        chosen: the comments.
        first: where the columns of the first page begin, in millimetres.
        pages: how many pages there are.
        end: where those of the last page end.
    """
    column, top = 0, first
    for issue, comments in chosen.items():
        for number, comment in enumerate(sorted(comments, key=lambda comment: comment.text)):
            heading = HEADING if number == 0 else 0.0
            if top + heading + comment.height > (end if column >= COLUMNS * (pages - 1) else END):
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
