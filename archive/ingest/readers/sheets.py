"""Spreadsheets (xlsx, xls, xlsb, ods): one report a row. calamine reads them; a row is kept as a JSON object of its cells.

A row of a spreadsheet has no bytes of its own: its texts are in a list shared by all. So what is kept is what was read of it.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from zipfile import is_zipfile

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from archive.ingest.raw import MAX_RECORD_BYTES, TOO_LARGE, RawArticle, Refusal
from archive.ingest.readers.columns import propose
from archive.ingest.readers.fields import RecordError
from archive.ingest.readers.objects import parse_object
from archive.ingest.readers.records import no_content, notices_on
from archive.ingest.readers.told import SaidOfFiles
from archive.ingest.readers.unpack import DAMAGED, PASSWORD, check_sizes

# Titles and notes may stand above the header.
MAX_ABOVE_HEADER = 15
MAX_FILE = 200_000_000
MAX_UNPACKED = 1_000_000_000


def read_sheets(path: Path, origin: str, told: SaidOfFiles) -> Iterator[RawArticle | Refusal]:
    """Read the rows of every sheet that has a header with a text; an unreadable row is refused and reading continues."""
    try:
        if path.stat().st_size > MAX_FILE:
            raise RecordError("is larger than 200 MB: save it as CSV (UTF-8), which can be of any size")
        if is_zipfile(path):
            check_sizes(path, MAX_UNPACKED)
        yield from _read_book(path, origin, told)
    except PasswordError:
        yield Refusal(origin, None, PASSWORD)
    except (CalamineError, OSError, ValueError) as error:
        yield Refusal(origin, None, str(error) if isinstance(error, RecordError) else DAMAGED)


def _read_book(path: Path, origin: str, told: SaidOfFiles) -> Iterator[RawArticle | Refusal]:
    book = CalamineWorkbook.from_path(str(path))
    why: list[str] = []
    found = False
    for name in book.sheet_names:
        where = f"{origin}/{name}" if len(book.sheet_names) > 1 else origin
        try:
            rows = enumerate(book.get_sheet_by_name(name).iter_rows(), start=1)
            for item in _read_rows(rows, where, told):
                found = True
                yield item
        except RecordError as error:
            why.append(f"{where}: {error}" if where != origin else str(error))
    if not found:
        yield Refusal(
            origin,
            None,
            "; ".join(why) or "is empty: its first row must name the columns, text or html among them",
        )


def _read_rows(rows, origin: str, told: SaidOfFiles) -> Iterator[RawArticle | Refusal]:
    labels = _header(rows, told)
    if not labels:
        return
    pairs = told.columns.pairs_for(labels)
    proposal = propose(labels, pairs)
    if not proposal.has_content:
        raise RecordError(no_content(proposal, labels))
    yield from notices_on(labels, pairs, origin, 1, set())
    for number, row in rows:
        cells = [_as_value(cell) for cell in row]
        if not any(cells):
            continue
        record = {label: cell for label, cell in zip(labels, cells, strict=False) if label}
        content = json.dumps(record, ensure_ascii=False).encode("utf-8", errors="replace")
        if len(content) > MAX_RECORD_BYTES:
            yield Refusal(origin, number, TOO_LARGE)
            continue
        try:
            yield parse_object(content, encoding="utf-8", origin=origin, position=number, columns=pairs)
        except RecordError as error:
            yield Refusal(origin, number, str(error))


def _header(rows, told: SaidOfFiles) -> tuple[str, ...]:
    """Return the labels of the first row that looks like a header; the first row with anything in it otherwise."""
    first: tuple[str, ...] = ()
    for number, row in rows:
        labels = tuple(" ".join(_as_value(cell).split()) for cell in row)
        if sum(map(bool, labels)) >= 2 and _is_header(labels, told):
            return labels
        if not first and any(labels):
            first = labels
        if number >= MAX_ABOVE_HEADER:
            break
    return first


def _is_header(labels: tuple[str, ...], told: SaidOfFiles) -> bool:
    try:
        return propose(labels, told.columns.pairs_for(labels)).has_content
    except RecordError:
        return False


def _as_value(cell) -> str:
    """Return a cell as text: a day without a time of day, a whole number without its point."""
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(sep=" ")
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("_x000D_", "").strip() if cell is not None else ""
