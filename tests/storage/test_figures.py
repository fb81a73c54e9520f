"""What may be told of answers: never of few, and still enough to learn from."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from storage.figures import TABLES, Band, Concern, Figures, Tally, in_steps, of_area, of_county
from storage.tables import Response
from tests.counting import count
from tests.subtracting import behind, is_few


def answer(first: str = "speeding", *more: str, assisted: bool = False, **said: str) -> Response:
    """Return one resident's answers."""
    second, third = (*more, None, None)[:2]
    return Response(
        id="",
        round="2026-2",
        area="dacorum",
        first=first,
        second=second,
        third=third,
        assisted=assisted,
        **said,
    )


def told_of(*answers: Response) -> Figures:
    """Return what is told of an area."""
    return of_area("2026-2", "dacorum", count(answers))


def told_of_county(*areas: Sequence[Response]) -> Figures:
    """Return what is told of a county."""
    return of_county("2026-2", "", [count(answers) for answers in areas])


def in_short(figures: Figures) -> list[tuple[str, str, int | None]]:
    """Return the issue, the band and the number of each concern."""
    return [(concern.issue, concern.band.value, concern.named) for concern in figures.concerns]


def test_an_area_with_thirty_answers_tells_its_concerns_in_order() -> None:
    """Those that ten or more have named have a number, others a band alone; what few have named is not there."""
    figures = told_of(
        *[answer("speeding", "drugs")] * 13,
        *[answer("burglary", "drugs")] * 6,
        *[answer("speeding", "parking")] * 6,
        *[answer("noise", "theft")] * 5,
    )

    assert figures.answers == 30
    assert in_short(figures) == [
        ("drugs", "most", 20),
        ("speeding", "most", 20),
        ("burglary", "about_a_quarter", None),
        ("parking", "about_a_quarter", None),
    ]


def test_concerns_that_tie_share_a_rank_and_stand_by_name() -> None:
    """Twelve and eleven are the same number when rounded, so neither comes before the other."""
    figures = told_of(*[answer("parking")] * 12, *[answer("drugs")] * 11, *[answer("assault")] * 14)

    assert [[concern.issue for concern in tied] for tied in figures.ranks] == [
        ["assault"],
        ["drugs", "parking"],
    ]


@pytest.mark.parametrize(
    ("number", "band"),
    [
        (60, Band.MOST),
        (57, Band.ABOUT_HALF),
        (38, Band.ABOUT_HALF),
        (37, Band.ABOUT_A_QUARTER),
        (18, Band.ABOUT_A_QUARTER),
        (17, Band.FEWER),
    ],
)
def test_a_band_is_that_of_the_number_told(number: int, band: Band) -> None:
    """Of a hundred: from 60, 40 and 20 on, to the nearest five."""
    others = [answer(f"issue_{one % 9}") for one in range(100 - number)]
    told = told_of(*[answer("drugs")] * number, *others).concerns
    assert next(concern.band for concern in told if concern.issue == "drugs") is band


def test_bands_lie_side_by_side() -> None:
    """Each begins where the next one ends, from all to none."""
    assert [band.span for band in Band] == [(0.6, 1.0), (0.4, 0.6), (0.2, 0.4), (0.0, 0.2)]


def test_a_band_without_a_number_is_that_of_the_exact_share() -> None:
    """Eight of 41 are less than a fifth, though 41 are told as forty."""
    others = [answer(f"issue_{one % 3}") for one in range(33)]
    figures = told_of(*[answer("drugs")] * 8, *others)
    assert figures.answers == 40
    assert "drugs" not in [concern.issue for concern in figures.concerns]


def test_which_of_two_cells_is_left_out_does_not_hang_on_who_came_first() -> None:
    """Five have given no answer: without one of the cells that are as large, it is fifteen."""
    told, untold = [answer(place=place) for place in ("shops", "park")], [answer()] * 5
    for first, second in (told, told[::-1]):
        assert told_of(*[first] * 10, *[second] * 10, *untold).place == {"shops": 10}


def test_each_resident_counts_once_for_a_concern() -> None:
    """It is counted as named, first or third; how many put it first is told beside it."""
    figures = told_of(*[answer("drugs", "noise", "parking")] * 10, *[answer("parking")] * 20)

    assert figures.concerns[0] == Concern("parking", Band.MOST, named=30, first=20)


def test_concerns_without_a_number_are_ranked_by_their_bands() -> None:
    """Nine of twenty are about half, and stand before six and five, which are about a quarter and tie."""
    figures = told_of(*[answer("theft")] * 9, *[answer("noise")] * 6, *[answer("drugs")] * 5)
    assert [[concern.issue for concern in tied] for tied in figures.ranks] == [["theft"], ["drugs", "noise"]]


@pytest.mark.parametrize(("answers", "concerns"), [(19, []), (20, [("drugs", "about_a_quarter", None)])])
def test_below_twice_the_minimum_nothing_is_told_without_a_number(
    answers: int, concerns: list[tuple[str, str, int | None]]
) -> None:
    """With 19 answers, a concern that five have named is not told of."""
    scattered = [answer(f"issue_{number // 3}") for number in range(answers - 5)]
    assert in_short(told_of(*[answer("drugs")] * 5, *scattered)) == concerns


@pytest.mark.parametrize(("answers", "concerns"), [(39, []), (40, [("drugs", "about_a_quarter", None)])])
def test_so_it_is_below_twice_a_greater_minimum(
    answers: int, concerns: list[tuple[str, str, int | None]]
) -> None:
    """Twenty, say: with 39 answers, a concern that ten have named is not told of."""
    scattered = [answer(f"issue_{number // 3}") for number in range(answers - 10)]
    tally = count([*[answer("drugs")] * 10, *scattered])
    assert in_short(of_area("2026-2", "dacorum", tally, 20)) == concerns


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"evening": 9, "night": 12, None: 9}, {"night": 10}),
        ({"evening": 13, "night": 12, None: 9}, {"evening": 15}),
        ({"evening": 13, "night": 12, None: 10}, {"evening": 15, "night": 10}),
        ({"evening": 13, "night": 12}, {"evening": 15, "night": 10}),
        ({"evening": 10, None: 9}, {}),
    ],
)
def test_what_is_missing_from_a_table_is_nobody_or_not_few(
    said: dict[str | None, int], told: dict[str, int]
) -> None:
    """Those who gave no answer are missing too; the smallest cell goes with them where they are few."""
    answers = [
        answer(time=time) if time else answer() for time, number in said.items() for _ in range(number)
    ]
    assert told_of(*answers).time == told


def test_few_who_named_a_concern_second_are_not_told_by_subtraction() -> None:
    """Where eleven put it first and three second, only the fourteen are told of."""
    first = told_of(*[answer("drugs")] * 11, *[answer("noise", "drugs")] * 3, *[answer("noise")] * 20)
    assert next(concern for concern in first.concerns if concern.issue == "drugs").first is None


def test_few_on_an_officers_tablet_are_not_told_of_nor_few_beside_it() -> None:
    """A count of those assisted tells of the others too."""
    for assisted, others, told in [(9, 20, None), (20, 9, None), (12, 12, 10), (12, 0, 10)]:
        figures = told_of(*[answer(assisted=True)] * assisted, *[answer()] * others)
        assert figures.assisted == told


def test_shares_are_those_of_rounded_numbers() -> None:
    """Twelve of 28 are told as ten of thirty."""
    figures = told_of(*[answer("drugs")] * 12, *[answer("noise")] * 16)
    assert figures.concerns[1].named == 10
    assert (figures.percent(10), figures.percent(20)) == (33, 67)


def test_the_county_leaves_out_the_few_whom_its_areas_do_not_tell_of() -> None:
    """Five in one area who named it would be all that is left of the county's number without the others'."""
    many = [answer("drugs")] * 30
    county = told_of_county(many, many, [*[answer("drugs")] * 5, *[answer("noise")] * 15])

    assert [concern.named for concern in county.concerns if concern.issue == "drugs"] == [60]


def test_the_county_tells_what_is_too_little_in_each_area() -> None:
    """Six in each of three areas are eighteen."""
    area = [*[answer("drugs")] * 6, *[answer("noise")] * 14]
    assert in_short(told_of(*area))[1] == ("drugs", "about_a_quarter", None)
    assert in_short(told_of_county(area, area, area))[1] == ("drugs", "about_a_quarter", 20)


@pytest.mark.parametrize(
    ("minimum", "told"), [(2, [0, 0, 10, 30]), (10, [0, 0, 10, 30]), (12, [0, 0, 0, 36]), (25, [0, 0, 0, 25])]
)
def test_a_number_that_only_grows_is_told_in_steps_of_ten_or_more(minimum: int, told: list[int]) -> None:
    """However few leave the ballot box together, and of more where more must."""
    assert [in_steps(number, minimum) for number in (0, 9, 11, 39)] == told


_CHANCE = some.integers(0, 2**32).map(Random)
_AREA = some.tuples(some.integers(10, 60), some.sampled_from([1, 3, 8]))
_COUNTY = some.lists(_AREA, min_size=1, max_size=4)


def people(chance: Random, number: int, evenness: int) -> list[Response]:
    """Return made-up residents; the greater the evenness, the less do they agree."""

    def said(of: str, silent: float) -> str | None:
        return (
            None
            if chance.random() < silent
            else f"{of}{min(chance.randrange(evenness + 1), chance.randrange(9))}"
        )

    made = []
    for _ in range(number):
        first, *more = dict.fromkeys(
            f"i{min(chance.randrange(evenness + 1), chance.randrange(9))}" for _ in "123"
        )
        tables = {name: value for name in TABLES if (value := said(name, chance.choice([0, 0.1, 0.6])))}
        made.append(answer(first, *more, assisted=chance.random() < 0.3, **tables))
    return made


def numbers_in(figures: Figures) -> list[int]:
    """Return every number that is told."""
    told = [figures.answers, figures.assisted]
    told += [number for concern in figures.concerns for number in (concern.named, concern.first)]
    told += [number for name in TABLES for number in getattr(figures, name).values()]
    return [number for number in told if number is not None]


def cells(figures: Figures) -> dict[str, dict[str, int]]:
    """Return what is told as tables whose cells, with those who are in none, are all the answers."""
    return {name: getattr(figures, name) for name in TABLES} | {
        "first": {concern.issue: concern.first for concern in figures.concerns if concern.first},
        "assisted": {"assisted": figures.assisted} if figures.assisted else {},
    }


def named(figures: Figures) -> dict[str, int]:
    """Return the number of each concern that has one."""
    return {concern.issue: concern.named for concern in figures.concerns if concern.named}


@given(_CHANCE, _COUNTY)
def test_no_number_is_of_few(chance: Random, sizes: list[tuple[int, int]]) -> None:
    """Each is a multiple of five, ten at the least, and so is the exact count behind it."""
    areas = [people(chance, *size) for size in sizes]
    for answers, figures in [
        *((area, told_of(*area)) for area in areas),
        (list(chain(*areas)), told_of_county(*areas)),
    ]:
        exact = count(answers)
        assert all(number >= 10 and number % 5 == 0 for number in numbers_in(figures))
        assert not any(is_few(exact.named[issue]) for issue in named(figures))
        assert not any(
            is_few(exact.tables[name][value]) for name, told in cells(figures).items() for value in told
        )


@given(_CHANCE, _COUNTY, some.sampled_from([12, 17, 30]))
def test_a_greater_minimum_holds_for_every_number(
    chance: Random, sizes: list[tuple[int, int]], minimum: int
) -> None:
    """Behind each are so many, and with a table's cells taken from all answers nobody is left, or so many."""
    answers = [people(chance, minimum + more, evenness) for more, evenness in sizes]
    areas = [count(area) for area in answers]
    for tally, figures in [
        *((area, of_area("2026-2", "dacorum", area, minimum)) for area in areas),
        (count(list(chain(*answers))), of_county("2026-2", "", areas, minimum)),
    ]:
        behind_numbers = [tally.named[issue] for issue in named(figures)]
        behind_numbers += [tally.tables[name][one] for name, told in cells(figures).items() for one in told]
        assert min(behind_numbers, default=minimum) >= minimum
        assert figures.minimum == minimum
        if figures.area:
            left = [
                tally.answers - sum(tally.tables[name][one] for one in told)
                for name, told in cells(figures).items()
            ]
            assert not any(0 < number < minimum for number in left)


@given(_CHANCE, _COUNTY)
def test_nothing_told_can_be_subtracted_to_few(chance: Random, sizes: list[tuple[int, int]]) -> None:
    """Not a table's cells from all answers, in an area or the county, nor the areas' numbers from the county's."""
    areas = [people(chance, *size) for size in sizes]
    exact = [count(area) for area in areas]
    told = [told_of(*area) for area in areas]
    for tally, figures in zip(exact, told, strict=True):
        firsts = cells(figures)["first"]
        assert not any(is_few(tally.named[issue] - tally.tables["first"][issue]) for issue in firsts)
        for name, table in cells(figures).items():
            assert not is_few(tally.answers - sum(tally.tables[name][value] for value in table))

    county = told_of_county(*areas)
    whole = count(chain(*areas))
    behind(
        named(county),
        whole.named,
        [(named(one), tally.named) for one, tally in zip(told, exact, strict=True)],
    )
    for name, table in cells(county).items():
        below = [(cells(one)[name], tally.tables[name]) for one, tally in zip(told, exact, strict=True)]
        assert not is_few(whole.answers - behind(table, whole.tables[name], below))


@given(_CHANCE, _AREA)
def test_the_order_is_that_of_the_numbers_told(chance: Random, size: tuple[int, int]) -> None:
    """Nothing of the exact counts is in the order, and those without a number stand below those with one."""
    concerns = told_of(*people(chance, *size)).concerns
    assert list(concerns) == sorted(
        concerns, key=lambda one: (list(Band).index(one.band), -(one.named or 0), one.issue)
    )
    assert [one.named or 0 for one in concerns] == sorted((one.named or 0 for one in concerns), reverse=True)


@given(_CHANCE, _AREA)
def test_the_order_of_the_answers_leaves_no_trace(chance: Random, size: tuple[int, int]) -> None:
    """The figures are the same, to the order within their tables, in whatever order the answers are read."""
    area = people(chance, *size)
    before = repr(told_of(*area))
    chance.shuffle(area)
    assert repr(told_of(*area)) == before


def test_exact_counts_have_no_repr() -> None:
    """Nothing that is logged can quote them."""
    assert "drugs" not in repr(Tally(12, Counter(drugs=12)))
