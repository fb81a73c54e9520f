"""A Bot API server that breaks down when it is told to, and says more than it should when it does."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.playground.server import OwnComputerOnly, PlaygroundServer
from bot.playground.signals import Signal
from bot.playground.world import World
from tests.endurance.witness import PATIENCE_SECONDS


class FaultyServer(PlaygroundServer):
    """A Bot API server with faults.

    Args:
        world: the Telegram to serve.
        token: the bot's token.
    """

    def __init__(self, world: World, token: str) -> None:
        super().__init__(world, token, port=0)
        self._sound = self._app
        self._app = OwnComputerOnly(self._answer)
        self._fault: Response | None = None
        self._failing: set[str] = set()
        self._failed: set[str] = set()
        self._changed = Signal()

    @contextmanager
    def answering(self, status: int, body: str, *methods: str) -> Iterator[None]:
        """Answer every request of these methods with this, as long as the context lasts."""
        self.answer(status, body, *methods)
        yield
        self.answer_again()

    def answer(self, status: int, body: str, *methods: str) -> None:
        """Answer every request of these methods with this from now on."""
        self._fault, self._failing, self._failed = Response(body, status), set(methods), set()

    def answer_again(self) -> None:
        """Answer every request as it should be."""
        self._fault = None

    async def has_failed(self) -> None:
        """Wait until each of the methods that fail has been asked for in vain."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._changed.until(lambda: self._failed == self._failing)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["path"].rpartition("/")[2]
        if self._fault is None or method not in self._failing:
            await self._sound(scope, receive, send)
            return
        self._failed.add(method)
        self._changed.fire()
        await self._fault(scope, receive, send)
