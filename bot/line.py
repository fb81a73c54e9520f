"""The line to the Bot API: requests over connections that are kept open.

python-telegram-bot lets its client be replaced; its own took more than half of what a tap cost.
"""

import asyncio
import json
import os
from typing import Any

import aiohttp
import orjson
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

# Times as time spans. Otherwise python-telegram-bot warns of its future each time that Telegram asks to wait.
os.environ.setdefault("PTB_TIMEDELTA", "true")

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
NEVER_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""The causes of an error after which it is certain that the request did not leave this computer."""


class Unreadable(TelegramError):
    """An answer that cannot be read; its payload is for whoever can make something of it."""

    __slots__ = ("payload",)

    def __init__(self, payload: bytes) -> None:
        super().__init__("Invalid server response")
        self.payload = payload


Body = bytes | aiohttp.FormData | None

_AS_JSON = {"Content-Type": "application/json"}
_EDIT = "/editMessageText"
_DONE = b'{"ok":true,'
_EDITED = b'{"ok":true,"result":true}'
"""Read in place of the message that an edit returns: it is what was sent a moment ago."""


class Line(BaseRequest):
    """Makes so many requests at once; the others wait in line, first come, first served.

    aiohttp has a line of its own, but in it a request that has just come may overtake those that wait.

    Args:
        connections: how many requests are made at once.
    """

    def __init__(self, connections: int) -> None:
        self._turns = asyncio.Semaphore(connections)
        self._session: aiohttp.ClientSession | None = None
        self._limits = _timeout(READ_SECONDS)

    @property
    def read_timeout(self) -> float | None:
        """How long an answer may take, in seconds."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Get ready to make requests."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        *_: object,
        **__: object,
    ) -> tuple[int, bytes]:
        """Make a request when it is its turn, and return the answer's status and body.

        Raises:
            TimedOut: if it took too long.
            NetworkError: if anything else came between; `NEVER_SENT` may be its cause.
        """
        body, headers = _body(request_data)
        if isinstance(read_timeout, DefaultValue):
            read_timeout = self.read_timeout
        try:
            async with self._turns:
                status, answer = await self.exchange(url, method, body, headers, read_timeout)
        except TimeoutError as late:
            raise TimedOut from late
        except (aiohttp.ClientError, OSError) as broken:
            # The text of an error may hold the address, and that the token.
            raise NetworkError(type(broken).__name__) from broken
        return status, _EDITED if url.endswith(_EDIT) and answer.startswith(_DONE) else answer

    async def exchange(
        self, url: str, method: str, body: Body, headers: dict[str, str], read_seconds: float | None
    ) -> tuple[int, bytes]:
        """Send a request, and return the answer's status and body."""
        if self._session is None:
            raise RuntimeError("The line is not open.")
        limits = self._limits if read_seconds == READ_SECONDS else _timeout(read_seconds)
        async with self._session.request(method, url, data=body, headers=headers, timeout=limits) as answer:
            return answer.status, await answer.read()

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Read an answer.

        Raises:
            Unreadable: if it is no JSON object.
        """
        answer = parsed(payload)
        if not isinstance(answer, dict):
            # What stands before a server that is down may answer with anything.
            raise Unreadable(payload)
        return answer


def parsed(payload: bytes) -> Any:
    """Read JSON; None if it is none. What is no UTF-8 in it, and half of a pair of surrogates, is read as U+FFFD."""
    try:
        return orjson.loads(payload)
    except ValueError:
        pass
    try:
        found = json.loads(payload.decode("utf-8", "replace"))
        text = json.dumps(found, ensure_ascii=False)
        return json.loads(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
    except (ValueError, RecursionError):
        return None


def _body(of: RequestData | None) -> tuple[Body, dict[str, str]]:
    """Return a request's body, and the headers that it needs."""
    if of is None:
        return None, {}
    if of.contains_files:
        return _form(of), {}
    try:
        return orjson.dumps(of.parameters), _AS_JSON
    except TypeError:
        # Half of a pair of surrogates, which only a text of somebody else's can hold.
        return json.dumps(of.parameters).encode(), _AS_JSON


def _form(of: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in of.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in of.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form


def _timeout(read: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=read)
