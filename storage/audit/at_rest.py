"""A database at rest: read as it lies there, and never written to; `sqlite` and `postgresql` are the two kinds."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from storage.audit.finding import Finding

REMEDY = (
    "Let DATABASE_URL name the database of a Local Views that has been started, and run this as its account."
)

Read = TypeVar("Read")


class AtRest(ABC):
    """A kind of database, at one place.

    Attributes:
        shown: its URL without a password.
        folder: where its file lies, None if it is on a server.
    """

    shown: str
    folder: Path | None

    @abstractmethod
    async def read(self, of: Callable[[Connection], Read]) -> Read:
        """Return what a function reads, all of one moment. Raises DatabaseUnusable."""

    @abstractmethod
    async def traces(self) -> list[Finding]:
        """Look for what this kind of database could tell besides its rows. Raises DatabaseUnusable."""

    @abstractmethod
    async def close(self) -> None:
        """Close every connection."""
