"""Heavy work in a process of its own: its libraries never come into the bot, and its failures stay without words."""

import os
import subprocess
import sys
import time

import pytest

from bot import aside as module
from bot.aside import AsideFailed, aside

SECRET = "ring me on 07700 900123"
DRAWN = """
import asyncio, sys
from bot.aside import aside
from bot.desk.picture import Picture, png
shown = Picture("Stevenage", ("30 views",), (), (), "", "", "", ())
print(asyncio.run(aside(png, shown))[1:4].decode(), *sys.modules)
"""
LINGERING = """
import asyncio
from bot.aside import aside
asyncio.run(aside(exec, "import sys, time; print('at work', file=sys.stderr, flush=True); time.sleep(60)"))
"""


async def test_what_is_done_aside_comes_back() -> None:
    """Plain data there and back."""
    assert await aside(sorted, ["b", "a"]) == ["a", "b"]


def test_what_draws_never_comes_into_the_bot() -> None:
    """A chart is drawn, and the process that asked for it has not loaded what draws."""
    done = subprocess.run([sys.executable, "-c", DRAWN], capture_output=True, text=True, check=True)  # noqa: S603
    made, *modules = done.stdout.split()
    assert made == "PNG"
    assert "bot.aside" in modules
    assert not {"matplotlib", "numpy", "PIL", "fontTools"} & set(modules)


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
