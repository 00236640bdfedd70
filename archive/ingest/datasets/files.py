"""Read files of data sets row by row, holding one row in memory: with a header or without, with a row of HXL tags or without."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.functional import cached_property

from archive.ingest.datasets.event_row import EventRow
from archive.ingest.datasets.kinds import (
    FILES,
    GED,
    FileKind,
    is_ged_without_header,
    is_hxl,
    kind_of,
)
from archive.ingest.datasets.numbers import CellError
from archive.ingest.raw import MAX_RECORD_BYTES, Notice, Refusal, on_one_line
from archive.ingest.readers.fields import RecordError
from archive.ingest.readers.objects import MARK, encoding_of_lines, not_as_the_others
from archive.ingest.readers.tables import DELIMITERS, STRAY, TableLine, cells_of_line, decoder_of, read_lines
from archive.reference.dataset_columns import GED_COLUMNS, cells_of

PACKED = b"PK\x03\x04"
HXL = "its second row holds HXL tags, which describe the columns: it was ignored"
NO_HEADER = "has no header, but the 49 columns of GED: they were taken in GED’s own order"


@dataclass(frozen=True)
class ReadRow:
    """One row of a data set as received: its file, its line there, how many bytes it has, and its cells by their labels."""

    kind: FileKind
    origin: str
    position: int
    size: int
    values: dict[str, str]

    @cached_property
    def cells(self) -> dict[str, str]:
        """Its cells by the names of their columns."""
        return cells_of(self.values)

    def event_in(self, values: dict[str, str], *, order: str) -> EventRow | None:
        """Return the event that a row of its kind tells; None if its kind has no events. Raises CellError as the reader does."""
        cells = self.cells if values is self.values else cells_of(values)
        return self.kind.read(cells, order=order) if self.kind.read else None

    @cached_property
    def number(self) -> str:
        """Its own number in the data set, or an empty string."""
        return self.kind.number(self.cells)

    @property
    def headline(self) -> str:
        """By what it is known where it is refused: "Government of Afghanistan, Taliban, Herat city, 1997-05-19"."""
        said = (on_one_line(self.cells.get(column, "")) for column in self.kind.known_by)
        return on_one_line(", ".join(dict.fromkeys(filter(None, said))))


@dataclass(frozen=True)
class Heading:
    """The columns of a file and how they are separated, and whether the first row named them."""

    kind: FileKind
    labels: tuple[str, ...]
    delimiter: str
    is_given: bool = True


def read_file(
    path: Path, origin: str, *, among: tuple[FileKind, ...] = FILES, told: str = ""
) -> Iterator[ReadRow | Refusal]:
    """Yield the rows of a file, notices, and refusals that say what to do; a row that cannot be read costs no other.

    Args:
        among: the kinds of file that are expected.
        told: the encoding named for a file that is not UTF-8.
    """
    with path.open("rb") as file:
        try:
            encoding, note = _encoding(file, told)
            if note:
                yield Notice(origin, None, note)
            file.seek(len(MARK) if file.read(3) == MARK else 0)
            decode = decoder_of(encoding)
            heading = _heading(file, decode, among)
        except (RecordError, CellError) as error:
            yield Refusal(origin, None, str(error))
            return
        if not heading.is_given:
            yield Notice(origin, 1, NO_HEADER)
        yield from _rows(file, heading, decode, encoding, origin)


def file_kind(path: Path, *, among: tuple[FileKind, ...] = FILES, told: str = "") -> FileKind:
    """Return what a file is by its first row.

    Raises:
        CellError, RecordError: it is of another kind, or cannot be read.
    """
    with path.open("rb") as file:
        encoding, _ = _encoding(file, told)
        file.seek(len(MARK) if file.read(3) == MARK else 0)
        return _heading(file, decoder_of(encoding), among).kind


def _encoding(file: BinaryIO, told: str) -> tuple[str, str]:
    if file.read(4) == PACKED:
        raise RecordError("is a zip archive or a spreadsheet: unpack it, or save it as CSV (UTF-8)")
    file.seek(0)
    return encoding_of_lines(file, told, save_as="“CSV UTF-8”")


def _heading(file: BinaryIO, decode, among: tuple[FileKind, ...]) -> Heading:
    """Read the header; the file is left at the first row of values."""
    start = file.tell()
    text = decode(file.readline(MAX_RECORD_BYTES)).strip("\r\n")
    delimiter = max(DELIMITERS, key=lambda sign: len(cells_of_line(text, sign)))
    labels = cells_of_line(text, delimiter)
    if GED in among and is_ged_without_header(labels):
        file.seek(start)
        return Heading(GED, GED_COLUMNS, delimiter, is_given=False)
    if not any(labels):
        raise RecordError("is empty: its first row must name the columns")
    doubles = {label for label in labels if label and labels.count(label) > 1}
    if doubles:
        raise RecordError(f"names the column {min(doubles)} twice: remove or rename one of them")
    return Heading(kind_of(labels, among), tuple(labels), delimiter)


def _rows(
    file: BinaryIO, heading: Heading, decode, encoding: str, origin: str
) -> Iterator[ReadRow | Refusal]:
    is_first = heading.is_given
    number = 2 if heading.is_given else 1
    for line in read_lines(file, decode, heading.delimiter, origin, number):
        if isinstance(line, Refusal):
            yield line
        elif is_first and is_hxl(line.cells):
            yield Notice(origin, line.number, HXL)
        elif any(cell.strip() for cell in line.cells):  # lists of actors end in blank rows
            yield _row(line, heading, encoding, origin)
        is_first = False


def _row(line: TableLine, heading: Heading, encoding: str, origin: str) -> ReadRow | Refusal:
    if any(STRAY.search(cell) for cell in line.cells):
        return Refusal(origin, line.number, not_as_the_others(encoding))
    if "\0" in "".join(line.cells):
        return Refusal(origin, line.number, "holds a null character: remove it")
    if len(line.cells) != len(heading.labels):
        said = (
            f"has {len(line.cells)} fields where the header names {len(heading.labels)}: "
            "a text with separators or line breaks must be in quotation marks"
        )
        return Refusal(origin, line.number, said)
    values = {
        label or f"column {place}": cell
        for place, (label, cell) in enumerate(zip(heading.labels, line.cells, strict=True), 1)
    }
    return ReadRow(heading.kind, origin, line.number, len(line.content), values)
