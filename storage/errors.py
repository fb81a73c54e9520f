"""What can go wrong for whoever runs Local Views: each message says what, where and what to do."""

from datetime import date
from pathlib import Path


class LocalViewsError(Exception):
    """The root of every error that Local Views raises on purpose. No message tells of a resident."""


class DatabaseUrlUnusable(LocalViewsError):
    """`DATABASE_URL` names nothing that can be opened. The value is not quoted: it may hold a password."""

    def __init__(self) -> None:
        super().__init__(
            "DATABASE_URL does not name a database that can be used. Write sqlite:///local-views.db for a file in "
            "the folder where Local Views starts, sqlite:////srv/local-views/local-views.db for a full path, or "
            "postgresql://USER:PASSWORD@HOST:5432/local_views for a PostgreSQL server."
        )


class DatabaseUnusable(LocalViewsError):
    """The database could not be opened or brought up to date.

    `url` is without its password; `reason` is the name of the exception's type, since its text may quote a
    row; `remedy` is a sentence that says what to do.
    """

    def __init__(self, url: str, reason: str, remedy: str) -> None:
        super().__init__(f"The database {url} could not be opened ({reason}). {remedy}")


class DatabaseAway(DatabaseUnusable):
    """The server of the database cannot be reached, or takes no connections yet: it may later."""


class DatabaseGone(LocalViewsError):
    """The database's file was removed or replaced while it was in use. `url` is without its password."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"The file of the database {url} was removed or replaced while Local Views was running. Put it back, or "
            "start Local Views again to begin a new one."
        )


class DatabaseTooNew(LocalViewsError):
    """The database was brought up to date by a later Local Views. `url` is without its password."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"The database {url} was last used by a newer Local Views. Install that version or a later one, "
            "or let DATABASE_URL name another file."
        )


class NotEmbedded(LocalViewsError):
    """What is to be copied is no SQLite file."""

    def __init__(self) -> None:
        super().__init__(
            "Only an embedded database can be copied, and DATABASE_URL names none. Let it name the SQLite file that "
            "the bot has used so far, such as sqlite:///local-views.db. From PostgreSQL to PostgreSQL, use pg_dump."
        )


class NoServer(LocalViewsError):
    """What is to be copied to is no database of a PostgreSQL server. It is not quoted: it may hold a password."""

    def __init__(self) -> None:
        super().__init__(
            "What stands after copy-to names no database of a PostgreSQL server, and a database can be copied to "
            "one only. Name one there that is empty, such as postgresql://USER:PASSWORD@HOST:5432/local_views."
        )


class StillInUse(LocalViewsError):
    """The database at `url` is open in another program, most likely the bot."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"The database {url} is in use: the bot runs, or another program reads it. Stop the bot, and whatever else "
            "has the file open, and do this again. Nothing was copied."
        )


class OtherVersion(LocalViewsError):
    """The tables of the database at `url` are not those of this version."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"The database {url} does not have the tables of this version of Local Views. Start this version on it "
            "once, stop it, and do this again. Nothing was copied."
        )


class TargetTaken(LocalViewsError):
    """The database at `url`, without its password, holds what no earlier copy has put there; `found` says what."""

    def __init__(self, url: str, found: str) -> None:
        super().__init__(
            f"The database {url} holds what this command did not put there: {found}. It was left as it is. Name an "
            "empty database, made with CREATE DATABASE; or, if nothing in this one is needed, drop it and make it anew."
        )


class SourceDamaged(LocalViewsError):
    """The database at `url` cannot be read to its end; `reason` says why in a word."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(
            f"The database {url} cannot be read to its end ({reason}): its file is damaged, or its disk fails. Nothing "
            "was copied. Keep the file, put the last backup in its place as README.md says under Restore, on a disk "
            "that is sound, start the bot on it once, stop it, and do this again."
        )


class CopyBroken(LocalViewsError):
    """A copy to the database at `url`, without its password, did not come to its end; `reason` says why in a word."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(
            f"The copy to {url} broke off ({reason}), and that database is as it was before. See that the server runs, "
            "that the database is there and belongs to its user, and that its disk has room; then do this again."
        )


class KeysUnusable(LocalViewsError):
    """The key folder at `path`, or a key in it, cannot be used; `problem` says why."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            f"The keys in {path} cannot be used: {problem}. Let KEY_DIR name a folder that this account alone can read "
            f"and write (a new one is made with: mkdir -m 700 FOLDER), on a disk with free space. If there are keys in "
            f"this one, keep it, and run: chmod -R u=rwX,go= {path}. Without them the unopened answers are lost."
        )


class KeyDamaged(KeysUnusable):
    """A key at `path` does not have the length that keys have."""

    def __init__(self, path: Path, expected: int, found: int) -> None:
        super().__init__(path, f"a key has {expected} bytes and this file {found}")


class SealBroken(LocalViewsError):
    """What is sealed does not open: its key is lost, or it was damaged. `purpose` says what it is."""

    def __init__(self, purpose: str) -> None:
        super().__init__(
            f"The sealed {purpose} does not open with the keys in KEY_DIR. Put back the key folder that belongs to "
            "this database."
        )


class BoxesPileUp(LocalViewsError):
    """Boxes are lost again and again."""

    def __init__(self) -> None:
        super().__init__(
            "The key of the ballot box is lost again and again, so no more ballots are taken. Let all workers of one "
            "database share one KEY_DIR, and put back the folder that belongs to it."
        )


class ResidueLeft(LocalViewsError):
    """The write-ahead log of a database could not be emptied. `url` is without its password."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"The write-ahead log of {url} could not be emptied after an opening, because some program was reading the "
            "database. It is tried again at each opening; run backups at another time."
        )


class RoundMonthsUnusable(LocalViewsError):
    """`ROUND_MONTHS` does not divide a year into whole rounds."""

    def __init__(self, months: int) -> None:
        super().__init__(
            f"ROUND_MONTHS is {months}. Make it 1, 2, 3, 4, 6 or 12, so that rounds fill a year."
        )


class RoundUnknown(LocalViewsError):
    """There is no round of that name in the database."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is no round {name}. Rounds are named year-number, such as 2026-3, once begun."
        )


class ClosingDayUnusable(LocalViewsError):
    """The round under way cannot close on that day: it must be from `first` to `last`."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"The round can close on any day from {first} to {last}. Name one of these.")
        self.first = first
        self.last = last


class NotCrockford(LocalViewsError):
    """A text is not made of Crockford base-32 letters. It is not quoted: it may be somebody's receipt."""

    def __init__(self) -> None:
        super().__init__("This is not a code. Codes are made of the digits and the letters A to Z without U.")
