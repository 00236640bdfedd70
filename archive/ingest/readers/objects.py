"""JSON lines: one report a line."""

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
from archive.ingest.readers.fields import (
    CONTENT,
    RecordError,
    article_from_fields,
    column_named,
    missing_content_message,
    nearest_column,
)

MEDIA_TYPE = "application/x-ndjson"
MARK = b"\xef\xbb\xbf"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_objects(path: Path, origin: str, told: str = "") -> Iterator[RawArticle | Refusal]:
    """Read JSON lines one by one; an unreadable line is refused and reading continues.

    `told` is the encoding named for files that are not UTF-8.
    """
    unknown: set[str] = set()
    with path.open("rb") as file:
        try:
            encoding, note = encoding_of_lines(file, told, save_as="UTF-8")
        except RecordError as error:
            yield Refusal(origin, None, str(error))
            return
        if note:
            yield Notice(origin, None, note)
        for number, line in _lines(file):
            yield from _read_line(line, encoding, origin, number, unknown)


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
    content: bytes, *, encoding: str = "utf-8", origin: str = "", position: int | None = None
) -> tuple[RawArticle, list[str]]:
    """Return the report in one JSON object and its unknown keys.

    Raises:
        RecordError: when it is not a report.
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
            "is JSON that no report needs: nested too deeply, or with too long a number"
        ) from error
    if not isinstance(fields, dict):
        raise RecordError('is not a JSON object: write {"headline": …, "text": …} in each line')
    known = _known(fields)
    if not any(name in known for name in CONTENT):
        raise RecordError(missing_content_message(fields))
    article = article_from_fields(
        known,
        content=content,
        media_type=MEDIA_TYPE,
        encoding=encoding,
        origin=origin,
        position=position,
    )
    return article, [key for key in fields if not column_named(key)]


def reread_object(
    content: bytes, *, encoding: str = "utf-8", origin: str = "", position: int | None = None
) -> RawArticle:
    """Return the report in a captured object; raises RecordError."""
    return parse_object(content, encoding=encoding, origin=origin, position=position)[0]


def not_as_the_others(encoding: str) -> str:
    """Say that a record is not in the encoding of its file."""
    return f"holds bytes that are not valid {label_of(encoding)}, the encoding of the rest of the file: save it in one encoding"


def _known(fields: dict) -> dict:
    """Keep the keys that have a meaning; the archive's own name for one wins over another tool's."""
    known: dict = {}
    for key, value in fields.items():
        name = column_named(key)
        if name and (name not in known or key == name):
            known[name] = value
    return known


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


def _read_line(
    line: bytes | None, encoding: str, origin: str, number: int, told: set[str]
) -> Iterator[RawArticle | Refusal]:
    if line is None:
        yield Refusal(origin, number, TOO_LARGE)
        return
    try:
        article, unknown = parse_object(line, encoding=encoding, origin=origin, position=number)
    except RecordError as error:
        yield Refusal(origin, number, str(error))
        return
    yield from unknown_columns(unknown, origin, number, told)
    yield article


def unknown_columns(labels, origin: str, number: int, told: set[str]) -> Iterator[Notice]:
    """Report each ignored column, once for each file."""
    for label in labels:
        if label not in told:
            told.add(label)
            yield Notice(
                origin,
                number,
                f"the column “{label[:60]}” is not known and was ignored{nearest_column(label)}",
            )
