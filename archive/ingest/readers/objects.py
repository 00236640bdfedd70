"""JSON lines: one report in each line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from archive.ingest.encoding import NotText, decode
from archive.ingest.raw import MAX_RECORD_BYTES, TOO_LARGE, Notice, RawArticle, Refusal
from archive.ingest.readers.fields import BadRecord, article_from_fields, column_named, nearest_column

MEDIA_TYPE = "application/x-ndjson"
MARK = b"\xef\xbb\xbf"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_objects(path: Path, origin: str) -> Iterator[RawArticle | Refusal]:
    """Read a .jsonl file line by line; a line that cannot be read is refused and the others go on."""
    told: set[str] = set()
    with path.open("rb") as file:
        if file.read(2) in UTF_16_MARKS:
            yield Refusal(origin, None, "is in UTF-16: save it as UTF-8 and try again")
            return
        file.seek(0)
        for number, line in _lines(file):
            yield from _read_line(line, origin, number, told)


def parse_object(
    content: bytes, *, origin: str = "", position: int | None = None
) -> tuple[RawArticle, list[str]]:
    """Return the report in one JSON object and its keys that are not known.

    Raises:
        BadRecord: when it is no report.
    """
    try:
        decoded = decode(content)
        fields = json.loads(decoded.text)
    except NotText as error:
        raise BadRecord(str(error)) from error
    except json.JSONDecodeError as error:
        raise BadRecord(
            f"is no JSON: {error.msg} at character {error.pos + 1}. One object in each line is expected"
        ) from error
    except (ValueError, RecursionError) as error:
        raise BadRecord(
            "is JSON of a kind that no report needs: too deep, or with a number too long"
        ) from error
    if not isinstance(fields, dict):
        raise BadRecord('is no JSON object: write {"headline": …, "text": …} in each line')
    known = _known(fields)
    article = article_from_fields(
        known,
        content=content,
        media_type=MEDIA_TYPE,
        encoding=decoded.encoding,
        origin=origin,
        position=position,
    )
    return article, [key for key in fields if not column_named(key)]


def _known(fields: dict) -> dict:
    """Keep the keys that have a meaning; the archive's own word for it wins over another tool's."""
    known: dict = {}
    for key, value in fields.items():
        name = column_named(key)
        if name and (name not in known or key == name):
            known[name] = value
    return known


def _lines(file) -> Iterator[tuple[int, bytes | None]]:
    """Yield line number and bytes; None stands for a line that is too large to be read."""
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
    """Read on to the end of a line of which `begun` was read."""
    while begun and not begun.endswith(b"\n"):
        begun = file.readline(MAX_RECORD_BYTES)


def _read_line(
    line: bytes | None, origin: str, number: int, told: set[str]
) -> Iterator[RawArticle | Refusal]:
    if line is None:
        yield Refusal(origin, number, TOO_LARGE)
        return
    try:
        article, unknown = parse_object(line, origin=origin, position=number)
    except BadRecord as error:
        yield Refusal(origin, number, str(error))
        return
    yield from unknown_columns(unknown, origin, number, told)
    yield article


def unknown_columns(labels, origin: str, number: int, told: set[str]) -> Iterator[Notice]:
    """Name each column that was passed over, once a file."""
    for label in labels:
        if label not in told:
            told.add(label)
            yield Notice(
                origin,
                number,
                f"the column “{label[:60]}” is not known and was passed over{nearest_column(label)}",
            )
