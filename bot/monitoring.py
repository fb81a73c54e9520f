"""Monitoring: whether the bot lives, whether it can take ballots in, and how many residents got how far.

Closed unless MONITORING_LISTEN is set. The counts are those that staff are told, in steps of ten or more as of the
last opening, and of all workers together: were they of the moment, whoever reads them again and again would see when
somebody sent.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.http_server import HttpServer, port_of
from bot.service import Running

GRACE_SECONDS = 1
PROMETHEUS = "text/plain; version=0.0.4"
"""Source: Prometheus, "Exposition formats"."""


class Monitoring:
    """Answers monitoring.

    Args:
        running: the bot.
    """

    def __init__(self, running: Running) -> None:
        self._running = running
        answers = {"/healthz": self._healthz, "/readyz": self._readyz, "/metrics": self._metrics}
        self.app = Starlette(routes=[Route(path, answer) for path, answer in answers.items()])

    async def _healthz(self, _: Request) -> PlainTextResponse:
        """The process answers."""
        return PlainTextResponse("alive\n")

    async def _readyz(self, _: Request) -> PlainTextResponse:
        """The ballot box was sealed at the last tick, and no tick hangs: ballots can be taken in."""
        keeper = self._running.keeper
        if keeper.is_well and not keeper.hangs:
            return PlainTextResponse("ready\n")
        return PlainTextResponse("the ballot box cannot be sealed\n", HTTPStatus.SERVICE_UNAVAILABLE)

    async def _metrics(self, _: Request) -> PlainTextResponse:
        steps = self._running.steps
        lines = [
            *_counter("steps", "How many residents got so far, in steps", "step", asdict(steps.told)),
            *_counter("ballots", "What became of ballots, in steps", "outcome", steps.outcomes_told),
        ]
        return PlainTextResponse("\n".join([*lines, ""]), media_type=PROMETHEUS)


@asynccontextmanager
async def monitored(listen: str, running: Running) -> AsyncIterator[None]:
    """Answer monitoring while the context lasts.

    Args:
        listen: the address and port.
        running: the bot.

    Raises:
        PortInUse: if nothing can be served there.
    """
    listening = port_of("MONITORING_LISTEN", listen)
    async with HttpServer(Monitoring(running).app, listening, GRACE_SECONDS):
        yield


def _counter(name: str, is_what: str, label: str, counted: Mapping[str, int]) -> list[str]:
    full = f"local_views_{name}_total"
    values = [f'{full}{{{label}="{of}"}} {count}' for of, count in counted.items()]
    return [
        f"# HELP {full} {is_what}, by all workers in this round, as of the last opening.",
        f"# TYPE {full} counter",
        *values,
    ]
