"""One playground at a time: of two on the same files, each would go by a clock of its own."""

import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from storage.errors import LocalViewsError
from storage.keys import PLAYGROUND, KeyFolder


class PlaygroundInUse(LocalViewsError):
    """Another playground has the same keys, and so the same database; or it is being filled."""

    def __init__(self) -> None:
        super().__init__(
            "The playground is in use already: it runs, or local-views simulate is filling it. Go on in that one, or "
            "stop it with Ctrl+C and do this again. A second one can be started in another folder."
        )


@asynccontextmanager
async def alone_in(keys: Path) -> AsyncIterator[None]:
    """Keep every other playground out while the context lasts.

    Args:
        keys: the key folder of the playground; it is made if missing.

    Raises:
        PlaygroundInUse: if there is one already.
        KeysUnusable: if the folder cannot be used.
    """
    KeyFolder(keys).open()
    descriptor = os.open(keys / PLAYGROUND, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise PlaygroundInUse from None
