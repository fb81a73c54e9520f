"""Aside: heavy work in a process of its own.

What draws and prints takes half a second of loading and 50 to 150 MB that Python does not give back, and holds up
everybody else meanwhile, thread or not: each morning's chart would leave the bot larger, and residents waiting.

The bot holds a pipe to it open as long as it wants the outcome. Whatever ends the bot, even `kill -9`, closes that
pipe, and with it ends what is done for nobody.
"""

import asyncio
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TypeVar, cast

from bot import logs, memory
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
            made = await _outcome(process, pickle.dumps((work, given)))
    except TimeoutError:
        raise AsideFailed from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise AsideFailed
    return cast("Made", pickle.loads(made))  # noqa: S301 - from this program's own process


async def _outcome(process: Process, wanted: bytes) -> bytes:
    """Tell a process what to do, and wait for what comes of it; the pipe to it stays open meanwhile."""
    if process.stdin is None or process.stdout is None:
        raise AsideFailed
    with suppress(ConnectionError):  # it has ended already: its status says so
        process.stdin.write(wanted)
        await process.stdin.drain()
    made = await process.stdout.read()
    await process.wait()
    return made


def main() -> None:
    """Do what standard input names, and write what comes of it to standard output. Comments may pass through here."""
    memory.shut()
    logs.set_up("WARNING")
    work, given = pickle.load(sys.stdin.buffer)  # noqa: S301 - likewise
    Thread(target=_end_with_the_bot, daemon=True).start()
    sys.stdout.buffer.write(pickle.dumps(work(*given)))


def _end_with_the_bot() -> None:
    """End this process once nobody holds the other end of standard input."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
