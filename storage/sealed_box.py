"""The sealed box: the row of the ballot box, taken up within a transaction and put down sealed anew.

A box whose key is lost is set aside, and a new one begun. Should its key come back, as when `KEY_DIR` named the wrong
folder for a while, what was in it joins the box in use.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.box_contents import BoxContents
from storage.errors import BoxesPileUp, KeysUnusable, SealBroken
from storage.seal import SealKeys, seal, unseal
from storage.tables import Box

BOX = "ballot box"
MOST_LOST = 8
"""So many boxes may be lost, in the database or since the start; more mean that something is set up wrongly."""

LOST_BOX_LIFE = timedelta(days=7)


@dataclass(repr=False)
class BoxInHand:
    """A box that is open in memory.

    Args:
        row: where it lies sealed.
        contents: what is in it.
        was_lost: whether the one of before did not open, so that this is a new one.
        some_are_lost: whether boxes are set aside whose keys may come back.
        used_up: the names of the keys to destroy once the transaction is committed.
    """

    row: Box
    contents: BoxContents
    was_lost: bool = False
    some_are_lost: bool = False
    used_up: list[str] = field(default_factory=list)


class SealedBox:
    """Takes up the box and puts it down. All in the sessions of whoever alone may write."""

    def __init__(self, keys: SealKeys) -> None:
        self._keys = keys
        self._losses = 0

    async def take_up(self, session: AsyncSession, today: date) -> BoxInHand:
        """Open the box in memory, an empty one if there is none or its key is lost.

        `today` is noted at a box that is set aside. Raises BoxesPileUp if that has happened too often.
        """
        rows = list(await session.exec(select(Box)))
        in_use = next((row for row in rows if row.lost is None), None)
        box = BoxInHand(Box(key="", sealed=b""), BoxContents())
        if in_use is not None:
            try:
                box = BoxInHand(in_use, await self._contents(in_use))
                # Only now: a copy of this database, started by mistake, does not open, and must not sweep.
                await asyncio.to_thread(self._keys.sweep, frozenset(row.key for row in rows))
            except SealBroken:
                self._set_aside(in_use, len(rows), today)
                box = BoxInHand(Box(key="", sealed=b"", opened=in_use.opened), BoxContents(), was_lost=True)
        for row in rows:
            if row.lost is not None:
                await self._take_back(session, row, box, today)
        return box

    async def put_down(self, session: AsyncSession, box: BoxInHand) -> None:
        """Seal the box under a new key, which is on the disk when this returns."""
        before = box.row.key
        content = await asyncio.to_thread(box.contents.to_bytes)
        box.row.key, key = await asyncio.to_thread(self._keys.fresh, before)
        box.row.sealed = await asyncio.to_thread(seal, content, key, BOX)
        box.used_up += [before] if before else []
        session.add(box.row)
        await session.flush()

    async def destroy(self, names: list[str]) -> None:
        """Destroy keys that a committed transaction has made useless; what fails here the next sweep does, or says."""
        for name in names:
            with suppress(KeysUnusable):
                await asyncio.to_thread(self._keys.destroy, name)

    async def _contents(self, row: Box) -> BoxContents:
        key = await asyncio.to_thread(self._keys.get, row.key)
        return await asyncio.to_thread(lambda: BoxContents.from_bytes(unseal(row.sealed, key, BOX)))

    async def _take_back(self, session: AsyncSession, row: Box, box: BoxInHand, today: date) -> None:
        """Put what is in a lost box into the one in use if it opens again; after a week, delete it."""
        try:
            box.contents.take_all(await self._contents(row))
        except SealBroken:
            if row.lost is None or today - row.lost < LOST_BOX_LIFE:
                box.some_are_lost = True
                return
        box.used_up.append(row.key)
        await session.delete(row)

    def _set_aside(self, row: Box, boxes: int, today: date) -> None:
        # Of two workers with different key folders each takes its own box back, so that boxes do not pile up.
        self._losses += 1
        if max(boxes, self._losses) > MOST_LOST:
            raise BoxesPileUp
        row.lost = today
