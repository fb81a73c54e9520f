"""Attack 21: answers and comments in files that nobody sees.

SQLite notes what it may have to undo, and what it sorts, in files in a folder for temporary ones. It removes their
names before it writes to them, so no listing shows them; but what was written stays on that disk, which no key protects
and no opening overwrites: answers that were withdrawn among it. The attacker looks, before each commit, into every file
that the process holds open and that has no name any more, and counts the answers and comments in it. Passes if there is
none.

The same ballot box has them where SQLite is left to its defaults.
"""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from storage import sqlite
from tests.attacks.conftest import NewPlace
from tests.attacks.residents import PLACE_MARKER, WORDS_MARKER, people
from tests.attacks.stores import Ours
from tests.attacks.verdict import Finding, Judge

DAYS, ANSWERING = 2, 800
_OPEN_FILES = Path("/proc/self/fd")
_MARKERS = re.compile(PLACE_MARKER.pattern + b"|" + WORDS_MARKER.pattern)


@pytest.mark.skipif(not _OPEN_FILES.exists(), reason="only Linux shows files that have no name")
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_no_answer_is_written_to_a_file_that_has_no_name(
    new_place: NewPlace, backend: str, monkeypatch: pytest.MonkeyPatch, judge: Judge
) -> None:
    """An opening writes to the database, and to nothing beside it."""
    of_ours = found_in_the_life_of(new_place)
    monkeypatch.setattr(sqlite, "_PRAGMAS", (*sqlite._PRAGMAS, "temp_store=FILE"))  # noqa: SLF001 - its default
    of_naive = found_in_the_life_of(new_place)
    judge(Finding("21 answers in files without a name", backend, of_naive, of_ours, 0))


def found_in_the_life_of(new_place: NewPlace) -> int:
    """Return how many different markers came to stand in files without a name, while two days were lived."""
    place = new_place()
    found: set[bytes] = set()

    async def live() -> None:
        store = Ours(place.url, place.keys, lambda: None)
        await store.open()
        residents = people(21, ANSWERING, 0, DAYS, 1)
        with looking_before_each_commit(found):
            for day in range(DAYS):
                today = [one for one in residents if one.day == day]
                await store.tick(day, today)
                await store.withdraw(next(one.number for one in today if one.receipt))
                await store.end_day(day)
        await store.close()

    asyncio.run(live())
    return len(found)


@contextmanager
def looking_before_each_commit(found: set[bytes]) -> Iterator[None]:
    """Add to `found` what stands in files without a name whenever any database is about to commit."""

    def look(_: object) -> None:
        for file in _OPEN_FILES.iterdir():
            found.update(_MARKERS.findall(_content_if_nameless(file)))

    event.listen(Engine, "commit", look)
    try:
        yield
    finally:
        event.remove(Engine, "commit", look)


def _content_if_nameless(file: Path) -> bytes:
    try:
        is_nameless = file.readlink().name.endswith(" (deleted)") and file.is_file()
        return file.read_bytes() if is_nameless else b""
    except FileNotFoundError:
        return b""  # that of the listing itself, closed by now
