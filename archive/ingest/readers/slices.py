"""Cut files into the bytes of their records, at the places that a pattern marks or line by line, holding no more than one record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from archive.ingest.raw import MAX_RECORD_BYTES

CHUNK = 1_000_000
# No mark is longer than this.
MAX_MARK = 2_000


def slices(
    file: BinaryIO, mark: re.Pattern[bytes], *, after: bool = False, most: int = MAX_RECORD_BYTES
) -> Iterator[bytes | None]:
    """Yield the bytes before the first mark and then those from each mark to the next; None for a record that is too large.

    Args:
        file: read from where it stands.
        mark: what begins a record.
        after: the mark ends a record instead.
        most: the bytes that a record may have.
    """
    kept, scanned, too_large = b"", 0, False
    while True:
        chunk = file.read(CHUNK)
        kept += chunk
        # A mark that the chunk may have cut in two is looked for again with the next.
        sure = len(kept) if not chunk else max(scanned, len(kept) - MAX_MARK)
        start = 0
        for found in mark.finditer(kept, scanned):
            if found.start() >= sure and chunk:
                break
            at = found.end() if after else found.start()
            yield None if too_large or at - start > most else kept[start:at]
            start, too_large = at, False
        kept, scanned = kept[start:], max(sure - start, 0)
        if not chunk:
            yield None if too_large or len(kept) > most else kept
            return
        if len(kept) > most + MAX_MARK:
            # Its bytes are dropped up to where its end may begin.
            kept, scanned, too_large = kept[scanned:], 0, True


def slices_of(path: Path, mark: re.Pattern[bytes]) -> Iterator[bytes | None]:
    """Yield the bytes from each mark in a file to the next, without what precedes the first; None for a record that is too large."""
    with path.open("rb") as file:
        pieces = slices(file, mark)
        next(pieces, None)
        yield from pieces


def lines_of(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file with their ends; one longer than a record may be comes in parts."""
    with path.open("rb") as file:
        yield from iter(lambda: file.readline(MAX_RECORD_BYTES), b"")


class HeldLines:
    """The lines of the record that is being read; of one that is too large, no more than a record may have."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._size = 0

    def add(self, line: bytes) -> None:
        """Hold one more line."""
        if not self.is_too_large:
            self._lines.append(line)
        self._size += len(line)

    @property
    def is_too_large(self) -> bool:
        return self._size > MAX_RECORD_BYTES

    @property
    def is_blank(self) -> bool:
        return not any(line.strip() for line in self._lines)

    @property
    def content(self) -> bytes:
        """The bytes held, without line ends around them."""
        return b"".join(self._lines).strip(b"\r\n")

    def take(self) -> bytes | None:
        """Return the record, None if it is too large, and begin the next."""
        record = None if self.is_too_large else self.content
        self._lines, self._size = [], 0
        return record
