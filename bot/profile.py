"""The profile: the bot's name, descriptions and commands, as Telegram shows them."""

import logging
from collections.abc import Awaitable

from telegram import Bot, BotCommand
from telegram.error import TelegramError

from flows.commands import COMMANDS
from flows.language import Language

logger = logging.getLogger(__name__)


async def introduce(bot: Bot, words: Language) -> None:
    """Tell Telegram what the bot is called and can do; where it refuses, the bot works all the same.

    Args:
        bot: the bot.
        words: the language of the profile.
    """
    commands = [BotCommand(command, words.text(f"utter_command_{command}")) for command in COMMANDS]
    await _unless_refused("commands", bot.set_my_commands(commands))
    await _unless_refused("name", bot.set_my_name(words.text("utter_profile_name")))
    await _unless_refused("description", bot.set_my_description(words.text("utter_profile_description")))
    await _unless_refused(
        "short description", bot.set_my_short_description(words.text("utter_profile_short_description"))
    )


async def _unless_refused(what: str, call: Awaitable[bool]) -> None:
    try:
        await call
    except TelegramError as refused:
        logger.warning("Telegram did not take the bot's %s: %s", what, type(refused).__name__)
