"""The tables: everything that Local Views keeps, and nothing else.

No table has a time, a week, a language or anything about a resident's account. Keys of answers and comments are
random, and SQLite keeps those two tables `WITHOUT ROWID`: a hidden row number would tell the order in which they
arrived. The only ids of Telegram are those of the chats of staff, and the only time that at which a code for staff
ends.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, false
from sqlmodel import Field, SQLModel

_UNNUMBERED = {"sqlite_with_rowid": False}


class _Private(SQLModel):
    """A row whose repr shows none of its values, so that none can slip into a log."""

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return ()


class Response(_Private, table=True):
    """One resident's answers.

    `withdrawal` is a hash of the receipt, or random letters (see `receipt`); `assisted` tells that they were given
    on an officer's tablet. The area of answers that were too few in theirs is `opening.WHOLE_COUNTY`.
    """

    __table_args__ = _UNNUMBERED

    id: str = Field(primary_key=True)
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
    assisted: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class Comment(_Private, table=True):
    """One resident's words about one issue, which nothing joins to their answers."""

    __table_args__ = _UNNUMBERED

    id: str = Field(primary_key=True)
    round: str = Field(foreign_key="round.name")
    area: str
    issue: str
    text: str
    withdrawal: str | None = None


class Event(SQLModel, table=True):
    """An engagement event, by the code in its link. `tally` rises in steps of the ballot box's minimum.

    `name` is what officers call it, or empty.
    """

    code: str = Field(primary_key=True)
    round: str = Field(foreign_key="round.name")
    area: str
    name: str = Field(default="", sa_column_kwargs={"server_default": ""})
    tally: int = 0


class Box(_Private, table=True):
    """The ballot box, as one sealed block (see `seal`).

    `key` names its key, `opened` is the day of its last opening. `lost` is None for the box in use; for one whose key
    is lost, it is the day on which that was noticed.
    """

    key: str = Field(primary_key=True)
    sealed: bytes
    opened: date | None = None
    lost: date | None = None


class Round(SQLModel, table=True):
    """A round of views, such as 2026-3 for the third of 2026: its first and last day, and if it is paused.

    Once it is `settled`, its last ballots have left the box, and nothing tells any more who took part.
    """

    name: str = Field(primary_key=True)
    opens: date
    closes: date
    paused: bool = False
    settled: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class Release(SQLModel, table=True):
    """Figures that have left (see `releases`): the `number`th of a round for an area, told from `day` on.

    `basis` is the exact number of answers behind them, `figures` is what was told, as JSON; `thinned` tells that
    answers of the area have been withdrawn since. They outlast their round.
    """

    round: str = Field(primary_key=True)
    area: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    day: date
    basis: int
    figures: str
    thinned: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class StaffChat(_Private, table=True):
    """A chat of staff: what it may do (see `staff`), and its area, or None for the whole county."""

    __tablename__ = "staff_chat"

    chat: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    role: str
    area: str | None = None


class StaffCode(_Private, table=True):
    """A code that lets one chat become one of staff: its hash, what the chat may then do, and until when it is good.

    `expires` is in seconds since the beginning of 1970.
    """

    __tablename__ = "staff_code"

    hash: str = Field(primary_key=True)
    role: str
    area: str | None = None
    expires: int = Field(sa_type=BigInteger)


class DailyRun(_Private, table=True):
    """What was last done by the clock for a chat of staff (see `daily`).

    `day` is the day it was last begun, `state` how far that came, `told` which figures it was about.
    """

    __tablename__ = "daily_run"

    job: str = Field(primary_key=True)
    chat: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    day: date
    state: str
    told: str = ""


class Priority(SQLModel, table=True):
    """One of the three priorities agreed for an area after a round, the `place`th, and what was done about it.

    `issue` is its name in the county's data, or empty where it is none of them; `done` is empty until it is told.
    """

    round: str = Field(primary_key=True)
    area: str = Field(primary_key=True)
    place: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    issue: str
    text: str
    done: str = ""
