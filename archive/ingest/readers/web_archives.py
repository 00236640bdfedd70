"""Pages in web archives: WARC files, compressed or not, and WACZ files, of which the pages in their own list are read.

warcio reads the records as a stream. A capture is one record: its headers, the answer of the server and the page, as they came. A revisit
says that a page was the same as at an earlier copy, and yields the moment alone.
"""

from __future__ import annotations

import io
import json
import re
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import brotli
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from archive.ingest.html import parse as parse_markup
from archive.ingest.html import visible_lines
from archive.ingest.identity import address_key
from archive.ingest.raw import MAX_RECORD_BYTES, TOO_LARGE, Notice, RawArticle, Refusal
from archive.ingest.readers.documents import page_from
from archive.ingest.readers.fields import MAX_LENGTH, RecordError
from archive.ingest.readers.options import ReadingOptions
from archive.ingest.readers.unpack import MAX_UNPACKED, Ration, open_member, open_zip

MEDIA_TYPE = "application/warc"
PAGES = re.compile(r"pages/[^/]{1,100}\.jsonl")
WARCS = re.compile(r"(?:archive/)?[^/]{1,200}\.(?:warc|warc\.gz)")
PAGE_TYPES = ("text/html", "application/xhtml+xml")
REDIRECTS = re.compile(r"HTTP/\S+ 30[1278]\b")
LOCATION = re.compile(r"^location:[ \t]*(https?://\S{1,2000})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
MAX_LOOKED_AT = 500_000
MIN_TEXT = 250  # characters of a page that may hold a report
MAX_LIST = 200_000
DAMAGED_RECORD = "is a damaged record of a web archive"
UNKNOWN_MOMENT = "earlier"
DAMAGED = (
    "is damaged or cut off here: the pages before this place were read. Copy the file again for the rest"
)


class _Records(ArchiveIterator):
    INC_RECORD = ""  # what is damaged is told with the file, not on the terminal


def read_warc(path: Path, origin: str, options: ReadingOptions) -> Iterator[RawArticle | Refusal]:
    """Read the pages in a WARC file; records other than pages with a text are counted."""
    yield from _read_records(path, origin, options, None)


def read_wacz(path: Path, origin: str, options: ReadingOptions) -> Iterator[RawArticle | Refusal]:
    """Read the pages that a WACZ file lists, from the WARC files in it."""
    with open_zip(path) as archive:
        listed = _pages_listed(archive)
        ration = Ration(max(path.stat().st_size * 5, MAX_UNPACKED))
        names = sorted(name for name in archive.namelist() if WARCS.fullmatch(name))
        if not names:
            yield Refusal(origin, None, "is a WACZ file without web archives in it: export it again")
        for name in names:
            with (
                open_member(archive, name, ration) as stream,
                tempfile.NamedTemporaryFile(prefix="dateline-") as copy,
            ):
                while chunk := stream.read(1_000_000):
                    copy.write(chunk)
                copy.flush()
                yield from _read_records(Path(copy.name), f"{origin}/{name}", options, listed)


def reread_warc(
    content: bytes, *, encoding: str = "", origin: str = "", position: int | None = None
) -> RawArticle:
    """Return the page in a captured record; raises RecordError."""
    try:
        record = next(iter(_Records(io.BytesIO(content))))
        address = record.rec_headers.get_header("WARC-Target-URI") or ""
        copied = record.rec_headers.get_header("WARC-Date") or ""
        declared = (
            _charset(record.http_headers.get_header("Content-Type") or "") if record.http_headers else ""
        )
        if record.rec_type == "revisit":
            earlier = record.rec_headers.get_header("WARC-Refers-To-Date") or ""
            return _revisit(address, copied, earlier, content=content, origin=origin, position=position)
        page = _unpacked(record)
    except RecordError:
        raise
    except (ArchiveLoadFailed, StopIteration, OSError, EOFError, ValueError) as error:
        raise RecordError(DAMAGED_RECORD) from error
    return page_from(
        page,
        address=address,
        copied_at=copied,
        declared=declared,
        told=encoding,
        content=content,
        media_type=MEDIA_TYPE,
        origin=origin,
        position=position,
    )


def _unpacked(record) -> bytes:
    """Return the page in a record, unpacked; raises RecordError for a packing that is not known."""
    headers = record.http_headers
    packing = (headers.get_header("Content-Encoding") or "").strip().lower() if headers else ""
    if packing not in ("br", "zstd"):
        return record.content_stream().read(MAX_RECORD_BYTES + 1)
    if packing == "zstd":
        raise RecordError("is packed with zstd, which is not read: record the page again without it")
    headers.replace_header("Content-Encoding", "identity")
    packed = record.content_stream().read(MAX_RECORD_BYTES + 1)
    try:
        return brotli.Decompressor().process(packed, output_buffer_limit=MAX_RECORD_BYTES + 1)
    except brotli.error as error:
        raise RecordError(DAMAGED_RECORD) from error


def _revisit(address: str, copied_at: str, earlier: str, **received) -> RawArticle:
    return RawArticle(
        url=address if len(address) <= MAX_LENGTH["url"] else "",
        copied_at=copied_at,
        repeats=earlier or UNKNOWN_MOMENT,
        media_type=MEDIA_TYPE,
        **received,
    )


def _read_records(
    path: Path, origin: str, options: ReadingOptions, listed: set[str] | None
) -> Iterator[RawArticle | Refusal]:
    number = pages = others = 0
    with path.open("rb") as file:
        try:
            for record in _Records(file, no_record_parse=True):
                number += 1
                options.meter.at(file.tell())
                if not _may_be_page(record, listed):
                    others += record.rec_type == "response"
                    continue
                block = record.raw_stream.read(MAX_RECORD_BYTES + 1)
                if len(block) < min(int(record.length or 0), MAX_RECORD_BYTES):
                    raise EOFError
                if record.rec_type == "revisit" and not _is_of_page(block):
                    continue
                if record.rec_type != "revisit" and not _is_page(block):
                    others += 1
                    if listed is not None and (elsewhere := _leads_to(block)):
                        listed.add(address_key(elsewhere))
                    continue
                pages += record.rec_type != "revisit"
                yield _read_page(_as_bytes(record, block), block, origin, number, options)
        except (ArchiveLoadFailed, OSError, EOFError, ValueError) as error:
            if isinstance(error, OSError) and error.errno:
                raise
            yield Refusal(origin, number or None, DAMAGED)
            return
    if not pages:
        yield Refusal(origin, None, "holds no page with a text: look at it in a viewer of web archives")
    elif others:
        yield Notice(
            origin,
            None,
            f"{others:,} of its records are not pages with a text (but pictures, scripts, redirects), or are not in its list",
        )


def _may_be_page(record, listed: set[str] | None) -> bool:
    if record.rec_type not in ("response", "resource", "revisit"):
        return False
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    return address.startswith(("http:", "https:")) and (listed is None or address_key(address) in listed)


def _is_page(block: bytes) -> bool:
    """Return whether the answer of a server is a page that was found, with some text."""
    head, _, body = block.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/"):
        return block.lstrip()[:200].lower().startswith((b"<!doctype html", b"<html"))
    if not _answers_with_page(head):
        return False
    if b"content-encoding:" in head.lower() or b"transfer-encoding:" in head.lower():
        return True  # it has to be unpacked to see
    tree = parse_markup(body[:MAX_LOOKED_AT].decode("latin-1"))
    return tree is not None and sum(map(len, visible_lines(tree))) >= MIN_TEXT


def _leads_to(block: bytes) -> str:
    """Return the address that the answer of a server leads on to, or ""."""
    head = block.partition(b"\r\n\r\n")[0].decode("latin-1")
    found = LOCATION.search(head) if REDIRECTS.match(head) else None
    return found[1] if found else ""


def _is_of_page(block: bytes) -> bool:
    """Return whether a revisit may be of a page: it repeats the head of the answer, or nothing."""
    head = block.partition(b"\r\n\r\n")[0]
    return (
        not head.strip() or b"content-type:" not in head.lower() or _answers_with_page(head, (b"200", b"304"))
    )


def _answers_with_page(head: bytes, well: tuple[bytes, ...] = (b"200",)) -> bool:
    status = head.split(b" ", 2)[1:2]
    kinds = [
        line.partition(b":")[2].strip().lower()
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-type:")
    ]
    is_page = any(kind.startswith(tuple(map(str.encode, PAGE_TYPES))) for kind in kinds)
    return is_page and bool(status) and status[0] in well


def _as_bytes(record, block: bytes) -> bytes:
    headers = "".join(f"{name}: {value}\r\n" for name, value in record.rec_headers.headers)
    return f"{record.rec_headers.protocol}\r\n{headers}\r\n".encode() + block + b"\r\n\r\n"


def _read_page(
    content: bytes, block: bytes, origin: str, number: int, options: ReadingOptions
) -> RawArticle | Refusal:
    if len(block) > MAX_RECORD_BYTES:
        return Refusal(origin, number, TOO_LARGE)
    try:
        return reread_warc(content, encoding=options.encoding, origin=origin, position=number)
    except RecordError as error:
        return Refusal(origin, number, str(error))


def _charset(content_type: str) -> str:
    found = re.search(r"charset=[\"']?([\w.:-]{1,40})", content_type, re.IGNORECASE)
    return found[1] if found else ""


def _pages_listed(archive: zipfile.ZipFile) -> set[str] | None:
    """Return the addresses in the lists of pages, without what makes no difference; None if there is no list."""
    listed: set[str] = set()
    for name in archive.namelist():
        if PAGES.fullmatch(name):
            with open_member(archive, name) as file:
                for line in iter(lambda: file.readline(MAX_RECORD_BYTES), b""):
                    listed |= _address_in(line)
                    if len(listed) > MAX_LIST:
                        return None
    return listed or None


def _address_in(line: bytes) -> set[str]:
    try:
        page = json.loads(line)
    except (ValueError, RecursionError):
        return set()
    address = page.get("url") if isinstance(page, dict) else None
    return {address_key(address)} if isinstance(address, str) else set()
