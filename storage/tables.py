"""The tables: everything that Local Views keeps, and nothing else.

No table has a time, a week, a language or anything about an account. Keys of answers and comments are random,
and SQLite keeps those two tables `WITHOUT ROWID`: a hidden row number would tell the order in which they
arrived.
"""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Field, SQLModel

_UNNUMBERED = {"sqlite_with_rowid": False}


def fresh_id() -> str:
    """Return 16 random bytes in hexadecimal: a key that tells nothing about its row."""
    return secrets.token_hex(16)


class _Private(SQLModel):
    """A row whose repr shows none of its values, so that none can slip into a log."""

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return ()


class Response(_Private, table=True):
    """One resident's answers. `withdrawal` is a hash of the receipt where one was asked for."""

    __table_args__ = _UNNUMBERED

    id: str = Field(default_factory=fresh_id, primary_key=True)
    round: str = Field(foreign_key="round.name")
    area: str
    first: str
    second: str | None = None
    third: str | None = None
    place: str | None = None
    town: str | None = None
    time: str | None = None
    safe_by_day: str | None = None
    safe_after_dark: str | None = None
    withdrawal: str | None = None


class Comment(_Private, table=True):
    """One resident's words about one issue, which nothing joins to their answers."""

    __table_args__ = _UNNUMBERED

    id: str = Field(default_factory=fresh_id, primary_key=True)
    round: str = Field(foreign_key="round.name")
    area: str
    issue: str
    text: str


class Event(SQLModel, table=True):
    """An engagement event, by the code in its link. `tally` rises in steps of the ballot box's minimum."""

    code: str = Field(primary_key=True)
    round: str = Field(foreign_key="round.name")
    area: str
    tally: int = 0


class Register(_Private, table=True):
    """Who has answered in a round, as one sealed block (see account_register)."""

    round: str = Field(primary_key=True, foreign_key="round.name")
    sealed: bytes


class Round(SQLModel, table=True):
    """A round of views, such as 2026-3 for the third of 2026: its first and last day, and if it is paused."""

    name: str = Field(primary_key=True)
    opens: date
    closes: date
    paused: bool = False
