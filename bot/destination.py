"""The destination: where Telegram brings what residents do. There is one at a time for all programs with the token.

A bot that asks for updates takes no webhook away to do so: residents would be answered by another bot than before, and
nobody told. That takes a command, which is given once and on purpose. A bot to which Telegram delivers looks, from time
to time, whether it still does, and stops if not. It does not take the webhook back: whoever has it may be what has come
in this bot's place, and the two would go on taking it from each other. A service that starts it again does so a few
times, and then leaves it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from rich.console import Console
from telegram import Bot
from telegram.error import TelegramError

from bot.attempts import until_reached
from bot.halt import Halt, NoBotApi, TokenRejected, is_not_found, rejects_token
from bot.line import Line
from bot.settings import Settings
from storage.errors import LocalViewsError

LOOK_SECONDS = 60.0
_PORTS = {"https": 443, "http": 80}


class DeliveredElsewhere(LocalViewsError):
    """The bot is to ask for updates, but Telegram delivers them to `host`. A whole address may hold a token."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"WEBHOOK_URL is not set, but Telegram delivers what is sent to this bot to a webhook at {host}. If a bot "
            "runs there, residents talk to that one: leave this one stopped, or set WEBHOOK_URL as it is there. If "
            "this one is to take its place, stop that one, run local-views delete-webhook once, and start it anew."
        )


class WebhookTaken(LocalViewsError):
    """Telegram no longer delivers to the bot, but to `host`, or, if that is empty, waits to be asked."""

    def __init__(self, host: str) -> None:
        where = f"delivers to {host} instead" if host else "waits to be asked"
        super().__init__(
            f"Telegram no longer delivers to WEBHOOK_URL: it {where}, so this bot has stopped. If you have put another "
            "bot in its place, all is well. If not, start this one again: it tells Telegram the address. If that goes "
            "once more, another program has the token: stop it, or replace the token with /revoke at @BotFather."
        )


class NoToken(LocalViewsError):
    """Telegram is to be told something of a bot, but there is no token."""

    def __init__(self) -> None:
        super().__init__("TELEGRAM_BOT_TOKEN is not set. Run this in the folder where the bot starts.")


class NotTold(LocalViewsError):
    """Telegram could not be told. `reason` is the name of the exception's type."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"Telegram could not be reached ({reason}), and nothing was changed. See that this computer reaches "
            "TELEGRAM_API_URL, through a firewall or a proxy too, and try again."
        )


async def require_no_webhook(bot: Bot) -> None:
    """See that Telegram waits to be asked for updates; as long as it cannot be reached, ask again.

    Raises:
        DeliveredElsewhere: if it delivers them.
        TokenRejected: if it does not know the token.
    """
    url = (await until_reached(bot.get_webhook_info, "Telegram could not be asked where it delivers")).url
    if url:
        raise DeliveredElsewhere(_host(url))


@asynccontextmanager
async def watched(bot: Bot, url: str, halt: Halt) -> AsyncIterator[None]:
    """Look, while the context lasts, whether Telegram still delivers to an address, and call a halt if not."""
    watching = asyncio.create_task(_watch(bot, url, halt))
    try:
        yield
    finally:
        watching.cancel()


async def _watch(bot: Bot, url: str, halt: Halt) -> None:
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        try:
            found = (await bot.get_webhook_info()).url
        except TelegramError:
            continue  # the next time, then; a token that is unknown halts the bot by itself
        if _parts(found) != _parts(url):
            halt.call(WebhookTaken(_host(found)))
            return


async def delete_webhook(settings: Settings, console: Console) -> None:
    """Let Telegram deliver no more, but wait to be asked. What it has not delivered it keeps, for a day.

    Args:
        settings: as the administrator set them.
        console: where a person reads what was done.

    Raises:
        LocalViewsError: if it cannot be done; the message says what to do.
    """
    if settings.telegram_bot_token is None:
        raise NoToken
    url = settings.telegram_api_url.rstrip("/")
    try:
        async with Bot(
            settings.telegram_bot_token, f"{url}/bot", request=Line(1), get_updates_request=Line(1)
        ) as bot:
            was = (await bot.get_webhook_info()).url
            await bot.delete_webhook()
    except TelegramError as wrong:
        if rejects_token(wrong):
            raise TokenRejected from None
        if is_not_found(wrong):
            raise NoBotApi from None
        raise NotTold(type(wrong).__name__) from None
    said = f"It no longer delivers to {_host(was)}" if was else "It did not deliver anywhere"
    console.print(f"{said}: Telegram waits for a bot to ask.", highlight=False, soft_wrap=True)
    if settings.webhook_url:
        console.print(
            "WEBHOOK_URL is still set. Take it out before the next start, or the bot lets Telegram deliver again.",
            soft_wrap=True,
        )


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _parts(url: str) -> tuple[str, int | None, str]:
    """Return what two addresses have in common that lead to the same place."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or _PORTS.get(parts.scheme), parts.path.rstrip("/")
