"""The words of a pack: those for staff, and what the county's things are called."""

from datetime import date
from typing import Any

from bot.pack.contents import Pack
from flows.locales import ENGLISH
from flows.script import installed


class Words:
    """Finds words for what a pack tells; `script` has everything else that is said of the county.

    Args:
        pack: what is printed.
    """

    def __init__(self, pack: Pack) -> None:
        self.script = installed(pack.county)
        self._english = self.script.languages[ENGLISH]
        self._pack = pack

    @property
    def whose(self) -> str:
        """The name of the area, or of the county, that the pack is about."""
        area = self._pack.reading.area
        return self.script.county.name if area is None else self.area(area)

    def said(self, response: str, /, **values: Any) -> str:
        """Return what a response of the pack says."""
        return self.script.staff_words.text(f"pack_{response}", **values)

    def band(self, band: str) -> str:
        """Return what a band is called."""
        return self.script.staff_words.text(f"band_{band}")

    def issue(self, issue: str) -> str:
        """Return what an issue is called."""
        return self._english.label("concern_1", issue)

    def value(self, question: str, value: str) -> str:
        """Return what an answer to a question is called."""
        return self._english.label(question, value)

    def who(self, who: str) -> str:
        """Return the name of a team or another body."""
        return self._english.full_name(who)

    def area(self, area: str) -> str:
        """Return the name of an area; what was too little for its own is the county's."""
        county = self.script.county
        return county.areas[area].name if area in county.areas else county.name

    def day(self, day: date) -> str:
        """Return a day in words."""
        return self._english.day(day)

    def counted(self, number: int) -> str:
        """Return a number of views, and the share that it has in all of them."""
        return self.said("counted", number=self.number(number), share=self._pack.figures.percent(number))

    @staticmethod
    def number(number: int) -> str:
        """Return a number."""
        return f"{number:,}"
