"""Open the files of registers: plain, packed by gzip or bzip2, or alone in a zip archive; recognised by their first bytes."""

from __future__ import annotations

import bz2
import gzip
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from archive.ingest.readers.fields import RecordError

HEAD = 65_536
READ_ME = re.compile(r"(?i)(?:^|/)(?:read_?me|licen[cs]e|iso-?languagecodes)[^/]*$|/$|^__MACOSX/")


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file to read what it packs, from its beginning.

    Raises:
        RecordError: it is an archive of several files, protected by a password, or damaged.
    """
    try:
        with _unpacked(path) as file:
            yield cast(BinaryIO, file)
    except (gzip.BadGzipFile, zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise RecordError(f"is damaged, or packed in a way that is not read ({error}): unpack it") from error


@contextmanager
def _unpacked(path: Path) -> Iterator[IO[bytes] | gzip.GzipFile]:
    with path.open("rb") as plain:
        start = plain.read(6)
    if start[:2] == b"\x1f\x8b":
        with gzip.open(path) as file:
            yield file
    elif start[:3] == b"BZh":
        with bz2.open(path) as file:
            yield file
    elif start[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(path) as archive, archive.open(_only_member(archive)) as file:
            yield file
    else:
        with path.open("rb") as file:
            yield file


def _only_member(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = [member for member in archive.infolist() if not READ_ME.search(member.filename)]
    if len(members) != 1:
        what = "is a spreadsheet or document: save it as CSV (UTF-8)"
        if not any(member.filename == "[Content_Types].xml" for member in members):
            what = f"is a zip archive with {len(members)} files of data: unpack it, and name the files"
        raise RecordError(what)
    if members[0].flag_bits & 1:
        raise RecordError("is protected by a password: unpack it")
    return members[0]


def head_of(path: Path) -> bytes:
    """Return the first bytes of what a file holds. Raises RecordError as `opened` does."""
    with opened(path) as file:
        return file.read(HEAD)
