"""What ails a database, by the codes of its errors: their texts may quote a row."""

import sqlite3
from collections.abc import Iterator

_FULL = "The disk of the database that DATABASE_URL names is full. Make room on it: until then no answer can be kept."
_READ_ONLY = (
    "The database that DATABASE_URL names may only be read. See that its disk is not mounted read-only, and that it "
    "belongs to the account of the bot: until then no answer can be kept."
)
_LOCKED = (
    "Another program keeps the database that DATABASE_URL names locked. Stop it, or wait until it has done its work: "
    "until then no answer can be kept."
)
_FAILING = (
    "The disk of the database that DATABASE_URL names does not do what it is asked. See that it has room, that no "
    "quota is used up, and that the disk is sound: until then no answer can be kept."
)
_UNOPENED = (
    "The file of the database that DATABASE_URL names cannot be opened. See that its folder is there, and that the "
    "account of the bot can write to both."
)
_DAMAGED = (
    "The file of the database that DATABASE_URL names is damaged. Stop the bot, and put the last backup in its place, "
    "as README.md says under Restore."
)
_AWAY = (
    "The server of the database that DATABASE_URL names cannot be reached, or takes no connections. See that it runs, "
    "and that its max_connections are not used up: until then no answer can be kept."
)

_BY_SQLITE = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_IOERR: _FAILING,
    sqlite3.SQLITE_CANTOPEN: _UNOPENED,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
}
_BY_POSTGRESQL = {"53100": _FULL, "25006": _READ_ONLY, "55P03": _LOCKED}
_WITHOUT_CONNECTION = ("08", "53300", "57P")
"""How the codes of such errors begin. Source of both: PostgreSQL, "Appendix A. PostgreSQL Error Codes"."""
_KIND = 0xFF
"""The last byte of an SQLite error's code. Source: SQLite, "Result and Error Codes"."""


def ailment_of(wrong: BaseException) -> str:
    """Return what is wrong with the database and what to do, in sentences; "" where no code says so.

    Args:
        wrong: an error of a database, or one that was caused by it.
    """
    return next(filter(None, map(_told_by_code, causes(wrong))), "")


def causes(wrong: BaseException) -> Iterator[BaseException]:
    """Give an exception, what caused it, what caused that, and so on."""
    seen: list[BaseException] = []
    cause: BaseException | None = wrong
    while cause is not None and cause not in seen:
        seen.append(cause)
        yield cause
        cause = cause.__cause__ or cause.__context__


def is_away(wrong: BaseException) -> bool:
    """Return whether no server answered, or one that takes no connections now: it starts, stops, or has too many."""
    return ailment_of(wrong) == _AWAY


def is_locked(error: sqlite3.Error) -> bool:
    """Return whether an SQLite file is locked by somebody who reads or writes."""
    return _BY_SQLITE.get(_kind_of(error)) == _LOCKED


def _told_by_code(error: BaseException) -> str:
    if isinstance(error, sqlite3.Error):
        return _BY_SQLITE.get(_kind_of(error), "")
    code = getattr(error, "sqlstate", None) or ""
    return _AWAY if code.startswith(_WITHOUT_CONNECTION) else _BY_POSTGRESQL.get(code, "")


def _kind_of(error: sqlite3.Error) -> int:
    # Without a code it is Python that complains.
    return getattr(error, "sqlite_errorcode", 0) & _KIND
