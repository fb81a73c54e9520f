"""The bot, but for one of its handlers, which fails and says all it knows.

Run as: python -m tests.attacks.failing_bot, with `naive` after it to have everything logged as Python does by default.
"""

import asyncio
import logging
import sys

from telegram import Update

from bot import logs
from bot.cli import main
from bot.conversations import Context, Conversations
from tests.endurance.bot_process import BotProcess

_NAIVE = "naive"


class FailingBot(BotProcess):
    """This module as a process."""

    words: tuple[str, ...] = ()

    async def start(self) -> None:
        """Start it."""
        command = ("-m", "tests.attacks.failing_bot", *self.words)
        with self._log.open("ab") as log, self._said.open("ab") as said:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *command, cwd=self.home, env=self._settings, stdout=said, stderr=log
            )


class NaiveBot(FailingBot):
    """The same, logging naively."""

    words = (_NAIVE,)


async def fail(self: Conversations, update: Update, _: Context) -> None:  # noqa: ARG001 - stands for a method
    """Fail as carelessly as can be."""
    raise RuntimeError(update.to_json())


def log_naively(level: str) -> None:  # noqa: ARG001 - stands for the one that obeys it
    """Log everything, as Python writes it by default."""
    logging.basicConfig(level=logging.DEBUG, force=True)


if __name__ == "__main__":
    Conversations.sent_something_else = fail  # type: ignore[method-assign]
    if _NAIVE in sys.argv:
        logs.set_up = log_naively
    sys.argv[1:] = []
    main()
