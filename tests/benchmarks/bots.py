"""The bots that are measured side by side, each as a process of its own before the stand-in for Telegram.

Those that ours is measured against find what their package brings with it, and nothing else that is installed here.
"""

import asyncio
import importlib.util
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import bot
from tests.benchmarks.installed import only
from tests.benchmarks.stand_in import TOKEN, StandIn, serve
from tests.town import webhook_settings

PROJECT = Path(bot.__file__).parents[1]
EXAMPLE, AIOGRAM = "ConversationHandler", "aiogram"
POLLING, WEBHOOK = "Local Views, polling", "Local Views, webhook"
MODULES = {
    EXAMPLE: "tests.benchmarks.survey_ptb",
    AIOGRAM: "tests.benchmarks.survey_aiogram",
    POLLING: "bot",
    WEBHOOK: "bot",
}
PACKAGES = {EXAMPLE: "python-telegram-bot", AIOGRAM: "aiogram"}
"""What whoever begins with one of them installs.

Its client makes the example twice as fast where it finds `sniffio`, for which it looks with each call: nothing asks for
that but a package that the tests need.
"""
PATIENCE_SECONDS = 180.0
"""Whoever has not answered by then does not answer at all."""
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Running:
    """A bot that runs.

    Args:
        pid: of its process.
        begun: when it was started, in seconds of `time.perf_counter`.
    """

    pid: int
    begun: float

    @property
    def processor_seconds(self) -> float:
        """How long the processor has worked for it."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND

    @property
    def memory(self) -> float:
        """Its memory, in MiB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")) / 1024


def there() -> list[str]:
    """Return the bots that can be measured here; aiogram is seldom installed."""
    return [name for name in MODULES if name != AIOGRAM or importlib.util.find_spec("aiogram")]


@asynccontextmanager
async def running(name: str, telegram: StandIn, folder: Path) -> AsyncIterator[Running]:
    """Run a bot before a stand-in for Telegram until the context is left.

    Args:
        name: one of `MODULES`.
        telegram: the stand-in.
        folder: where the bot keeps everything.
    """
    server, url = await serve(telegram)
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(PROJECT),
        "TOKEN": TOKEN,
        "API_URL": url,
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": url,
    }
    if name == WEBHOOK:
        environment |= {key.upper(): str(value) for key, value in webhook_settings().items()}
    alone = []
    if name in PACKAGES:
        environment["PYTHONPATH"] += f"{os.pathsep}{only(PACKAGES[name]).name}"
        alone = ["-S"]  # without the folder of all that is installed here
    async with server:
        begun = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *alone,
            "-m",
            MODULES[name],
            cwd=folder,
            env=environment,
            stdout=asyncio.subprocess.DEVNULL,
        )
        try:
            yield Running(process.pid, begun)
        finally:
            telegram.end()  # else it would go on knocking where nobody is any more
            if process.returncode is None:
                process.kill()
            await process.wait()
