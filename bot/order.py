"""The order of updates: those of one chat one after the other, those of different chats at once."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

AT_ONCE = 256


class InOrder(BaseUpdateProcessor):
    """Lets an update wait until the earlier ones of its chat are dealt with.

    A chat is known here only while updates of it wait or are dealt with. Of all chats, `AT_ONCE` updates are
    dealt with at once; those that wait for an earlier one of their own chat are not counted, so that nobody
    can hold up the others.
    """

    def __init__(self) -> None:
        super().__init__(sys.maxsize)
        self._places = asyncio.Semaphore(AT_ONCE)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await the coroutine after those of the chat's earlier updates."""
        chat = update.effective_chat.id if isinstance(update, Update) and update.effective_chat else None
        async with self.turn_of(chat), self._places:
            await coroutine

    @asynccontextmanager
    async def turn_of(self, chat: int | None) -> AsyncIterator[None]:
        """Wait until what came earlier in a chat is dealt with, and let what comes later wait meanwhile.

        Args:
            chat: the chat, or None for what belongs to none and has to wait for nothing.
        """
        turn = asyncio.Lock() if chat is None else self._turns.setdefault(chat, asyncio.Lock())
        try:
            async with turn:
                yield
        finally:
            del turn  # what is raised keeps this frame for a while, and would keep the chat known with it

    async def initialize(self) -> None:
        """Do nothing: there is nothing to prepare."""

    async def shutdown(self) -> None:
        """Do nothing: there is nothing to put away."""
