"""Faults of the local Bot API server, on request: refusals, a line that breaks, answers that are late or never come."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.playground.refusals import OTHER_POLLER
from bot.playground.signals import Signal

EVERY = "*"
WORDS = {
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    409: OTHER_POLLER,
    429: "Too Many Requests: retry after {retry_after}",
}
"""Telegram's own words. Source: tdlib/telegram-bot-api, `Client.cpp`."""


class Way(Enum):
    """How a line breaks."""

    RESET = "before anything is done"
    CUT = "in the middle of the answer, when what was asked for is done"
    SILENT = "no answer comes, and nothing is done"


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with calls of the bot.

    Args:
        method: of the Bot API, or `EVERY`.
        how: the HTTP status of a refusal, the way in which the line breaks, or None if the answer is only late.
        times: how many calls go wrong; None for all of them until the fault is lifted.
        body: of the refusal; if none is given, what Telegram says, or for a status of 500 and more a page in HTML.
        retry_after: how long a 429 asks to wait, in seconds.
        late: how much later the answer comes, in seconds.
    """

    method: str
    how: int | Way | None = None
    times: int | None = 1
    body: str | None = None
    retry_after: int = 1
    late: float = 0.0

    @property
    def refusal(self) -> Response | None:
        """The answer in place of what was asked for, if the fault is that."""
        if not isinstance(self.how, int):
            return None
        if self.body is not None:
            return Response(self.body, self.how)
        if self.how >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return Response(f"<h1>{self.how} {HTTPStatus(self.how).phrase}</h1>", self.how)
        words = WORDS[self.how].format(retry_after=self.retry_after)
        answer: dict[str, object] = {"ok": False, "error_code": self.how, "description": words}
        if self.how == HTTPStatus.TOO_MANY_REQUESTS:
            answer["parameters"] = {"retry_after": self.retry_after}
        return Response(json.dumps(answer), self.how, media_type="application/json")


class Faults:
    """Lets calls go wrong on their way to an application.

    Args:
        app: answers them as it should be.
        hang_up: breaks the connection of a client.
    """

    def __init__(self, app: ASGIApp, hang_up: Callable[[tuple[str, int]], None]) -> None:
        self._app = app
        self._hang_up = hang_up
        self._standing: list[Fault] = []
        self._struck: Counter[Fault] = Counter()
        self._changed = Signal()

    def let(self, *faults: Fault) -> None:
        """Let calls go wrong from now on; where two faults are for the same call, the first one strikes."""
        for fault in faults:
            self._struck[fault] = 0
        self._standing += faults

    def lift(self) -> None:
        """Let everything go well again."""
        self._standing.clear()
        self._changed.fire()

    @contextmanager
    def during(self, *faults: Fault) -> Iterator[None]:
        """Let calls go wrong as long as the context lasts."""
        self.let(*faults)
        try:
            yield
        finally:
            self.lift()

    async def have_struck(self, seconds: float = 30.0) -> None:
        """Wait until each fault that stands has struck once, and each that is for so many times, so many times."""
        async with asyncio.timeout(seconds):
            await self._changed.until(
                lambda: all(self._struck[fault] >= (fault.times or 1) for fault in self._standing)
            )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, well or not."""
        fault = self._fault_for(scope["path"])
        if fault is None:
            await self._app(scope, receive, send)
            return
        self._struck[fault] += 1
        self._changed.fire()
        await asyncio.sleep(fault.late)
        refusal = fault.refusal
        if refusal is not None:
            await refusal(scope, receive, send)
        elif fault.how is None:
            await self._app(scope, receive, send)
        else:
            await self._break(fault, scope, receive, send)

    def _fault_for(self, path: str) -> Fault | None:
        method = path.rpartition("/")[2] if path.startswith("/bot") else None
        found = (
            fault
            for fault in self._standing
            if fault.method in {method, EVERY} and (fault.times is None or self._struck[fault] < fault.times)
        )
        return None if method is None else next(found, None)

    async def _break(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_half(message: Message) -> None:
            if message["type"] == "http.response.body":
                half = message.get("body", b"")[: len(message.get("body", b"")) // 2]
                message = {**message, "body": half, "more_body": True}
            await send(message)

        if fault.how is Way.CUT:
            await self._app(scope, receive, send_half)
        elif fault.how is Way.SILENT:
            await self._changed.until(lambda: fault not in self._standing)
        self._hang_up(tuple(scope["client"]))
        while (await receive())["type"] != "http.disconnect":
            pass
