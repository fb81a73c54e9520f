"""The playground's *Next morning*: a day passes in a second, and everything that a day brings has come."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from bot.clock import MovableClock
from bot.desk import furnish
from bot.playground.chats import Message
from bot.playground.resident import Resident
from bot.playground.server import PlaygroundServer
from bot.script import script_of
from bot.simulation.play import playing
from tests.migrated import lay_tables
from tests.playground.test_page import events
from tests.town import settings_in


@dataclass
class Playground:
    """A playground, and a browser that has opened its page."""

    server: PlaygroundServer
    browser: httpx.AsyncClient
    clock: MovableClock

    @property
    def inspector(self) -> Resident:
        """Who is an admin of staff from the start."""
        assert self.server.page.inspector is not None
        return self.server.page.inspector

    @property
    def summaries(self) -> list[Message]:
        """What the inspector has been sent of a morning."""
        return [one for one in self.inspector.messages if one.plain.startswith("Local Views")]

    async def next_morning(self) -> None:
        """Press the button, and wait until the morning has come."""
        assert (await self.browser.post("/mornings", json={})).json() == {}

    async def resident(self) -> Resident:
        """Let somebody begin, and stop at the question for the area."""
        resident = Resident(self.server.page.world, "Ann")
        await resident.answered(resident.starts())
        await self.taps(resident, "Give my views")
        return resident

    async def taps(self, resident: Resident, title: str) -> None:
        """Tap a button, and wait until the bot has dealt with it."""
        await resident.answered(resident.taps(title))


def standing_at(moment: str) -> MovableClock:
    """Return a clock that stands at a moment, in UTC, until it is moved."""
    begin = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return MovableClock(lambda: begin)


@asynccontextmanager
async def playground_in(folder: Path, clock: MovableClock) -> AsyncIterator[Playground]:
    """Open the playground."""
    settings = settings_in(folder, ballot_box_minimum=10, summary_time="08:00", listen="127.0.0.1:0")
    await lay_tables(settings.database_url)
    async with (
        playing(settings, script_of(settings), clock) as server,
        httpx.AsyncClient(base_url=server.page_url, timeout=30) as browser,
    ):
        yield Playground(server, browser, clock)


@pytest.fixture(autouse=True)
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The summaries come without their charts, each of which takes as long as all the rest of a morning."""
    monkeypatch.setattr(furnish, "chart", lambda _: None)


@pytest.fixture
async def playground(tmp_path: Path) -> AsyncIterator[Playground]:
    """A new playground, on a Monday in June at eleven in the morning."""
    async with playground_in(tmp_path, standing_at("2026-06-15 10:00")) as playground:
        yield playground


async def test_the_inspector_is_staff_from_the_start(playground: Playground) -> None:
    """With everything that an admin may do, and today's summary, in which there is nothing yet."""
    welcome, *_ = playground.inspector.messages
    assert "This chat is now one of staff." in welcome.plain
    assert "/invite" in welcome.plain
    (summary,) = playground.summaries
    assert "No figures yet." in summary.plain


async def test_after_three_mornings_there_is_a_full_summary(playground: Playground) -> None:
    """One each morning; with views, concerns, change, coverage and comments of people who do not exist."""
    for _ in range(3):
        await playground.next_morning()
    assert [f"{one.sent:%F}" for one in playground.summaries] == [f"2026-06-{day}" for day in range(15, 19)]
    last = playground.summaries[-1].plain
    for part in ("Views:", "Concerns,", "When:", "Safety after dark:", "Against round 2026-1", "Coverage,"):
        assert part in last
    assert "570 began, 500 reached the check page, 450 sent." in last
    assert any(one.file and one.file.name.startswith("comments") for one in playground.inspector.messages)


async def test_residents_read_what_was_agreed_after_the_round_before(playground: Playground) -> None:
    """From the first morning on, for every area."""
    resident = await playground.resident()
    await playground.next_morning()
    await resident.answered(resident.says("/results"))
    await playground.taps(resident, "Watford")
    assert "You said, we did: Watford" in resident.screen.plain
    assert "(made up)" in resident.screen.plain


async def test_buttons_two_days_old_ask_to_start_again(tmp_path: Path) -> None:
    """Their key is replaced each night, as in real life: one night does no harm.

    By the real clock, since the age of a key is that of its file.
    """
    async with playground_in(tmp_path, MovableClock()) as playground:
        resident = await playground.resident()
        await playground.next_morning()
        await playground.taps(resident, "Stevenage")
        assert "What concerns you most" in resident.screen.plain
        await playground.next_morning()
        await playground.next_morning()
        await playground.taps(resident, "Speeding")
        assert "too old" in resident.screen.plain


async def test_the_page_tells_how_far_the_night_is_and_what_day_it_is(playground: Playground) -> None:
    """Step by step, each at its time; and at the end the new day."""
    stream = events(playground.browser)
    _, first = await anext(stream)
    assert first["today"] == {"day": "Monday 15 June 2026", "time": "", "step": "", "mornings": True}
    night = asyncio.create_task(playground.next_morning())
    told = {}
    while "" not in told:
        name, data = await anext(stream)
        if name == "today":
            told[data["step"]] = data
    await night
    await stream.aclose()  # type: ignore[attr-defined]
    assert told[""]["day"] == "Tuesday 16 June 2026"
    assert told["neighbours"]["time"] == "11:00"
    assert told["open"]["time"] == "07:30"
    assert list(told) == [
        step for step in ("neighbours", "close", "rotate", "open", "summary", "") if step in told
    ]


async def test_one_night_passes_at_a_time(playground: Playground) -> None:
    """Whoever presses twice has one morning."""
    twice = await asyncio.gather(*(playground.browser.post("/mornings", json={}) for _ in range(2)))
    assert sorted(answer.status_code for answer in twice) == [200, 404]
    assert len(playground.summaries) == 2


async def test_before_eight_the_next_morning_is_todays(tmp_path: Path) -> None:
    """The night is nearly over then."""
    async with playground_in(tmp_path, standing_at("2026-06-15 05:00")) as playground:
        await playground.next_morning()
        assert playground.clock() == datetime(2026, 6, 15, 7, tzinfo=UTC)


async def test_a_playground_that_is_started_again_goes_on_from_its_last_morning(tmp_path: Path) -> None:
    """With its answers, and an inspector who has that day's summary at once."""
    async with playground_in(tmp_path, standing_at("2026-06-15 10:00")) as playground:
        await playground.next_morning()
        await playground.next_morning()
    async with playground_in(tmp_path, standing_at("2026-06-15 12:00")) as again:
        assert again.clock() == datetime(2026, 6, 17, 12, tzinfo=UTC)
        assert "Views:" in again.summaries[-1].plain
        await again.next_morning()
        assert again.clock() == datetime(2026, 6, 18, 7, tzinfo=UTC)


async def test_what_goes_wrong_is_said_at_the_page(
    playground: Playground, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """In a sentence; and the button works again afterwards."""

    async def broken(_: object) -> None:
        raise ValueError("CANARY")

    works = playground.server.page.next_morning
    monkeypatch.setattr(playground.server.page, "next_morning", broken)
    answer = await playground.browser.post("/mornings", json={})
    assert answer.json()["problem"].startswith("The night could not pass.")
    assert "ValueError at " in caplog.text
    assert "CANARY" not in caplog.text
    monkeypatch.setattr(playground.server.page, "next_morning", works)
    await playground.next_morning()
