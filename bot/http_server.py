"""Serving over HTTP: uvicorn within the running loop, which logs nothing of who asks for what."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from storage.errors import LocalViewsError

BACKLOG = 2048


class PortInUse(LocalViewsError):
    """The port of a setting cannot be had. `reason` says why; `remedy` is a sentence."""

    def __init__(self, setting: str, at: str, reason: str, remedy: str) -> None:
        super().__init__(f"{setting} names {at}, but nothing can be served there: {reason}. {remedy}")


class HttpServer:
    """Serves an application.

    Args:
        app: answers the requests.
        listening: where they come in; `listening_on` makes it.
        grace_seconds: how long a request that has come in may still take when the server is stopped.
    """

    def __init__(self, app: ASGIApp, listening: socket.socket, grace_seconds: int) -> None:
        self._listening = listening
        self._server = _Server(
            uvicorn.Config(
                app,
                http="httptools",
                log_config=None,
                access_log=False,
                lifespan="off",
                ws="none",
                proxy_headers=False,
                server_header=False,
                date_header=False,
                backlog=BACKLOG,
                timeout_graceful_shutdown=grace_seconds,
            )
        )
        self._serving: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Answer from now on."""
        self._serving = asyncio.create_task(self._server.serve([self._listening]))

    async def stop(self) -> None:
        """Let the port go, and answer what has come in."""
        if self._serving is not None:
            self._server.leaving.set()
            await self._serving
            self._serving = None

    async def __aenter__(self) -> "HttpServer":
        self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def hang_up(self, client: tuple[str, int]) -> None:
        """Break the connection of a client, in the middle of whatever it is."""
        for connection in self._server.server_state.connections:
            if isinstance(connection, HttpToolsProtocol) and connection.client == client:
                connection.transport.abort()


def listening_on(host: str, port: int) -> socket.socket:
    """Return a socket on which connections wait from now on.

    Raises:
        OSError: if the port cannot be had.
    """
    # asyncio turns Nagle's delay (40 ms an answer) off only where the protocol is named.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def port_of(setting: str, at: str) -> socket.socket:
    """Return a socket that listens where a setting says.

    Raises:
        PortInUse: if nothing can be served there.
    """
    host, _, port = at.rpartition(":")
    try:
        return listening_on(host, int(port))
    except OSError as refused:
        raise PortInUse(setting, at, *_why(host, refused)) from None


def _why(host: str, refused: OSError) -> tuple[str, str]:
    """Return why nothing can be served at a host, and what to do."""
    is_unknown = isinstance(refused, socket.gaierror)
    if is_unknown or refused.errno == errno.EADDRNOTAVAIL:
        reason = f"the host {host} is {'unknown' if is_unknown else 'another computer'}"
        return reason, "Name an address of this computer, such as 127.0.0.1, or 0.0.0.0 for all that it has."
    if refused.errno == errno.EACCES:
        return "this account may not", "Name a port from 1024 on."
    return refused.strerror or type(refused).__name__, "Name another port, or stop what has it."


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
