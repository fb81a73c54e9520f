"""The bot as an administrator runs it: a process of its own, which can be killed and looked at from outside."""

import asyncio
import os
import re
import signal
import sqlite3
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, closing, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import bot
from storage.ballot import Answers
from storage.box_contents import BoxContents
from storage.keys import KeyFolder
from storage.seal import unseal
from storage.sealed_box import BOX
from tests.endurance.witness import PATIENCE_SECONDS

PROJECT = Path(bot.__file__).parents[1]
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")

_TROUBLE = re.compile(r"^.*\b(?:WARNING|ERROR|CRITICAL) .*|^Traceback.*|^.*could not.*", re.MULTILINE)


class BotProcess:
    """`python -m bot`, with everything that it keeps and writes in one folder.

    Args:
        folder: an existing folder; `home` in it is where the bot works, `log` and `said` are its output.
        url: of the Bot API server.
        token: the bot's token.
        level: the `LOG_LEVEL`.
        more: settings beside these.
    """

    def __init__(
        self,
        folder: Path,
        url: str,
        token: str,
        level: str = "DEBUG",
        more: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        self.home = folder / "home"
        self.database = self.home / "views.db"
        self.keys = self.home / "keys"
        self._log, self._said = folder / "log", folder / "said"
        self._settings = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(PROJECT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "TELEGRAM_BOT_TOKEN": token,
            "TELEGRAM_API_URL": url,
            "DATABASE_URL": f"sqlite:///{self.database}",
            "KEY_DIR": str(self.keys),
            "LOG_LEVEL": level,
            "BALLOT_BOX_SECONDS": "0.1",
            **{name.upper(): str(value) for name, value in more.items()},
        }
        self._process: Process | None = None
        self.home.mkdir()

    async def start(self) -> None:
        """Start the bot. Its residents need not wait for it: what they do meanwhile is kept for it."""
        with self._log.open("ab") as log, self._said.open("ab") as said:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", cwd=self.home, env=self._settings, stdout=said, stderr=log
            )

    @property
    def process(self) -> Process:
        """The process that runs now, or ran last."""
        if self._process is None:
            raise RuntimeError("The bot has not been started.")
        return self._process

    async def kill(self) -> None:
        """Kill the bot, as `kill -9` does."""
        self.process.kill()
        await self.process.wait()

    async def stop(self) -> None:
        """Ask the bot to stop, and see that it does so in good order."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert await self.process.wait() == 0, self.log[-2000:]

    @property
    def log(self) -> str:
        """Everything that was written to standard error."""
        return self._log.read_text()

    @property
    def trouble(self) -> list[str]:
        """The warnings and errors in the log."""
        return _TROUBLE.findall(self.log)

    @property
    def said(self) -> str:
        """Everything that was written to standard output."""
        return self._said.read_text()

    @property
    def memory(self) -> int:
        """The memory that the process holds, in KiB (`VmRSS`)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))

    @property
    def processor_seconds(self) -> float:
        """The processor time that the process has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND

    def answers(self) -> list[Answers]:
        """Return the answers in the ballot box, and those that have left it."""
        columns = ", ".join(Answers.__dataclass_fields__)
        opened = [Answers(**row) for row in self._rows(f"SELECT {columns} FROM response")]  # noqa: S608 - of a class
        return opened + [paper.answers for pile in self._box().piles.values() for paper in pile.papers]

    def comments(self) -> list[str]:
        """Return the comments in the ballot box, and those that have left it."""
        opened = [str(row["text"]) for row in self._rows("SELECT text FROM comment")]
        return opened + [note.text for pile in self._box().piles.values() for note in pile.notes]

    def _box(self) -> BoxContents:
        """Look into the ballot box with its key, as only whoever has the key folder can, and only at this moment."""
        while rows := self._rows("SELECT key, sealed FROM box WHERE lost IS NULL"):
            key = KeyFolder(self.keys).get(rows[0]["key"])
            if key is not None:
                return BoxContents.from_bytes(unseal(rows[0]["sealed"], key, BOX))
        return BoxContents()

    def _rows(self, query: str) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query)]

    def files(self) -> dict[str, bytes]:
        """Return every file that the bot has made: the database, what SQLite keeps beside it, and the keys."""
        found = (path for path in self.home.rglob("*") if path.is_file())
        return {str(path.relative_to(self.home)): path.read_bytes() for path in found}


@contextmanager
def changed(bot: BotProcess, change: str, change_back: str) -> Iterator[None]:
    """Let the bot's database be different for a while."""
    with closing(sqlite3.connect(bot.database, isolation_level=None)) as connection:
        connection.execute(change)
        try:
            yield
        finally:
            connection.execute(change_back)


def locked(bot: BotProcess) -> AbstractContextManager[None]:
    """Somebody else is writing."""
    return changed(bot, "BEGIN IMMEDIATE", "ROLLBACK")


@asynccontextmanager
async def bot_process(
    folder: Path,
    url: str,
    token: str,
    level: str = "DEBUG",
    more: Mapping[str, object] = MappingProxyType({}),
) -> AsyncIterator[BotProcess]:
    """Run the bot while the context lasts."""
    running = BotProcess(folder, url, token, level, more)
    await running.start()
    try:
        yield running
        await running.stop()
    finally:
        if running.process.returncode is None:
            await running.kill()
