"""Attack 3: the order of arrival, from what SQLite leaves behind.

The attacker has the file, its `-wal` and its `-journal`, as they are on a running system, and carves them for
answers and comments outside the tables: in the write-ahead log, in the rollback journal, in free pages and in the
free space of pages. The order in which they stand there is taken for the order of arrival. Passes if each row is
there exactly once and the leftovers give no order beyond 4 standard deviations.
"""

import re
from collections import Counter

import pytest

from tests.attacks.disks import FRAME_HEADER, PAGE, WAL_HEADER, places_of
from tests.attacks.life import Life
from tests.attacks.residents import PLACE_MARKER, WORDS_MARKER
from tests.attacks.verdict import Finding, Judge, Success, Verdict, best, order


@pytest.mark.parametrize(
    ("kind", "marker"), [("answers", PLACE_MARKER), ("comments", WORDS_MARKER)], ids=["answers", "comments"]
)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_each_row_is_on_the_disk_exactly_once(
    ours: Life, naive: Life, backend: str, judge: Judge, kind: str, marker: re.Pattern[bytes]
) -> None:
    """No second copy of an answer or of a comment lies anywhere in the files."""
    of_naive, of_ours = (_most_copies(life, marker) for life in (naive, ours))
    judge(Finding(f"03 copies of {kind}", backend, of_naive, of_ours, 1))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_leftovers_give_no_order(ours: Life, naive: Life, backend: str, judge: Judge) -> None:
    """The write-ahead log and the journal do not tell who came first."""
    judge(Verdict("03 order from leftovers", backend, order_of_leftovers(naive), order_of_leftovers(ours)))


def order_of_leftovers(life: Life) -> Success:
    """Judge the order in which answers first stand in the log and the journal, read forwards or from pages' ends."""
    leftovers = _oldest_first(life.disk.files())
    first = {marker: places[0] for marker, places in places_of(PLACE_MARKER, leftovers).items()}
    filled = {marker: float(at // PAGE * PAGE + PAGE - at % PAGE) for marker, at in first.items()}
    return best(order(life.places(dict(first))), order(life.places(filled)))


def _oldest_first(files: dict[str, bytes]) -> bytes:
    """Return the pages of the write-ahead log, what was left from its last turn first, and the journal."""
    log = files.get("views.db-wal", b"")
    size = FRAME_HEADER + PAGE
    frames = [log[at : at + size] for at in range(WAL_HEADER, len(log), size)]
    # A frame belongs to this turn if it has the salt of the header.
    frames.sort(key=lambda frame: frame[8:16] == log[16:24])
    return b"".join(frame[FRAME_HEADER:] for frame in frames) + files.get("views.db-journal", b"")


def _most_copies(life: Life, marker: re.Pattern[bytes]) -> int:
    """Return how often the marker that stands in the files most often stands there."""
    everything = b"".join(life.disk.files().values())
    return max(Counter(match[0] for match in marker.finditer(everything)).values())
