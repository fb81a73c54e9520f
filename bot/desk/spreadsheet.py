"""Spreadsheets: tables as CSV and as XLSX. The same tables make the same bytes, whenever and by whomever they are made.

What somebody has typed cannot become a formula in them: a spreadsheet program that opens a file would compute it.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO
from math import ceil
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Cell = str | int | None

MAKER = "Local Views"
NO_TIME = datetime(1980, 1, 1)  # noqa: DTZ001 - the format's earliest, of no time zone; a clock is nobody's business
WIDEST = 70
"""In letters; longer text is wrapped."""
SPARE = 8
"""Of these, a line may be short by so many, where its last word goes to the next."""
LINE = 15
"""The height of a line, in points."""
HEADER_ROW = 1
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - full width is as good
"""Source: OWASP, "CSV Injection"."""


@dataclass(frozen=True)
class Sheet:
    """A table.

    Args:
        title: of at most 31 letters.
        columns: what stands above each.
        rows: numbers as numbers, None for an empty cell.
    """

    title: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


def csv_file(sheet: Sheet) -> bytes:
    """Return a table as CSV, in UTF-8 with the mark that some spreadsheet programs need to see that."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(sheet.columns)
    writer.writerows([_harmless(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook with a sheet for each table: its header stays in sight, can filter, and is on each page."""
    from openpyxl import Workbook  # noqa: PLC0415 - only where a workbook is made, which is in no bot
    from openpyxl.writer.excel import ExcelWriter  # noqa: PLC0415

    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.title), sheet)
    book.properties.creator = MAKER
    book.properties.created = book.properties.modified = NO_TIME
    written = BytesIO()
    ExcelWriter(book, ZipFile(written, "w")).save()
    return _without_times(written)


def _fill(into: Any, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415

    level = Alignment(vertical="top")
    beside = Alignment(vertical="top", indent=1)  # not up against the number in the column before
    wrapped = Alignment(vertical="top", indent=1, wrap_text=True)
    for row in (sheet.columns, *sheet.rows):
        into.append(row)
    for cell in (cell for cells in into.iter_rows() for cell in cells):
        if not isinstance(cell.value, str):
            cell.alignment = level
            continue
        cell.data_type = "s"
        if _may_be_formula(cell.value):
            cell.quotePrefix = True
        cell.alignment = wrapped if len(cell.value) > WIDEST else beside
        if len(cell.value) > WIDEST:  # some programs would show its first line alone
            into.row_dimensions[cell.row].height = LINE * ceil(len(cell.value) / (WIDEST - SPARE))
    for cell in into[HEADER_ROW]:
        cell.font, cell.fill = Font(name="Calibri", bold=True), PatternFill("solid", fgColor="D9E1F2")
    for number, column in enumerate(zip(sheet.columns, *sheet.rows, strict=True), start=1):
        longest = max(len(str(cell)) for cell in column if cell is not None)
        into.column_dimensions[get_column_letter(number)].width = min(longest, WIDEST) + 4
    into.freeze_panes = "A2"
    into.auto_filter.ref = into.dimensions
    into.print_title_rows = "1:1"
    into.page_setup.orientation = "landscape"
    into.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    into.page_setup.fitToHeight = 0  # as many pages as it takes, each as wide as the table


def _without_times(written: BytesIO) -> bytes:
    """Return a ZIP archive in which no part says when it was made."""
    packed = BytesIO()
    with ZipFile(written) as made, ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name in made.namelist():
            archive.writestr(ZipInfo(name, NO_TIME.timetuple()[:6]), made.read(name), ZIP_DEFLATED)
    return packed.getvalue()


def _harmless(cell: Cell) -> Cell:
    """Return a cell of a CSV file; a mark before what looks like a formula makes it text."""
    return f"'{cell}" if isinstance(cell, str) and _may_be_formula(cell) else cell


def _may_be_formula(text: str) -> bool:
    return text.startswith(FORMULA_BEGINS)
