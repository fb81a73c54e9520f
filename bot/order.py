"""The order of updates: those of one chat one after the other, those of different chats at once."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

AT_ONCE = 256


class InOrder(BaseUpdateProcessor):
    """Lets an update wait until the earlier ones of its chat are dealt with.

    A chat is known here only while updates of it wait or are dealt with.
    """

    def __init__(self) -> None:
        super().__init__(AT_ONCE)
        self._last: dict[int, asyncio.Future[None]] = {}

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await the coroutine after those of the chat's earlier updates."""
        chat = update.effective_chat.id if isinstance(update, Update) and update.effective_chat else None
        if chat is None:
            await coroutine
            return
        before = self._last.get(chat)
        done = self._last[chat] = asyncio.get_running_loop().create_future()
        try:
            if before is not None:
                await before
            await coroutine
        finally:
            done.set_result(None)
            if self._last[chat] is done:
                del self._last[chat]

    async def initialize(self) -> None:
        """Do nothing: there is nothing to prepare."""

    async def shutdown(self) -> None:
        """Do nothing: there is nothing to put away."""
