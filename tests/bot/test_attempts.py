"""Attempts at what the bot cannot begin without: whoever starts it reads what it waits for."""

from datetime import timedelta

import pytest
from telegram.error import RetryAfter, TelegramError, TimedOut

from bot import attempts
from bot.attempts import until_reached

TROUBLE = "Telegram could not be told of WEBHOOK_URL"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (RetryAfter(timedelta(hours=1)), f"{TROUBLE} (Telegram asks to wait). Trying again in 3600 seconds."),
        (TimedOut(), f"{TROUBLE} (TimedOut). Trying again in 5 seconds."),
    ],
    ids=["Telegram asks to wait", "the line breaks"],
)
async def test_what_the_bot_waits_for_at_its_start_is_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, wrong: TelegramError, said: str
) -> None:
    """An hour of silence would look like a bot that hangs."""
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    answers: list[TelegramError | None] = [wrong, None]

    async def call() -> str:
        if (refused := answers.pop(0)) is not None:
            raise refused
        return "told"

    monkeypatch.setattr(attempts, "sleep", wait)
    assert await until_reached(call, TROUBLE) == "told"
    assert [record.getMessage() for record in caplog.records] == [said]
    assert f"in {waits[0]:.0f} seconds" in said
