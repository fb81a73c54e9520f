"""Tidy rows: every number that was released, one to a row, with what it is about."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace

from bot.desk.joining import EVERYWHERE as ALL
from bot.desk.joining import about
from bot.desk.ranks import ranked
from flows.locales import ENGLISH
from flows.script import Script
from storage.figures import TABLES, Figures, in_steps
from storage.opening import WHOLE_COUNTY
from storage.tables import Event

CONCERN = "concern_1"
"""The question whose answers are called as issues are."""


@dataclass(frozen=True, slots=True)
class Row:
    """One number.

    Args:
        round: the round, or empty for what belongs to none.
        area: the area's name in the county's data, or `all` for the whole county.
        area_name: as people write it.
        release: the how manyth figures of that area and round, or None for what is not told in releases.
        latest: yes or no, or empty likewise.
        question: what was asked.
        value: the answer, by its name in the county's data.
        label: the answer as people read it.
        rank: of a concern; those that tie share one.
        band: how many name a concern.
        count: how many; None if that is not told.
        percent: of all answers; None where there is no count, or that would mean nothing.
    """

    round: str
    area: str
    area_name: str
    release: int | None
    latest: str
    question: str
    value: str = ""
    label: str = ""
    rank: int | None = None
    band: str = ""
    count: int | None = None
    percent: int | None = None


COLUMNS = tuple(column.name for column in fields(Row))


class Tidier:
    """Makes rows.

    Args:
        script: the names of everything.
    """

    def __init__(self, script: Script) -> None:
        self._script = script
        self._labels: Mapping[tuple[str, str], str] = script.languages[ENGLISH].labels

    def of_figures(self, figures: Figures, release: int, *, is_latest: bool) -> Iterator[Row]:
        """Give all that was told at once of an area, or of the county as `releases.EVERYWHERE`.

        Args:
            figures: as they were told.
            release: the how manyth of that area they are, from 1.
            is_latest: whether none have come since.
        """
        area, latest = figures.area or ALL, "yes" if is_latest else "no"
        about_all = Row(figures.round, area, self._area(figures.area), release, latest, "answers")

        def row(question: str, value: str, slot: str, count: int | None) -> Row:
            percent = None if count is None else figures.percent(count)
            label = self._labels.get((slot, value), value)
            return replace(
                about_all, question=question, value=value, label=label, count=count, percent=percent
            )

        yield replace(about_all, count=figures.answers)
        if figures.assisted is not None:
            yield row("assisted", "", "", figures.assisted)
        for one in ranked(figures):
            named = row("concern", one.concern.issue, CONCERN, one.concern.named)
            yield replace(named, rank=one.rank, band=one.concern.band.value)
        for concern in figures.concerns:
            if concern.first is not None:
                yield row("first_concern", concern.issue, CONCERN, concern.first)
        for table in TABLES:
            counts: Mapping[str, int] = getattr(figures, table)
            for value, count in counts.items():
                yield row(table, value, table, count)

    def of_event(self, event: Event, minimum: int) -> Row:
        """Return how many came by an event, as it may be told.

        Args:
            event: the event.
            minimum: how many answers leave the ballot box together.
        """
        tally, area = in_steps(event.tally, minimum) or None, self._area(event.area)
        return Row(event.round, event.area, area, None, "", "event", event.code, event.name, count=tally)

    def of_residents(self, area: str) -> Row:
        """Return how many people live in an area."""
        residents = self._script.county.population[area]
        return Row("", area, self._area(area), None, "", "residents", count=residents)

    def _area(self, area: str) -> str:
        if area == WHOLE_COUNTY:
            return self._script.staff_words.text("area_of_the_rest")
        areas = self._script.county.areas
        return areas[area].name if area in areas else about(None, self._script)
