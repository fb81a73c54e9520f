"""A headless Chromium. Where there is none these tests are skipped, unless LOCAL_VIEWS_BROWSER=required."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from tests.town import Town, town_in

WIDTH, HEIGHT = 360, 740
QUIET = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """A running bot whose ballot box is sealed by the clock: the page cannot tell when somebody waits for that."""
    async with town_in(tmp_path / "town", ballot_box_seconds=0.2, ballot_box_minimum=10) as running:
        yield running


@pytest.fixture
def browser(chromium: Chrome) -> Iterator[Chrome]:
    """A browser with the screen of a phone, and nothing open in it."""
    yield chromium
    chromium.get("about:blank")


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """One browser for all tests. Each has a page of an address of its own, so none finds what another has left."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        if os.environ.get("LOCAL_VIEWS_BROWSER") == "required":
            pytest.fail("LOCAL_VIEWS_BROWSER=required, but chromium and chromedriver are not both installed")
        pytest.skip("chromium and chromedriver are not both installed (Debian: chromium, chromium-driver)")
    options = ChromeOptions()
    options.binary_location = chromium
    for argument in (*QUIET, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(argument)
    metrics = {"width": WIDTH, "height": HEIGHT, "pixelRatio": 1}
    options.add_experimental_option("mobileEmulation", {"deviceMetrics": metrics})
    chrome = Chrome(options, Service(driver))
    yield chrome
    chrome.quit()
