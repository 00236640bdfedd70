"""PDF files with text: one report each. pypdfium2 finds the text and its places; `pdf_layout` makes paragraphs of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

from pypdfium2 import PdfDocument, PdfiumError, PdfPage, PdfTextPage

from archive.dates import DateError, read_printed
from archive.ingest.raw import FILE_TOO_LARGE, MAX_FILE_BYTES, MAX_RECORD_BYTES, RawArticle, Refusal
from archive.ingest.readers.bundles import check_is_one
from archive.ingest.readers.documents import whole_file
from archive.ingest.readers.fields import MAX_LENGTH, UNPRINTABLE, RecordError
from archive.ingest.readers.options import ReadingOptions
from archive.ingest.readers.pdf_layout import PdfLine, PdfPageText, headline_of, merged, paragraphs_of
from archive.ingest.readers.unpack import DAMAGED, PASSWORD

MEDIA_TYPE = "application/pdf"
MAX_PAGES = 3_000
MAX_PIECES = 20_000  # of text on one page: a map or a drawing has more
MIN_LETTERS = 20  # on a page with text
MAX_DATE = 60
SCAN = "has pictures of pages, but no text: have its text recognised first (OCR, for instance with ocrmypdf), then load the result"
# pdfium must be used by one thread at a time.
LOCK = threading.Lock()


def read_pdf(path: Path, origin: str, options: ReadingOptions) -> Iterator[RawArticle | Refusal]:
    """Read a PDF file as one report."""
    yield whole_file(path, origin, options, reread_pdf, most=MAX_FILE_BYTES)


def reread_pdf(
    content: bytes, *, encoding: str = "", origin: str = "", position: int | None = None
) -> RawArticle:
    """Return the report in a PDF file.

    Raises:
        RecordError: when it has no text, is damaged or locked.
    """
    if len(content) > MAX_FILE_BYTES:
        raise RecordError(FILE_TOO_LARGE)
    with LOCK:
        pages = _pages(content)
    filled = [page for page in pages if sum(len(line.text) for line in page.lines) >= MIN_LETTERS]
    if not filled:
        raise RecordError(SCAN)
    paragraphs = paragraphs_of(pages)
    text = UNPRINTABLE.sub(" ", "\n\n".join(paragraphs))
    if len(text) > MAX_RECORD_BYTES:
        raise RecordError("holds more text than any report: split it")
    check_is_one("\n".join(line.text for page in pages for line in page.lines), "a PDF file")
    headline = headline_of(pages)
    empty = len(pages) - len(filled)
    notices = (
        (f"{empty} of its {len(pages)} pages hold no text: they may be pictures of pages",) if empty else ()
    )
    return RawArticle(
        text=text,
        headline=headline if len(headline) <= MAX_LENGTH["headline"] else "",
        date_printed=_day(filled[0]) if headline else "",
        notices=notices,
        content=content,
        media_type=MEDIA_TYPE,
        encoding="",
        origin=origin,
        position=position,
    )


def _pages(content: bytes) -> list[PdfPageText]:
    try:
        with PdfDocument(content) as document:
            if len(document) > MAX_PAGES:
                raise RecordError(f"has more than {MAX_PAGES:,} pages: split it into its reports")
            return [_page(document[number]) for number in range(len(document))]
    except PdfiumError as error:
        raise RecordError(PASSWORD if "password" in str(error).lower() else DAMAGED) from error


def _page(page: PdfPage) -> PdfPageText:
    """Return the lines of a page, their places counted from its top."""
    height = page.get_height()
    text = page.get_textpage()
    try:
        pieces = []
        for index in range(min(text.count_rects(), MAX_PIECES)):
            left, bottom, right, top = text.get_rect(index)
            said = text.get_text_bounded(left, bottom, right, top)
            said = " ".join(said.replace("\r\n", " ").split())
            if said:
                bottom, top = _line_box(text, left, bottom, top)
                pieces.append(PdfLine(said, left, right, height - top, height - bottom, top - bottom))
        return PdfPageText(tuple(merged(pieces)), height)
    finally:
        text.close()
        page.close()


def _line_box(text: PdfTextPage, left: float, bottom: float, top: float) -> tuple[float, float]:
    """Return the foot and the top of the line of type at a place, whatever letters are in it: by its size, not by their shapes."""
    index = text.get_index(left + 1, (bottom + top) / 2, 4, 4)
    if index is None:
        return bottom, top
    _, low, _, high = text.get_charbox(index, loose=True)
    return (low, high) if high > low else (bottom, top)


def _day(page: PdfPageText) -> str:
    """Return the date that stands alone on a line of the first page, if just one does."""
    days = {line.text.strip() for line in page.lines if _is_day(line.text.strip())}
    return days.pop() if len(days) == 1 else ""


def _is_day(line: str) -> bool:
    if not 6 <= len(line) <= MAX_DATE or not any(map(str.isdigit, line)) or line.isdigit():
        return False
    try:
        return len(read_printed(line).edtf) >= 7
    except DateError:
        return False
