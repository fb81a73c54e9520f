"""The computer's clock jumps while residents answer: it was wrong, and is set right, or the other way round."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import MovableClock, real_time
from bot.playground.world import World
from tests.faults.test_the_database_fails import comes_to_the_check_page
from tests.town import either_way, town_in

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
