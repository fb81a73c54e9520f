"""The halt: what makes the bot stop by itself, since it cannot go on until somebody has seen to it."""

import asyncio
from http import HTTPStatus

from telegram.error import Forbidden, InvalidToken, TelegramError

from storage.errors import LocalViewsError


class TokenRejected(LocalViewsError):
    """Telegram does not know the bot's token, or no longer."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram does not know this TELEGRAM_BOT_TOKEN. Ask @BotFather for it with /token, and set it anew."
        )


class NoBotApi(LocalViewsError):
    """A server answers 404: to a wrong path, and Telegram to a token that has not the form of one."""

    def __init__(self) -> None:
        super().__init__(
            "The server that TELEGRAM_API_URL names answers 404 Not Found. See that the Bot API is served there, at "
            "TELEGRAM_API_URL/bot<token>/<method>, and that TELEGRAM_BOT_TOKEN is whole, as @BotFather gave it."
        )


class TokenInUse(LocalViewsError):
    """Another program receives the bot's updates."""

    def __init__(self) -> None:
        super().__init__(
            "Another program has begun to receive what is sent to this bot, with the same TELEGRAM_BOT_TOKEN, so this "
            "one has stopped. Let only one of them run. If you know of no other, somebody else has the token: replace "
            "it with /revoke at @BotFather."
        )


class Halt:
    """Takes note of what the bot cannot go on with."""

    def __init__(self) -> None:
        self._why: asyncio.Future[LocalViewsError] = asyncio.get_running_loop().create_future()

    def call(self, why: LocalViewsError) -> None:
        """Let the bot stop, and say why; what is called later changes nothing."""
        if not self._why.done():
            self._why.set_result(why)

    async def called(self) -> LocalViewsError:
        """Wait until the bot cannot go on, and return why."""
        return await asyncio.shield(self._why)


def rejects_token(refused: TelegramError) -> bool:
    """Tell whether Telegram does not know the token; a server that is being renewed may say "Not Found" for a while."""
    return (
        isinstance(refused, Forbidden) or _said(refused).partition(":")[0] == HTTPStatus.UNAUTHORIZED.phrase
    )


def is_not_found(refused: TelegramError) -> bool:
    """Tell whether a server, or what stands before it, knows nothing at the bot's address."""
    return _said(refused).startswith(HTTPStatus.NOT_FOUND.phrase)


def _said(refused: TelegramError) -> str:
    """Return what was said to a call for whose address or token there is no bot, "" if it was another refusal.

    python-telegram-bot makes the same error of both, and at the start another one with the token in its text.
    """
    said = refused.__cause__ if isinstance(refused.__cause__, InvalidToken) else refused
    return said.message if isinstance(said, InvalidToken) else ""
