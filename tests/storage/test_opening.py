"""What may leave the box together, for any box: never fewer than the minimum, and nothing lost but at the very end."""

from collections import Counter
from dataclasses import replace
from functools import partial
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from storage.ballot import Answers
from storage.box_contents import BoxContents, Note, Paper, Pile
from storage.bundle import Bundle
from storage.opening import WHOLE_COUNTY, open_box

AREAS = ("dacorum", "watford", "stevenage")
ROUND = "2026-2"

hashes = some.text("0123456789abcdef", min_size=64, max_size=64)
papers = some.builds(
    Paper,
    some.builds(
        Answers, some.sampled_from(AREAS), some.just("speeding"), town=some.sampled_from([None, "a town"])
    ),
    some.booleans(),
    hashes,
)
notes = some.builds(
    Note, some.integers(0, 1), some.sampled_from(AREAS), some.just("speeding"), some.text(), hashes
)
events = some.dictionaries(some.sampled_from(["A01BZ", "00000"]), some.integers(1, 40)).map(Counter)
piles = some.builds(
    Pile,
    some.lists(papers, max_size=60).map(partial(Bundle.of, Paper)),
    some.lists(notes, max_size=60).map(partial(Bundle.of, Note)),
    events=events,
)
minimums = some.integers(2, 12)


def _groups(rows: list[dict[str, Any]], *columns: str) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(row[column] for column in columns) for row in rows)


@given(piles, minimums, some.booleans())
def test_nobody_leaves_the_box_in_a_small_group(pile: Pile, minimum: int, final: bool) -> None:
    """By area and kind of device, or as the whole county: at least the minimum, every time."""
    notes = list(pile.notes)

    opened = open_box(BoxContents({ROUND: pile}), minimum, [ROUND] * final, Random(0))

    assert all(count >= minimum for count in _groups(opened.responses, "area", "assisted").values())
    # A ballot may bring two notes: as many people as the minimum, not half of them.
    people = Counter((note.area, note.place) for note in notes)
    for (area,), count in _groups(opened.comments, "area").items():
        assert count >= minimum
        assert area == WHOLE_COUNTY or any(people[area, place] >= minimum for place in (0, 1))
    assert all(risen % minimum == 0 for risen in opened.tallies.values())


@given(piles, minimums)
def test_what_may_not_leave_yet_stays(pile: Pile, minimum: int) -> None:
    """Each paper, note and count is afterwards outside or inside, once."""
    notes_before = Counter(replace(note, place=0) for note in pile.notes)
    before = (Counter(list(pile.papers)), notes_before, Counter(pile.events))
    contents = BoxContents({ROUND: pile})

    opened = open_box(contents, minimum, [], Random(0))
    left = contents.piles[ROUND]
    fields = Answers.__dataclass_fields__
    papers = [
        Paper(Answers(**{name: row[name] for name in fields}), row["assisted"], row["withdrawal"])
        for row in opened.responses
    ]
    notes = [Note(0, row["area"], row["issue"], row["text"], row["withdrawal"]) for row in opened.comments]
    after = (
        Counter([*papers, *left.papers]),
        Counter(notes + [replace(note, place=0) for note in left.notes]),
        Counter(opened.tallies) + left.events,
    )
    assert after == before
    assert WHOLE_COUNTY not in {row["area"] for row in opened.responses + opened.comments}


@given(piles, minimums)
def test_at_the_end_the_few_are_told_by_no_area_or_not_at_all(pile: Pile, minimum: int) -> None:
    """What was too little by area leaves as the county's, without a town; only what is too little even so is lost."""
    papers, notes = list(pile.papers), list(pile.notes)
    contents = BoxContents({ROUND: pile})

    opened = open_box(contents, minimum, [ROUND], Random(0))
    assert contents.piles == {}
    assert {row["town"] for row in opened.responses if row["area"] == WHOLE_COUNTY} <= {None}
    for assisted in (False, True):
        given = sum(paper.assisted is assisted for paper in papers)
        kept = sum(row["assisted"] is assisted for row in opened.responses)
        assert given - minimum < kept <= given
    assert len(notes) - 2 * minimum < len(opened.comments) <= len(notes)


@given(some.lists(piles, max_size=2), some.sets(hashes))
def test_a_box_reads_what_it_has_written(some_piles: list[Pile], withdrawn: set[str]) -> None:
    """Whatever is in it, in any script and with any sign."""
    contents = BoxContents({f"2026-{number}": pile for number, pile in enumerate(some_piles)}, withdrawn)

    assert BoxContents.from_bytes(contents.to_bytes()) == contents
