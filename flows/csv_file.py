"""A CSV file of the flows folder, with the line of every row."""

import csv
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.faults import FILE_MISSING, Fault, Problems

NOT_A_TABLE = Fault("this is not a table in UTF-8: {why}", "save it again as CSV with commas, in UTF-8")
WRONG_COLUMNS = Fault("the columns are {found}", "make the first line: {wanted}")
WRONG_LENGTH = Fault(
    "this row has {found} cells", "give it {wanted}, with quotes around a cell that has a comma"
)
EMPTY_CELL = Fault("'{column}' is empty", "fill it in")
NOT_AN_AMOUNT = Fault("'{value}' in column '{column}' is no number", "write a number from {least} to {most}")
NOT_KNOWN = Fault("'{value}' under '{column}' is not known", "use one of: {known}")

LIST_SEPARATOR = ";"


@dataclass(frozen=True, slots=True)
class Row:
    """A row; asks of it are answered, or noted as problems and answered with nothing.

    Args:
        file: the file's name as a person finds it.
        line: the line of the row, from 1.
        cells: what it holds, by column.
        problems: where everything that is wrong is noted.
    """

    file: str
    line: int
    cells: dict[str, str]
    problems: Problems

    def text(self, column: str) -> str:
        """Return what a cell holds; that it is empty is a problem."""
        if not self.cells[column]:
            self.note(EMPTY_CELL, column=column)
        return self.cells[column]

    def texts(self, column: str) -> tuple[str, ...]:
        """Return the elements of a cell that holds a list, which may be empty."""
        return tuple(part.strip() for part in self.cells[column].split(LIST_SEPARATOR) if part.strip())

    def number(self, column: str, most: float) -> float:
        """Return the number in a cell, from 0 to `most`; anything else is a problem and reads as 0."""
        try:
            number = float(self.cells[column])
        except ValueError:
            number = -1
        if not 0 <= number <= most:
            self.note(NOT_AN_AMOUNT, column=column, value=self.cells[column], least=0, most=most)
            return 0
        return number

    def check_known(self, column: str, known: Collection[str]) -> None:
        """Note every element of a cell that is not one of those known."""
        for value in self.texts(column):
            if value not in known:
                self.note(NOT_KNOWN, column=column, value=value, known=", ".join(known))

    def note(self, fault: Fault, **names: object) -> None:
        """Note a problem of this row."""
        self.problems.add(fault.at(self.file, self.line, **names))


def read_rows(path: Path, folder: Path, columns: Sequence[str], problems: Problems) -> Iterator[Row]:
    """Give the rows of a CSV file; one that is no such table is a problem and has no rows.

    Args:
        path: the file.
        folder: the flows folder; the file is named by its place in it.
        columns: the names that the first line must have, in this order.
        problems: where what is wrong is noted.
    """
    name = path.relative_to(folder).as_posix()
    if not path.exists():
        problems.add(FILE_MISSING.at(name, 1))
        return
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file, strict=True)
        try:
            found = next(lines, [])
            if found != list(columns):
                problems.add(WRONG_COLUMNS.at(name, 1, found=",".join(found), wanted=",".join(columns)))
                return
            for cells in lines:
                if len(cells) != len(columns):
                    fault = WRONG_LENGTH.at(name, lines.line_num, found=len(cells), wanted=len(columns))
                    problems.add(fault)
                    continue
                stripped = (cell.strip() for cell in cells)
                yield Row(name, lines.line_num, dict(zip(columns, stripped, strict=True)), problems)
        except (csv.Error, UnicodeDecodeError) as wrong:
            why = str(wrong) if isinstance(wrong, csv.Error) else "not UTF-8"
            problems.add(NOT_A_TABLE.at(name, lines.line_num + 1, why=why))
