"""Heavy work in a process of its own: its libraries never come into the bot, and its failures stay without words."""

import os
import subprocess
import sys
import time

import pytest

from bot import aside as module
from bot.aside import AsideFailed, aside

SECRET = "ring me on 07700 900123"
CHART = """
from bot.aside import aside
from bot.desk.picture import Picture, png
made = aside(png, Picture("Stevenage", ("30 views",), (), (), "", "", "", ()))
begins = lambda chart: chart[1:4]
"""
PAPERS = """
from datetime import date
from bot.desk.papers import papers_of
from flows.given import Given
from flows.script import installed
from storage.rounds import RoundState
from storage.tables import Event
state = RoundState("open", "2026-2", date(2026, 8, 31), date(2026, 9, 1))
given = Given(state, "hertfordshire", "0" * 16, "https://t.me/local_views_bot", "07:30", 10, 6, "")
event = Event(code="A01BZ", round="2026-2", area="stevenage", name="Market Square")
made = papers_of(event, "Stevenage", given, installed("hertfordshire").languages["en"])
begins = lambda papers: papers.files[0].content[1:4]
"""
WORKBOOK = """
from datetime import date
from bot.desk.export import _Exporter
from flows.script import installed
from storage.figures import Tally, of_area
from storage.releases import Entry
told = Entry(date(2026, 6, 16), of_area("2026-2", "stevenage", Tally(), 10))
made = _Exporter(None, None, installed("hertfordshire"), 10)._files("views", [[told]], [], [])
begins = lambda files: files[0].content[:2]
"""
MADE = "\nimport asyncio, sys\nprint(begins(asyncio.run(made)).decode(), *sys.modules)"
DRAWS = {"matplotlib", "numpy", "PIL", "fontTools", "fpdf", "segno", "uharfbuzz", "openpyxl"}
LINGERING = """
import asyncio
from bot.aside import aside
asyncio.run(aside(exec, "import sys, time; print('at work', file=sys.stderr, flush=True); time.sleep(60)"))
"""


async def test_what_is_done_aside_comes_back() -> None:
    """Plain data there and back."""
    assert await aside(sorted, ["b", "a"]) == ["a", "b"]


@pytest.mark.parametrize(
    ("wish", "begins"),
    [
        pytest.param(CHART, "PNG", id="chart"),
        pytest.param(PAPERS, "PDF", id="papers", marks=pytest.mark.slow),
        pytest.param(WORKBOOK, "PK", id="workbook", marks=pytest.mark.slow),
    ],
)
def test_what_draws_never_comes_into_the_bot(wish: str, begins: str) -> None:
    """Something is made, and the process that asked for it has not loaded what makes it."""
    done = subprocess.run([sys.executable, "-c", wish + MADE], capture_output=True, text=True, check=True)  # noqa: S603
    made, *modules = done.stdout.split()
    assert made == begins
    assert "bot.aside" in modules
    assert not DRAWS & set(modules)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux is asked for it")
async def test_its_memory_is_nobody_elses_to_read() -> None:
    """Comments are in it when a pack is printed. Linux says whether a dump may be written. Source: prctl(2)."""
    assert await aside(eval, "__import__('ctypes').CDLL(None).prctl(3, 0, 0, 0, 0)") == 0


async def test_what_goes_wrong_is_logged_without_its_words(capfd: pytest.CaptureFixture[str]) -> None:
    """An exception's message may quote a comment."""
    with pytest.raises(AsideFailed):
        await aside(int, SECRET)
    told = capfd.readouterr()
    assert "ValueError at" in told.err
    assert SECRET not in told.err + told.out


async def test_a_process_that_dies_is_a_failure() -> None:
    """As when there is no memory left."""
    with pytest.raises(AsideFailed):
        await aside(os.abort)


async def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes too long is ended."""
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.2)
    began = time.monotonic()
    with pytest.raises(AsideFailed):
        await aside(time.sleep, 60)
    assert time.monotonic() - began < 30


def test_it_ends_with_the_bot_however_that_ends() -> None:
    """After kill -9 as well: both write to the same pipe, which is at its end once neither is there any more."""
    bot = subprocess.Popen([sys.executable, "-c", LINGERING], stderr=subprocess.PIPE, text=True)  # noqa: S603
    assert bot.stderr is not None
    assert bot.stderr.readline() == "at work\n"
    bot.kill()
    _, said = bot.communicate(timeout=30)
    assert said == ""
