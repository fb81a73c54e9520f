"""Updates, read from what Telegram sends."""

import contextlib
from typing import Any

from telegram import Bot, Update

UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
]
"""The kinds that the bot asks for."""


def read(update: dict[str, Any], bot: Bot) -> Update:
    """Return an update, without the buttons of a tapped message: the one that was tapped says all.

    There may be fifteen, and each takes python-telegram-bot a fifth of the time that it needs for all the rest.

    Args:
        update: as it came.
        bot: whose it is.
    """
    with contextlib.suppress(TypeError, KeyError):
        del update["callback_query"]["message"]["reply_markup"]
    return Update.de_json(update, bot)
