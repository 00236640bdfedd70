"""The formats of registers: recognised by what a file holds, not by its name; each read record by record."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from archive.ingest.datasets.numbers import CellError
from archive.ingest.entities import geonames, tables, wikidata
from archive.ingest.entities.codes import AdminCodes
from archive.ingest.entities.columns import Column, ColumnsError, in_words, propose
from archive.ingest.entities.json_objects import read_json_objects
from archive.ingest.entities.record import EntityRecord
from archive.ingest.entities.sanctions import is_of_money, read_list, read_of_money
from archive.ingest.entities.sources import head_of, opened
from archive.ingest.entities.spreadsheets import columns_of_book, is_book, rows_of_book, where
from archive.ingest.raw import Notice, Refusal
from archive.ingest.readers.fields import RecordError
from archive.ingest.readers.objects import MARK, encoding_of_lines, not_as_the_others
from archive.ingest.readers.tables import DELIMITERS, STRAY, decoder_of, read_lines
from archive.kinds import all_kinds
from archive.reference.dataset_columns import cells_of
from archive.text.words import plain

GEONAMES_ROW = re.compile(r"\d+\t[^\t\n]+\t[^\t\n]*\t[^\t\n]*\t-?\d")
NAMES_ROW = re.compile(r"\d+\t\d+\t[\w-]*\t[^\t\n]")
CODES_ROW = re.compile(r"[A-Z]{2}\.[\w.\- ]+\t[^\t\n]+\t[^\t\n]*\t\d+")
NOT_RECOGNISED = (
    f"is not a list of {all_kinds()} in a format that is read: give a table (CSV, TSV, a spreadsheet) with a header, JSON of Wikidata, OpenRefine or "
    "OpenSanctions, the Security Council’s list in XML, or a file of GeoNames"
)
PASSED_OVER = "{} passed over: of other kinds than " + all_kinds()


@dataclass
class RegisterReading:
    """What is said of the files of an import, and shared between them."""

    kind: str = ""
    register: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    features: tuple[str, ...] = geonames.FEATURES
    encoding: str = ""
    with_names: bool = True
    codes: AdminCodes = field(default_factory=AdminCodes)
    recalled: Callable[[Sequence[str]], Mapping[str, str]] = lambda labels: {}
    """What was said before of a header, given its labels."""

    def meanings_for(self, labels: Sequence[str]) -> Mapping[str, str]:
        """Return what is told of the columns of a header: now, or else the last time."""
        return self.columns or self.recalled(labels)

    def defaults(self, origin: str) -> tables.RegisterDefaults:
        """Return what holds for a whole table; without a register its file's name stands for one."""
        stem = re.sub(r"[\W_]+", "-", plain(origin.partition(".")[0]).casefold()).strip("-") or "list"
        return tables.RegisterDefaults(self.kind, self.register or stem[:60], self.codes)


@dataclass(frozen=True)
class RegisterFormat:
    """A format: its name in words, whether a file begins like one, and its reader."""

    key: str
    name: str
    begins: Callable[[str], bool]
    read: Callable[[Path, str, RegisterReading], Iterator[EntityRecord | Refusal]]


def format_of(path: Path) -> RegisterFormat:
    """Return the format of a file. Raises RecordError for any other file, or one that cannot be unpacked."""
    if is_book(path):
        return SPREADSHEET
    head = head_of(path)
    if not head.strip():
        raise RecordError("is empty")
    text = head.removeprefix(MARK).decode(errors="replace").lstrip()
    found = next((format for format in FORMATS if format.begins(text)), None)
    if found is None:
        raise RecordError(NOT_RECOGNISED)
    return found


def read_register(path: Path, origin: str, reading: RegisterReading) -> Iterator[EntityRecord | Refusal]:
    """Yield the records of a file, notices, and refusals that say what to do; a record that cannot be read costs no other."""
    try:
        yield from format_of(path).read(path, origin, reading)
    except (RecordError, ColumnsError) as error:
        yield Refusal(origin, None, str(error))


def columns_in(path: Path, reading: RegisterReading) -> list[Column]:
    """Return what the columns of a table are taken for; nothing for other formats. Raises RecordError and ColumnsError as reading does."""
    form = format_of(path)
    if form.key == "spreadsheet":
        return columns_of_book(path, reading.meanings_for)
    if form.key == "table":
        with opened(path) as file:
            return _proposed(_table(file, reading.encoding)[0], reading)
    if form.key == "objects":
        with opened(path) as file:
            first = next(
                (found for found in read_json_objects(file, "") if not isinstance(found, Refusal)), None
            )
        if first and not (is_of_money(first.values) or wikidata.is_entity(first.values)):
            return _proposed(list(first.values), reading)
    return []


# Tables


def _proposed(labels: Sequence[str], reading: RegisterReading) -> list[Column]:
    return propose(labels, reading.meanings_for(labels))


def _table(file, encoding: str):
    """Return the labels of a table, its delimiter, decoder, encoding and notes; the file is left at its first row."""
    if not file.seekable():
        file = BytesIO(file.read())
    encoding, note = encoding_of_lines(file, encoding, save_as="“CSV UTF-8”")
    file.seek(len(MARK) if file.read(3) == MARK else 0)
    decode = decoder_of(encoding)
    text = decode(file.readline(1_000_000)).strip("\r\n")
    delimiter = ""
    if text.lower().startswith("sep=") and text[4:5] in DELIMITERS:
        delimiter, text = text[4], decode(file.readline(1_000_000)).strip("\r\n")
    delimiter = delimiter or max(DELIMITERS, key=lambda sign: len(_split(text, sign)))
    labels = [
        label.strip().lstrip("?") if delimiter == "\t" else label.strip() for label in _split(text, delimiter)
    ]
    return labels, delimiter, decode, encoding, note


def _split(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:
        return []


def _read_table(path: Path, origin: str, reading: RegisterReading) -> Iterator[EntityRecord | Refusal]:
    with opened(path) as file:
        labels, delimiter, decode, encoding, note = _table(file, reading.encoding)
        columns = _proposed(labels, reading)
        if note:
            yield Notice(origin, None, note)
        yield Notice(origin, 1, in_words(columns))
        defaults = reading.defaults(origin)
        for line in read_lines(file, decode, delimiter, origin, 2):
            if isinstance(line, Refusal):
                yield line
            elif any(cell.strip() for cell in line.cells):
                yield _row(line, labels, columns, defaults, encoding, origin)


def _row(line, labels, columns, defaults, encoding, origin) -> EntityRecord | Refusal:
    if any(STRAY.search(cell) for cell in line.cells):
        return Refusal(origin, line.number, not_as_the_others(encoding))
    if len(line.cells) > len(labels) and any(cell.strip() for cell in line.cells[len(labels) :]):
        said = f"has {len(line.cells)} fields where the header names {len(labels)}: a text with separators must be in quotation marks"
        return Refusal(origin, line.number, said)
    cells = dict(zip(labels, line.cells, strict=False))
    return _flat(cells, columns, defaults, origin, line.number, len(line.content))


def _flat(cells, columns, defaults, origin, position, size) -> EntityRecord | Refusal:
    try:
        found = tables.record_of(cells, columns, defaults, origin=origin, position=position, size=size)
        if any(scheme == "ucdp_actor" for scheme, _ in found.ids):
            return tables.with_actor_names(found, cells_of(cells))
        return found
    except CellError as error:
        return Refusal(origin, position, str(error))


def _read_book(path: Path, origin: str, reading: RegisterReading) -> Iterator[EntityRecord | Refusal]:
    defaults = reading.defaults(origin)
    for row in rows_of_book(path, reading.meanings_for):
        place = where(origin, row)
        if row.is_header:
            yield Notice(place, row.number, in_words(row.columns))
        else:
            size = sum(map(len, row.cells.values()))
            yield _flat(row.cells, row.columns, defaults, place, row.number, size)


# Objects


def _read_objects(path: Path, origin: str, reading: RegisterReading) -> Iterator[EntityRecord | Refusal]:
    columns: list[Column] | None = None
    defaults, passed_over = reading.defaults(origin), 0
    with opened(path) as file:
        for found in read_json_objects(file, origin):
            if isinstance(found, Refusal):
                yield found
                continue
            where: dict[str, Any] = {"origin": origin, "position": found.number, "size": found.size}
            try:
                if is_of_money(found.values):
                    record = read_of_money(found.values, **where)
                elif wikidata.is_entity(found.values):
                    record = wikidata.read_entity(found.values, kind=reading.kind, **where)
                else:
                    if columns is None:
                        columns = _proposed(list(found.values), reading)
                        yield Notice(origin, found.number, in_words(columns))
                    cells = {name: _in_cell(value) for name, value in found.values.items()}
                    record = tables.record_of(cells, columns, defaults, **where)
            except CellError as error:
                yield Refusal(origin, found.number, str(error))
                continue
            if record is None:
                passed_over += 1
            else:
                yield record
    if passed_over:
        yield Notice(
            origin,
            None,
            PASSED_OVER.format("1 record was" if passed_over == 1 else f"{passed_over:,} records were"),
        )


def _in_cell(value: object) -> str:
    """Return a value of JSON as the cell of a table: several are separated by bars."""
    if isinstance(value, dict):
        return _in_cell(value.get("value", value.get("name", "")))
    if isinstance(value, list):
        return "|".join(filter(None, map(_in_cell, value)))
    return "" if value is None else str(value)


# The rest


def _read_list(path: Path, origin: str, reading: RegisterReading) -> Iterator[EntityRecord | Refusal]:
    with opened(path) as file:
        yield from read_list(file, origin)


def _read_places(path: Path, origin: str, reading: RegisterReading) -> Iterator[EntityRecord | Refusal]:
    return geonames.read_places(
        path, origin, codes=reading.codes, features=reading.features, with_names=reading.with_names
    )


def _read_names(path: Path, origin: str, reading: RegisterReading) -> Iterator[EntityRecord | Refusal]:
    return geonames.read_names(path, origin)


def _read_codes(path: Path, origin: str, reading: RegisterReading) -> Iterator[EntityRecord | Refusal]:
    return geonames.read_codes(path, origin, codes=reading.codes)


def _is_table(text: str) -> bool:
    first, _, rest = text.partition("\n")
    return (
        bool(rest.strip())
        and "\0" not in text
        and max(first.count(sign) for sign in DELIMITERS) > 0
        and not text.startswith("<")
    )


SPREADSHEET = RegisterFormat("spreadsheet", "a spreadsheet", lambda text: False, _read_book)
FORMATS: tuple[RegisterFormat, ...] = (
    RegisterFormat("un-list", "the Security Council’s list", lambda text: text.startswith("<") and "CONSOLIDATED_LIST" in text, _read_list),
    RegisterFormat("objects", "JSON", lambda text: text[:1] in "{[", _read_objects),
    RegisterFormat("geonames-names", "other names of GeoNames", lambda text: bool(NAMES_ROW.match(text)), _read_names),
    RegisterFormat("geonames", "places of GeoNames", lambda text: bool(GEONAMES_ROW.match(text)) and text.partition("\n")[0].count("\t") == 18, _read_places),
    RegisterFormat("geonames-codes", "codes of GeoNames", lambda text: bool(CODES_ROW.match(text)), _read_codes),
    RegisterFormat("table", "a table", _is_table, _read_table),
)  # fmt: skip
