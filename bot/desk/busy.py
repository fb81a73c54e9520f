"""Busy: while a command of staff takes a while, the chat shows that something is being done."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

AFTER_SECONDS = 0.3
"""An answer that comes sooner needs no sign before it."""
AGAIN_SECONDS = 4.0
"""A chat shows a sign for five seconds at most. Source: Bot API, "sendChatAction"."""


@asynccontextmanager
async def shown_busy(bot: Bot, chat: int, doing: ChatAction) -> AsyncIterator[None]:
    """Let a chat show what is being done, from soon after the context is entered until it is left.

    Args:
        bot: tells Telegram.
        chat: the chat.
        doing: what is shown.
    """
    showing = asyncio.create_task(_show(bot, chat, doing))
    try:
        yield
    finally:
        showing.cancel()
        await asyncio.wait([showing])


async def _show(bot: Bot, chat: int, doing: ChatAction) -> None:
    await asyncio.sleep(AFTER_SECONDS)
    while True:
        # A sign that does not arrive is no loss, and what is being done will say itself what is wrong.
        with suppress(TelegramError):
            await bot.send_chat_action(chat, doing)
        await asyncio.sleep(AGAIN_SECONDS)
