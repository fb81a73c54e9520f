"""The export: the figures that were released, as files that staff take into programs of their own. Never an answer."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from telegram.constants import ChatAction

from bot.aside import aside
from bot.desk.command import Asked, Attachment, Command, Said
from bot.desk.joining import about
from bot.desk.spreadsheet import Sheet, csv_file, xlsx_file
from bot.desk.tidy import COLUMNS, Row, Tidier
from flows.script import Script
from flows.sources import source_of
from storage import events, releases
from storage.database import Database
from storage.figures import least
from storage.releases import Entry
from storage.rounds import Rounds
from storage.staff import Role

POPULATION = "population.csv"


def export_commands(
    database: Database, rounds: Rounds, script: Script, minimum: int
) -> Mapping[str, Command]:
    """Return the command that brings the figures as files.

    Args:
        database: holds what was released.
        rounds: know the rounds.
        script: the words.
        minimum: how many answers leave the ballot box together.
    """
    exporter = _Exporter(database, rounds, script, minimum)
    return {"export": Command(Role.STAFF, exporter.answer, ChatAction.UPLOAD_DOCUMENT)}


class _Exporter:
    def __init__(self, database: Database, rounds: Rounds, script: Script, minimum: int) -> None:
        self._database = database
        self._rounds = rounds
        self._script = script
        self._minimum = minimum
        self._tidier = Tidier(script)

    async def answer(self, asked: Asked) -> Said:
        """Bring what was released of an area and a round that are named, else of the chat's own and the latest."""
        areas = self._script.county.areas
        area = next((word.lower() for word in asked.words if word.lower() in areas), asked.member.area)
        begun = [one.name for one in await self._rounds.begun()]
        round_name = next((name for name in begun if name in asked.words), begun[0])
        names = {"area": about(area, self._script), "round": round_name}
        told = await self._told(round_name, area)
        if not told:
            return Said(self._said("export_none", minimum=least(self._minimum), **names))
        held = await events.of_round(self._database, round_name)
        tallies = [
            self._tidier.of_event(event, self._minimum) for event in held if area in {None, event.area}
        ]
        residents = [self._tidier.of_residents(one) for one in areas if area in {None, one}]
        name = f"local-views-{round_name}-{area or self._script.county.id}"
        files = await self._files(name, told, tallies, residents)
        return Said(self._said("export", **names), files=files)

    async def _told(self, round_name: str, area: str | None) -> list[list[Entry]]:
        """Return all that was ever told in a round of an area, or of the county and every area."""
        told = sorted(await releases.figures(self._database, round_name))
        return [
            await releases.history(self._database, round_name, one) for one in told if area in {None, one}
        ]

    def _rows(self, told: Iterable[Sequence[Entry]]) -> Iterator[Row]:
        for issued in told:
            for number, entry in enumerate(issued, start=1):
                yield from self._tidier.of_figures(entry.figures, number, is_latest=number == len(issued))

    async def _files(
        self, name: str, told: list[list[Entry]], tallies: list[Row], residents: list[Row]
    ) -> tuple[Attachment, ...]:
        """Return a workbook with a sheet for each kind of number, and one table of all of them as CSV."""
        figures = list(self._rows(told))
        latest = [row for row in figures if row.latest == "yes"]
        sheets = [
            self._sheet("figures", latest),
            self._sheet("history", figures),
            self._sheet("events", tallies, "round", "area", "area_name", "value", "label", "count"),
            self._sheet("residents", residents, "area", "area_name", "count"),
            self._dictionary(min(entry.figures.minimum for issued in told for entry in issued)),
        ]
        everything = self._sheet("history", [*figures, *tallies, *residents])
        return (
            Attachment(f"{name}.xlsx", await aside(xlsx_file, sheets)),
            Attachment(f"{name}.csv", csv_file(everything)),
        )

    def _sheet(self, title: str, rows: Iterable[Row], *columns: str) -> Sheet:
        columns = columns or COLUMNS
        cells = [tuple(getattr(row, column) for column in columns) for row in rows]
        return Sheet(self._said(f"sheet_{title}"), columns, cells)

    def _dictionary(self, fewest: int) -> Sheet:
        """Return what every column and every question means, and what holds for all numbers.

        Args:
            fewest: of so many answers some of the figures could tell, and none of fewer.
        """
        source = source_of(self._script.county, POPULATION)
        lines = self._said(
            "dictionary",
            step=least(self._minimum),
            minimum=fewest,
            ranked=2 * fewest,
            sources="; ".join(source.sources),
            licence=source.licence,
            credit=" ".join(source.credit),
        ).splitlines()
        rows = [(name, meaning) for name, _, meaning in (line.partition(": ") for line in lines)]
        return Sheet(self._said("sheet_dictionary"), ("name", "meaning"), rows)

    def _said(self, response: str, /, **values: object) -> str:
        return self._script.staff_words.text(response, **values)
