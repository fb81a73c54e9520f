"""Deliveries to a webhook, as Telegram makes them: over connections that are kept open, so many at once."""

import asyncio
import re
from collections import deque
from collections.abc import Callable
from typing import cast
from urllib.parse import SplitResult

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Deliveries:
    """Brings updates to a webhook, over so many connections at most.

    Args:
        url: of the webhook.
        secret: what is shown with each update.
        most: how many are brought at once.
    """

    def __init__(self, url: SplitResult, secret: str, most: int) -> None:
        head = f"POST {url.path} HTTP/1.1\r\nHost: {url.netloc}\r\nContent-Type: application/json\r\n"
        self._head = f"{head}X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: ".encode()
        self._host, self._port = url.hostname or "", url.port or 80
        self._waiting: deque[bytes] = deque()
        self._idle: list[Delivery] = []
        self._new = most
        self._opening: set[asyncio.Task[object]] = set()

    def bring(self, update: bytes) -> None:
        """Bring an update as soon as a connection is free."""
        request = b"%s%d\r\n\r\n%s" % (self._head, len(update), update)
        if self._idle:
            self._idle.pop().bring(request)
            return
        self._waiting.append(request)
        if self._new:
            self._new -= 1
            loop = asyncio.get_running_loop()
            opening = loop.create_connection(
                lambda: Delivery(self.is_free, self.is_gone), self._host, self._port
            )
            task: asyncio.Task[object] = loop.create_task(opening)
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)

    def is_gone(self, connection: "Delivery") -> None:
        """Do without a connection that the bot has closed, since it was idle for long."""
        self._new += 1
        if connection in self._idle:
            self._idle.remove(connection)

    def is_free(self, connection: "Delivery") -> None:
        """Let a connection bring the next update, if one waits."""
        if self._waiting:
            connection.bring(self._waiting.popleft())
        else:
            self._idle.append(connection)


class Delivery(asyncio.Protocol):
    """One connection to a webhook.

    Args:
        is_free: is told when an update has been brought.
        is_gone: is told when the connection is closed.
    """

    def __init__(self, is_free: "Callable[[Delivery], None]", is_gone: "Callable[[Delivery], None]") -> None:
        self._is_free = is_free
        self._is_gone = is_gone
        self._came = b""
        self._way_out: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note where updates go, and ask for the first."""
        self._way_out = cast("asyncio.WriteTransport", transport)
        self._is_free(self)

    def connection_lost(self, _: Exception | None) -> None:
        """Tell that it is closed."""
        self._is_gone(self)

    def bring(self, request: bytes) -> None:
        """Bring an update."""
        if self._way_out is not None:
            self._way_out.write(request)

    def data_received(self, data: bytes) -> None:
        """Ask for the next update once the answer is there as a whole; one that is no success ends it all."""
        self._came += data
        end = self._came.find(b"\r\n\r\n")
        if end < 0:
            return
        found = LENGTH.search(self._came[: end + 2])
        if len(self._came) >= end + 4 + (int(found[1]) if found else 0):
            if not self._came.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(self._came.decode())
            self._came = b""
            self._is_free(self)
