"""A load balancer: one address before several workers, each of which gets what chance, or a test, gives it."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus

import aiohttp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.http_server import HttpServer, listening_on

PATH = "/telegram"
HEADERS = ("content-type", "x-telegram-bot-api-secret-token")


class Balancer:
    """Hands each request on to one worker, with its answer; a worker that is down is a 502.

    Args:
        workers: where each of them listens.
        choose: chooses one.
        loses: tells, after each answer, whether it is lost on the way back, so that the request comes again.
    """

    def __init__(
        self, workers: Sequence[str], choose: Callable[[Sequence[str]], str], loses: Callable[[], bool]
    ) -> None:
        self.workers = workers
        self.choose = choose
        self.loses = loses
        self.handed_on: Counter[str] = Counter()
        self.lost = 0
        self.app = Starlette(routes=[Route(PATH, self._hand_on, methods=["POST"])])

    async def _hand_on(self, request: Request) -> Response:
        body, worker = await request.body(), self.choose(self.workers)
        headers = {name: request.headers[name] for name in HEADERS}
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.post(f"http://{worker}{PATH}", data=body, headers=headers) as answer,
            ):
                content, kind = await answer.read(), answer.headers.get("content-type")
        except aiohttp.ClientError:
            return Response(status_code=HTTPStatus.BAD_GATEWAY)
        self.handed_on[worker] += 1
        if self.loses():
            self.lost += 1
            return Response(status_code=HTTPStatus.BAD_GATEWAY)
        return Response(content, answer.status, media_type=kind)


@asynccontextmanager
async def balanced(
    workers: Sequence[str], choose: Callable[[Sequence[str]], str], loses: Callable[[], bool] = lambda: False
) -> AsyncIterator[tuple[Balancer, str]]:
    """Run a load balancer before workers while the context lasts; gives it and its address, for WEBHOOK_URL."""
    balancer, listening = Balancer(workers, choose, loses), listening_on("127.0.0.1", 0)
    async with HttpServer(balancer.app, listening, grace_seconds=1):
        yield balancer, f"http://127.0.0.1:{listening.getsockname()[1]}{PATH}"
