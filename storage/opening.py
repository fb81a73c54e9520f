"""An opening: which papers and notes may leave the box together, and what becomes of the rest.

Papers leave it for an area once there are as many as the minimum, those from officers' tablets apart from the
others; notes likewise, the first of each ballot apart from the second, so that as many people leave it together.
What is still below the minimum when the round ends leaves together, as the whole county's and without its town, if
there is enough of it; else it is destroyed unread.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from random import Random
from typing import Any, TypeVar

from storage.backend import Row
from storage.box_contents import BoxContents, Note, Paper, Pile
from storage.bundle import Bundle

WHOLE_COUNTY = "whole_county"
"""The area of answers that were too few to be told by area."""

_ID_BYTES = 16
Item = TypeVar("Item", Paper, Note)


@dataclass(repr=False)
class Opened:
    """What has left the box.

    Args:
        responses: rows of answers.
        comments: rows of comments.
        tallies: by how much the tally of each event rises.
    """

    responses: list[Row]
    comments: list[Row]
    tallies: dict[str, int]


def open_box(contents: BoxContents, minimum: int, over: Iterable[str], chance: Random) -> Opened:
    """Take out of the box what may leave it.

    Args:
        contents: of the box; what must wait stays in it.
        minimum: how many must leave together.
        over: the rounds that are over: nothing of them stays.
        chance: gives the rows' random ids.
    """
    opened, finished = Opened([], [], {}), frozenset(over)
    for name, pile in contents.piles.items():
        final = name in finished
        pile.register.ballots.clear()
        papers, pile.papers = _parted(pile.papers, minimum, _group_of_paper, final=final)
        notes, pile.notes = _parted(pile.notes, minimum, _group_of_note, final=final)
        opened.responses += [_response(name, paper, chance) for paper in papers]
        opened.comments += [_comment(name, note, chance) for note in notes]
        opened.tallies |= _tallies(pile, minimum)
    for name in finished & contents.piles.keys():
        del contents.piles[name]
    return opened


def _parted(
    bundle: Bundle[Item], minimum: int, group_of: Callable[[Item], tuple[Any, ...]], *, final: bool
) -> tuple[list[Item], Bundle[Item]]:
    """Return what leaves the box and what stays in it."""
    leaving, staying = _enough(bundle, minimum, group_of)
    if final:
        # Those who are few everywhere are told apart by nothing but what they said.
        of_the_county = [_without_area(item) for item in staying]
        more, _destroyed_unread = _enough(of_the_county, minimum, group_of)
        return leaving + more, Bundle(bundle.kind)
    return leaving, Bundle.of(bundle.kind, staying)


def _enough(
    items: Iterable[Item], minimum: int, group_of: Callable[[Item], tuple[Any, ...]]
) -> tuple[list[Item], list[Item]]:
    leaving: list[Item] = []
    staying: list[Item] = []
    for _, group in groupby(sorted(items, key=group_of), key=group_of):
        members = list(group)
        (leaving if len(members) >= minimum else staying).extend(members)
    return leaving, staying


def _group_of_paper(paper: Paper) -> tuple[Hashable, ...]:
    return paper.answers.area, paper.assisted


def _group_of_note(note: Note) -> tuple[Hashable, ...]:
    return note.area, note.place


def _without_area(item: Item) -> Item:
    if isinstance(item, Paper):
        return replace(item, answers=replace(item.answers, area=WHOLE_COUNTY, town=None))
    return replace(item, area=WHOLE_COUNTY)


def _response(round_name: str, paper: Paper, chance: Random) -> Row:
    return {
        "id": _fresh_id(chance),
        "round": round_name,
        **asdict(paper.answers),
        "assisted": paper.assisted,
        "withdrawal": paper.withdrawal,
    }


def _comment(round_name: str, note: Note, chance: Random) -> Row:
    return {
        "id": _fresh_id(chance),
        "round": round_name,
        "area": note.area,
        "issue": note.issue,
        "text": note.text,
        "withdrawal": note.withdrawal,
    }


def _tallies(pile: Pile, minimum: int) -> dict[str, int]:
    """Take the whole minimums out of each event's count, and return them."""
    risen = {code: count // minimum * minimum for code, count in pile.events.items() if count >= minimum}
    pile.events -= Counter(risen)
    return risen


def _fresh_id(chance: Random) -> str:
    """Return 16 random bytes in hexadecimal: a key that tells nothing about its row."""
    return chance.randbytes(_ID_BYTES).hex()
