"""Read records from spreadsheets (xlsx, xls, xlsb, ods): those of every sheet whose header has a column for names."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from archive.ingest.entities.columns import Column, ColumnsError, propose
from archive.ingest.readers.fields import RecordError
from archive.ingest.readers.sheets import MAX_ABOVE_HEADER, lines_of_book

OLD_BOOK = b"\xd0\xcf\x11\xe0"
PARTS = frozenset(["xl/workbook.xml", "xl/workbook.bin", "content.xml"])
RecallMeanings = Callable[[Sequence[str]], Mapping[str, str]]
NO_HEADER = "has no sheet with a header that names a column for names, such as name or label"


class SheetRow(NamedTuple):
    """A row: its cells by label, the columns of its sheet, its number there, and the name of the sheet if there are several."""

    cells: Mapping[str, str]
    columns: Sequence[Column]
    number: int
    sheet: str
    is_header: bool = False


def is_book(path: Path) -> bool:
    """Return whether a file is a spreadsheet, by what it holds."""
    with path.open("rb") as file:
        start = file.read(4)
    if start == OLD_BOOK:
        return True
    if start[:2] != b"PK" or not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return not PARTS.isdisjoint(archive.namelist())


def rows_of_book(path: Path, told: RecallMeanings) -> Iterator[SheetRow]:
    """Yield the header of each sheet that has one, and then its rows; titles and notes may stand above a header.

    Raises:
        RecordError: the file cannot be read, or no sheet has a header.
        ColumnsError: what is told of the columns of the first header fits none.
    """
    sheet, number, found = "", 0, False
    columns: list[Column] = []
    why: ColumnsError | None = None
    with closing(lines_of_book(path)) as lines:
        for line in lines:
            if isinstance(line, dict):
                sheet, number, columns = line["sheet"] if line["of"] > 1 else "", 0, []
                continue
            number += 1
            if columns:
                if any(line):
                    cells = {
                        column.label: cell
                        for column, cell in zip(columns, line, strict=False)
                        if column.label
                    }
                    yield SheetRow(cells, columns, number, sheet)
            elif number <= MAX_ABOVE_HEADER and sum(map(bool, line)) >= 1:
                labels = [" ".join(cell.split()) for cell in line]
                said = told(labels)
                try:
                    columns = propose(labels, said)
                except ColumnsError as error:
                    why = why or (error if said else None)
                    continue
                found = True
                yield SheetRow({}, columns, number, sheet, is_header=True)
    if not found:
        raise why or RecordError(NO_HEADER)


def columns_of_book(path: Path, told: RecallMeanings) -> list[Column]:
    """Return the columns of the first sheet with a header. Raises as `rows_of_book` does."""
    with closing(rows_of_book(path, told)) as rows:  # type: ignore[type-var]
        return list(next(rows).columns)


def where(origin: str, row: SheetRow) -> str:
    """Return what a row is said to come from: the file, and the sheet if there are several."""
    return f"{origin}/{row.sheet}" if row.sheet else origin
