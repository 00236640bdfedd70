"""Files that hold one report each: plain text and saved web pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from archive.ingest.encoding import NotText, declared_in_markup, decode
from archive.ingest.raw import MAX_RECORD_BYTES, TOO_LARGE, RawArticle, Refusal
from archive.ingest.readers.fields import UNPRINTABLE, BadRecord

PLAIN, PAGE = "text/plain", "text/html"


def read_text(path: Path, origin: str) -> Iterator[RawArticle | Refusal]:
    """Read a .txt file as one report."""
    yield from _read(path, origin, PLAIN)


def read_page(path: Path, origin: str) -> Iterator[RawArticle | Refusal]:
    """Read a .html file as one report."""
    yield from _read(path, origin, PAGE)


def parse_document(
    content: bytes, *, media_type: str, declared: str = "", origin: str = "", position: int | None = None
) -> RawArticle:
    """Return the report in the bytes of a text file or a page; `declared` is the encoding that its sender named.

    Raises:
        BadRecord: when the bytes are no text, or none but blanks.
    """
    if len(content) > MAX_RECORD_BYTES:
        raise BadRecord(TOO_LARGE)
    if media_type == PAGE and not declared:
        declared = declared_in_markup(content)
    try:
        decoded = decode(content, declared=declared)
    except NotText as error:
        raise BadRecord(str(error)) from error
    if not decoded.text.strip():
        raise BadRecord("is empty: fill it in or leave the file out")
    # Control characters in the text would be refused by the database; in the capture they stay.
    text = UNPRINTABLE.sub(" ", decoded.text)
    return RawArticle(
        **{"html" if media_type == PAGE else "text": text},
        content=content,
        media_type=media_type,
        encoding=decoded.encoding,
        origin=origin,
        position=position,
    )


def _read(path: Path, origin: str, media_type: str) -> Iterator[RawArticle | Refusal]:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_RECORD_BYTES + 1)
        yield parse_document(content, media_type=media_type, origin=origin)
    except BadRecord as error:
        yield Refusal(origin, None, str(error))
