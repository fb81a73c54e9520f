"""The courier: brings updates to a bot's webhook as Telegram does, again and again until the bot says that it has them.

Messages of a chat go one after the other, and so do taps of an account; the next one goes once the one before has been
answered with a status of success. A bot may answer with a call, of which it is told nothing more. Between two attempts
lies less time than with Telegram, which waits up to two minutes. Source: tdlib/telegram-bot-api, `WebhookActor.cpp`.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp

from bot.playground.schema import Parameters
from bot.playground.updates import Queued, UpdateQueue

SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - what the header is called
FIRST_PAUSE_SECONDS = 0.02
LONGEST_PAUSE_SECONDS = 1.0
ANSWER_SECONDS = 60
SUCCESS = 2
"""With this begins a status of success."""


@dataclass(slots=True, eq=False)
class Webhook:
    """Where a bot wants its updates, and what was last wrong with it.

    Args:
        url: where it is.
        secret: what is shown there with each update, or None.
        most: how many updates are brought at once.
        last_error: when and what, or None.
    """

    url: str
    secret: str | None
    most: int
    last_error: tuple[datetime, str] | None = None


class Courier:
    """Brings updates as long as a webhook is set.

    Args:
        updates: those that wait.
        webhook: returns where they go, or None if the bot fetches them itself.
        call: makes the call with which a bot has answered.
        clock: gives the present as an aware time.
    """

    def __init__(
        self,
        updates: UpdateQueue,
        webhook: Callable[[], Webhook | None],
        call: Callable[[str, Parameters], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._updates = updates
        self._webhook = webhook
        self._call = call
        self._clock = clock
        self._under_way: dict[tuple[bool, int], asyncio.Task[None]] = {}

    async def bring(self) -> None:
        """Bring updates until cancelled."""
        try:
            async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
                while True:
                    await self._updates.changed.until(lambda: self._next() is not None)
                    queued, webhook = self._next(), self._webhook()
                    if queued is not None and webhook is not None:
                        self._begin(queued, webhook, session)
        finally:
            for task in self._under_way.values():
                task.cancel()

    def _next(self) -> Queued | None:
        """Return the next update that may go."""
        webhook = self._webhook()
        if webhook is None or len(self._under_way) >= webhook.most:
            return None
        return next((one for one in self._updates.waiting() if _queue_of(one) not in self._under_way), None)

    def _begin(self, queued: Queued, webhook: Webhook, session: aiohttp.ClientSession) -> None:
        def note_end(_: object) -> None:
            del self._under_way[_queue_of(queued)]
            self._updates.changed.fire()

        task = asyncio.create_task(self._bring(queued, webhook, session))
        self._under_way[_queue_of(queued)] = task
        task.add_done_callback(note_end)

    async def _bring(self, queued: Queued, webhook: Webhook, session: aiohttp.ClientSession) -> None:
        pause = FIRST_PAUSE_SECONDS
        queued.is_handed_over()
        while self._webhook() is webhook and self._updates.still_has(queued):
            wrong = await self._attempt(queued, webhook, session)
            if wrong is None:
                self._updates.confirm(queued)
                return
            webhook.last_error = self._clock(), wrong
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _attempt(self, queued: Queued, webhook: Webhook, session: aiohttp.ClientSession) -> str | None:
        """Bring an update once; returns what was wrong, in Telegram's words, or None."""
        headers = {"Content-Type": "application/json"}
        if webhook.secret is not None:
            headers[SECRET] = webhook.secret
        try:
            async with session.post(
                webhook.url,
                data=queued.wire.encode("utf-8", "replace"),
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS),
                allow_redirects=False,
            ) as answer:
                if answer.status // 100 != SUCCESS:
                    return f"Wrong response from the webhook: {answer.status} {answer.reason}"
                given = await answer.json(content_type=None) if answer.content_length else None
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientConnectorError:
            return "Connection refused"
        except (aiohttp.ClientError, ValueError):
            return "Connection reset by peer"
        self._answer_with(given)
        return None

    def _answer_with(self, given: Any) -> None:
        if isinstance(given, dict) and isinstance(method := given.pop("method", None), str):
            self._call(method, given)


def _queue_of(queued: Queued) -> tuple[bool, int]:
    """Return in which of Telegram's queues an update waits: that of a chat's messages, or that of an account's taps."""
    return queued.delivery.query_id is not None, queued.delivery.chat.id
