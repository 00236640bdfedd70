"""Recognise binary files by their first bytes, and archives by their contents.

The list of signatures is short and our own, as it only names what holds nulls and is refused anyway. Of the maintained
libraries, puremagic takes prose that begins with BM for a picture and every zip archive for a Word file; filetype has had no
release since 2022; none looks for WARC in gzip.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from typing import BinaryIO

from archive.ingest.encoding import BYTE_ORDER_MARKS, wide_encoding
from archive.ingest.readers import formats
from archive.ingest.readers.formats import Format

SIGNATURES = (
    (0, b"WARC/1.", formats.WARC),
    (0, b"WARC/0.", formats.WARC),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", formats.OFFICE),
    (0, b"\x89PNG\r\n", formats.PICTURE),
    (0, b"\xff\xd8\xff", formats.PICTURE),
    (0, b"GIF87a", formats.PICTURE),
    (0, b"GIF89a", formats.PICTURE),
    (0, b"II*\x00", formats.PICTURE),
    (0, b"MM\x00*", formats.PICTURE),
    (8, b"WEBP", formats.PICTURE),
    (0, b"8BPS\x00", formats.PICTURE),
    (0, b"\x00\x00\x01\x00", formats.PICTURE),
    (4, b"ftyp", formats.SOUND),
    (0, b"OggS", formats.SOUND),
    (0, b"fLaC", formats.SOUND),
    (0, b"ID3\x03", formats.SOUND),
    (0, b"ID3\x04", formats.SOUND),
    (0, b"\x1aE\xdf\xa3", formats.SOUND),
    (0, b"\x1f\x8b\x08", formats.ARCHIVE),
    (0, b"BZh", formats.ARCHIVE),
    (0, b"\xfd7zXZ\x00", formats.ARCHIVE),
    (0, b"7z\xbc\xaf\x27\x1c", formats.ARCHIVE),
    (0, b"Rar!\x1a\x07", formats.ARCHIVE),
    (0, b"\x28\xb5\x2f\xfd", formats.ARCHIVE),
    (257, b"ustar", formats.ARCHIVE),
    (0, b"SQLite format 3\x00", formats.DATABASE),
    (0, b"PAR1", formats.DATABASE),
    (0, b"!BDN", formats.MAIL),
    (0, b"\x7fELF", formats.PROGRAM),
    (0, b"MZ\x90\x00", formats.PROGRAM),
    (0, b"wOFF", formats.FONT),
    (0, b"wOF2", formats.FONT),
)
# Formats that are zip archives, by the prefix of a member's name.
ZIPPED = (
    ("word/", formats.WORD),
    ("xl/", formats.SHEET),
    ("ppt/", formats.SLIDES),
    ("META-INF/container.xml", formats.BOOK),
    ("pages/pages.jsonl", formats.WACZ),
)
OPEN_DOCUMENTS = {"text": formats.OPEN_TEXT, "spreadsheet": formats.SHEET, "presentation": formats.SLIDES}
CONTROLS = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x0e\x0f\x1b"))


def by_signature(head: bytes) -> Format | None:
    """Return the format whose signature bytes begin with; None if they may be text."""
    if (
        b"%PDF-" in head[:1024]
        and head.lstrip()[:5] == b"%PDF-"
        or head.find(b"%PDF-", 0, 1024) > 0
        and b"\x00" in head
    ):
        return formats.PDF
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return formats.ARCHIVE
    binary = _is_binary(head)
    for place, sign, format in SIGNATURES:
        # A signature of letters only may also begin a report.
        if head.startswith(sign, place) and (binary or not sign.isalnum()):
            return format
    return formats.BINARY if binary else None


def _is_binary(head: bytes) -> bool:
    """Return whether bytes are binary: nulls that are not halves of letters, or many control characters."""
    if head.startswith(tuple(mark for mark, _ in BYTE_ORDER_MARKS)) or wide_encoding(head[:4096]):
        return False
    return b"\x00" in head or len(head) - len(head.translate(None, CONTROLS)) > len(head) * 0.05


def in_archive(head: bytes, file: BinaryIO) -> Format:
    """Return the format that an archive contains, or that of the archive itself if its contents are not recognised."""
    if head.startswith(b"\x1f\x8b"):
        return formats.WARC if _unpacked_start(file).startswith(b"WARC/") else formats.ARCHIVE
    if not head.startswith(b"PK"):
        return formats.ARCHIVE
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            kind = (
                archive.open("mimetype").read(100).decode("ascii", "replace") if "mimetype" in names else ""
            )
    except (
        zipfile.BadZipFile,
        OSError,
        KeyError,
        RuntimeError,
        NotImplementedError,
        EOFError,
        ValueError,
        zlib.error,
    ):
        return formats.ARCHIVE
    if "opendocument." in kind:
        return OPEN_DOCUMENTS.get(kind.split("opendocument.")[1], formats.OPEN_TEXT)
    return next(
        (format for start, format in ZIPPED if any(n.startswith(start) for n in names)), formats.ARCHIVE
    )


def _unpacked_start(file: BinaryIO) -> bytes:
    try:
        return gzip.GzipFile(fileobj=file).read(8)
    except (OSError, EOFError, zlib.error):
        return b""
