"""What is sealed, and the keys: the box opens, its size tells nothing, and no key is there that nothing needs.

Whether a seal opens is tried with its key; what is in it is not looked at.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlmodel import SQLModel

from storage.audit.finding import Finding, counted, judged, remarked
from storage.ballot_box import key_of_round
from storage.errors import SealBroken
from storage.keys import PLAYGROUND, WEBHOOK, KeyFolder, TokenKeys
from storage.seal import SMALLEST_SEALED, database_of, unseal
from storage.sealed_box import BOX

LONGEST_CLOSED = timedelta(days=2)
KEY_LIFE = timedelta(days=2, hours=2)
"""Two nights, a clock change, and the hour in which a new key is not replaced again."""

UNTIL_SETTLED = timedelta(days=1)
"""A round is settled soon after the midnight that ends it."""

_BUTTONS = frozenset({TokenKeys.CURRENT, TokenKeys.PREVIOUS})
_OF_ROUND = key_of_round("")
_OF_SEAL = "seal-"
_OTHERS = 0o077


@dataclass(frozen=True, repr=False)
class Sealed:
    """What lay sealed in the database at one moment, and the rounds that it is of."""

    boxes: Sequence[Row[Any]]
    rounds: Sequence[Row[Any]]

    @property
    def in_use(self) -> list[Row[Any]]:
        """The boxes that are not set aside: one, if all is well."""
        return [box for box in self.boxes if box.lost is None]

    @property
    def keys(self) -> set[str]:
        """The names of the keys that open it."""
        return {row.key for row in self.boxes}


def read_sealed(connection: Connection) -> Sealed:
    """Read what is sealed, without opening it."""
    tables = SQLModel.metadata.tables
    return Sealed(*(connection.execute(select(tables[name])).all() for name in ("box", "round")))


def names_of_keys(keys: Path) -> frozenset[str]:
    """Return the names of all files in the key folder, hidden ones too, where they can be keys. Raises KeysUnusable."""
    hidden = {path.name for path in keys.glob(".*") if path.name != PLAYGROUND or path.stat().st_size}
    return frozenset(hidden.union(KeyFolder(keys).names()))


def audit_sealed(
    sealed: Sealed, keys: Path, names: frozenset[str], database: Path | None, now: datetime
) -> list[Finding]:
    """Return the findings about the box and the keys.

    Args:
        sealed: from the database.
        keys: the key folder.
        names: of the files in it that have been there for a while; a tick makes keys and destroys them.
        database: the folder of the database's file, None if it is on a server.
        now: the present, aware, in the time zone of the rounds.

    Raises:
        KeysUnusable: if the key folder cannot be read.
    """
    folder = KeyFolder(keys)
    return [
        one_box_is_in_use(sealed),
        sizes_tell_nothing(sealed),
        sealed_blocks_look_random(sealed),
        the_box_opens_with_its_key(sealed, folder),
        no_box_was_lost(sealed),
        the_box_was_opened_lately(sealed, now.date()),
        keys_are_for_this_account_alone(keys, names),
        keys_lie_apart_from_the_database(keys, database),
        no_key_is_left_over(sealed, names),
        no_key_of_a_round_that_is_over(sealed, names, now.date()),
        keys_of_buttons_are_young(folder, names, now),
    ]


def one_box_is_in_use(sealed: Sealed) -> Finding:
    """See that there is one ballot box for all workers."""
    boxes = len(sealed.in_use)
    return judged(
        "There is exactly one ballot box in use.",
        "" if boxes == 1 else f"There are {boxes}.",
        "One.",
        "Start the bot once: it begins a box."
        if not boxes
        else "Restore the database from a backup of before.",
    )


def sizes_tell_nothing(sealed: Sealed) -> Finding:
    """See that the box is padded to 64 KiB or a doubling of it."""
    sizes = [len(row.sealed) for row in sealed.boxes]
    odd = sum(not _is_padded(size) for size in sizes)
    return judged(
        "The box is of a fixed size (64 KiB, or a doubling of it), which tells no number.",
        f"{counted(odd, 'block')} of {len(sizes)} are not." if odd else "",
        f"{counted(len(sizes), 'sealed block')}, of {', '.join(f'{size // 1024} KiB' for size in sorted(set(sizes)))}."
        if sizes
        else "Nothing is sealed yet.",
        "Somebody else has written to the tables. Restore the database from a backup of before.",
    )


def sealed_blocks_look_random(sealed: Sealed) -> Finding:
    """See that what is sealed cannot be made shorter, as any text or unsealed data could."""
    plain = sum(len(zlib.compress(row.sealed, 9)) < len(row.sealed) for row in sealed.boxes)
    return judged(
        "The box looks random: nothing in it can be read.",
        f"{counted(plain, 'block')} can be compressed, so they are not encrypted." if plain else "",
        "Yes: none can be compressed.",
        "Stop the bot, and ask whoever maintains Local Views: this must not happen.",
    )


def the_box_opens_with_its_key(sealed: Sealed, folder: KeyFolder) -> Finding:
    """See that the key of the box in use is there and opens it."""
    broken = not all(_opens(box, folder, BOX) for box in sealed.in_use)
    return judged(
        "The key of the ballot box is in the key folder, and opens it.",
        "No." if broken else "",
        "Yes." if sealed.in_use else "There is no box.",
        "Let KEY_DIR name the key folder of this database, or put that back. Do it soon: the bot sets the box aside.",
    )


def no_box_was_lost(sealed: Sealed) -> Finding:
    """See how many boxes were set aside, since their key was not there."""
    lost = len(sealed.boxes) - len(sealed.in_use)
    return remarked(
        "No ballot box was lost.",
        f"{counted(lost, 'box', 'boxes')} set aside, for a week at most, since the key was not there."
        if lost
        else "",
        "None is set aside.",
        "If the key folder of that time still exists, copy its seal keys into KEY_DIR: the bot then takes the "
        "answers back.",
    )


def the_box_was_opened_lately(sealed: Sealed, today: date) -> Finding:
    """See that the box is opened every day."""
    looked_for = "The box is opened every day."
    days = [box.opened for box in sealed.in_use if box.opened is not None]
    if not days:
        return Finding(looked_for, "It has not been opened yet.", remedy="Run this again after OPENING_TIME.")
    return judged(
        looked_for,
        f"It was last opened on {days[0]}." if today - days[0] > LONGEST_CLOSED else "",
        f"It was last opened on {days[0]}.",
        "See that the bot runs at OPENING_TIME, and look for errors in its log.",
    )


def keys_are_for_this_account_alone(keys: Path, names: frozenset[str]) -> Finding:
    """See that no other account of the computer can enter the key folder or read a key."""
    open_to_others = sum(_is_open_to_others(keys / name) for name in names)
    faults = ["Others may enter the folder."] if _is_open_to_others(keys) else []
    faults += [f"Others may read {counted(open_to_others, 'key')}."] if open_to_others else []
    return judged(
        "No other account of the computer can read the keys.",
        " ".join(faults),
        f"The folder and {counted(len(names), 'file')} in it are for this account alone.",
        "Run: chmod -R u=rwX,go= on the key folder.",
    )


def keys_lie_apart_from_the_database(keys: Path, database: Path | None) -> Finding:
    """See that a backup of the database's folder does not copy the keys along with it."""
    together = database is not None and keys.resolve().is_relative_to(database.resolve())
    return remarked(
        "The keys lie apart from the database, so that no backup copies both.",
        "The key folder lies in the folder of the database." if together else "",
        "They do." if database is not None else "The database is on a server, the keys are in a folder.",
        "Let no backup copy the key folder, or let KEY_DIR name a folder elsewhere and move the keys while the bot is "
        "stopped.",
    )


def no_key_is_left_over(sealed: Sealed, names: frozenset[str]) -> Finding:
    """See that a key is destroyed as soon as nothing is sealed with it any more."""
    own = {database_of(name) for name in sealed.keys}
    seals = {name for name in names if name.startswith(_OF_SEAL)} - sealed.keys
    left = {name for name in seals if database_of(name) in own}
    unknown = {name for name in names - _BUTTONS - {WEBHOOK} if not name.startswith((_OF_ROUND, _OF_SEAL))}
    looked_for = "Every key in the folder is needed; those used up are destroyed."
    faults = [f"{counted(len(left), 'key')} of seals that are no more."] if left else []
    faults += [f"{counted(len(unknown), 'file')} that Local Views has not made."] if unknown else []
    if faults:
        remedy = (
            "Start the bot: it destroys keys of seals that are no more. Destroy other files, and copies of keys, "
            "yourself."
        )
        return Finding(looked_for, " ".join(faults), is_well=False, remedy=remedy)
    others = len(seals - left)
    return remarked(
        looked_for,
        f"{counted(others, 'key')} of the seals of another database." if others else "",
        f"{counted(len(names), 'key')}, all needed.",
        "If that database is no more, destroy them. It is best to give each database a key folder of its own.",
    )


def no_key_of_a_round_that_is_over(sealed: Sealed, names: frozenset[str], today: date) -> Finding:
    """See that the key with which one could test who took part goes when the round ends."""
    needed = {
        f"{_OF_ROUND}{row.name}"
        for row in sealed.rounds
        if not row.settled and row.closes >= today - UNTIL_SETTLED
    }
    left = sorted(
        name.removeprefix(_OF_ROUND) for name in names if name.startswith(_OF_ROUND) and name not in needed
    )
    return judged(
        "The key of a round, with which one could test who took part, is destroyed when it is over.",
        f"There is a key of: {', '.join(left)}." if left else "",
        "There is none of a round that is over.",
        "Start the bot: it settles rounds that are over. If a round is settled already, destroy its key yourself.",
    )


def keys_of_buttons_are_young(folder: KeyFolder, names: frozenset[str], now: datetime) -> Finding:
    """See that the keys of the buttons in residents' chats are replaced daily."""
    ages = [now - folder.made_at(name) for name in sorted(_BUTTONS & names)]
    old = sum(age > KEY_LIFE for age in ages)
    return judged(
        "The keys of the buttons are replaced every day, and none is kept for more than two.",
        f"{counted(old, 'key')} of {len(ages)} are older." if old else "",
        f"{counted(len(ages), 'key')}, none older.",
        "Start the bot: it replaces them. If it is not to run again, destroy the key folder.",
    )


def _opens(row: Row[Any], folder: KeyFolder, purpose: str) -> bool:
    try:
        unseal(row.sealed, folder.get(row.key), purpose)
    except SealBroken:
        return False
    return True


def _is_padded(size: int) -> bool:
    doublings, rest = divmod(size, SMALLEST_SEALED)
    return not rest and doublings.bit_count() == 1


def _is_open_to_others(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & _OTHERS)
    except FileNotFoundError:
        # A key that was destroyed since the folder was listed.
        return False
