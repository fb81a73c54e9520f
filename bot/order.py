"""The order of updates: those of one chat one after the other, those of different chats at once."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from inspect import iscoroutine
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot import delivery

AT_ONCE = 256
MOST_WAITING = 100
"""So many updates of one chat wait at most. A resident who taps as fast as they can has two or three."""


class _Turn(asyncio.Lock):
    """A chat's turn, and how many wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = 0


class InOrder(BaseUpdateProcessor):
    """Lets an update wait until the earlier ones of its chat are dealt with.

    A chat is known here only while updates of it wait or are dealt with. Of all chats, `AT_ONCE` updates are
    dealt with at once; those that wait for an earlier one of their own chat are not counted, so that nobody
    can hold up the others. Of those, `MOST_WAITING` are kept, so that nobody can fill the memory; what comes above that
    is passed over, or delivered again later if it was delivered.

    Workers know nothing of each other's chats. Between them Telegram keeps the order: it brings an account's next
    tap, or a chat's next message, once the one before has been answered.
    """

    def __init__(self) -> None:
        super().__init__(sys.maxsize)
        self._places = asyncio.Semaphore(AT_ONCE)
        self._turns: WeakValueDictionary[int, _Turn] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await the coroutine after those of the chat's earlier updates, unless too many of them wait."""
        chat = update.effective_chat.id if isinstance(update, Update) and update.effective_chat else None
        turn = self._turns.get(chat) if chat is not None else None
        if turn is not None and turn.waiting >= MOST_WAITING:
            delivery.fail()
            if iscoroutine(coroutine):
                coroutine.close()
            return
        del turn
        async with self.turn_of(chat), self._places:
            await coroutine

    @asynccontextmanager
    async def turn_of(self, chat: int | None) -> AsyncIterator[None]:
        """Wait until what came earlier in a chat is dealt with, and let what comes later wait meanwhile.

        Args:
            chat: the chat, or None for what belongs to none and has to wait for nothing.
        """
        turn = _Turn() if chat is None else self._turns.setdefault(chat, _Turn())
        turn.waiting += 1
        try:
            async with turn:
                yield
        finally:
            turn.waiting -= 1
            del turn  # what is raised keeps this frame for a while, and would keep the chat known with it

    async def initialize(self) -> None:
        """Do nothing: there is nothing to prepare."""

    async def shutdown(self) -> None:
        """Do nothing: there is nothing to put away."""
