"""Attack 13: whether anybody came by a small event.

The attacker has the database's files and its log, and wants to know by which of 120 events, all opened from their
links, people answered: nine came by each of sixty, one fewer than the minimum. Passes if after an opening the bytes
of all rows are alike but for their codes, and what was written since the events were made names none of them.

By a tenth an event's tally rises, wherever they answered for: ten people together, of whom it tells nothing else. So
rows of events by which ten came are alike too, whether their answers have left the box or wait in it.

Codes of digits alone are left out: one in thirteen of them stands by chance in the log, in the ids and hashes of 540
answers, which are hexadecimal. (One code in 336 is such.)
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from storage import events
from storage.database import Database
from storage.event_links import EventLinks
from tests.attacks.place import Place
from tests.attacks.residents import AREAS, people
from tests.attacks.stores import MINIMUM, Naive, Ours
from tests.attacks.verdict import Finding, Judge

_EVENTS = 60
_ROUND = "2026-2"
_TICKS = 6
_CODE = b"~~~~~"
_NUMBERS = 8
"""So many bytes of a row of PostgreSQL number the transaction that ended it, and the change within that."""


def test_a_small_event_is_as_if_nobody_had_come(
    new_place: Callable[[], Place], backend: str, judge: Judge
) -> None:
    """Rows of events with nine answers and with none are alike, and nothing else names an event."""
    of_naive, of_ours = asyncio.run(_naive(new_place())), asyncio.run(_ours(new_place()))
    judge(Finding("13 kinds of rows of small events", backend, of_naive[0], of_ours[0], 1))
    judge(Finding("13 small events named elsewhere", backend, of_naive[1], of_ours[1], 0))


async def _ours(place: Place) -> tuple[int, int]:
    """Return how many kinds of rows there are, and how many events are named by what was written after them."""
    store = Ours(place.url, place.keys, place.look)
    await store.open()
    codes = await _made(store.database, 2 * _EVENTS)
    links = EventLinks(store.database)
    await links.refresh()
    assert all(links.area_of(code) for code in codes)
    before = _log(place)
    residents = people(131, _EVENTS * (MINIMUM - 1), 0, 1, _TICKS)
    sent = [
        (replace(one.ballot, event=codes[number % _EVENTS]), one.account)
        for number, one in enumerate(residents)
    ]
    for tick in range(_TICKS):
        await store.drop(sent[tick::_TICKS])
    await store.end_day(0)
    found = _kinds(place, codes), _named(codes, before, _log(place))
    await store.close()
    return found


async def test_of_ten_who_came_by_an_event_its_tally_tells_nothing_else(
    new_place: Callable[[], Place], backend: str
) -> None:
    """Of two events all answers leave the box; those of two others are for several areas, and all wait in it.

    PostgreSQL numbers the changes of a transaction: they come in the order of the codes.
    """
    place = new_place()
    store = Ours(place.url, place.keys, place.look)
    await store.open()
    codes = await _made(store.database, 4)
    sent = []
    for number, one in enumerate(people(132, 4 * MINIMUM, 0, 1, _TICKS)):
        turn, code = divmod(number, 4)
        area = AREAS[0] if code < 2 else AREAS[1 + turn % 3]
        answers = replace(one.ballot.answers, area=area)
        sent.append((replace(one.ballot, event=codes[code], answers=answers), one.account))
    await store.drop(sent)
    await store.end_day(0)
    changes = _NUMBERS if backend == "postgresql" else 0
    kinds = _kinds(place, codes, changes)
    in_order = sorted(codes, key=lambda code: max(_rows_of(place, code))[:changes])
    tallies = {row.tally for row in await events.of_round(store.database, _ROUND)}
    (opened,) = [table.total for table in await store.database.contents() if table.table == "response"]
    await store.close()
    assert (kinds, tallies, opened) == (1, {MINIMUM}, 2 * MINIMUM)
    assert in_order == (sorted(codes) if changes else codes)


async def _made(database: Database, number: int) -> list[str]:
    """Make events, and return the codes of those that have a letter."""
    codes: list[str] = []
    while len(codes) < number:
        code = await events.make(database, _ROUND, "dacorum")
        codes += [] if code.isdigit() else [code]
    return codes


async def _naive(place: Place) -> tuple[int, int]:
    """Do the same with a tally that is raised, and a visit that is noted, at each answer."""
    store = Naive(place.url)
    await store.open()
    codes = [f"{number:05}" for number in range(2 * _EVENTS)]
    for code in codes:
        await store.run(("INSERT INTO event VALUES (:code, 0)", {"code": code}))
    before = _log(place)
    for code in codes[:_EVENTS]:
        for _ in range(MINIMUM - 1):
            await store.run(
                ("UPDATE event SET tally = tally + 1 WHERE code = :code", {"code": code}),
                ("INSERT INTO visit VALUES (:code)", {"code": code}),
            )
    found = _kinds(place, codes), _named(codes, before, _log(place))
    await store.close()
    return found


def _log(place: Place) -> bytes:
    place.look()
    return place.disk.log()


def _named(codes: list[str], before: bytes, after: bytes) -> int:
    """Return how many of the codes stand in what was written to the log meanwhile."""
    written = after[len(before) :]
    return sum(code.encode() in written for code in codes)


def _kinds(place: Place, codes: list[str], numbers: int = 0) -> int:
    """Return in how many ways the rows of events differ, their codes and so many bytes of numbers apart."""
    return len({frozenset(_blanked(row, code)[numbers:] for row in _rows_of(place, code)) for code in codes})


def _rows_of(place: Place, code: str) -> list[bytes]:
    return [row for row in place.disk.raw_rows("event") if code.encode() in row]


def _blanked(row: bytes, code: str) -> bytes:
    return row.replace(code.encode(), _CODE)
