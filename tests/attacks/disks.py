"""What somebody who holds the server's disk sees of a database: rows, files, their sizes and times, the log.

They watch the disk all the time, and so have every byte that was ever written to the database's log: on PostgreSQL
the server is told to keep it, on SQLite each frame of the write-ahead log is read before it can be cleared.
"""

import os
import re
import sqlite3
import struct
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.attacks.carving import log_without_headers, rows_of_heap, rows_of_sqlite, sealed_in_toast
from tests.postgres import PostgresServer

Look = dict[str, float]
"""What can be read off files without opening them: sizes, and those times of files whose names end in "time"."""

PAGE = 4096
WAL_HEADER, FRAME_HEADER = 32, 24
_FRAME = struct.Struct(">II")
_FIRST_OF_USERS = 16384
_SEGMENT = 16 * 1024 * 1024
_END = "that is all"
_BETWEEN = "\x1f"


class Disk(ABC):
    """A database, as its disk shows it."""

    @abstractmethod
    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database."""

    @abstractmethod
    def orders(self, table: str, column: str) -> dict[str, list[tuple[float, str]]]:
        """Return every order in which rows can be asked for, by name: each row's place in it and its column."""

    @abstractmethod
    def blocks(self, table: str, length: int | None = None) -> list[bytes]:
        """Return the sealed blocks of a table, or so many bytes of each."""

    @abstractmethod
    def look(self) -> Look:
        """Return what can be seen without reading any content."""

    @abstractmethod
    def log(self) -> bytes:
        """Return all that was ever written to the log."""

    @abstractmethod
    def files(self) -> dict[str, bytes]:
        """Return every file of the database, the log's apart."""

    @abstractmethod
    def sealed(self) -> Iterator[bytes]:
        """Carve every sealed block out of the log, the first one written first; some may come more than once."""

    @abstractmethod
    def pages(self) -> bytes:
        """Return the pages of the database, as they are or will be in its file; nothing where a server keeps them."""

    @abstractmethod
    def raw_rows(self, table: str) -> list[bytes]:
        """Return the bytes of rows as they stand in the table's file, SQLite's those of all tables."""

    @abstractmethod
    def dump(self) -> str:
        """Return a dump of the database as its own tool makes it."""


class SQLiteDisk(Disk):
    """An SQLite file and what lies beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._frames: list[bytes] = []
        self._files: dict[int, bytes] = {}
        self._salt, self._read = b"", 0

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database, without writing to it."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()

    def orders(self, table: str, column: str) -> dict[str, list[tuple[float, str]]]:
        """Return the order of a scan, which is that of the row numbers if there are any."""
        scan = self.rows(f"SELECT {column} FROM {table} NOT INDEXED")  # noqa: S608 - the test's own names
        return {"rowid": [(place, value) for place, (value,) in enumerate(scan)]}

    def blocks(self, table: str, length: int | None = None) -> list[bytes]:
        """Return the sealed blocks of a table, or so many bytes of each."""
        return [bytes(block)[:length] for (block,) in self.rows(f"SELECT sealed FROM {table}")]  # noqa: S608

    def look(self) -> Look:
        """Return the sizes and times of the file and of its log, and how far the log was written."""
        self.watch()
        seen: Look = {"frames": len(self._frames)}
        for suffix in ("", "-wal", "-journal"):
            path = self._beside(suffix)
            state = path.stat() if path.exists() else None
            seen[f"file{suffix} size"] = state.st_size if state else 0
            seen[f"file{suffix} time"] = state.st_mtime_ns if state else 0
        return seen

    def watch(self) -> None:
        """Take down what was written to the write-ahead log since the last look."""
        with self._beside("-wal").open("rb") as file:
            header = file.read(WAL_HEADER)
            if header[16:24] != self._salt or not self._files:
                # The log begins anew; what stood in it before is in the file.
                self._salt, self._read = header[16:24], 0
                self._files[len(self._frames)] = self.path.read_bytes()
            size = FRAME_HEADER + PAGE
            file.seek(WAL_HEADER + self._read * size)
            while len(frame := file.read(size)) == size and frame[8:16] == self._salt:
                self._frames.append(frame)
                self._read += 1

    def log(self) -> bytes:
        """Return every frame's page."""
        return b"".join(frame[FRAME_HEADER:] for frame in self._frames)

    def files(self) -> dict[str, bytes]:
        """Return the file and what lies beside it, -wal and -journal too."""
        paths = (self._beside(suffix) for suffix in ("", "-wal", "-journal", "-shm"))
        return {path.name: path.read_bytes() for path in paths if path.exists()}

    def sealed(self) -> Iterator[bytes]:
        """Give what the tables held after each transaction."""
        pages: dict[int, bytes] = {}
        for place, frame in enumerate(self._frames):
            if place in self._files:
                file = self._files[place]
                pages = {at // PAGE: file[at : at + PAGE] for at in range(0, len(file), PAGE)}
            number, size_at_commit = _FRAME.unpack_from(frame)
            pages[number - 1] = frame[FRAME_HEADER:]
            if size_at_commit:
                yield from _sealed_in(b"".join(pages.get(at, bytes(PAGE)) for at in range(size_at_commit)))

    def pages(self) -> bytes:
        """Return the pages of the database."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as connection:
            return bytes(connection.serialize())

    def raw_rows(self, table: str) -> list[bytes]:  # noqa: ARG002 - one file holds all tables
        """Return the bytes of the rows of all tables."""
        return list(rows_of_sqlite(self.pages(), PAGE))

    def dump(self) -> str:
        """Return what `.dump` prints."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as connection:
            return "\n".join(connection.iterdump())

    def copy(self, folder: Path) -> "SQLiteDisk":
        """Copy the files, as they are while the database is open, and all that was seen of them."""
        self.watch()
        folder.mkdir()
        for name, content in self.files().items():
            (folder / name).write_bytes(content)
        copy = SQLiteDisk(folder / self.path.name)
        copy._files, copy._frames = self._files, self._frames
        return copy

    def _beside(self, suffix: str) -> Path:
        return self.path.with_name(self.path.name + suffix)


class PostgresDisk(Disk):
    """A database of a PostgreSQL server, and the server's log from the moment on at which this is made."""

    def __init__(self, server: PostgresServer, url: str) -> None:
        self._server, self._url = server, url
        self._psql = subprocess.Popen(  # noqa: S603 - the test's own server
            [str(server.programs / "psql"), url, "--no-psqlrc", "-qAt", "-F", _BETWEEN],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        ((oid,),) = self.rows("SELECT oid FROM pg_database WHERE datname = current_database()")
        self._folder = server.folder / "base" / oid
        self._start = self._written()

    def close(self) -> None:
        """End the connection."""
        self._psql.communicate("\\q\n")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database; all values come as text."""
        reading, writing = self._psql.stdout, self._psql.stdin
        assert reading is not None
        assert writing is not None
        writing.write(f"{query};\n\\echo {_END}\n")
        writing.flush()
        lines = iter(reading.readline, "")
        found: list[tuple[str, ...]] = []
        for line in lines:
            if line == f"{_END}\n":
                return found
            found.append(tuple(line.removesuffix("\n").split(_BETWEEN)))
        raise EOFError

    def orders(self, table: str, column: str) -> dict[str, list[tuple[float, str]]]:
        """Return the order of the places in the table's file, and that of the transactions that wrote the rows."""
        scan = self.rows(f"SELECT xmin, {column} FROM {table} ORDER BY ctid")  # noqa: S608 - the test's own names
        return {
            "ctid": [(place, value) for place, (_, value) in enumerate(scan)],
            "xmin": [(float(number), value) for number, value in scan],
        }

    def blocks(self, table: str, length: int | None = None) -> list[bytes]:
        """Return the sealed blocks of a table, or so many bytes of each."""
        part = "sealed" if length is None else f"substr(sealed, 1, {length})"
        return [bytes.fromhex(block) for (block,) in self.rows(f"SELECT encode({part}, 'hex') FROM {table}")]  # noqa: S608

    def look(self) -> Look:
        """Return how far the log was written, and the sizes of the database's files."""
        wal = [entry.stat() for entry in os.scandir(self._server.folder / "pg_wal")]
        return {
            "log": self._written(),
            "log files": len(wal),
            "log time": max(state.st_mtime_ns for state in wal),
            "files size": sum(
                entry.stat().st_size for entry in os.scandir(self._folder) if _is_ours(entry.name)
            ),
        }

    def log(self) -> bytes:
        """Return the log from the beginning of this database up to now."""
        end = self._written()
        numbers = range(self._start // _SEGMENT, end // _SEGMENT + 1)
        names = (f"00000001{number // 256:08X}{number % 256:08X}" for number in numbers)
        paths = (self._server.folder / "pg_wal" / name for name in names)
        # The file of the next segment is made when the first page of it is written.
        segments = b"".join(path.read_bytes() for path in paths if path.exists())
        first = numbers.start * _SEGMENT
        return log_without_headers(segments, self._start - first, end - first)

    def files(self) -> dict[str, bytes]:
        """Return every file of the database."""
        self.rows("CHECKPOINT")
        return {path.name: path.read_bytes() for path in self._folder.iterdir()}

    def sealed(self) -> Iterator[bytes]:
        """Give what was written into TOAST tables, as it stands in the log."""
        yield from sealed_in_toast(self.log())

    def pages(self) -> bytes:
        """Return nothing."""
        return b""

    def raw_rows(self, table: str) -> list[bytes]:
        """Return the bytes of the table's rows, the dead ones too."""
        ((path,),) = self.rows(f"SELECT pg_relation_filepath('{table}')")
        self.rows("CHECKPOINT")
        return list(rows_of_heap((self._server.folder / path).read_bytes()))

    def dump(self) -> str:
        """Return what pg_dump prints."""
        command = [str(self._server.programs / "pg_dump"), self._url]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - likewise

    def _written(self) -> int:
        ((position,),) = self.rows("SELECT pg_current_wal_insert_lsn() - '0/0'")
        return int(position)


def _is_ours(file: str) -> bool:
    """Tell whether a file of the database is not one that the server made for itself."""
    number = file.partition("_")[0].partition(".")[0]
    return number.isdigit() and int(number) >= _FIRST_OF_USERS


def _sealed_in(database: bytes) -> Iterator[bytes]:
    """Give the sealed blocks of a database, from the bytes of its file."""
    # A copy that is read from memory can have no write-ahead log.
    plain = database[:18] + b"\x01\x01" + database[20:]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(plain)
        if connection.execute("SELECT 1 FROM pragma_table_info('box') WHERE name = 'sealed'").fetchone():
            yield from (row[0] for row in connection.execute("SELECT sealed FROM box"))


def places_of(marker: re.Pattern[bytes], content: bytes) -> dict[str, list[int]]:
    """Return where each marker stands in a content, the first place first."""
    found: dict[str, list[int]] = {}
    for match in marker.finditer(content):
        found.setdefault(match[0].decode(), []).append(match.start())
    return found
