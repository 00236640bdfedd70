"""CSV: one report a row, texts with line breaks in quotation marks."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple

from archive.ingest.encoding import decode_cp1252
from archive.ingest.raw import MAX_RECORD_BYTES, TOO_LARGE, Notice, RawArticle, Refusal
from archive.ingest.readers.columns import NOTHING, ColumnMapping, Pairs, propose
from archive.ingest.readers.fields import RecordError
from archive.ingest.readers.objects import (
    MARK,
    encoding_of_lines,
    not_as_the_others,
    skip_line,
)
from archive.ingest.readers.options import ReadingOptions
from archive.ingest.readers.recoded import as_utf_8
from archive.ingest.readers.records import article_of, no_content, notices_on

MEDIA_TYPE = "text/csv"
NO_ROWS = "has a header but no rows: each report must be one"
DELIMITERS = ",;\t|"
# Marks bytes that are invalid in the file's encoding.
STRAY = re.compile("[\udc80-\udcff]")


class TooLargeError(ValueError):
    """Raised when a row is longer than a record may be."""


@dataclass
class Tape:
    """The lines of one row, as text for the csv module and as the bytes read."""

    file: BinaryIO
    decode: Callable[[bytes], str]
    taken: list[bytes] = field(default_factory=list)
    size: int = 0

    def __iter__(self):
        return self

    def __next__(self) -> str:
        line = self.file.readline(MAX_RECORD_BYTES + 1 - self.size)
        if not line:
            raise StopIteration
        self.taken.append(line)
        self.size += len(line)
        if self.size > MAX_RECORD_BYTES:
            raise TooLargeError
        return self.decode(line)


@dataclass(frozen=True)
class Header:
    """The first row: its bytes (stored with each row's capture), its delimiter, its labels, and what somebody said of them."""

    content: bytes
    delimiter: str
    labels: tuple[str, ...]
    told: Pairs = NOTHING


class TableLine(NamedTuple):
    """A row of a table: its cells, its bytes, and the line on which it begins."""

    cells: list[str]
    content: bytes
    number: int


def read_tables(path: Path, origin: str, options: ReadingOptions) -> Iterator[RawArticle | Refusal]:
    """Read a table row by row; an unreadable row is refused and reading continues.

    The delimiter is whichever of , ; tab and | splits the header into the most known columns.
    """
    with as_utf_8(path) as (path, note), path.open("rb") as file:
        try:
            encoding, guessed = encoding_of_lines(file, options.encoding, save_as="“CSV UTF-8”")
        except RecordError as error:
            yield Refusal(origin, None, str(error))
            return
        yield from (Notice(origin, None, reason) for reason in (note, guessed) if reason)
        file.seek(len(MARK) if file.read(3) == MARK else 0)
        decode_line = decoder_of(encoding)
        try:
            header, lines = _read_header(file, decode_line, options.columns)
        except RecordError as error:
            yield Refusal(origin, 1, str(error))
            return
        yield from notices_on(header.labels, header.told, origin, lines, set())
        found = None
        for found in _read_rows(file, header, decode_line, encoding, origin, lines + 1):
            yield found
        if found is None:
            yield Refusal(origin, lines, NO_ROWS)


def parse_table_row(
    content: bytes,
    *,
    encoding: str = "utf-8",
    origin: str = "",
    position: int | None = None,
    columns: Pairs = NOTHING,
) -> RawArticle:
    """Return the report in a captured row: the header's bytes followed by the row's.

    Raises:
        RecordError: when it is not a report.
    """
    decode_line = decoder_of(encoding)
    file = io.BytesIO(content.removeprefix(MARK))
    mapping = ColumnMapping(remembered=lambda labels: columns)
    header, _ = _read_header(file, decode_line, mapping)
    found = next(_read_rows(file, header, decode_line, encoding, origin, position or 2), None)
    if not isinstance(found, RawArticle):
        raise RecordError(found.reason if found else NO_ROWS)
    return found


def decoder_of(encoding: str) -> Callable[[bytes], str]:
    """Return a decoder of lines; invalid bytes cost their row but not those after it."""
    if encoding == "cp1252":
        return decode_cp1252
    return lambda line: line.decode(encoding, errors="surrogateescape")


def _read_header(file: BinaryIO, decode_line, mapping: ColumnMapping) -> tuple[Header, int]:
    """Return the header and the number of its lines."""
    content, delimiter, lines = file.readline(MAX_RECORD_BYTES), "", 1
    text = decode_line(content)
    if text.lower().startswith("sep=") and text[4] in DELIMITERS:  # Excel's own line before the header
        delimiter, content, lines = text[4], file.readline(MAX_RECORD_BYTES), 2
        text = decode_line(content)
    if not text.strip():
        raise RecordError("is empty: its first row must name the columns, text or html among them")
    delimiter = delimiter or _delimiter(text, mapping)
    labels = tuple(cells_of_line(text, delimiter))
    pairs = mapping.pairs_for(labels)
    proposal = propose(labels, pairs)
    if not proposal.has_content:
        raise RecordError(no_content(proposal, labels))
    repeated = [label for found in proposal.columns.values() for label in found if labels.count(label) > 1]
    if repeated:
        raise RecordError(f"names the column {repeated[0]} twice: remove or rename one of them")
    return Header(content, delimiter, labels, pairs), lines


def _delimiter(header: str, mapping: ColumnMapping) -> str:
    """Return the delimiter by which a header names the most columns that are known, or that somebody named."""

    def known(sign: str) -> int:
        labels = tuple(cells_of_line(header, sign))
        return sum(len(found) for found in propose(labels, mapping.pairs_there(labels)).columns.values())

    return max(DELIMITERS, key=known)


def cells_of_line(line: str, delimiter: str) -> list[str]:
    """Return the cells of one line of a table; none if it cannot be separated."""
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []


def _read_rows(file, header: Header, decode_line, encoding, origin, number) -> Iterator[RawArticle | Refusal]:
    """Yield the reports of the rows; `number` is the line of the first."""
    for line in read_lines(file, decode_line, header.delimiter, origin, number):
        if isinstance(line, Refusal):
            yield line
        else:
            yield _read_row(line.cells, header, line.content, encoding, origin, line.number)


def read_lines(
    file: BinaryIO, decode_line: Callable[[bytes], str], delimiter: str, origin: str, number: int
) -> Iterator[TableLine | Refusal]:
    """Yield the rows of an open table with their bytes, or why one cannot be read; `number` is the line of the first.

    A row that never ends (an unclosed quotation mark) would swallow the rest: only its first line is refused, and reading
    continues with the next.
    """
    csv.field_size_limit(MAX_RECORD_BYTES)
    while True:
        start, tape = file.tell(), Tape(file, decode_line)
        try:
            row = next(csv.reader(tape, delimiter=delimiter, strict=True), None)
        except (csv.Error, TooLargeError) as error:
            yield Refusal(origin, number, _why(error, tape))
            file.seek(start + len(tape.taken[0]))
            skip_line(file, tape.taken[0])
            number += 1
            continue
        if row is None:
            return
        if row:
            yield TableLine(row, b"".join(tape.taken), number)
        number += len(tape.taken)


def _why(error: Exception, tape: Tape) -> str:
    if isinstance(error, TooLargeError) and len(tape.taken) == 1:
        return TOO_LARGE
    if isinstance(error, TooLargeError) or "unexpected end" in str(error):
        return "opens a quotation mark that is never closed: close it, or double the quotation marks inside the text"
    return f"cannot be read ({error}): put the text in quotation marks and double those inside it"


def _read_row(row, header: Header, content: bytes, encoding, origin, number) -> RawArticle | Refusal:
    if any(STRAY.search(cell) for cell in row):
        return Refusal(origin, number, not_as_the_others(encoding))
    if len(row) != len(header.labels):
        reason = (
            f"has {len(row)} fields where the header names {len(header.labels)}: "
            "a text with separators or line breaks must be in quotation marks"
        )
        return Refusal(origin, number, reason)
    record = {label: value for label, value in zip(header.labels, row, strict=True) if label}
    received = {"content": header.content + content, "media_type": MEDIA_TYPE, "encoding": encoding}
    try:
        return article_of(record, told=header.told, origin=origin, position=number, **received)
    except RecordError as error:
        return error.refusal(origin, number)
