"""A simulated life of a ballot box, and all that an attacker could take down meanwhile."""

import re
from abc import ABC, abstractmethod
from collections.abc import Awaitable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from zlib import crc32

from tests.attacks.disks import Disk, Look
from tests.attacks.residents import Resident, at_each_tick

_HASH = re.compile(rb"[0-9a-f]{64}")
NONCE = 12
"""In bytes: a sealed block begins with as many that no other block begins with."""


class Store(ABC):
    """What keeps the answers. `seals` tells whether it has sealed blocks, in the table `box`."""

    seals: bool

    @abstractmethod
    async def open(self) -> None:
        """Make the database."""

    @abstractmethod
    async def close(self) -> None:
        """Close the database."""

    @abstractmethod
    async def tick(self, day: int, answering: list[Resident]) -> None:
        """Keep the answers of those who sent them since the last tick."""

    @abstractmethod
    async def end_day(self, day: int) -> None:
        """Do what is done once a day."""

    @abstractmethod
    async def end_round(self) -> None:
        """Do what is done when the round is over."""


@dataclass(frozen=True)
class Tick:
    """What was to be seen before and after a tick, and the first bytes of the box after it."""

    before: Look
    after: Look
    nonce: bytes

    @property
    def traces(self) -> dict[str, float]:
        """What changed at this tick: a time or a name has changed or not, a size has by so much."""
        changes = {name: after - self.before[name] for name, after in self.after.items()}
        return {
            name: float(change != 0) if name.endswith(("time", "names")) else change
            for name, change in changes.items()
        }


@dataclass(frozen=True)
class Copy:
    """A copy of the tables of answers: the id, the area and the marker or the words of each row."""

    responses: frozenset[tuple[str, str, str]]
    comments: frozenset[tuple[str, str, str]]


@dataclass(frozen=True)
class Seizure:
    """The key folder at one moment, and what was sealed in the tables then."""

    keys: dict[str, bytes]
    sealed: list[bytes]


@dataclass
class Life:
    """What is left of a simulated life.

    Args:
        residents: all who chatted, in the order of time.
        disk: the database as it is at the end, and its log from the beginning.
        ticks: what was seen at each tick.
        copies: the tables after each tick of the first two days.
        openings: the tables after each opening.
        pages: the pages of the database after each opening.
        during: what was seized on the last day, before its opening.
        after: what was seized when the round was over.
    """

    residents: list[Resident]
    disk: Disk
    ticks: list[Tick] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    openings: list[Copy] = field(default_factory=list)
    pages: list[bytes] = field(default_factory=list)
    during: Seizure = field(default_factory=lambda: Seizure({}, []))
    after: Seizure = field(default_factory=lambda: Seizure({}, []))

    @cached_property
    def log(self) -> bytes:
        """All that was ever written to the database's log."""
        return self.disk.log()

    @cached_property
    def blocks(self) -> list[bytes]:
        """Every sealed block that can be carved out of the log, once."""
        return list(dict.fromkeys(self.disk.sealed()))

    @cached_property
    def hashes(self) -> frozenset[bytes]:
        """Whatever looks like a hash in the log and in the files."""
        return frozenset(_HASH.findall(self.log)).union(*map(_HASH.findall, self.disk.files().values()))

    @property
    def answering(self) -> list[Resident]:
        """Those who answered, in the order of time."""
        return [resident for resident in self.residents if resident.answered]

    def places(self, seen: dict[str, float]) -> list[float]:
        """Return the places of the answers that an attack has seen, in the order in which they arrived."""
        return [seen[resident.place] for resident in self.answering if resident.place in seen]


async def live(store: Store, disk: Disk, keys: Path, residents: list[Resident], ticks_a_day: int) -> Life:
    """Let residents answer, day after day, and take down what an attacker sees."""
    life = Life(residents, disk)
    by_tick = dict(at_each_tick(residents))
    days = residents[-1].day + 1
    for day in range(days):
        for tick in range(day * ticks_a_day, (day + 1) * ticks_a_day):
            answering = [resident for resident in by_tick.get(tick, ()) if resident.answered]
            life.ticks.append(await _seen(store, store.tick(day, answering), disk, keys))
            if day < 2:
                life.copies.append(copy_of(disk))
        if day == days - 1:
            life.during = _seize(store, disk, keys)
        await store.end_day(day)
        life.openings.append(copy_of(disk))
        life.pages.append(disk.pages())
    await store.end_round()
    life.openings.append(copy_of(disk))
    life.pages.append(disk.pages())
    life.after = _seize(store, disk, keys)
    return life


def copy_of(disk: Disk) -> Copy:
    """Copy the tables of answers."""
    responses = disk.rows("SELECT id, area, place FROM response")
    comments = disk.rows("SELECT id, area, text FROM comment")
    return Copy(frozenset(responses), frozenset(comments))


async def _seen(store: Store, happens: Awaitable[None], disk: Disk, keys: Path) -> Tick:
    before = disk.look() | _look_at(keys)
    await happens
    after = disk.look() | _look_at(keys)
    return Tick(before, after, disk.blocks("box", NONCE)[0] if store.seals else b"")


def _look_at(keys: Path) -> Look:
    """Return what the key folder shows without opening a key."""
    states = {path.name: path.stat() for path in keys.iterdir()}
    return {
        "keys": len(states),
        "keys size": sum(state.st_size for state in states.values()),
        "keys time": max((state.st_mtime_ns for state in states.values()), default=0),
        "keys names": crc32("".join(sorted(states)).encode()),
        "keys folder time": keys.stat().st_mtime_ns,
    }


def _seize(store: Store, disk: Disk, keys: Path) -> Seizure:
    sealed = disk.blocks("box") if store.seals else []
    return Seizure({path.name: path.read_bytes() for path in keys.iterdir()}, sealed)
