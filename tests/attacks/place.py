"""Where a store may be."""

from contextlib import ExitStack
from functools import cached_property
from pathlib import Path

from tests.attacks.disks import Disk, Look, PostgresDisk, SQLiteDisk
from tests.postgres import PostgresServer


class Place:
    """An empty database and an empty key folder, with the disk under both.

    Args:
        folder: holds the keys, and the database if it is a file.
        server: holds the database; None for SQLite.
        until: when it ends, the disk is let go.
    """

    def __init__(self, folder: Path, server: PostgresServer | None, until: ExitStack) -> None:
        self.folder, self.keys = folder, folder / "keys"
        self.keys.mkdir(mode=0o700)
        self._server, self._until = server, until
        self.url = server.new_database() if server else f"sqlite:///{folder}/views.db"

    @cached_property
    def disk(self) -> Disk:
        """The disk, once the database is there."""
        if self._server is None:
            return SQLiteDisk(self.folder / "views.db")
        disk = PostgresDisk(self._server, self.url)
        self._until.callback(disk.close)
        return disk

    def look(self) -> Look:
        """Look at the disk."""
        return self.disk.look()

    def kept(self) -> Disk:
        """Return the disk as it is now, for when the database is closed: SQLite then clears its log away."""
        return self.disk.copy(self.folder / "copy") if isinstance(self.disk, SQLiteDisk) else self.disk
