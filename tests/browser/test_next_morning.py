"""A newcomer lets mornings come on the playground's page; `--renew` takes the README's picture anew."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from bot.clock import MovableClock
from bot.desk import furnish
from bot.playground.server import PlaygroundServer
from bot.script import script_of
from bot.simulation.play import playing
from tests.browser.phone import Phone
from tests.browser.test_the_page import PICTURES
from tests.town import settings_in


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The summaries come without their charts, each of which takes as long as all the rest of a morning."""
    monkeypatch.setattr(furnish, "chart", lambda _: None)


@asynccontextmanager
async def playground_at(folder: Path, now: datetime) -> AsyncIterator[PlaygroundServer]:
    """Open a new playground at some moment."""
    settings = settings_in(folder, ballot_box_minimum=10, summary_time="08:00", listen="127.0.0.1:0")
    async with playing(settings, script_of(settings), MovableClock(lambda: now)) as server:
        yield server


@pytest.fixture
async def playground(tmp_path: Path) -> AsyncIterator[PlaygroundServer]:
    """A new playground, at eleven on a Monday morning in June."""
    async with playground_at(tmp_path / "play", datetime(2026, 6, 15, 10, tzinfo=UTC)) as server:
        yield server


async def test_the_next_morning_comes_and_the_inspector_has_the_summary(
    playground: PlaygroundServer, browser: Chrome, pytestconfig: pytest.Config
) -> None:
    """By a tap, at the width of a phone; the page says what day it is, and where to look."""
    phone = Phone(browser)
    await phone.opens(playground.page_url)
    await phone.sees_on_the_page("Monday 15 June 2026")
    await phone.taps("Next morning")
    await phone.sees_on_the_page("It is Tuesday 16 June 2026. The summary is on the inspector's phone.")
    await phone.taps("Next morning")
    await phone.sees_on_the_page("It is Wednesday 17 June 2026.")
    await phone.taps("Inspector")
    await phone.is_in_front("Inspector")
    await phone.sees("Against round 2026-1", of="Inspector")
    await phone.scrolls_to("Wednesday 17 June 2026")
    if pytestconfig.getoption("renew"):
        await phone.is_photographed(PICTURES / "morning.png")


@pytest.mark.usefixtures("undrawn")
async def test_no_day_runs_over_several_lines(tmp_path: Path, browser: Chrome) -> None:
    """Not the longest that there is, at the width of a phone: neither in the bar nor in the tables."""
    async with playground_at(tmp_path / "play", datetime(2026, 9, 30, 10, tzinfo=UTC)) as playground:
        phone = Phone(browser)
        await phone.opens(playground.page_url)
        await phone.sees_on_the_page("Wednesday 30 September 2026")
        await phone.taps("More", "What is kept")
        for day in ("Wednesday 30 September 2026", "2026-09-30", "2026-3"):
            await phone.sees_on_the_page(day)
            assert await phone.has_on_lines(day) == 1


@pytest.mark.usefixtures("undrawn")
async def test_a_morning_comes_without_a_mouse(playground: PlaygroundServer, browser: Chrome) -> None:
    """With the Tab and Enter keys alone."""
    phone = Phone(browser)
    await phone.opens(playground.page_url)
    await phone.tabs_to("Next morning")
    await phone.sees_on_the_page("It is Tuesday 16 June 2026.")
    await phone.tabs_to("Inspector")
    await phone.sees("Coverage", of="Inspector")
