"""What has just been done is known for a while, counted from the last time."""

import asyncio

import pytest

from bot import lately
from bot.lately import Lately


async def passes() -> None:
    """Let everything happen that is due."""
    for _ in range(3):
        await asyncio.sleep(0)


async def test_only_the_last_thing_done_is_known_and_each_message_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Once its time is over, nothing of it is."""
    known = Lately()
    monkeypatch.setattr(lately, "KNOWN_SECONDS", 0)
    for done in ("papers", "papers in Polish"):
        known.note(1, 7, done)
    assert known.knows(1, 7, "papers in Polish")
    assert not known.knows(1, 7, "papers")
    assert not known.knows(1, 7)
    assert not known.knows(1, 8, "papers in Polish")
    assert not known.knows(2, 7, "papers in Polish")
    await passes()
    assert not known.knows(1, 7, "papers in Polish")


async def test_what_is_done_once_more_is_known_as_long_as_the_first_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Though the time of what was done before is over meanwhile."""
    known = Lately()
    monkeypatch.setattr(lately, "KNOWN_SECONDS", 0)
    known.note(1, 7, "papers")
    monkeypatch.setattr(lately, "KNOWN_SECONDS", 30)
    known.note(1, 7, "papers in Polish")
    await passes()
    assert known.knows(1, 7, "papers in Polish")
