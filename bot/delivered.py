"""What was delivered of late: an update that Telegram brings again is dealt with once, and answered as before.

Known are the numbers of the updates of the last minutes and how they were answered, and nothing of whose they were. One
that was not dealt with is forgotten at once: it is to come again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context

from bot.delivery import Delivery

KNOWN_SECONDS = 150.0
"""So long at least an update is known if no more than `MOST_KNOWN` come meanwhile, and twice as long at most. Telegram
waits a minute for an answer, and up to two before it delivers again. Source: tdlib/telegram-bot-api, `WebhookActor`."""
MOST_KNOWN = 10_000
"""Twice as many at most are known, however many come: at a thousand a second, those of ten seconds. What is brought
again after that, or to another worker, is dealt with anew: a screen is shown once more, and no ballot counts twice."""


class Delivered:
    """Deals with each update once."""

    def __init__(self) -> None:
        self._under_way: dict[int, asyncio.Future[Delivery]] = {}
        # Whether the answer took a tap along. Of an object for each, Python's collector would look through all.
        self._young: dict[int, bool] = {}
        self._old: dict[int, bool] = {}
        self._ageing: asyncio.TimerHandle | None = None

    async def once(self, number: int, deal_with_it: Callable[[], Awaitable[Delivery]]) -> Delivery:
        """Return what became of an update: it is dealt with now, if it was not before; if it just is, this waits.

        Args:
            number: of the update.
            deal_with_it: deals with it.
        """
        for known in (self._young, self._old):
            if number in known:
                return Delivery(answers_tap=known[number])
        if number in self._under_way:
            return await asyncio.shield(self._under_way[number])
        outcome, ended = Delivery(is_dealt_with=False), asyncio.get_running_loop().create_future()
        self._under_way[number] = ended
        try:
            outcome = await deal_with_it()
        finally:
            del self._under_way[number]
            ended.set_result(outcome)
        if outcome.is_dealt_with:
            self._note(number, outcome)
        return outcome

    def _note(self, number: int, outcome: Delivery) -> None:
        self._young[number] = outcome.answers_tap
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
