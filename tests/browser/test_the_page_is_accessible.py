"""The playground's page has nothing that axe-core, which looks for what keeps people out, finds wrong."""

import asyncio
from collections.abc import AsyncIterator
from importlib.resources import files
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from tests.browser.phone import Phone
from tests.town import Town, town_in

AXE = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RUN = """
const done = arguments[0];
Promise.all(document.getAnimations().map((animation) => animation.finished))
  .then(() => axe.run(document))
  .then((found) => done(found.violations));
"""
"""What is still on its way in has not its colours yet."""


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """A running bot that speaks Urdu too."""
    async with town_in(tmp_path / "town", ballot_box_seconds=0.2, languages="ur") as running:
        yield running


async def violations(browser: Chrome) -> list[str]:
    """Return what axe-core finds wrong with the page as it stands, and where."""

    def run() -> list[str]:
        browser.execute_script(AXE)
        found = browser.execute_async_script(RUN)
        return [f"{of['id']}: {of['help']}: {node['html']}" for of in found for node in of["nodes"]]

    return await asyncio.to_thread(run)


async def test_a_conversation_keeps_nobody_out(town: Town, browser: Chrome) -> None:
    """Before it begins, at the welcome, at a question, at the check page, in an alert, while typing, and at the end."""
    phone = Phone(browser)
    await phone.opens(town.server.page_url)
    assert await violations(browser) == []
    await phone.taps("Start")
    await phone.sees("Not for reporting a crime")
    assert await violations(browser) == []
    await phone.taps("Give my views", "Stevenage")
    await phone.sees("What concerns you most")
    assert await violations(browser) == []
    await phone.taps("Speeding")
    await phone.sees("What comes second?")
    await phone.taps("That's all", "Get a receipt")
    await phone.sees("Check your answers")
    assert await violations(browser) == []
    await phone.taps("OK", "Add a comment")
    await phone.sees("What would you add?")
    assert await violations(browser) == []
    await phone.types("Cars race by the school")
    await phone.sees("Cars race by the school")
    await phone.taps("Send my views")
    await phone.sees("Thank you")
    assert await violations(browser) == []


async def test_other_languages_and_tables_keep_nobody_out(town: Town, browser: Chrome) -> None:
    """A screen from right to left, and what is kept."""
    phone = Phone(browser)
    await phone.opens(town.server.page_url)
    await phone.taps("Start", "Language", "اردو")
    await phone.sees("اپنے محلے کی پولیس")
    assert await violations(browser) == []
    await phone.taps("More", "What is kept")
    assert await violations(browser) == []


async def test_what_is_wrong_is_found(town: Town, browser: Chrome) -> None:
    """A picture that nobody describes, and a field that nobody names."""
    phone = Phone(browser)
    await phone.opens(town.server.page_url)
    spoil = "document.body.insertAdjacentHTML('beforeend', '<main><img src=\"data:,\"><input></main>')"
    await asyncio.to_thread(browser.execute_script, spoil)
    assert {one.partition(":")[0] for one in await violations(browser)} >= {"image-alt", "label"}
