"""Attack 8: what is in the unopened box, from everything on the disk but its key.

The attacker has the database's files, its log and all keys except those that seal the box, and searches them for
every answer, comment and receipt, in several encodings. They also compare the sizes of everything for one ballot
and for a hundred. Passes if nothing is found and the sizes are the same.
"""

import asyncio
import re
from base64 import b64encode
from collections.abc import Callable

from storage import receipt
from tests.attacks.disks import Disk
from tests.attacks.life import Store
from tests.attacks.place import Place
from tests.attacks.residents import AREAS, ISSUES, Resident, at_each_tick, people
from tests.attacks.stores import Naive, Ours
from tests.attacks.verdict import Finding, Judge

_TICKS = 5
_SHORTEST = 5

_RECEIPT = re.compile(rb"(?=([0-9A-Z]{16}))")
_HASH = re.compile(rb"(?=([0-9a-f]{64}))")
"""Both also within a longer run of such letters."""


def test_nothing_of_an_unopened_ballot_can_be_read(
    new_place: Callable[[], Place], backend: str, judge: Judge
) -> None:
    """No answer, comment or receipt of 500 stands anywhere in any encoding."""
    of_naive, of_ours = (_readable(new_place(), naive=naive) for naive in (True, False))
    judge(Finding("08 words read in the box", backend, of_naive, of_ours, 0))


def test_the_size_does_not_tell_how_many_ballots_there_are(
    new_place: Callable[[], Place], backend: str, judge: Judge
) -> None:
    """The files of a store with a hundred ballots are as large as those of a store with one."""
    of_naive, of_ours = (
        _sizes(new_place(), 1, naive=naive) == _sizes(new_place(), 100, naive=naive)
        for naive in (True, False)
    )
    judge(Finding("08 same size with 1 and 100", backend, of_naive, of_ours, expected=True))


def _filled(place: Place, residents: list[Resident], *, naive: bool) -> Disk:
    """Let residents answer, and return the disk before any opening."""

    async def fill() -> Disk:
        store: Store = Naive(place.url) if naive else Ours(place.url, place.keys, place.look)
        await store.open()
        place.look()
        by_tick = dict(at_each_tick(residents))
        for tick in range(_TICKS):
            await store.tick(0, by_tick.get(tick, []))
        kept = place.kept()
        await store.close()
        return kept

    return asyncio.run(fill())


def _readable(place: Place, *, naive: bool) -> int:
    """Return how many words of the residents can be read."""
    residents = people(81, 500, 0, 1, _TICKS)
    disk = _filled(place, residents, naive=naive)
    keys = [path.read_bytes() for path in place.keys.iterdir() if not path.name.startswith("seal-")]
    everything = b"".join([*disk.files().values(), disk.log(), *keys])
    receipts = {one.number for one in residents}
    hashes = set().union(*(receipt.of_all(number) for number in receipts))
    whole = {*_RECEIPT.findall(everything), *_HASH.findall(everything)} & {
        word.encode() for word in receipts | hashes
    }
    # Of what has a marker, its beginning is looked for.
    words = ("place-", "words-", "By night", *AREAS, *ISSUES)
    return len(whole) + sum(everything.count(form) for word in words for form in _forms(word))


def _forms(word: str) -> set[bytes]:
    """Return how a word would look in some encodings, wherever in a text it stands."""
    plain = word.encode()
    base64 = {b64encode(bytes(before) + plain)[4:-4] for before in range(3)}
    forms = {plain, plain.hex().encode(), word.encode("utf-16-le"), *base64}
    # What is shorter turns up by chance.
    return {form for form in forms if len(form) >= _SHORTEST}


def _sizes(place: Place, answering: int, *, naive: bool) -> list[int]:
    """Return the sizes of all files, once so many have answered."""
    disk = _filled(place, people(82, answering, 0, 1, _TICKS), naive=naive)
    return sorted(len(content) for content in disk.files().values())
