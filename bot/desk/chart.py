"""The chart of the summary: what it shows, and in which words. The message below it says the same in lines of text."""

from collections.abc import Awaitable, Callable, Iterator
from itertools import groupby
from typing import Any

from bot.aside import aside
from bot.desk.coverage import coverage
from bot.desk.picture import Bar, Pair, Picture, png
from bot.desk.ranks import Ranked, ranked
from bot.desk.reading import Reading
from flows.locales import ENGLISH
from flows.script import Script
from storage.figures import Concern, Figures

MOST_CONCERNS = 10
"""On a chart by itself: what a phone shows in one piece."""
MOST_BESIDE_COVERAGE = 6


def chart(script: Script) -> Callable[[Figures, Reading], Awaitable[bytes]]:
    """Return what draws the figures of a reading that has concerns, as a PNG.

    Args:
        script: the words, and the county's names.
    """

    async def drawn(figures: Figures, reading: Reading) -> bytes:
        return await aside(png, picture(figures, reading, script))

    return drawn


def picture(figures: Figures, reading: Reading, script: Script) -> Picture:
    """Return what a chart shows.

    Args:
        figures: of the area or the county that the reading is about.
        reading: everything that is told beside them.
        script: the words, and the county's names.
    """
    return _Painter(figures, reading, script).picture()


class _Painter:
    def __init__(self, figures: Figures, reading: Reading, script: Script) -> None:
        self._figures = figures
        self._reading = reading
        self._script = script
        self._english = script.languages[ENGLISH]

    def picture(self) -> Picture:
        figures = self._figures
        pairs = tuple(self._pairs()) if self._reading.area is None else ()
        shown = list(_first(figures, MOST_BESIDE_COVERAGE if pairs else MOST_CONCERNS))
        area = self._reading.area
        return Picture(
            title=self._script.county.name if area is None else self._name(area),
            facts=(
                self._said("chart_question", round=figures.round),
                self._said("chart_views", answers=f"{figures.answers:,}"),
            ),
            bars=tuple(self._bar(one) for one in shown),
            notes=tuple(self._notes(shown)),
            pairs_title=self._said("chart_coverage"),
            views=self._said("chart_share_of_views"),
            people=self._said("chart_share_of_people"),
            pairs=pairs,
        )

    def _bar(self, one: Ranked) -> Bar:
        concern = one.concern
        start, end = share_of(concern, self._figures)
        band = self._said(f"band_{concern.band}")
        issue = self._english.label("concern_1", concern.issue)
        return Bar(
            label=self._said("chart_concern", rank=one.place, issue=issue),
            value=band
            if concern.named is None
            else self._said("chart_counted", band=band, number=f"{concern.named:,}"),
            share=start,
            to=end,
        )

    def _notes(self, shown: list[Ranked]) -> Iterator[str]:
        yield self._said("chart_full")
        if any(one.concern.named is None for one in shown):
            yield self._said("chart_hatched")
        if len(shown) < len(self._figures.concerns):
            yield self._said("chart_more")

    def _pairs(self) -> Iterator[Pair]:
        for one in coverage(self._reading.told, self._script.county):
            value = self._said("chart_shares", views=one.views, people=one.people)
            yield Pair(self._name(one.area), value, one.views, one.people)

    def _name(self, area: str) -> str:
        return self._script.county.areas[area].name

    def _said(self, response: str, /, **values: Any) -> str:
        return self._script.staff_words.text(response, **values)


def _first(figures: Figures, most: int) -> Iterator[Ranked]:
    """Give the first concerns, no more than so many unless the first rank has more, and no rank in part."""
    given = 0
    for _, tied in groupby(ranked(figures), key=lambda one: one.rank):
        together = list(tied)
        if given and given + len(together) > most:
            return
        given += len(together)
        yield from together


def share_of(concern: Concern, figures: Figures) -> tuple[float, float]:
    """Return from where to where the share may be of those who name a concern, from 0 to 1."""
    if concern.named is None:
        return concern.band.span
    share = concern.named / figures.answers
    return share, share
