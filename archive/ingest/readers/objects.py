"""JSON: one report a line, an array of reports, or a list of them inside what an interface returned."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from archive.ingest.encoding import (
    EncodingNotKnownError,
    NotTextError,
    decode_as,
    find_encoding,
    label_of,
    wide_encoding,
)
from archive.ingest.raw import MAX_RECORD_BYTES, TOO_LARGE, Notice, RawArticle, Refusal
from archive.ingest.readers.columns import NOTHING, ColumnMapping, Pairs
from archive.ingest.readers.fields import RecordError
from archive.ingest.readers.json_slices import records_in
from archive.ingest.readers.options import ReadingOptions
from archive.ingest.readers.recoded import as_utf_8
from archive.ingest.readers.records import article_of, notices_on
from archive.ingest.readers.values import flattened

MEDIA_TYPE = "application/x-ndjson"
MARK = b"\xef\xbb\xbf"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_objects(path: Path, origin: str, options: ReadingOptions) -> Iterator[RawArticle | Refusal]:
    """Read JSON lines one by one; an unreadable line is refused and reading continues."""
    with as_utf_8(path) as (path, note), path.open("rb") as file:
        try:
            encoding, guessed = encoding_of_lines(file, options.encoding, save_as="UTF-8")
        except RecordError as error:
            yield Refusal(origin, None, str(error))
            return
        yield from (Notice(origin, None, reason) for reason in (note, guessed) if reason)
        reader = _Objects(options.columns, origin, encoding)
        for number, line in _lines(file):
            yield from reader.read(line, number)


def read_json(path: Path, origin: str, options: ReadingOptions) -> Iterator[RawArticle | Refusal]:
    """Read the records of a JSON file: those in its list, or the objects that follow each other."""
    with as_utf_8(path) as (path, note):
        if note:
            yield Notice(origin, None, note)
        reader, number = _Objects(options.columns, origin, "utf-8"), 0
        try:
            for number, content in enumerate(records_in(path), start=1):
                yield from reader.read(content, number)
        except RecordError as error:
            yield Refusal(origin, None, str(error))
            return
    if not number:
        yield Refusal(origin, None, "is JSON that holds no objects: each report must be one, with its text")


class _Objects:
    """Reads the objects of one file: what somebody said of their labels is settled by the first."""

    def __init__(self, columns: ColumnMapping, origin: str, encoding: str):
        self.columns, self.origin, self.encoding = columns, origin, encoding
        self.pairs: Pairs | None = None
        self.said: set = set()

    def read(self, content: bytes | None, number: int) -> Iterator[RawArticle | Refusal]:
        """Yield the report in the bytes of an object, with what is to be said of its labels."""
        if content is None:
            yield Refusal(self.origin, number, TOO_LARGE)
            return
        try:
            record = load_object(content, self.encoding)
            if self.pairs is None:
                self.pairs = self.columns.pairs_for(record)
            article = _article(
                record,
                content,
                encoding=self.encoding,
                origin=self.origin,
                position=number,
                columns=self.pairs,
            )
        except RecordError as error:
            yield error.refusal(self.origin, number)
            return
        yield from notices_on(tuple(record), self.pairs, self.origin, number, self.said)
        yield article


def encoding_of_lines(file: BinaryIO, told: str, *, save_as: str) -> tuple[str, str]:
    """Return the encoding of a file of lines and notes on it; the file is rewound.

    Raises:
        RecordError: when it cannot be determined, or its lines cannot be separated.
    """
    head = file.read(4096)
    if head[:2] in UTF_16_MARKS or wide_encoding(head):
        raise RecordError(f"is in UTF-16: save it as {save_as} and try again")
    file.seek(0)
    try:
        return find_encoding(iter(lambda: file.readline(MAX_RECORD_BYTES + 1), b""), told=told)
    except (NotTextError, EncodingNotKnownError) as error:
        raise RecordError(str(error)) from error
    finally:
        file.seek(0)


def parse_object(
    content: bytes,
    *,
    encoding: str = "utf-8",
    origin: str = "",
    position: int | None = None,
    columns: Pairs = NOTHING,
) -> RawArticle:
    """Return the report in one JSON object; `columns` is what somebody said of its labels.

    Raises:
        RecordError: when it is not a report.
    """
    record = load_object(content, encoding)
    return _article(record, content, encoding=encoding, origin=origin, position=position, columns=columns)


def load_object(content: bytes, encoding: str) -> dict:
    """Return the values in one JSON object, those of nested objects under joined keys.

    Raises:
        RecordError: when it is not an object.
    """
    try:
        fields = json.loads(decode_as(content, encoding))
    except EncodingNotKnownError as error:
        raise RecordError(not_as_the_others(encoding)) from error
    except json.JSONDecodeError as error:
        raise RecordError(
            f"is not JSON: {error.msg} at character {error.pos + 1}. Each line must be one object"
        ) from error
    except (ValueError, RecursionError) as error:
        raise RecordError(
            "is JSON nested too deeply, or with too long a number, for a report: simplify it"
        ) from error
    if not isinstance(fields, dict):
        raise RecordError('is not a JSON object: write {"headline": …, "text": …} in each line')
    return flattened(fields)


def _article(record: dict, content: bytes, *, columns: Pairs, **received) -> RawArticle:
    return article_of(record, told=columns, content=content, media_type=MEDIA_TYPE, **received)


def not_as_the_others(encoding: str) -> str:
    """Say that a record is not in the encoding of its file."""
    return f"holds bytes that are not valid {label_of(encoding)}, the encoding of the rest of the file: save it in one encoding"


def _lines(file) -> Iterator[tuple[int, bytes | None]]:
    """Yield line number and bytes, None for a line too large to read."""
    number = 0
    while line := file.readline(MAX_RECORD_BYTES + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(MARK)
        if len(line) > MAX_RECORD_BYTES:
            skip_line(file, line)
            yield number, None
        elif line.strip():
            yield number, line.rstrip(b"\r\n")


def skip_line(file, begun: bytes) -> None:
    """Read the rest of a line that starts with `begun`."""
    while begun and not begun.endswith(b"\n"):
        begun = file.readline(MAX_RECORD_BYTES)
