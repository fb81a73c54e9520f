"""A walker: a resident who goes the straight way to the end, and taps again where nothing comes of it."""

import asyncio
from collections.abc import Callable

from bot.playground.chats import Message
from bot.playground.resident import Resident
from bot.playground.world import World
from tests.endurance.wanderer import ANSWERED, SEALING
from tests.endurance.witness import PATIENCE_SECONDS, THANKED

ENDS = (THANKED, ANSWERED)
COMMENT = "lorries at night"
IMPATIENT_SECONDS = 10.0
"""A tap that was answered has changed the screen by then, even where a worker was killed over it."""
MOST_STEPS = 60
THINKS_SECONDS = 1.0
"""So long a resident reads before each tap."""

Labels = tuple[str, str, str]


class Walker:
    """A resident with a will.

    Args:
        world: the Telegram to be in.
        comments: whether they say more than they must.
        listens: whether they use a screen reader.
    """

    def __init__(self, world: World, *, comments: bool = False, listens: bool = False) -> None:
        self.resident = Resident(world)
        self.sent_comments: set[int] = set()
        """How many comments stood on the check page at each Send: several where a reply was dealt with after a tap."""
        self._comments = comments
        self._listens = listens

    async def starts(self, messages: int = 1) -> None:
        """Start, so often that so many messages are there."""
        for number in range(messages):
            self.resident.starts()
            await self._until(lambda: len(self._with_buttons()) > number, PATIENCE_SECONDS)  # noqa: B023 - awaited here

    def messages(self) -> list[Message]:
        """The messages on which there is something to tap, the oldest first."""
        return self._with_buttons()

    async def walks(self, labels: Labels, on: Message | None = None) -> str:
        """Walk to an end, and return which it is.

        Args:
            labels: of the area and of two concerns.
            on: the message to tap on, or None for the newest at each step.
        """
        for _ in range(MOST_STEPS):
            await asyncio.sleep(THINKS_SECONDS)
            live = on or self._with_buttons()[-1]
            end = next((end for end in ENDS if end in live.plain), None)
            if end is not None:
                return end
            before = self._seen(on)
            if SEALING not in live.plain or not await self._changes(before, on):
                self._steps(live, labels)
                await self._changes(before, on)
        raise AssertionError(f"No end in {MOST_STEPS} steps. There is: {self._seen(on)}")

    def _steps(self, live: Message, labels: Labels) -> None:
        prompt = self.resident.screen if self.resident.screen.force_reply else None
        if prompt is not None and self._comments:
            self._comments = False
            self.resident.replies(COMMENT, prompt)
            return
        titles = [title for row in live.buttons for title in row]
        wanted = [*labels, "That's all", *["Add a comment"] * self._comments, "Send my views", "Send again"]
        if self._listens:
            self._listens = False
            wanted = ["Screen reader on"]
        title = next((title for title in [*wanted, "Give my views", "Start again"] if title in titles), None)
        assert title is not None, f"Nothing to tap among {titles} below {live.plain!r}"
        if title == "Send my views":
            self.sent_comments.add(live.plain.count(COMMENT))
        self.resident.taps(title, live)

    def _with_buttons(self) -> list[Message]:
        return [message for message in self.resident.messages if message.keyboard]

    def _seen(self, on: Message | None) -> object:
        seen = [on] if on else self.resident.messages
        return [(message.id, message.plain) for message in seen]

    async def _changes(self, before: object, on: Message | None) -> bool:
        return await self._until(lambda: self._seen(on) != before)

    async def _until(self, condition: Callable[[], bool], seconds: float = IMPATIENT_SECONDS) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self.resident.chat.changed.until(condition)
        except TimeoutError:
            return False
        return True
