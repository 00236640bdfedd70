"""MHTML: a page that a browser saved with its pictures in one file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from archive.ingest.raw import FILE_TOO_LARGE, MAX_FILE_BYTES, RawArticle, Refusal
from archive.ingest.readers.bundles import check_is_one
from archive.ingest.readers.documents import page_from, whole_file
from archive.ingest.readers.fields import RecordError
from archive.ingest.readers.options import ReadingOptions

MEDIA_TYPE = "multipart/related"
PAGE_TYPES = ("text/html", "application/xhtml+xml")
FRAMES = re.compile(rb"<frameset[\s>]", re.IGNORECASE)


def read_mhtml(path: Path, origin: str, options: ReadingOptions) -> Iterator[RawArticle | Refusal]:
    """Read a saved page as one report."""
    yield whole_file(path, origin, options, reread_mhtml, most=MAX_FILE_BYTES)


def reread_mhtml(
    content: bytes, *, encoding: str = "", origin: str = "", position: int | None = None
) -> RawArticle:
    """Return the report on a saved page; raises RecordError."""
    if len(content) > MAX_FILE_BYTES:
        raise RecordError(FILE_TOO_LARGE)
    try:
        message = message_from_bytes(content, policy=policy.default)
        page = _page_of(message)
        markup = page.get_payload(decode=True) if isinstance(page, EmailMessage) else None
    except (RecursionError, ValueError, LookupError) as error:
        raise RecordError("is a damaged MHTML file: save the page again") from error
    if page is None or not isinstance(markup, bytes):
        raise RecordError("is an MHTML file without a page in it: save the page again")
    address = message["Snapshot-Content-Location"] or page["Content-Location"] or ""
    raw = page_from(
        markup,
        address=str(address) if str(address).startswith("http") else "",
        declared=page.get_content_charset() or "",
        told=encoding,
        content=content,
        media_type=MEDIA_TYPE,
        origin=origin,
        position=position,
    )
    check_is_one(raw.html, "an MHTML file")
    return raw


def _page_of(message: EmailMessage) -> EmailMessage | None:
    """Return the page that was saved: the one with the file's address, else the first; of a page of frames, the longest that it showed."""
    pages = [
        part
        for part in message.walk()
        if part.get_content_type() in PAGE_TYPES and isinstance(part, EmailMessage)
    ]
    address = message["Snapshot-Content-Location"]
    page = next((part for part in pages if address and part["Content-Location"] == address), None)
    page = page or next(iter(pages), None)
    if page is None or len(pages) == 1 or not FRAMES.search(_markup_of(page)):
        return page
    return max((part for part in pages if part is not page), key=lambda part: len(_markup_of(part)))


def _markup_of(part: EmailMessage) -> bytes:
    markup = part.get_payload(decode=True)
    return markup if isinstance(markup, bytes) else b""
