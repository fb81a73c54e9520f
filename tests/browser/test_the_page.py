"""A resident uses the playground's page from welcome to thank-you; `--renew` takes the README's pictures anew."""

from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from tests.browser.phone import Phone
from tests.town import Town

PICTURES = Path(__file__).parent.parent / "pictures"


async def test_a_resident_taps_from_welcome_to_thank_you(
    town: Town, browser: Chrome, pytestconfig: pytest.Config
) -> None:
    """At the width of a phone, with a comment typed on the way."""
    phone = Phone(browser)

    async def picture(name: str) -> None:
        if pytestconfig.getoption("renew"):
            await phone.is_photographed(PICTURES / f"{name}.png")

    await phone.opens(town.server.page_url)
    await phone.taps("Start")
    await phone.sees("Not for reporting a crime")
    await picture("welcome")
    await phone.taps("Give my views", "Stevenage")
    await phone.sees("What concerns you most")
    await picture("concerns")
    await phone.taps("Speeding")
    await phone.sees("What comes second?")
    await phone.taps("Parking", "That's all")
    await phone.sees("Check your answers")
    await picture("check")
    await phone.taps("Add a comment")
    await phone.sees("What would you add?")
    await phone.types("Cars race by the school, ring 07700 900123")
    await phone.sees("Cars race by the school, ring [phone number]")
    await phone.taps("Send my views")
    await phone.sees("Thank you")
    await picture("thanks")
    (kept,) = await town.kept()
    assert (kept.first, kept.second) == ("speeding", "parking")
    assert len(await town.comments()) == 1


async def test_a_resident_needs_no_mouse(town: Town, browser: Chrome) -> None:
    """The same with the Tab and Enter keys alone."""
    phone = Phone(browser)
    await phone.opens(town.server.page_url)
    await phone.tabs_to("Start", "Give my views", "Watford", "Theft", "That's all", "Add a comment")
    await phone.sees("What would you add?")
    await phone.types("It happens at night")
    await phone.sees("It happens at night")
    await phone.tabs_to("Send my views")
    await phone.sees("Thank you")
    (kept,) = await town.kept()
    assert (kept.area, kept.first) == ("watford", "theft")
