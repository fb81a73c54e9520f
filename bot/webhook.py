"""The webhook: takes in the updates that Telegram delivers, and tells of each whether it has been dealt with.

Telegram delivers again what was not answered with a status of success, and nothing more of the same chat before. So an
update is answered once all that it asked for is done; only what waits for the ballot box is finished later, and the
screen says so meanwhile. Source: Bot API, "setWebhook" and "Making requests when getting updates".
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from hmac import compare_digest
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send
from telegram.error import BadRequest

from bot import delivery
from bot.application import Bot
from bot.attempts import until_reached
from bot.delivered import Delivered
from bot.delivery import Delivery
from bot.http_server import HttpServer, port_of
from bot.line import parsed
from bot.settings import Settings
from bot.updates import UPDATES
from storage.errors import LocalViewsError
from storage.keys import WEBHOOK, KeyFolder

SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - what the header is called
LARGEST_BYTES = 1024 * 1024
"""The longest message with the longest that it replies to, and a hundred buttons, take a tenth of this."""
CONNECTIONS = 100
"""How many updates Telegram may deliver at once. It allows no more. Source: Bot API, "setWebhook"."""
GRACE_SECONDS = 45
"""So long may take what has come in when the bot is stopped; nothing takes longer but where Telegram hangs."""


class WebhookRefused(LocalViewsError):
    """Telegram does not take the address of the webhook; `reason` is its own sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"Telegram did not take WEBHOOK_URL: {reason}. It must be an https address that the internet can reach, on "
            "port 443, 80, 88 or 8443."
        )


class Webhook:
    """Takes in updates.

    Args:
        application: deals with them.
        path: of the address to which Telegram delivers.
        secret: what Telegram shows with each of them.
    """

    def __init__(self, application: Bot, path: str, secret: str) -> None:
        self._application = application
        self._secret = secret.encode()
        self._delivered = Delivered()
        # Starlette's application has layers for what goes wrong, which uvicorn deals with too, and they cost a tenth.
        self.app = Router(routes=[Route(path or "/", self, methods=["POST"])])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take in one request, and answer it."""
        answer = await self._receive(Request(scope, receive))
        await answer(scope, receive, send)

    async def _receive(self, request: Request) -> Response:
        update = await self._read(request)
        if isinstance(update, HTTPStatus):
            return Response(status_code=update)
        query = _query_of(update)
        done = await self._delivered.once(update["update_id"], lambda: self._deal_with(update))
        if not done.is_dealt_with:
            return Response(status_code=HTTPStatus.INTERNAL_SERVER_ERROR)
        if done.answers_tap and query is not None:
            return _calling("answerCallbackQuery", callback_query_id=query)
        return Response()

    async def _read(self, request: Request) -> dict[str, Any] | HTTPStatus:
        """Return the update that was sent, or with what status to refuse it."""
        if not compare_digest(request.headers.get(SECRET, "").encode(), self._secret):
            return HTTPStatus.FORBIDDEN
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        body = await _body(request)
        if body is None:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        update = parsed(body)
        if not isinstance(update, dict) or type(update.get("update_id")) is not int:
            return HTTPStatus.BAD_REQUEST
        return update

    async def _deal_with(self, update: dict[str, Any]) -> Delivery:
        """Deal with an update in its chat's turn; returns what became of it."""
        begun = delivery.begin()
        read = self._application.bot.read(update)
        await self._application.update_processor.process_update(read, self._application.process_update(read))
        return begun


@asynccontextmanager
async def delivered(application: Bot, settings: Settings, keys: KeyFolder) -> AsyncIterator[None]:
    """Let Telegram deliver updates while the context lasts; those that have come in are dealt with to their end.

    What comes after it Telegram keeps, for a day.

    Args:
        application: deals with the updates.
        settings: with the address.
        keys: hold the secret, if the settings do not.

    Raises:
        PortInUse: if nothing can be served at LISTEN.
        WebhookRefused: if Telegram does not take the address.
    """
    secret = settings.webhook_secret or keys.get_or_make(WEBHOOK).hex()
    url = settings.webhook_url or ""
    webhook = Webhook(application, urlsplit(url).path, secret)
    listening = port_of("LISTEN", settings.listen)
    async with HttpServer(webhook.app, listening, GRACE_SECONDS):
        await _ask_for_updates(application, url, secret)
        yield


async def _ask_for_updates(application: Bot, url: str, secret: str) -> None:
    """Tell Telegram where to deliver; as long as it cannot be reached, tell it again."""
    tell = partial(
        application.bot.set_webhook,
        url,
        max_connections=CONNECTIONS,
        allowed_updates=UPDATES,
        secret_token=secret,
    )
    try:
        await until_reached(tell, "Telegram could not be told of WEBHOOK_URL")
    except BadRequest as refused:
        raise WebhookRefused(refused.message.removeprefix("Bad Request: ")) from None


async def _body(request: Request) -> bytes | None:
    """Return what was sent, or None if it is too much; of somebody who has hung up, what came before."""
    body = bytearray()
    with suppress(ClientDisconnect):
        async for piece in request.stream():
            body += piece
            if len(body) > LARGEST_BYTES:
                return None
    return bytes(body)


def _query_of(update: dict[str, Any]) -> str | None:
    """Return the id of a tap, if an update is one."""
    query = update.get("callback_query")
    return str(query.get("id")) if isinstance(query, dict) else None


def _calling(method: str, **given: str) -> Response:
    """Return an answer that is a call to Telegram in itself."""
    return Response(orjson.dumps({"method": method, **given}), media_type="application/json")
