"""Waking whoever waits for something to change, without polling for it."""

import asyncio
from collections.abc import Callable


class Signal:
    """Fired by plain code when something has changed; awaited by those who want to look again."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        self._told: list[Callable[[], None]] = []

    def tell(self, listener: Callable[[], None]) -> None:
        """Call `listener` each time the signal is fired."""
        self._told.append(listener)

    def fire(self) -> None:
        """Let everyone who waits look again."""
        for listener in self._told:
            listener()
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Return once `condition` holds, looking again each time the signal is fired."""
        while not condition():
            waiting = asyncio.get_running_loop().create_future()
            self._waiting.add(waiting)
            try:
                await waiting
            finally:
                self._waiting.discard(waiting)
