"""One playground at a time: of two on the same files, each would go by a clock of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from storage.database import Database
from storage.errors import LocalViewsError
from storage.keys import PLAYGROUND, KeyFolder
from storage.lock_file import lock_file


class PlaygroundInUse(LocalViewsError):
    """Another playground has the same keys or the same database, or is being filled; `second` is how to have two."""

    def __init__(self, second: str) -> None:
        super().__init__(
            "The playground is in use already: it runs, or local-views simulate is filling it. Go on in that one, or "
            f"stop it with Ctrl+C and do this again. {second}"
        )


@asynccontextmanager
async def alone_in(keys: Path) -> AsyncIterator[None]:
    """Keep every other playground out of a key folder while the context lasts.

    Args:
        keys: the key folder of the playground; it is made if missing.

    Raises:
        PlaygroundInUse: if there is one already.
        KeysUnusable: if the folder cannot be used.
    """
    KeyFolder(keys).open()
    with lock_file(keys / PLAYGROUND) as is_alone:
        if not is_alone:
            raise PlaygroundInUse("A second one can be started in another folder.")
        yield


@asynccontextmanager
async def alone_on(database: Database) -> AsyncIterator[None]:
    """Keep every other playground out of a database while the context lasts, also one with other keys.

    Args:
        database: the playground's.

    Raises:
        PlaygroundInUse: if there is one already.
    """
    async with database.held() as is_alone:
        if not is_alone:
            raise PlaygroundInUse("A second one needs its own database: let DATABASE_URL name another.")
        yield
