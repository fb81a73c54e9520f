"""Faults strike the same whether the bot fetches its updates or has them delivered."""

import asyncio

import pytest

from bot import attempts
from tests.town import either_way

taken_in = either_way()


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the bot would have waited before each further attempt, in seconds; it waits no longer than a moment."""
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)
        await asyncio.sleep(0.01)

    monkeypatch.setattr(attempts, "sleep", wait)
    return waited
