"""Files that hold one report each: plain text and saved web pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from archive.ingest.encoding import EncodingNotKnownError, NotTextError, declared_in_markup, decode
from archive.ingest.raw import FILE_TOO_LARGE, MAX_RECORD_BYTES, TOO_LARGE, RawArticle, Refusal
from archive.ingest.readers.fields import MAX_LENGTH, UNPRINTABLE, RecordError
from archive.ingest.readers.options import ReadingOptions
from archive.ingest.readers.wayback import unwrapped

PLAIN, PAGE = "text/plain", "text/html"


def read_text(path: Path, origin: str, options: ReadingOptions) -> Iterator[RawArticle | Refusal]:
    """Read a text file as one report."""
    yield whole_file(path, origin, options, reread_text)


def read_page(path: Path, origin: str, options: ReadingOptions) -> Iterator[RawArticle | Refusal]:
    """Read a saved web page as one report."""
    yield whole_file(path, origin, options, reread_page)


def whole_file(
    path: Path,
    origin: str,
    options: ReadingOptions,
    reread: Callable[..., RawArticle],
    *,
    most: int = MAX_RECORD_BYTES,
) -> RawArticle | Refusal:
    """Return the report in a file that is one, or why there is none."""
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
        if len(content) > most:
            raise RecordError(TOO_LARGE if most == MAX_RECORD_BYTES else FILE_TOO_LARGE)
        return reread(content, encoding=options.encoding, origin=origin, position=None)
    except RecordError as error:
        return Refusal(origin, None, str(error))


def reread_text(
    content: bytes, *, encoding: str = "", origin: str = "", position: int | None = None
) -> RawArticle:
    """Return the report in a text that was captured or pasted; raises RecordError."""
    text, encoding, note = _decoded(content, told=encoding)
    return RawArticle(
        text=text,
        content=content,
        media_type=PLAIN,
        encoding=encoding,
        notices=note,
        origin=origin,
        position=position,
    )


def reread_page(
    content: bytes, *, encoding: str = "", origin: str = "", position: int | None = None
) -> RawArticle:
    """Return the report in a page that was captured or pasted; raises RecordError."""
    return page_from(
        content, told=encoding, content=content, media_type=PAGE, origin=origin, position=position
    )


def page_from(
    page: bytes, *, address: str = "", copied_at: str = "", declared: str = "", told: str = "", **received
) -> RawArticle:
    """Return the report on a page, whatever it was wrapped in; a copy of the Wayback Machine as it was first published.

    Args:
        page: the bytes of the page.
        address: where it was found.
        copied_at: when it was copied from there, in ISO 8601.
        declared: its encoding, as the server named it.
        told: the encoding that somebody named.
        received: content, media_type, origin and position of the capture.

    Raises:
        RecordError: when the bytes are not text, or only white space.
    """
    markup, encoding, note = _decoded(page, told=told, declared=declared or declared_in_markup(page))
    copy = unwrapped(markup, address)
    return RawArticle(
        html=copy.markup,
        url=copy.address
        if len(copy.address) <= MAX_LENGTH["url"] and copy.address.startswith("http")
        else "",
        copied_at=copy.copied_at or copied_at,
        encoding=encoding,
        notices=note,
        **received,
    )


def _decoded(content: bytes, *, told: str = "", declared: str = "") -> tuple[str, str, tuple[str, ...]]:
    if len(content) > MAX_RECORD_BYTES:
        raise RecordError(TOO_LARGE)
    try:
        decoded = decode(content, told=told, declared=declared)
    except (NotTextError, EncodingNotKnownError) as error:
        raise RecordError(str(error)) from error
    if not decoded.text.strip():
        raise RecordError("is empty: fill it in or leave the file out")
    # The database refuses control characters in text; the capture keeps them.
    text = UNPRINTABLE.sub(" ", decoded.text)
    return text, decoded.encoding, (decoded.note,) if decoded.note else ()
