"""What an SQLite file tells besides its rows: their order in its pages, what was deleted, its files.

It is copied into memory in one short reading, and looked at there: the bot writes on meanwhile. `secure_delete` is
a setting of a connection and leaves no trace of itself, so what is looked for is its effect.
"""

import asyncio
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, StaticPool, create_engine

from storage.audit.at_rest import REMEDY, AtRest, Read
from storage.audit.finding import Finding, counted, judged
from storage.audit.pages import Pages
from storage.errors import DatabaseUnusable

_OF_ANSWERS = ("response", "comment")
_LOGS = ("-wal", "-journal")
_BESIDE = ("", "-wal", "-shm", "-journal")
_PATIENCE_SECONDS = 30
_OTHERS = 0o077
_ID = re.compile(rb"(?=([0-9a-f]{32}))")
"""A key anywhere, also within a longer run of such letters."""

_REWRITE = "Run this again after the next opening, which writes the tables anew. If it stays, let nobody write to them."


@dataclass(frozen=True, repr=False)
class _Taken:
    """A copy of the database, and the bytes of its file and logs, all of one moment."""

    pages: Pages
    files: tuple[bytes, ...]


class SQLiteAtRest(AtRest):
    """An SQLite file. `url` names it."""

    def __init__(self, url: URL) -> None:
        self.shown = url.render_as_string()
        self._path = Path(url.database or "").absolute()
        self.folder = self._path.parent

    async def read(self, of: Callable[[Connection], Read]) -> Read:
        """Return what a function reads from a copy in memory. Raises DatabaseUnusable."""
        return await asyncio.to_thread(self._read, of)

    async def traces(self) -> list[Finding]:
        """Look at the files, and at the pages in them. Raises DatabaseUnusable."""
        return await asyncio.to_thread(self._traces)

    async def close(self) -> None:
        """Do nothing: no connection outlives a reading."""

    def _read(self, of: Callable[[Connection], Read]) -> Read:
        with closing(_opened(self._taken().pages)) as copy:
            engine = create_engine("sqlite://", creator=lambda: copy, poolclass=StaticPool)
            with engine.connect() as connection:
                return of(connection)

    def _traces(self) -> list[Finding]:
        taken = self._taken()
        with ExitStack() as copies:
            copy = copies.enter_context(closing(_opened(taken.pages)))
            fresh = {
                name: copies.enter_context(closing(_in_order_of_keys(copy, taken.pages.size, name)))
                for name in _OF_ANSWERS
            }
            return [
                files_are_for_this_account_alone(self._path),
                changes_go_through_a_log_that_is_emptied(taken.pages, self._path),
                deleted_rows_are_overwritten(taken.pages),
                rows_have_no_numbers(copy),
                rows_lie_in_the_order_of_their_keys(copy, taken.pages, fresh),
                no_older_copy_of_a_row_is_left(copy, taken.files),
                nothing_is_set_off_by_a_change(copy),
            ]

    def _taken(self) -> _Taken:
        try:
            return self._read_files()
        except (OSError, sqlite3.Error) as reason:
            raise DatabaseUnusable(self.shown, type(reason).__name__, REMEDY) from None

    def _read_files(self) -> _Taken:
        self._path.stat()
        # Without a write-ahead log nobody writes, and looking for one would leave one behind.
        mode = "mode=ro" if _beside(self._path, "-wal").exists() else "immutable=1"
        place = f"{self._path.as_uri()}?{mode}"
        # Closing a file gives up the locks of this process on it, so it is closed after the connection.
        with (
            ExitStack() as files,
            closing(sqlite3.connect(place, uri=True, timeout=_PATIENCE_SECONDS)) as connection,
        ):
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            pages = Pages(connection.serialize())
            there = [path for end in ("", *_LOGS) if (path := _beside(self._path, end)).exists()]
            contents = tuple(files.enter_context(path.open("rb")).read() for path in there)
        return _Taken(pages, contents)


def files_are_for_this_account_alone(path: Path) -> Finding:
    """See that no other account of the computer can read the database's files."""
    modes = {file.name: mode for end in _BESIDE if (mode := _mode(file := _beside(path, end))) is not None}
    open_to_others = [name for name, mode in modes.items() if mode & _OTHERS]
    return judged(
        "No other account of the computer can read the database's files.",
        f"Others may read {', '.join(open_to_others)}." if open_to_others else "",
        f"{counted(len(modes), 'file')}, for this account alone.",
        f"Run: chmod 600 {' '.join(open_to_others)}",
    )


def changes_go_through_a_log_that_is_emptied(pages: Pages, path: Path) -> Finding:
    """See that changes go into the write-ahead log, which an opening empties, and not into a rollback journal."""
    faults = [] if pages.has_write_ahead_log else ["The journal is not a write-ahead log."]
    faults += (
        ["There is a rollback journal, which may hold deleted rows."]
        if _beside(path, "-journal").exists()
        else []
    )
    return judged(
        "The journal mode is WAL: its log is emptied at every opening.",
        " ".join(faults),
        "Yes, and there is no other journal.",
        "Stop the bot and start it again: it sets the mode. Let no other program write to the file.",
    )


def deleted_rows_are_overwritten(pages: Pages) -> Finding:
    """See that free pages hold nothing, as `secure_delete` leaves them."""
    left = pages.used_free_pages()
    return judged(
        "What was deleted is overwritten with zeros (secure_delete).",
        f"{counted(left, 'free page')} of the file still hold something." if left else "",
        "The free pages of the file hold nothing.",
        "Stop the bot, run VACUUM on the file with sqlite3, start the bot; let no other program write to the file.",
    )


def rows_have_no_numbers(copy: sqlite3.Connection) -> Finding:
    """See that no hidden row number tells which answer came first."""
    unnumbered = {name for name, without in copy.execute("SELECT name, wr FROM pragma_table_list") if without}
    numbered = [name for name in _OF_ANSWERS if name not in unnumbered]
    return judged(
        "Answers and comments have no row numbers, which would tell the order of arrival.",
        f"Rows are numbered in: {', '.join(numbered)}." if numbered else "",
        "Both tables are kept without row numbers.",
        "Somebody has made the table anew. Restore the database from a backup of before.",
    )


def rows_lie_in_the_order_of_their_keys(
    copy: sqlite3.Connection, pages: Pages, fresh: Mapping[str, sqlite3.Connection]
) -> Finding:
    """See that rows lie in the file exactly as in a copy made in the order of their random keys."""
    other = [
        name
        for name, made in fresh.items()
        if pages.layout(_root(copy, name)) != Pages(made.serialize()).layout(_root(made, name))
    ]
    return judged(
        "Answers and comments lie in the file in the order of their random keys.",
        f"The places of rows tell of another order in: {', '.join(other)}." if other else "",
        "Exactly as in a copy made in that order: nothing of the order of arrival is left.",
        _REWRITE,
    )


def no_older_copy_of_a_row_is_left(copy: sqlite3.Connection, files: Iterable[bytes]) -> Finding:
    """See that no older copy of a row has been left anywhere in the file or its logs."""
    ids = {str(key).encode() for name in _OF_ANSWERS for (key,) in copy.execute(f'SELECT id FROM "{name}"')}  # noqa: S608 - our own names
    seen = _occurrences(files, ids)
    copied = sum(times > 1 for times in seen.values())
    return judged(
        "No older copy of a row, which could tell when it came, is left in the file or its logs.",
        f"There are older copies of {counted(copied, 'row')} of {len(ids):,}." if copied else "",
        f"{counted(len(ids), 'row')}, without an older copy.",
        "Stop whatever else reads the file, such as a backup, and run this again after the next opening, which "
        "empties the log.",
    )


def nothing_is_set_off_by_a_change(copy: sqlite3.Connection) -> Finding:
    """See that no trigger or view has been added, which could write down more than the tables hold."""
    (found,) = copy.execute("SELECT count(*) FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchone()
    return judged(
        "No trigger or view has been added to the database.",
        f"{found} found." if found else "",
        "None.",
        "Drop them: Local Views has none.",
    )


def _opened(pages: Pages) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:")
    copy.deserialize(pages.without_write_ahead_log())
    # Sorting many rows would otherwise write them to the disk.
    copy.execute("PRAGMA temp_store=MEMORY")
    return copy


def _in_order_of_keys(connection: sqlite3.Connection, page_size: int, table: str) -> sqlite3.Connection:
    """Return a database in memory with a fresh copy of a table, filled in the order of its keys and packed."""
    of_table = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
    (as_made,) = connection.execute(of_table, (table,)).fetchone()
    fresh = sqlite3.connect(":memory:", isolation_level=None)
    fresh.execute(f"PRAGMA page_size={page_size}")
    fresh.execute("PRAGMA secure_delete=ON")
    fresh.execute(as_made)
    rows = connection.execute(f'SELECT * FROM "{table}" ORDER BY id')  # noqa: S608 - our own names
    places = ", ".join("?" * len(rows.description))
    fresh.execute("BEGIN")
    fresh.executemany(f'INSERT INTO "{table}" VALUES ({places})', rows)  # noqa: S608 - likewise
    fresh.execute("COMMIT")
    fresh.execute("VACUUM")  # as after an opening
    return fresh


def _root(connection: sqlite3.Connection, table: str) -> int:
    """Return the number of a table's first page."""
    of_table = "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = ?"
    (root,) = connection.execute(of_table, (table,)).fetchone()
    return int(root)


def _occurrences(contents: Iterable[bytes], ids: Collection[bytes]) -> Counter[bytes]:
    return Counter(match[1] for content in contents for match in _ID.finditer(content) if match[1] in ids)


def _beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def _mode(path: Path) -> int | None:
    """Return the mode of a file, None if there is none: a log can go at any moment."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None
