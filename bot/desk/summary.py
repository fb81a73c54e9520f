"""The summary: what staff read of a round, in lines of text that say everything a chart shows."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.desk.command import Attachment
from bot.desk.joining import about
from bot.desk.reading import Reading
from flows.gazetteer import Kind, Place
from flows.script import Script
from storage.comments import Remark
from storage.figures import MINIMUM, TABLES, Figures

ENGLISH = "en"
MOST_CELLS = 6
"""Of a table; the rest are the fewest."""
MOST_CHANGES = 5
MOST_EVENTS = 10
TO_VISIT = {Kind.CITY, Kind.TOWN, Kind.VILLAGE, Kind.NEIGHBOURHOOD}


class Writer:
    """Writes what staff read.

    Args:
        script: the words, and the county's names.
    """

    def __init__(self, script: Script) -> None:
        self._script = script
        self._english = script.languages[ENGLISH]

    def summary(self, reading: Reading) -> str:
        """Return everything there is to say of a round."""
        return "\n\n".join("\n".join(part) for part in self._parts(reading) if part)

    def quiet(self, reading: Reading) -> str:
        """Return the one line of a day with nothing new."""
        return self._said(
            "quiet", area=self._about(reading), days=self._days(reading), visit=self._visit(reading)
        )

    def comments(self, reading: Reading, remarks: Iterable[Remark]) -> str:
        """Return comments by issue, each on a line of its own."""
        issues: dict[str, list[str]] = {}
        for remark in remarks:
            whose = self._said("comment_from", area=self._area(remark.area)) if reading.area is None else ""
            issues.setdefault(remark.issue, []).append(f"- {whose}{' '.join(remark.text.split())}")
        return "\n\n".join("\n".join([self._issue(issue), *lines]) for issue, lines in issues.items())

    def comments_title(self, reading: Reading) -> str:
        """Return what stands above comments."""
        return self._said("comments_head", area=self._about(reading), round=reading.round.name)

    def comments_file(self, reading: Reading, remarks: Iterable[Remark]) -> Attachment:
        """Return a text file with comments."""
        area = reading.area or self._script.county.id
        content = f"{self.comments_title(reading)}\n\n{self.comments(reading, remarks)}\n"
        return Attachment(f"comments-{reading.round.name}-{area}.txt", content.encode())

    def _parts(self, reading: Reading) -> Iterator[list[str]]:
        figures = reading.figures
        yield [self._said("summary_title", area=self._about(reading)), self._state(reading)]
        if figures is None:
            yield [self._said("summary_none")]
        else:
            yield [*self._views(figures, reading), *self._concerns(figures), *self._tables(figures)]
            yield self._changes(figures, reading)
        if reading.area is None:
            yield self._coverage(reading)
        yield self._where_next(reading)
        if reading.area is None and reading.steps.begun:
            steps = reading.steps
            yield [self._said("steps", begun=steps.begun, checked=steps.checked, sent=steps.sent)]
        if reading.comments >= MINIMUM:
            yield [self._said("comments_so_far", comments=reading.comments // MINIMUM * MINIMUM)]

    def _state(self, reading: Reading) -> str:
        closes = self._english.day(reading.round.closes)
        if reading.is_over:
            return self._said("round_over", round=reading.round.name, closes=closes)
        state = "round_paused" if reading.round.paused else "round_open"
        return self._said(state, round=reading.round.name, closes=closes, days=self._days(reading))

    def _days(self, reading: Reading) -> str:
        if reading.days_left == 1:
            return self._said("last_day")
        return self._said("days_left", days=reading.days_left)

    def _views(self, figures: Figures, reading: Reading) -> Iterator[str]:
        earlier = [one.figures.answers for one in reading.history[:-1]]
        yield self._said("views", answers=figures.answers)
        if earlier:
            yield self._said("views_before", answers=earlier[-1])
        if figures.assisted is not None:
            yield self._said("views_assisted", answers=figures.assisted)

    def _concerns(self, figures: Figures) -> Iterator[str]:
        yield self._said("concerns" if figures.concerns else "concerns_none")
        rank = 1
        for tied in figures.ranks:
            for concern in tied:
                band = self._said(f"band_{concern.band}")
                number = "" if concern.named is None else self._said("counted", number=concern.named)
                yield self._said(
                    "concern",
                    rank=f"{rank}=" if len(tied) > 1 else f"{rank}.",
                    issue=self._issue(concern.issue),
                    band=band,
                    number=number,
                )
            rank += len(tied)

    def _tables(self, figures: Figures) -> Iterator[str]:
        for name in TABLES:
            counts: Mapping[str, int] = getattr(figures, name)
            largest = sorted(counts, key=lambda value: (-counts[value], value))[:MOST_CELLS]
            if largest:
                cells = (f"{self._english.label(name, value)} {counts[value]}" for value in largest)
                yield self._said(f"table_{name}", cells="; ".join(cells))

    def _changes(self, figures: Figures, reading: Reading) -> list[str]:
        """Set the ranks beside those of the round before."""
        if reading.before is None:
            return []
        then, lines = _ranks(reading.before), [self._said("changes", round=reading.round_before)]
        for issue, rank in list(_ranks(figures).items())[:MOST_CHANGES]:
            known = "change" if issue in then else "change_new"
            lines.append(self._said(known, issue=self._issue(issue), rank=rank, before=then.get(issue)))
        return lines

    def _coverage(self, reading: Reading) -> list[str]:
        """Set each area's share of the views beside its share of the people, the least covered last."""
        told = [area for area in self._script.county.areas if area in reading.told]
        if not told:
            return []
        views = sum(reading.told[area].answers for area in told)
        population = self._script.county.population
        people = sum(population.values())
        return [
            self._said("coverage"),
            *(
                self._said(
                    "coverage_line",
                    area=self._area(area),
                    views=round(100 * reading.told[area].answers / views),
                    people=round(100 * population[area] / people),
                )
                for area in sorted(told, key=lambda area: (-self._covered(area, reading), area))
            ),
        ]

    def _where_next(self, reading: Reading) -> list[str]:
        lines = []
        silent = [area for area in self._script.county.areas if area not in reading.told]
        if reading.area is None and silent:
            lines.append(self._said("areas_quiet", areas=", ".join(map(self._area, silent))))
        if reading.quiet_events:
            events = reading.quiet_events[:MOST_EVENTS]
            named = ", ".join(f"{event.code} ({self._area(event.area)})" for event in events)
            lines.append(self._said("events_quiet", events=named))
        if not reading.is_over:
            lines.append(self._said("where_next", visit=self._visit(reading)))
        return lines

    def _visit(self, reading: Reading) -> str:
        """Return the name of the area, or of the place in the area, from which the least has been heard."""
        if reading.area is None:
            areas = self._script.county.areas
            return self._area(min(areas, key=lambda area: (self._covered(area, reading), area)))
        heard = reading.figures.town if reading.figures else {}
        places = [
            place
            for place in self._script.county.places.values()
            if place.area == reading.area and place.kind in TO_VISIT and place.name != self._about(reading)
        ]
        return min(places, key=lambda place: _weight(place, heard)).name if places else self._about(reading)

    def _covered(self, area: str, reading: Reading) -> float:
        """Return the views for each inhabitant, as they may be told."""
        told = reading.told.get(area)
        population = self._script.county.population[area]
        return told.answers / population if told else -population

    def _about(self, reading: Reading) -> str:
        return about(reading.area, self._script)

    def _area(self, area: str) -> str:
        """Return the name of an area; what was too little for its own is the county's."""
        areas = self._script.county.areas
        return areas[area].name if area in areas else self._script.county.name

    def _issue(self, issue: str) -> str:
        return self._english.label("concern_1", issue)

    def _said(self, response: str, /, **values: Any) -> str:
        return self._script.staff_words.text(response, **values)


def _ranks(figures: Figures) -> dict[str, int]:
    ranks: dict[str, int] = {}
    rank = 1
    for tied in figures.ranks:
        ranks |= {concern.issue: rank for concern in tied}
        rank += len(tied)
    return ranks


def _weight(place: Place, heard: Mapping[str, int]) -> tuple[int, int, str]:
    """Return what puts the places from which least was heard first, of those the largest."""
    return heard.get(place.id, 0), -place.bus_stops, place.name
