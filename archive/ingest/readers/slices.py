"""Cut a stream of bytes into records at the places that a pattern marks, holding no more of it than one record."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
