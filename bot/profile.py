"""The profile: the bot's name, descriptions and commands, as Telegram shows them in each language."""

import asyncio
import logging
from collections.abc import Awaitable, Sequence

from telegram import Bot, BotCommand
from telegram.error import TelegramError

from flows.commands import COMMANDS
from flows.language import Language
from flows.locales import ENGLISH
from flows.turn import Message

logger = logging.getLogger(__name__)


async def introduce(bot: Bot, languages: Sequence[Language]) -> None:
    """Tell Telegram what the bot is called and can do; where it refuses, the bot works all the same.

    Args:
        bot: the bot.
        languages: those that are offered; English is for everybody whose telephone is set to none of the others.
    """
    await asyncio.gather(*(_introduce(bot, language) for language in languages))


async def _introduce(bot: Bot, words: Language) -> None:
    """Tell Telegram the profile in one language; the name only if it is another one, since it may seldom be changed."""
    code = None if words.code == ENGLISH else words.code
    commands = [BotCommand(command, _said(words, f"command_{command}")) for command in COMMANDS]
    await _unless_refused("commands", bot.set_my_commands(commands, language_code=code))
    await _unless_refused("name", _name(bot, _said(words, "profile_name"), code))
    await _unless_refused(
        "description", bot.set_my_description(_said(words, "profile_description"), language_code=code)
    )
    await _unless_refused(
        "short description",
        bot.set_my_short_description(_said(words, "profile_short_description"), language_code=code),
    )


async def _name(bot: Bot, name: str, code: str | None) -> None:
    if (await bot.get_my_name(language_code=code)).name != name:
        await bot.set_my_name(name, language_code=code)


def _said(words: Language, response: str) -> str:
    return words.as_shown(Message(words.text(f"utter_{response}"))).text


async def _unless_refused(what: str, call: Awaitable[object]) -> None:
    try:
        await call
    except TelegramError as refused:
        logger.warning("Telegram did not take the bot's %s: %s", what, type(refused).__name__)
