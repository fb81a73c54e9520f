"""Staff take the released figures away as files: the same figures as in the chat, no answers, nothing that computes."""

import csv
from collections import Counter
from collections.abc import AsyncIterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from bot.desk.spreadsheet import Sheet, csv_file, xlsx_file
from bot.desk.tidy import COLUMNS, Tidier
from bot.playground.chats import File
from bot.script import script_of
from flows.script import installed
from storage import events
from storage.figures import TABLES, Band, Concern, Figures
from storage.opening import WHOLE_COUNTY
from tests.bot.staff.mornings import ROUND, Mornings, mornings_in
from tests.town import Neighbour

MANY = {"second": "burglary", "place": "park", "time": "evening", "safe_after_dark": "bit_unsafe"}
FORMULAS = ['=HYPERLINK("https://example.org")', "+1", "-1", "@SUM(A1)", "＝1+1"]  # noqa: RUF001 - full width


@pytest.fixture
async def mornings(tmp_path: Path) -> AsyncIterator[Mornings]:
    """A town in its round, with answers from two areas, and an event in each."""
    async with mornings_in(tmp_path, ballot_box_minimum=10) as mornings:
        await mornings.opened(20, **MANY)
        await mornings.opened(10)
        await mornings.opened(12, "watford")
        await mornings.told()
        await mornings.held("AAAAA", 20)
        await mornings.held("BBBBB", 0, "watford")
        await mornings.commented(*["A word to the inspector"] * 10)
        yield mornings


async def export(who: Neighbour, said: str = "/export") -> tuple[Workbook, list[dict[str, str]]]:
    """Ask for the export; return the workbook and the rows of the CSV file."""
    workbook, table = await files(who, said)
    rows = csv.DictReader(StringIO(table.content.decode("utf-8-sig"), newline=""))
    return load_workbook(BytesIO(workbook.content)), list(rows)


async def files(who: Neighbour, said: str = "/export") -> list[File]:
    """Ask for the export, and return its files."""
    await who.says(said)
    return [message.file for message in who.messages if message.file is not None][-2:]


def rows_of(workbook: Workbook, sheet: str) -> list[dict[str, Any]]:
    """Return the rows of a sheet, by the names in its header."""
    header, *rows = workbook[sheet].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


async def test_the_whole_county_is_a_workbook_and_a_table(mornings: Mornings) -> None:
    """Of an area what its summary says; of events at least so many; the two files hold the same."""
    inspector = await mornings.inspector()
    workbook, table = await export(inspector)
    assert "The figures of the whole of Hertfordshire, round 2026-2" in inspector.messages[0].plain
    figures = rows_of(workbook, "Figures")
    (most_named,) = [row for row in figures if (row["area"], row["rank"]) == ("stevenage", 1)]
    assert most_named == {
        "round": "2026-2",
        "area": "stevenage",
        "area_name": "Stevenage",
        "release": 1,
        "latest": "yes",
        "question": "concern",
        "value": "speeding",
        "label": "Speeding",
        "rank": 1,
        "band": "most",
        "count": 30,
        "percent": 100,
    }
    answers = {row["area"]: row["count"] for row in figures if row["question"] == "answers"}
    assert answers == {"all": 40, "stevenage": 30, "watford": 10}
    tallies = [(row["value"], row["count"]) for row in rows_of(workbook, "Events")]
    assert tallies == [("AAAAA", 20), ("BBBBB", None)]
    assert {row["area_name"]: row["count"] for row in rows_of(workbook, "Residents")}["Watford"] == 98357
    sheets = [row for name in ("History", "Events", "Residents") for row in rows_of(workbook, name)]
    assert Counter(
        (row["area"], row.get("value") or "", str(row["count"] or "")) for row in sheets
    ) == Counter((row["area"], row["value"], row["count"]) for row in table)


async def test_the_dictionary_says_from_where_to_where_a_band_is(mornings: Mornings) -> None:
    """Of all who answered, in percent."""
    workbook, _ = await export(await mornings.inspector())
    told = dict(workbook["Dictionary"].iter_rows(values_only=True))["column band"]
    ends = {band: [f"{100 * share:.0f}%" for share in band.span] for band in Band}
    written = {Band.MOST: "{} or more", Band.FEWER: "under {1}"}
    for band in Band:
        assert f"{band}: {written.get(band, '{} to {}').format(*ends[band])}." in told


async def test_no_row_is_anybodys(mornings: Mornings) -> None:
    """Every count is of ten at least, to the nearest five; no comment, no id and no hash is among the cells."""
    workbook, _ = await export(await mornings.inspector())
    counted = [row for row in rows_of(workbook, "History") if row["count"] is not None]
    assert len(counted) > 15
    assert all(row["count"] >= 10 and row["count"] % 5 == 0 for row in counted)
    contents = {table.table: table for table in await mornings.town.stores.database.contents()}
    private = {cell for name in ("response", "comment") for row in contents[name].rows for cell in row[:1]}
    cells = {cell for sheet in workbook for row in sheet.iter_rows(values_only=True) for cell in row}
    assert not private & cells
    assert not [cell for cell in cells if "inspector" in str(cell)]


async def test_a_chat_about_one_area_takes_that_away(mornings: Mornings) -> None:
    """Or the one that is named; files are called by round and area."""
    inspector = await mornings.inspector("watford")
    workbook, table = await export(inspector)
    assert {row["area"] for row in table} == {"watford"}
    assert {row["value"] for row in rows_of(workbook, "Events")} == {"BBBBB"}
    names = [file.name for file in await files(inspector, "/export Stevenage 2026-2")]
    assert names == ["local-views-2026-2-stevenage.xlsx", "local-views-2026-2-stevenage.csv"]


async def test_earlier_releases_are_in_the_history(mornings: Mornings) -> None:
    """The sheet of figures has the latest only; an earlier round can be named."""
    inspector = await mornings.inspector("stevenage")
    await inspector.says("/summary")
    await mornings.opened(20)
    await mornings.told()
    workbook, _ = await export(inspector)
    told = {
        name: [
            (row["release"], row["count"]) for row in rows_of(workbook, name) if row["question"] == "answers"
        ]
        for name in ("Figures", "History")
    }
    assert told == {"Figures": [(2, 50)], "History": [(1, 30), (2, 50)]}
    await mornings.at("2026-09-01 07:00")
    assert (await files(inspector, "/export 2026-2"))[0].name == "local-views-2026-2-stevenage.xlsx"


async def test_a_workbook_is_made_to_be_read(mornings: Mornings) -> None:
    """The header stays in sight, is bold and filters; no column cuts its text off; numbers are numbers."""
    workbook, _ = await export(await mornings.inspector())
    assert workbook.sheetnames == ["Figures", "History", "Events", "Residents", "Dictionary"]
    for sheet in workbook:
        assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", sheet.dimensions)
        assert all(cell.font.bold for cell in sheet[1])
        for column in sheet.columns:
            width = sheet.column_dimensions[column[0].column_letter].width
            assert all(len(str(cell.value)) < width or cell.alignment.wrap_text for cell in column)
            if column[0].value in {"count", "percent", "rank", "release"}:
                assert {cell.data_type for cell in column[1:]} == {"n"}
    meanings = {row["name"]: row["meaning"] for row in rows_of(workbook, "Dictionary")}
    asked = {row["question"] for row in rows_of(workbook, "History")} | {"event", "residents", *TABLES}
    assert {f"column {name}" for name in COLUMNS} | {f"question {name}" for name in asked} < meanings.keys()
    assert all(meanings.values())
    assert "OGL v3" in meanings["residents, licence"]
    assert "Open Government Licence v3.0" in meanings["residents, credit"]
    assert "Census 2021" in meanings["residents, source"]


async def test_what_an_officer_typed_computes_nothing(mornings: Mornings) -> None:
    """An event's name that looks like a formula is text in both files."""
    for name in FORMULAS:
        await events.make(mornings.town.stores.database, ROUND, "stevenage", name)
    workbook, table = await export(await mornings.inspector())
    labels = [cell for cell in workbook["Events"]["E"] if cell.value in FORMULAS]
    assert {cell.value for cell in labels} == {*FORMULAS}
    assert {(cell.data_type, cell.quotePrefix) for cell in labels} == {("s", True)}
    assert {f"'{name}" for name in FORMULAS} < {row["label"] for row in table}


async def test_the_same_figures_are_the_same_files(mornings: Mornings) -> None:
    """No clock and no account of a computer is in them."""
    inspector = await mornings.inspector()
    once, twice = await files(inspector), await files(inspector)
    assert [file.content for file in once] == [file.content for file in twice]
    with ZipFile(BytesIO(once[0].content)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    about = load_workbook(BytesIO(once[0].content)).properties
    assert (about.creator, about.lastModifiedBy) == ("Local Views", None)
    assert (about.created.year, about.modified.year) == (1980, 1980)


async def test_before_the_first_figures_there_are_no_files(tmp_path: Path) -> None:
    """Staff are told when there will be; anybody else that there is no such word."""
    async with mornings_in(tmp_path) as mornings:
        inspector, stranger = await mornings.inspector(), mornings.town.resident()
        await mornings.opened(9)
        await mornings.told()
        assert await files(inspector) == []
        assert "No figures yet of the whole of Hertfordshire, round 2026-2." in inspector.text
        await stranger.says("/export")
        assert "This bot works with buttons." in stranger.text


def test_what_is_no_longer_in_the_data_keeps_its_name(mornings: Mornings) -> None:
    """An issue may have been taken out since; answers that were too few in their areas are called so."""
    tramways = Concern("tramways", Band.MOST, None, None)
    told = Figures(ROUND, WHOLE_COUNTY, 20, (tramways,), {}, {}, {}, {}, {}, assisted=10)
    answers, assisted, concern = Tidier(script_of(mornings.town.settings)).of_figures(
        told, 3, is_latest=False
    )
    assert (answers.area_name, answers.latest) == ("too few in their own areas, told together", "no")
    assert (assisted.question, assisted.count, assisted.percent) == ("assisted", 10, 50)
    assert (concern.label, concern.band, concern.count, concern.percent) == ("tramways", "most", None, None)


def test_concerns_that_tie_share_a_rank_and_the_next_one_is_passed_over() -> None:
    """As in the summary: the first, two seconds, and a fourth."""
    named = {"theft": 40, "drugs": 30, "noise": 30, "burglary": 20}
    concerns = tuple(Concern(issue, Band.MOST, number, None) for issue, number in named.items())
    told = Figures(ROUND, "stevenage", 60, concerns, {}, {}, {}, {}, {}, None)
    rows = Tidier(installed("hertfordshire")).of_figures(told, 1, is_latest=True)
    ranks = [(row.value, row.rank) for row in rows if row.question == "concern"]
    assert ranks == [("theft", 1), ("drugs", 2), ("noise", 2), ("burglary", 4)]


def test_a_table_may_be_empty() -> None:
    """As that of the events of a round without any."""
    empty = Sheet("Events", ("round", "area"), [])
    assert csv_file(empty) == b"\xef\xbb\xbfround,area\r\n"
    assert load_workbook(BytesIO(xlsx_file([empty])))["Events"].dimensions == "A1:B1"
