"""Aside: heavy work in a process of its own.

What draws and prints takes half a second of loading and 50 to 150 MB that Python does not give back, and holds up
everybody else meanwhile, thread or not: each morning's chart would leave the bot larger, and residents waiting.
"""

import asyncio
import os
import pickle
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable
from typing import TypeVar, cast

from bot import logs
from storage.errors import LocalViewsError

PATIENCE_SECONDS = 120.0
"""The largest pack takes three seconds."""

Made = TypeVar("Made")


class AsideFailed(LocalViewsError):
    """What was done in a process of its own did not come to its end."""

    def __init__(self) -> None:
        super().__init__(
            "Something could not be drawn or printed. The log says above this where that went wrong."
        )


async def aside(work: Callable[..., Made], *given: object) -> Made:
    """Do something in a process of its own, which ends with it.

    Args:
        work: a function at the top of a module.
        given: what it is called with; plain data.

    Returns:
        What it returns.

    Raises:
        AsideFailed: if it raises, is killed, or takes more than two minutes.
    """
    path = os.pathsep.join(sys.path)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "bot.aside",
        stdin=PIPE,
        stdout=PIPE,
        env={**os.environ, "PYTHONPATH": path},
    )
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            made, _ = await process.communicate(pickle.dumps((work, given)))
    except TimeoutError:
        raise AsideFailed from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise AsideFailed
    return cast("Made", pickle.loads(made))  # noqa: S301 - from this program's own process


def main() -> None:
    """Do what standard input names, and write what comes of it to standard output."""
    logs.set_up("WARNING")
    work, given = pickle.load(sys.stdin.buffer)  # noqa: S301 - likewise
    sys.stdout.buffer.write(pickle.dumps(work(*given)))


if __name__ == "__main__":
    main()
