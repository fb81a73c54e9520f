"""The playground's web server: the local Bot API and the chat page, on loopback, in the running loop."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.playground.bot_api import BotApi
from bot.playground.page import Page
from bot.playground.world import World

if TYPE_CHECKING:
    from storage.database import Contents

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
BACKLOG = 2048


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
        self._app = OwnComputerOnly(Starlette(routes=[*BotApi(world, token).routes, *self.page.routes]))
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Where the Bot API is, as `TELEGRAM_API_URL` wants it."""
        return f"http://{f'[{self._host}]' if ':' in self._host else self._host}:{self._port}"

    @property
    def page_url(self) -> str:
        """Where the chat page is."""
        return f"{self.url}/"

    async def start(self) -> None:
        """Take a port and answer from now on."""
        listening = _listening(self._host, self._port)
        self._port = listening.getsockname()[1]
        self._world.updates.is_serving = self.page.is_serving = True
        self._server = _Server(
            uvicorn.Config(
                self._app,
                log_config=None,
                access_log=False,
                lifespan="off",
                ws="none",
                proxy_headers=False,
                server_header=False,
                date_header=False,
                timeout_graceful_shutdown=1,
            )
        )
        self._serving = asyncio.create_task(self._server.serve([listening]))

    async def stop(self) -> None:
        """Send everyone home and let the port go."""
        if self._server is None or self._serving is None:
            return
        self._world.updates.stop_serving()
        self.page.stop()
        self._server.leaving.set()
        await self._serving
        self._server = self._serving = None

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


class _Server(uvicorn.Server):
    """Uvicorn without its signal handlers, which belong to the program round it, and told when to go."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.leaving = asyncio.Event()

    async def main_loop(self) -> None:
        """Serve until told to go: what uvicorn looks after ten times a second is switched off here."""
        await self.leaving.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Go at once if nothing is being answered: uvicorn waits for a tenth of a second in any case."""
        if self.server_state.tasks:
            await super().shutdown(sockets)
            return
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        for server in self.servers:
            await server.wait_closed()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's delay (40 ms an answer) off only where the protocol is named.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.bind((host, 0))
    listening.listen(BACKLOG)
    return listening
