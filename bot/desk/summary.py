"""The summary: what staff read of a round, in lines of text that say everything a chart shows."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.desk.command import Attachment
from bot.desk.coverage import coverage
from bot.desk.joining import about
from bot.desk.ranks import ranked
from bot.desk.reading import Reading
from bot.desk.visiting import area_to_visit, place_to_visit
from flows.locales import ENGLISH
from flows.script import Script
from storage.comments import Remark
from storage.figures import TABLES, Figures, in_steps
from storage.releases import Entry

MOST_CELLS = 6
"""Of a table; the rest are the fewest."""
SCALES = ("safe_by_day", "safe_after_dark")
"""Tables whose answers have an order of their own."""
FIRST_NOW, FIRST_THEN = 5, 3
"""How many concerns of this round and of the one before are set beside each other; three priorities are agreed."""
ENOUGH_FOR_RANKS = 100
"""Views. Of two concerns that 30 % and 25 % would name, the second comes first in one sample of 100 in five."""
MOST_EVENTS = 10


class Writer:
    """Writes what staff read.

    Args:
        script: the words, and the county's names.
    """

    def __init__(self, script: Script) -> None:
        self._script = script
        self._english = script.languages[ENGLISH]

    def summary(self, reading: Reading, new_comments: int = 0) -> str:
        """Return everything there is to say of a round.

        Args:
            reading: what is told.
            new_comments: how many have come since the last summary, if the comments come with this one.
        """
        return "\n\n".join("\n".join(part) for part in self._parts(reading, new_comments) if part)

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

    def _parts(self, reading: Reading, new_comments: int) -> Iterator[Iterable[str]]:
        figures = reading.figures
        yield [self._said("summary_title", area=self._about(reading)), self._state(reading)]
        if figures is None:
            yield [self._said("summary_none", minimum=reading.minimum)]
        else:
            yield self._views(figures, reading)
            yield self._concerns(figures)
            yield self._tables(figures)
            yield self._changes(figures, reading)
        if reading.area is None:
            yield self._coverage(reading)
        yield self._where_next(reading)
        if reading.area is None and reading.steps.begun and not reading.is_over:
            yield [self._steps(reading)]
        if reading.comments >= reading.minimum:
            yield [self._comments(reading, new_comments)]

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

    def _views(self, figures: Figures, reading: Reading) -> list[str]:
        *before, last = reading.history
        change = self._change_of_views(figures, before[-1]) if before else ""
        lines = [self._said("views", answers=_written(figures.answers), change=change)]
        if last.day != reading.today and not reading.is_over:
            lines.append(
                self._said("views_standing", day=self._english.day(last.day), minimum=reading.minimum)
            )
        if figures.assisted is not None:
            lines.append(self._said("views_assisted", answers=_written(figures.assisted)))
        shares = coverage(reading.told, self._script.county)
        # The only area that is told of has all the views that are told of, which says nothing.
        lines += [
            self._said("views_share", area=self._area(one.area), views=one.views, people=one.people)
            for one in shares
            if one.area == reading.area and len(shares) > 1
        ]
        return lines

    def _change_of_views(self, figures: Figures, before: Entry) -> str:
        more = figures.answers - before.figures.answers
        number, day = _written(abs(more)), self._english.day(before.day)
        return self._said("views_more" if more > 0 else "views_fewer", number=number, day=day)

    def _concerns(self, figures: Figures) -> list[str]:
        few = figures.minimum
        lines = [self._said("concerns") if figures.concerns else self._said("concerns_none", minimum=few)]
        for one in ranked(figures):
            number = one.concern.named
            lines.append(
                self._said(
                    "concern",
                    rank=one.place,
                    issue=self._issue(one.concern.issue),
                    band=self._said(f"band_{one.concern.band}"),
                    number="" if number is None else self._said("counted", number=_written(number)),
                )
            )
        if any(concern.named is None for concern in figures.concerns):
            lines.append(self._said("concerns_uncounted", minimum=few))
        if figures.answers < 2 * few:
            lines.append(self._said("concerns_later", minimum=few, views=2 * few))
        return lines

    def _tables(self, figures: Figures) -> list[str]:
        lines = []
        for name in TABLES:
            counts: Mapping[str, int] = getattr(figures, name)
            shown = sorted(counts, key=lambda value: (-counts[value], value))[:MOST_CELLS]
            if name in SCALES:
                shown.sort(key=self._script.slots[name].values.index)
            cells = [f"{self._english.label(name, value)} {_written(counts[value])}" for value in shown]
            if cells:
                lines.append(self._said(f"table_{name}", cells="; ".join(cells)))
        return lines or [self._said("tables_none")]

    def _changes(self, figures: Figures, reading: Reading) -> list[str]:
        """Set the ranks beside those of the round before: of the first concerns now, and the first then."""
        if reading.before is None or not (figures.concerns and reading.before.concerns):
            return []
        now, then = _ranks(figures), _ranks(reading.before)
        first = dict.fromkeys([*list(now)[:FIRST_NOW], *list(then)[:FIRST_THEN]])
        lines = [self._said("changes", round=reading.round_before)]
        lines += [
            self._said(
                _change(now.get(issue), then.get(issue)),
                issue=self._issue(issue),
                rank=now.get(issue),
                before=then.get(issue),
            )
            for issue in first
        ]
        if min(figures.answers, reading.before.answers) < ENOUGH_FOR_RANKS:
            lines.append(self._said("changes_by_chance", views=ENOUGH_FOR_RANKS))
        return lines

    def _coverage(self, reading: Reading) -> list[str]:
        """Set each area's share of the views beside its share of the people, the least covered last."""
        shares = coverage(reading.told, self._script.county)
        if not shares:
            return []
        return [
            self._said("coverage"),
            *(
                self._said("coverage_line", area=self._area(one.area), views=one.views, people=one.people)
                for one in shares
            ),
        ]

    def _where_next(self, reading: Reading) -> list[str]:
        lines = []
        silent = [area for area in self._script.county.areas if area not in reading.told]
        if reading.area is None and silent and reading.figures is not None:
            lines.append(self._said("areas_quiet", areas=", ".join(map(self._area, silent))))
        if reading.quiet_events:
            events = reading.quiet_events[:MOST_EVENTS]
            named = ", ".join(f"{event.name or event.code} ({self._area(event.area)})" for event in events)
            lines.append(self._said("events_quiet", minimum=reading.minimum, events=named))
        if not reading.is_over:
            lines.append(self._said("where_next", visit=self._visit(reading)))
        return lines

    def _visit(self, reading: Reading) -> str:
        """Return the name of the place from which the least was heard, in the county with its area's."""
        county, told = self._script.county, reading.told
        area = reading.area or area_to_visit(told, county)
        place = place_to_visit(area, told, county, reading.today)
        if place is None:
            return self._area(area)
        if reading.area is not None:
            return place.name
        return self._said("visit", area=self._area(area), place=place.name)

    def _steps(self, reading: Reading) -> str:
        steps = reading.steps
        told = {"begun": steps.begun, "checked": steps.checked, "sent": steps.sent}
        few = self._said("steps_few", minimum=reading.minimum)
        return self._said(
            "steps",
            minimum=reading.minimum,
            **{step: _written(number) if number else few for step, number in told.items()},
        )

    def _comments(self, reading: Reading, new: int) -> str:
        number, told = _written(_told(reading.comments, reading)), _told(new, reading)
        if not new:
            return self._said("comments_so_far", comments=number)
        if told == _told(reading.comments, reading):
            return self._said("comments_here", comments=number)
        return self._said("comments_new", new=_written(told), comments=number)

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
    return {one.concern.issue: one.rank for one in ranked(figures)}


def _change(now: int | None, then: int | None) -> str:
    """Return the words for a change of rank, of which one at least is known."""
    if now is None or then is None:
        return "change_gone" if now is None else "change_new"
    if now == then:
        return "change_none"
    return "change_up" if now < then else "change_down"


def _told(number: int, reading: Reading) -> int:
    return in_steps(number, reading.minimum)


def _written(number: int) -> str:
    return f"{number:,}"
