"""Spreadsheets (xlsx, xls, xlsb, ods): one report a row. calamine reads them; a row is kept as a JSON object of its cells.

A row of a spreadsheet has no bytes of its own: its texts are in a list shared by all. So what is kept is what was read of it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from zipfile import is_zipfile

from archive.ingest.raw import MAX_RECORD_BYTES, TOO_LARGE, RawArticle, Refusal
from archive.ingest.readers.columns import propose
from archive.ingest.readers.fields import RecordError
from archive.ingest.readers.objects import parse_object
from archive.ingest.readers.options import ReadingOptions
from archive.ingest.readers.records import no_content, notices_on
from archive.ingest.readers.unpack import DAMAGED, PASSWORD, check_sizes

CHILD = Path(__file__).with_name("sheet_rows.py")
# Titles and notes may stand above the header.
MAX_ABOVE_HEADER = 15
MAX_FILE = 200_000_000
MAX_UNPACKED = 1_000_000_000
MAX_SILENCE = 60  # seconds without a row, after which a file is given up
EMPTY = "is empty: its first row must name the columns, text or html among them"


def read_sheets(path: Path, origin: str, options: ReadingOptions) -> Iterator[RawArticle | Refusal]:
    """Read the rows of every sheet that has a header with a text; an unreadable row is refused and reading continues."""
    try:
        with closing(lines_of_book(path)) as lines:
            yield from _read_book(lines, path.stat().st_size, origin, options)
    except RecordError as error:
        yield Refusal(origin, None, str(error))


def lines_of_book(path: Path) -> Generator[dict | list, None, None]:
    """Yield for each sheet of a file its name, as {"sheet": …, "of": how many, "rows": how many}, and then its rows as lists of texts.

    Raises:
        RecordError: when the file is too large, damaged or locked, or takes too long.
    """
    if path.stat().st_size > MAX_FILE:
        raise RecordError("is larger than 200 MB: save it as CSV (UTF-8), which can be of any size")
    if is_zipfile(path):
        check_sizes(path, MAX_UNPACKED)
    yield from _rows_of(path)


def _rows_of(path: Path) -> Generator[dict | list, None, None]:
    """Yield what the other process prints: a sheet's name, then its rows.

    Raises:
        RecordError: when the file is damaged or locked, or takes too long.
    """
    command = [sys.executable, str(CHILD), str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        heard = [time.monotonic()]
        watch = threading.Thread(target=_end_if_silent, args=(process, heard), daemon=True)
        watch.start()
        try:
            for line in process.stdout or ():
                heard[0] = float("inf")  # whoever takes the row may need long
                found = json.loads(line)
                if isinstance(found, dict) and "error" in found:
                    raise RecordError(PASSWORD if found["error"] == "locked" else DAMAGED)
                yield found
                heard[0] = time.monotonic()
            if process.wait():
                raise RecordError(DAMAGED)
        finally:
            process.kill()


def _end_if_silent(process: subprocess.Popen, heard: list[float]) -> None:
    """End a process that has printed nothing for long, unless nobody has asked for more."""
    while process.poll() is None:
        time.sleep(0.5)
        if time.monotonic() - heard[0] > MAX_SILENCE:
            process.kill()


def _read_book(
    lines: Iterator[dict | list], size: int, origin: str, options: ReadingOptions
) -> Iterator[RawArticle | Refusal]:
    why: list[str] = []
    found = False
    for place, (sheet, rows) in enumerate(_sheets(lines, origin, options)):
        try:
            for row in rows:
                options.meter.at(round(size * sheet.share_read(place)))
                for item in sheet.take(row):
                    found = True
                    yield item
            sheet.give_up()
        except RecordError as error:
            why.append(f"{sheet.origin}: {error}" if sheet.origin != origin else str(error))
    if not found:
        yield Refusal(origin, None, "; ".join(why) or EMPTY)


def _sheets(
    lines: Iterator[dict | list], origin: str, options: ReadingOptions
) -> Iterator[tuple[_Sheet, Iterator[list]]]:
    """Yield each sheet with its rows; rows that were not asked for are skipped."""
    following: list[dict] = []

    def rows() -> Iterator[list]:
        for line in lines:
            if isinstance(line, dict):
                following.append(line)
                return
            yield line

    for _ in rows():
        pass  # nothing precedes the first sheet
    while following:
        line = following.pop()
        own = rows()
        name = f"{origin}/{line['sheet']}" if line["of"] > 1 else origin
        yield _Sheet(name, options, of=line["of"], rows=line["rows"]), own
        for _ in own:
            pass


class _Sheet:
    """Reads the rows of one sheet: looks for the header first."""

    def __init__(self, origin: str, options: ReadingOptions, *, of: int, rows: int):
        self.origin, self.options, self.of, self.rows = origin, options, of, rows
        self.number, self.labels, self.first = 0, tuple[str, ...](), tuple[str, ...]()

    def share_read(self, place: int) -> float:
        """Return the share of the file that is read, if so many sheets precede this one."""
        return (place + min(1, self.number / max(1, self.rows))) / self.of

    def take(self, cells: list[str]) -> Iterator[RawArticle | Refusal]:
        """Yield the report in a row, or what is to be said of the header."""
        self.number += 1
        if self.labels:
            if any(cells):
                yield self._read(cells)
            return
        labels = tuple(" ".join(cell.split()) for cell in cells)
        self.first = self.first or (labels if any(labels) else ())
        if sum(map(bool, labels)) >= 2 and self._is_header(labels):
            self.labels = labels
            self.pairs = self.options.columns.pairs_for(labels)
            yield from notices_on(labels, self.pairs, self.origin, self.number, set())
        elif self.number >= MAX_ABOVE_HEADER:
            self.give_up()

    def give_up(self) -> None:
        """Raise the reason why no header was found, if there is anything in the sheet."""
        if self.first and not self.labels:
            pairs = self.options.columns.pairs_for(self.first)
            raise RecordError(no_content(propose(self.first, pairs), self.first))

    def _is_header(self, labels: tuple[str, ...]) -> bool:
        return propose(labels, self.options.columns.pairs_there(labels)).has_content

    def _read(self, cells: list[str]) -> RawArticle | Refusal:
        record = {label: cell for label, cell in zip(self.labels, cells, strict=False) if label}
        content = json.dumps(record, ensure_ascii=False).encode("utf-8", errors="replace")
        if len(content) > MAX_RECORD_BYTES:
            return Refusal(self.origin, self.number, TOO_LARGE)
        try:
            return parse_object(
                content, encoding="utf-8", origin=self.origin, position=self.number, columns=self.pairs
            )
        except RecordError as error:
            return error.refusal(self.origin, self.number)
