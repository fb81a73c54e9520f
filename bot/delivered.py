"""What was delivered of late: an update that Telegram brings again is dealt with once, and answered as before.

Known are the numbers of the updates of the last minutes and what became of them, and nothing of whose they were. One
that was not dealt with is forgotten at once: it is to come again.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import Context
from functools import partial
from typing import Any

from bot.delivery import Delivery

KNOWN_SECONDS = 150.0
"""So long at least an update is known, and twice as long at most. Telegram waits a minute for an answer, and up to two
before it delivers again. Source: tdlib/telegram-bot-api, `WebhookActor`."""
MOST_KNOWN = 10_000
"""Twice as many at most are known, however many come."""


class Delivered:
    """Deals with each update once."""

    def __init__(self) -> None:
        self._under_way: dict[int, asyncio.Task[Delivery]] = {}
        self._young: dict[int, Delivery] = {}
        self._old: dict[int, Delivery] = {}
        self._ageing: asyncio.TimerHandle | None = None

    async def once(self, number: int, deal_with_it: Callable[[], Coroutine[Any, Any, Delivery]]) -> Delivery:
        """Return what became of an update: it is dealt with now, if it was not before; if it just is, this waits.

        Args:
            number: of the update.
            deal_with_it: deals with it, to its end even if Telegram no longer waits.
        """
        known = self._young.get(number) or self._old.get(number)
        if known is not None:
            return known
        if number not in self._under_way:
            dealing = self._under_way[number] = asyncio.create_task(deal_with_it())
            dealing.add_done_callback(partial(self._note, number))
        return await asyncio.shield(self._under_way[number])

    def _note(self, number: int, dealing: "asyncio.Task[Delivery]") -> None:
        del self._under_way[number]
        if dealing.cancelled() or dealing.exception() or not dealing.result().is_dealt_with:
            return
        self._young[number] = dealing.result()
        if len(self._young) > MOST_KNOWN:
            self._old, self._young = self._young, {}
        if self._ageing is None:
            self._age_later()

    def _age_later(self) -> None:
        loop = asyncio.get_running_loop()
        self._ageing = loop.call_later(KNOWN_SECONDS, self._age, context=Context())

    def _age(self) -> None:
        self._old, self._young = self._young, {}
        self._ageing = None
        if self._old:
            self._age_later()
