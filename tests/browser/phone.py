"""A phone in a test: the playground's page, used by tapping or by the keyboard alone."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE_SECONDS = 15


@dataclass
class Phone:
    """The page on a phone. Every call waits until the page has what it is looking for.

    Args:
        browser: shows the page.
    """

    browser: Chrome

    async def opens(self, url: str) -> None:
        """Open the page."""
        await asyncio.to_thread(self.browser.get, url)

    async def taps(self, *titles: str) -> None:
        """Tap buttons one after the other."""
        for title in titles:
            await asyncio.to_thread(self._tap, title)

    async def tabs_to(self, *titles: str) -> None:
        """Reach buttons with the Tab key alone, and press them with Enter."""
        for title in titles:
            await asyncio.to_thread(self._tab_to, title)

    async def types(self, words: str) -> None:
        """Type into whatever has the focus, and send it with Enter."""
        await asyncio.to_thread(self._focused().send_keys, words + Keys.ENTER)

    async def sees(self, words: str, of: str = "Resident 1") -> None:
        """Wait until somebody's chat with the bot has these words."""
        await asyncio.to_thread(self._until_chat_has, words, of)

    async def sees_on_the_page(self, words: str) -> None:
        """Wait until the page has these words, where they can be seen."""
        await asyncio.to_thread(self._until_page_has, words)

    async def is_in_front(self, whose: str) -> None:
        """Wait until somebody's phone fills the screen."""
        await asyncio.to_thread(self._until_in_front, whose)

    async def scrolls_to(self, day: str) -> None:
        """Scroll to where a day begins in the chat in front."""
        await asyncio.to_thread(self._scroll_to, day)

    async def is_photographed(self, file: Path) -> None:
        """Take a picture of the page, once nothing on it moves."""
        await asyncio.to_thread(self._photograph, file)

    async def has_on_lines(self, words: str) -> int:
        """Return over how many lines these words run, which stand alone."""
        return await asyncio.to_thread(self._lines, words)

    def _tap(self, title: str) -> None:
        """Tap a button; if the page has just drawn it anew under the finger, tap again."""

        def tapped(browser: Chrome) -> bool:
            button = _shown(browser, title)
            if button is not None:
                button.click()
            return button is not None

        self._wait(tapped, f"a button {title!r}")

    def _tab_to(self, title: str) -> None:
        self._wait(lambda browser: _shown(browser, title) is not None, f"a button {title!r}")

        def stepped(browser: Chrome) -> bool:
            focused = browser.switch_to.active_element
            there = focused.text.strip() == title
            focused.send_keys(Keys.ENTER if there else Keys.TAB)
            return there

        self._wait(stepped, f"a way to {title!r} by the Tab key")

    def _until_in_front(self, whose: str) -> None:
        def find(browser: Chrome) -> bool:
            phone = browser.find_element(By.CSS_SELECTOR, f"[aria-label='Phone of {whose}']")
            return bool(browser.execute_script("return !arguments[0].getBoundingClientRect().left", phone))

        self._wait(find, f"the phone of {whose} in front")

    def _scroll_to(self, day: str) -> None:
        begins = self.browser.find_element(By.XPATH, f'//*[@role="log"]/p[.="{day}"]')
        self.browser.execute_script(
            "const log = arguments[0].parentElement; log.scrollTop = arguments[0].offsetTop - log.offsetTop",
            begins,
        )

    def _lines(self, words: str) -> int:
        alone = self.browser.find_element(By.XPATH, f'//*[.="{words}"]')
        count = """
            const range = document.createRange();
            range.selectNodeContents(arguments[0]);
            return new Set([...range.getClientRects()].map((line) => line.top)).size;
        """
        return int(self.browser.execute_script(count, alone))

    def _photograph(self, file: Path) -> None:
        def rests(browser: Chrome) -> bool:
            return bool(browser.execute_script("return !document.getAnimations().length"))

        self._wait(rests, "come to rest")
        self.browser.save_screenshot(str(file))

    def _until_chat_has(self, words: str, of: str) -> None:
        chat = f"[aria-label='Phone of {of}'] [role=log]"

        def find(browser: Chrome) -> bool:
            return words in browser.find_element(By.CSS_SELECTOR, chat).text

        self._wait(find, f"the words {words!r}")

    def _until_page_has(self, words: str) -> None:
        def find(browser: Chrome) -> bool:
            return words in browser.find_element(By.TAG_NAME, "body").text

        self._wait(find, f"the words {words!r}")

    def _focused(self) -> WebElement:
        return self.browser.switch_to.active_element

    def _wait(self, has: Callable[[Chrome], bool], what: str) -> None:
        redrawn = [StaleElementReferenceException]
        waiting = WebDriverWait(self.browser, PATIENCE_SECONDS, 0.05, redrawn)
        waiting.until(has, f"the page never had {what}")


def _shown(browser: Chrome, title: str) -> WebElement | None:
    """Return the newest button of that title that can be seen."""
    buttons = browser.find_elements(By.XPATH, f'//button[normalize-space(.)="{title}"]')
    return next((button for button in reversed(buttons) if button.is_displayed()), None)
