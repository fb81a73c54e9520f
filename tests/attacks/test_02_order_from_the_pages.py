"""Attack 2: the order of arrival, from the places of rows in the bytes of an SQLite file.

The attacker has a copy of the file after each opening and knows when everybody chatted. SQLite fills a page from its
end: of two rows in one page, the one nearer to the end was written first. They take the order of pages, and within a
page that from the end, for the order of arrival; or only compare rows of one page, which tells most while the table
is small. They use the copy that tells best. Passes within 4 standard deviations of a half.
"""

import pytest

from tests.attacks.disks import PAGE, places_of
from tests.attacks.life import Life
from tests.attacks.residents import PLACE_MARKER
from tests.attacks.verdict import Judge, Success, Verdict, best, order


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_pages_do_not_tell_when_their_rows_came(ours: Life, naive: Life, backend: str, judge: Judge) -> None:
    """Neither the order of pages nor that of the cells in a page is the order in which residents answered."""
    judge(Verdict("02 order from pages", backend, across_pages(naive), across_pages(ours)))
    judge(Verdict("02 order within a page", backend, within_pages(naive), within_pages(ours)))


def across_pages(life: Life) -> Success:
    """Judge the order in which the file seems to have been filled."""
    return best(
        *(
            order(life.places({marker: _filled(at) for marker, at in _first_places(file).items()}))
            for file in life.pages
        )
    )


def within_pages(life: Life) -> Success:
    """Judge the same for pairs of rows that lie in one page."""
    return best(*(order(*_by_page(life, _first_places(file))) for file in life.pages))


def _by_page(life: Life, places: dict[str, int]) -> list[list[float]]:
    """Return for each page the places of its answers, in the order of arrival."""
    pages: dict[int, list[float]] = {}
    for resident in life.answering:
        if resident.place in places:
            at = places[resident.place]
            pages.setdefault(at // PAGE, []).append(_filled(at))
    return list(pages.values())


def _filled(at: int) -> float:
    page, offset = divmod(at, PAGE)
    return page * PAGE + PAGE - offset


def _first_places(file: bytes) -> dict[str, int]:
    return {marker: places[0] for marker, places in places_of(PLACE_MARKER, file).items()}
