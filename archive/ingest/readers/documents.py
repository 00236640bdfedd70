"""Files that hold one report each: plain text and saved web pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from archive.ingest.encoding import EncodingNotKnownError, NotTextError, declared_in_markup, decode
from archive.ingest.raw import MAX_RECORD_BYTES, TOO_LARGE, RawArticle, Refusal
from archive.ingest.readers.fields import UNPRINTABLE, RecordError

PLAIN, PAGE = "text/plain", "text/html"


def read_text(path: Path, origin: str, told: str = "") -> Iterator[RawArticle | Refusal]:
    """Read a text file as one report; `told` is the encoding named for files that do not show theirs."""
    yield from _read(path, origin, PLAIN, told)


def read_page(path: Path, origin: str, told: str = "") -> Iterator[RawArticle | Refusal]:
    """Read a saved web page as one report."""
    yield from _read(path, origin, PAGE, told)


def reread_text(
    content: bytes, *, encoding: str = "", origin: str = "", position: int | None = None
) -> RawArticle:
    """Return the report in a text that was captured or pasted; raises RecordError."""
    return parse_document(content, media_type=PLAIN, told=encoding, origin=origin, position=position)


def reread_page(
    content: bytes, *, encoding: str = "", origin: str = "", position: int | None = None
) -> RawArticle:
    """Return the report in a page that was captured or pasted; raises RecordError."""
    return parse_document(content, media_type=PAGE, told=encoding, origin=origin, position=position)


def parse_document(
    content: bytes, *, media_type: str, told: str = "", origin: str = "", position: int | None = None
) -> RawArticle:
    """Return the report in the bytes of a text file or a page; `told` is the encoding that somebody named for it.

    Raises:
        RecordError: when the bytes are not text, or only white space.
    """
    if len(content) > MAX_RECORD_BYTES:
        raise RecordError(TOO_LARGE)
    declared = declared_in_markup(content) if media_type == PAGE else ""
    try:
        decoded = decode(content, told=told, declared=declared)
    except (NotTextError, EncodingNotKnownError) as error:
        raise RecordError(str(error)) from error
    if not decoded.text.strip():
        raise RecordError("is empty: fill it in or leave the file out")
    # The database refuses control characters in text; the capture keeps them.
    text = UNPRINTABLE.sub(" ", decoded.text)
    return RawArticle(
        **{"html" if media_type == PAGE else "text": text},
        content=content,
        media_type=media_type,
        encoding=decoded.encoding,
        notices=(decoded.note,) if decoded.note else (),
        origin=origin,
        position=position,
    )


def _read(path: Path, origin: str, media_type: str, told: str) -> Iterator[RawArticle | Refusal]:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_RECORD_BYTES + 1)
        yield parse_document(content, media_type=media_type, told=told, origin=origin)
    except RecordError as error:
        yield Refusal(origin, None, str(error))
