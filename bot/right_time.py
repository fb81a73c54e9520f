"""The right time: by a clock that is far from Telegram's nothing is begun, and nothing is opened or destroyed."""

import logging
from asyncio import sleep
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from bot.attempts import RETRY_SECONDS
from bot.clock import Clock, real_time

logger = logging.getLogger(__name__)

MOST_APART = timedelta(hours=1)
"""So much does no harm to a round, an opening or a button."""

REMEDY = "Let it be set by the network: on most, timedatectl set-ntp true."

_LIMITS = aiohttp.ClientTimeout(total=20)


class RightTime:
    """Holds the computer's clock against Telegram's.

    Where no server answers, or none that tells the time, the computer's is believed.

    Args:
        api_url: where the Bot API is served.
        token: the bot's.
        clock: the computer's.
    """

    def __init__(self, api_url: str, token: str, clock: Clock = real_time) -> None:
        self._address = f"{api_url.rstrip('/')}/bot{token}/getMe"
        self._clock = clock

    async def is_here(self) -> bool:
        """Tell whether the computer's clock is near Telegram's."""
        there = await self._there()
        return there is None or abs(there - self._clock()) <= MOST_APART

    async def wait(self) -> None:
        """Wait until it is: it may be set by the network some time after the start.

        Answers that were given by a clock of another year would belong to a round of that year, and go with it.
        """
        while not await self.is_here():
            logger.warning(
                "The computer's clock is more than an hour from Telegram's, and the bot waits until it is set. %s "
                "Looking again in %d seconds.",
                REMEDY,
                RETRY_SECONDS,
            )
            await sleep(RETRY_SECONDS)

    async def _there(self) -> datetime | None:
        """Return what time it is by Telegram's clock, if it says so."""
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.get(self._address, timeout=_LIMITS) as answer,
            ):
                return time_told(answer)
        except (aiohttp.ClientError, OSError, TimeoutError):
            return None  # whoever asks it next says so


def time_told(by: aiohttp.ClientResponse) -> datetime | None:
    """Return what time it was where an answer comes from, as an aware time; None if it does not say so.

    Source: RFC 9110, section 6.6.1, "Date".
    """
    try:
        told = parsedate_to_datetime(by.headers.get("Date", ""))
    except (ValueError, OverflowError):
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)
