"""The playground's web server: the local Bot API and the chat page, on loopback, in the running loop."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.http_server import HttpServer, listening_on
from bot.playground.bot_api import BotApi
from bot.playground.courier import Courier
from bot.playground.faults import Faults
from bot.playground.page import Page
from bot.playground.world import World

if TYPE_CHECKING:
    from storage.database import Contents

LOOPBACK = {"127.0.0.1", "localhost"}
GRACE_SECONDS = 1


class PlaygroundServer:
    """One world served over HTTP.

    Args:
        world: the Telegram to serve.
        token: the bot's token, as `<digits>:<letters>`.
        contents: gives what the database's tables hold, for the page to show.
        host: a loopback address; anything else is refused with `ValueError`.
        port: the port wanted; another free one is taken where it is in use, or where it is 0.

    Attributes:
        page: the chat page.
        faults: lets calls of the bot go wrong.

    """

    def __init__(
        self,
        world: World,
        token: str,
        contents: "Callable[[], Awaitable[Sequence[Contents]]] | None" = None,
        host: str = "127.0.0.1",
        port: int = 8000,
    ) -> None:
        if host not in LOOPBACK:
            raise ValueError("The playground is for this computer only: its host must be a loopback address.")
        self._world = world
        self._host = host
        self._port = port
        self.page = Page(world, contents or _nothing)
        api = BotApi(world, token)
        self.faults = Faults(Starlette(routes=[*api.routes, *self.page.routes]), self._hang_up)
        self._courier = Courier(world.updates, lambda: world.webhook, api.called, world.clock)
        self._bringing: asyncio.Task[None] | None = None
        self._server: HttpServer | None = None

    @property
    def url(self) -> str:
        """Where the Bot API is, as `TELEGRAM_API_URL` wants it."""
        return f"http://{self._host}:{self._port}"

    @property
    def page_url(self) -> str:
        """Where the chat page is."""
        return f"{self.url}/"

    async def start(self) -> None:
        """Take a port and answer from now on."""
        listening = _listening(self._host, self._port)
        self._port = listening.getsockname()[1]
        self._world.updates.is_serving = self.page.is_serving = True
        self._server = HttpServer(OwnComputerOnly(self.faults), listening, GRACE_SECONDS)
        self._server.start()
        self._bringing = asyncio.create_task(self._courier.bring())

    async def stop(self) -> None:
        """Send everyone home and let the port go."""
        if self._server is None or self._bringing is None:
            return
        self._bringing.cancel()
        self.faults.lift()
        self._world.updates.stop_serving()
        self.page.stop()
        await self._server.stop()
        await asyncio.wait([self._bringing])
        self._server = self._bringing = None

    def _hang_up(self, client: tuple[str, int]) -> None:
        if self._server is not None:
            self._server.hang_up(client)

    async def __aenter__(self) -> "PlaygroundServer":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()


class OwnComputerOnly:
    """Lets in only what was addressed to this computer by name, and what no other web page sent.

    Another site's page could otherwise post to the playground, or read it by pointing a name of its own here.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it with status 403."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        name = urlsplit(f"//{host}").hostname
        if name not in LOOPBACK or headers.get("origin") not in {None, f"http://{host}"}:
            await PlainTextResponse("The playground answers its own computer only.", 403)(
                scope, receive, send
            )
            return
        await self._app(scope, receive, send)


async def _nothing() -> Sequence["Contents"]:
    return ()


def _listening(host: str, port: int) -> socket.socket:
    try:
        return listening_on(host, port)
    except OSError:
        return listening_on(host, 0)
