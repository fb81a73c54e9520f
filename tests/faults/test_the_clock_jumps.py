"""The computer's clock jumps while residents answer: it was wrong, and is set right, or the other way round."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from rich.console import Console
from starlette.responses import PlainTextResponse

from bot import right_time
from bot.clock import MovableClock, real_time
from bot.http_server import HttpServer, listening_on
from bot.playground.resident import Resident
from bot.playground.server import PlaygroundServer
from bot.playground.world import World
from bot.running import run_until_stopped
from flows.script import installed
from tests.faults.test_the_database_fails import comes_to_the_check_page
from tests.free_port import free_port
from tests.town import TOKEN, either_way, settings_in, town_in

taken_in = either_way(pytest.mark.slow)
JUMPS = {
    "an hour ahead": timedelta(hours=1),
    "an hour back": -timedelta(hours=1),
    "two days ahead": timedelta(days=2),
    "two days back": -timedelta(days=2),
    "two weeks ahead": timedelta(days=14),
}


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
async def test_a_clock_that_is_wrong_for_a_while(
    tmp_path: Path, taken_in: dict[str, Any], jump: timedelta
) -> None:
    """Ann has sent before, Ben sends meanwhile, and Cat once it is right again: each is thanked, and kept once."""
    clock = MovableClock()
    clock.move_to(datetime(2026, 6, 16, 12, tzinfo=UTC))
    async with town_in(tmp_path, clock, World(real_time), **taken_in) as town:
        ann, ben, cat = [await comes_to_the_check_page(town, name) for name in ("Ann", "Ben", "Cat")]
        await ann.taps_and_waits("Send my views")
        clock.move_to(clock() + jump)
        await town.stores.rounds.refresh()
        await ben.taps("Send my views")
        assert "Thank you" in ann.text
        assert "Thank you" in ben.text
        clock.move_to(clock() - jump)
        await town.stores.rounds.refresh()
        await cat.taps("Send my views")
        assert "Thank you" in cat.text
        await ann.starts()
        await ann.taps("Give my views", "Stevenage", "Speeding", "That's all", "Send my views")
        assert "already" in ann.text
        assert len(await town.kept()) == 3


@pytest.mark.parametrize("off", [timedelta(days=150), timedelta(days=1500), -timedelta(days=150)])
async def test_nothing_is_opened_or_destroyed_by_a_clock_that_is_wrong(
    tmp_path: Path, taken_in: dict[str, Any], off: timedelta, caplog: pytest.LogCaptureFixture
) -> None:
    """Ann's answer, which is alone in the box, would go with its round, and Ben's and Bea's with the oldest rounds."""
    clock = MovableClock()
    clock.move_to(datetime(2026, 6, 16, 12, tzinfo=UTC))
    async with town_in(tmp_path, clock, **taken_in) as town:
        for resident in [await comes_to_the_check_page(town, name) for name in ("Ben", "Bea")]:
            await resident.taps_and_waits("Send my views")
        await town.running.keeper.open()
        assert len(await town.kept()) == 2
        ann = await comes_to_the_check_page(town, "Ann")
        await ann.taps_and_waits("Send my views")
        town.world.clock = lambda: clock() - off
        clock.move_to(clock() + off)
        await town.stores.rounds.refresh()
        await town.running.keeper.make_up()
        assert "the ballot box stays shut until it is set" in caplog.text
        clock.move_to(clock() - off)
        town.world.clock = clock
        await town.stores.rounds.refresh()
        await (await comes_to_the_check_page(town, "Cat")).taps_and_waits("Send my views")
        clock.move_to(clock() + timedelta(days=1))
        await town.running.keeper.make_up()
        assert len(await town.kept()) == 4


@pytest.mark.parametrize("off", [timedelta(days=400), -timedelta(days=120), timedelta(hours=1, minutes=1)])
async def test_a_bot_does_not_begin_by_a_clock_that_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, off: timedelta
) -> None:
    """Else there would be a round of another year, and it would end when the clock is set right."""
    world, waits = World(lambda: real_time() + off), []

    async def until_it_is_right(seconds: float) -> None:
        waits.append(seconds)
        assert not (tmp_path / "views.db").exists()
        world.clock = lambda: real_time() + timedelta(minutes=59)

    monkeypatch.setattr(right_time, "sleep", until_it_is_right)
    async with PlaygroundServer(world, TOKEN, port=0) as server:
        settings = settings_in(tmp_path, telegram_bot_token=TOKEN, telegram_api_url=server.url)
        bot = asyncio.create_task(
            run_until_stopped(settings, installed("hertfordshire"), Console(quiet=True))
        )
        ann = Resident(world, "Ann")
        ann.starts()
        await ann.sees("Not for reporting a crime")
        bot.cancel()
        await asyncio.wait([bot])
    assert waits == [5]
    assert "The computer's clock is more than an hour from Telegram's" in caplog.text
    assert TOKEN not in caplog.text


IN_A_SUMMER = datetime(2026, 6, 16, 12, tzinfo=UTC)
ODD_DATES = {
    "none": "",
    "in words": "noon",
    "no such hour": "Tue, 16 Jun 2026 25:00:00 GMT",
    "no such year": f"Tue, 16 Jun {10**30} 12:00:00 GMT",
    "no such zone": f"Tue, 16 Jun 2026 12:00:00 +{10**30}",
    "of another zone": "Tue, 16 Jun 2026 14:00:00 +0200",
    "of no zone": "Tue, 16 Jun 2026 12:00:00",
}


@pytest.mark.parametrize("date", ODD_DATES.values(), ids=ODD_DATES)
async def test_a_server_that_tells_no_time_is_no_reason_to_doubt(date: str) -> None:
    """Nor is there one where no server is: whoever asks it next says so. Told in another way, a time is the same."""
    address = f"http://127.0.0.1:{free_port()}"
    here = right_time.RightTime(address, TOKEN, lambda: IN_A_SUMMER)
    assert await here.is_here()
    greeting = PlainTextResponse("Hello", headers={"Date": date} if date else {})
    async with HttpServer(greeting, listening_on("127.0.0.1", urlsplit(address).port or 0), 1):
        assert await here.is_here()
