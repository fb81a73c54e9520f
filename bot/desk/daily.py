"""The daily summary: brought to every chat of staff once a day, whatever stops, restarts or runs beside it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.desk.command import Said
from bot.desk.post import Arrival, Post
from bot.desk.reading import Reading
from bot.desk.teller import Teller
from bot.logs import place_of
from bot.staff import Staff
from storage import daily
from storage.daily import Claim, State
from storage.database import Database
from storage.staff import Member

logger = logging.getLogger(__name__)

JOB = "summary"
MONDAY = 0
PATIENCE = timedelta(minutes=5)
"""Whoever has begun a chat's summary is done with it by then, or has stopped."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a chat was last told: of which round, how many times it had figures by then, and how many comments.

    Kept as three words.
    """

    round: str = ""
    figures: int = 0
    comments: int = 0

    @classmethod
    def parse(cls, text: str) -> "Told":
        """Read what `str` has written; an empty text is that nothing was told."""
        if not text:
            return cls()
        round_name, figures, comments = text.split()
        return cls(round_name, int(figures), int(comments))

    def __str__(self) -> str:
        return f"{self.round} {self.figures} {self.comments}"


class DailySummary:
    """Sends the summary of the day to each chat that has not had it.

    Args:
        database: keeps the claims.
        staff: the chats.
        teller: says what there is to tell.
        post: brings it.
        at: when it is due each day.
        zone: the time zone of the clock.
        clock: returns the present as an aware time.
    """

    def __init__(
        self,
        database: Database,
        staff: Staff,
        teller: Teller,
        post: Post,
        at: time,
        zone: ZoneInfo,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._staff = staff
        self._teller = teller
        self._post = post
        self._at = at
        self._zone = zone
        self._clock = clock
        self._sending = asyncio.Lock()
        self._begun: dict[int, datetime] = {}

    async def send_due(self) -> None:
        """Send what is due and was not sent: at its time, and again and again after it for what was missed."""
        async with self._sending:
            now = self._clock().astimezone(self._zone)
            if now.time() >= self._at:
                await _unharmed(self._send_all(now))

    async def _send_all(self, now: datetime) -> None:
        states = await daily.states(self._database, JOB, now.date())
        begun = {chat for chat, state in states.items() if state is State.BEGUN}
        self._begun = {chat: self._begun.get(chat, now) for chat in begun}
        for chat, member in self._staff.chats.items():
            left_over = chat in begun and now - self._begun[chat] >= PATIENCE
            if chat not in states or left_over:
                await _unharmed(self._send(chat, member, now.date(), take_over=left_over))

    async def _send(self, chat: int, member: Member, day: date, *, take_over: bool) -> None:
        reading = await self._teller.today(member.area)
        claim = await daily.claim(self._database, JOB, chat, day, take_over=take_over)
        if claim is None:
            return
        if reading is None:
            await daily.note_sent(self._database, JOB, chat, claim.told)
            return
        try:
            said, told = await self._said(reading, claim)
        except Exception:
            # Nothing was brought: nobody is to be told later that it may have been.
            await daily.give_back(self._database, JOB, chat)
            raise
        arrival = await self._post.bring(chat, said)
        if arrival in {Arrival.ARRIVED, Arrival.GONE}:
            await daily.note_sent(self._database, JOB, chat, str(told))
        elif arrival is Arrival.UNSENT:
            await daily.give_back(self._database, JOB, chat)

    async def _said(self, reading: Reading, claim: Claim) -> tuple[Said, Told]:
        """Return what a chat is told, and what it knows then."""
        before = Told.parse(claim.told)
        if before.round != reading.round.name:
            last_words = await self._teller.last_words(before.round, reading.area)
            before = Told(reading.round.name, figures=-1)
        else:
            last_words = ""
        # So many at least have come, or none are told: fewer more would be left over by somebody who withdrew.
        come = reading.comments - before.comments
        new_comments = come if come >= reading.minimum else 0
        told = replace(
            before,
            figures=len(reading.history),
            comments=reading.comments if new_comments else before.comments,
        )
        if reading.today.weekday() == MONDAY or new_comments or told.figures != before.figures:
            said = await self._teller.full(reading, new_comments)
        else:
            said = self._teller.quiet(reading)
        repeated = self._teller.may_be_repeated if claim.may_be_repeated else ""
        return replace(said, text="\n\n".join(filter(None, (repeated, last_words, said.text)))), told


async def _unharmed(job: Awaitable[None]) -> None:
    """Do something; what goes wrong is logged, and the next chat and the next day come."""
    try:
        await job
    except Exception as wrong:  # noqa: BLE001 - whatever it is
        logger.error("A summary for staff failed: %s", place_of(wrong))  # noqa: TRY400 - no message
