"""Updates on their way to the bot: queued until confirmed, and served again to whoever asks again."""

import asyncio
import json
import re
from collections import deque
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from bot.playground import limits
from bot.playground.chats import Chat
from bot.playground.refusals import OTHER_POLLER, RefusedError
from bot.playground.signals import Signal

_NUMBER = re.compile(r'^\{"update_id":\d+,')
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(slots=True, eq=False)
class Delivery:
    """What has become of one update: `writes_before` is known once a bot has been handed it."""

    update_id: int
    chat: Chat
    query_id: str | None = None
    writes_before: int | None = None
    query_answered: bool = False

    @property
    def is_answered(self) -> bool:
        """Whether the bot got it, answered its tap if it was one, and has since written to the chat."""
        return (
            self.writes_before is not None
            and self.chat.writes > self.writes_before
            and (self.query_id is None or self.query_answered)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Queued:
    """An update as it goes over the wire, and when it was made."""

    delivery: Delivery
    made: datetime
    wire: str

    def is_handed_over(self) -> None:
        """Note that a bot has it."""
        if self.delivery.writes_before is None:
            self.delivery.writes_before = self.delivery.chat.writes


class UpdateQueue:
    """The bot's updates, oldest first, for `getUpdates` and for the courier to a webhook.

    `clock` gives the present as an aware time: updates older than 24 hours are dropped, as by Telegram.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._waiting: deque[Queued] = deque()
        self._next_id = 1
        self._polls = 0
        self._allowed: frozenset[str] | None = None
        self._is_held = False
        self.changed = Signal()
        self.is_serving = True

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def allowed(self) -> list[str]:
        """The kinds of update that the bot last asked for; empty where it left that to Telegram."""
        return sorted(self._allowed or ())

    def put(self, kind: str, content: dict[str, Any], chat: Chat, query_id: str | None = None) -> Delivery:
        """Queue an update; one of a kind that the bot has not asked for is dropped, as by Telegram."""
        delivery = Delivery(self._next_id, chat, query_id)
        self._next_id += 1
        if self._wants(kind):
            update = {"update_id": delivery.update_id, kind: content}
            self._put(delivery, json.dumps(update, ensure_ascii=False, separators=(",", ":")))
        return delivery

    def put_as_it_stands(self, content: str, chat: Chat) -> Delivery:
        """Queue an update whose content stands as it is, JSON or not: `"message":{...}`."""
        delivery = Delivery(self._next_id, chat)
        self._next_id += 1
        self._put(delivery, f'{{"update_id":{delivery.update_id},{content}}}')
        return delivery

    def _put(self, delivery: Delivery, wire: str) -> None:
        self._waiting.append(Queued(delivery, self._clock(), wire))
        self.changed.fire()

    async def get(
        self, offset: int = 0, limit: int = 100, seconds: float = 0, allowed: list[str] | None = None
    ) -> str:
        """Return the updates from `offset` on as a JSON array; those before it are confirmed and forgotten.

        A negative `offset` keeps only so many of the newest. Waits up to `seconds` for the first one; raises
        `RefusedError` (409) in the older of two that wait.
        """
        self.want(allowed)
        self._forget(offset)
        if seconds > 0 and not self.waiting():
            await self._wait(seconds)
        handed = list(islice(self.waiting(), limit))
        for queued in handed:
            queued.is_handed_over()
        return f"[{','.join(queued.wire for queued in handed)}]"

    def want(self, kinds: list[str] | None) -> None:
        """Queue only updates of these kinds from now on; None changes nothing, an empty list means the usual ones."""
        if kinds is not None:
            self._allowed = frozenset(kinds) or None

    def waiting(self) -> Collection[Queued]:
        """Return what may be handed to the bot, the oldest first."""
        return () if self._is_held else self._waiting

    def still_has(self, queued: Queued) -> bool:
        """Tell whether an update still waits."""
        return queued in self._waiting

    def confirm(self, queued: Queued) -> None:
        """Forget an update that the bot has dealt with."""
        if queued in self._waiting:
            self._waiting.remove(queued)
            self.changed.fire()

    @contextmanager
    def held_up(self) -> Iterator[None]:
        """Hand nothing to the bot as long as the context lasts."""
        self.hold()
        try:
            yield
        finally:
            self.let_go()

    def hold(self) -> None:
        """Hand nothing to the bot from now on."""
        self._is_held = True

    def let_go(self) -> None:
        """Hand to the bot what has come, and what comes."""
        self._is_held = False
        self.changed.fire()

    def repeat(self) -> None:
        """Let each update that waits come twice, as when the bot's answer to the first was lost."""
        self._waiting = deque(one for queued in self._waiting for one in (queued, replace(queued)))

    def reverse(self) -> None:
        """Let the updates that wait come in the reverse order. Their numbers rise all the same."""
        numbers = [queued.delivery.update_id for queued in self._waiting]
        turned = list(reversed(self._waiting))
        for number, queued in zip(numbers, turned, strict=True):
            queued.delivery.update_id = number
        self._waiting = deque(
            replace(queued, wire=_NUMBER.sub(f'{{"update_id":{queued.delivery.update_id},', queued.wire))
            for queued in turned
        )

    def clear(self) -> None:
        """Drop what is pending, as `drop_pending_updates` asks."""
        self._waiting.clear()

    def stop_serving(self) -> None:
        """Send home whoever waits: the server is going."""
        self.is_serving = False
        self.changed.fire()

    async def _wait(self, seconds: float) -> None:
        self._polls += 1
        mine = self._polls
        self.changed.fire()
        seconds = min(seconds, limits.LONGEST_POLL_SECONDS)
        try:
            async with asyncio.timeout(seconds):
                await self.changed.until(
                    lambda: bool(self.waiting()) or self._polls != mine or not self.is_serving
                )
        except TimeoutError:
            return
        if self._polls != mine:
            raise RefusedError(409, OTHER_POLLER)

    def _wants(self, kind: str) -> bool:
        return kind not in NOT_BY_DEFAULT if self._allowed is None else kind in self._allowed

    def _forget(self, offset: int) -> None:
        while offset < 0 and len(self._waiting) > -offset:
            self._waiting.popleft()
        while self._waiting and (self._waiting[0].delivery.update_id < offset or self._is_stale()):
            self._waiting.popleft()

    def _is_stale(self) -> bool:
        return self._clock() - self._waiting[0].made > limits.UPDATE_AGE
