"""An empty SQLite database with the tables in it, copied: to make them anew would take most of a short test."""

from pathlib import Path
from tempfile import TemporaryDirectory

from storage.database import Database, url_of

_MADE: list[bytes] = []


async def lay_tables(database_url: str) -> None:
    """Put an empty database where an SQLite file is named that is not there yet; of anything else do nothing."""
    if (path := _missing(database_url)) is None:
        return
    if not _MADE:
        with TemporaryDirectory() as folder:
            made = Path(folder) / "views.db"
            await make_tables(f"sqlite:///{made}")
            _MADE.append(_read(made))
    _write(path, _MADE[0])


async def make_tables(database_url: str) -> None:
    """Make the tables in an empty database."""
    database = Database(database_url)
    await database.open()
    await database.close()


def _missing(database_url: str) -> Path | None:
    url = url_of(database_url)
    path = Path(url.database or "")
    is_missing = url.get_backend_name() == "sqlite" and path.parent.is_dir() and not path.exists()
    return path if is_missing else None


def _read(path: Path) -> bytes:
    return path.read_bytes()


def _write(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)
