"""What every kind of database must be able to do for Local Views; `sqlite` and `postgresql` are the two kinds."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from sqlalchemy import ColumnElement, Table
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

Row = dict[str, Any]


class Backend(ABC):
    """A kind of database, at one place.

    Attributes:
        shown: its URL without a password, for messages.
        remedy: what to do if it cannot be used, as a sentence.
        reader: connections to read with; each transaction sees one moment.
        writer: connections to write with.
    """

    shown: str
    remedy: str
    reader: AsyncEngine
    writer: AsyncEngine

    @abstractmethod
    def prepare(self) -> None:
        """Make what must be there before the first connection."""

    @abstractmethod
    def is_away(self, error: Exception) -> bool:
        """Tell by an error whether the database could not be reached, so that it may be there later."""

    @abstractmethod
    def opened(self) -> None:
        """Note which database was opened, once its tables are up to date."""

    @abstractmethod
    async def begin(self, session: AsyncSession) -> None:
        """Wait until no other process writes, and let none write until this transaction has ended."""

    @abstractmethod
    def require_still_there(self) -> None:
        """See that what was opened is what is written to. Raises DatabaseGone."""

    @abstractmethod
    async def rewrite(
        self, session: AsyncSession, table: Table, added: Sequence[Row], kept: ColumnElement[bool]
    ) -> None:
        """Write a whole table anew, in the order of its keys, so that nothing tells which row came when.

        Args:
            session: the transaction to do it in.
            table: its only key is `id`.
            added: rows that join it.
            kept: which of the rows stay.
        """

    @abstractmethod
    async def clear(self) -> None:
        """Clear away what a rewrite has left beside the tables. Raises ResidueLeft if that is not possible now."""

    @abstractmethod
    def held(self) -> AbstractAsyncContextManager[bool]:
        """Hold the database while the context lasts; gives False, at once, if another program holds it.

        Whoever does not ask for it may read and write all the same.
        """

    async def close(self) -> None:
        """Close every connection."""
        await self.reader.dispose()
        await self.writer.dispose()
