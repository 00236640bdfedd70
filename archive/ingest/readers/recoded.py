"""Files in UTF-16 and UTF-32, as spreadsheets write their “Unicode text”: read as UTF-8, through a copy, whatever their size."""

from __future__ import annotations

import codecs
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.ingest.encoding import BYTE_ORDER_MARKS, label_of, wide_encoding

CHUNK = 1_000_000
HEAD = 4096


@contextmanager
def as_utf_8(path: Path) -> Iterator[tuple[Path, str]]:
    """Yield a file whose lines end with one byte: the file itself, or a copy in UTF-8, and a note on that."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        mark, encoding = next(
            ((mark, name) for mark, name in BYTE_ORDER_MARKS if head.startswith(mark)), (b"", "")
        )
        encoding = encoding or wide_encoding(head)
        if encoding in ("", "utf-8"):
            yield path, ""
            return
        file.seek(len(mark))
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        with tempfile.NamedTemporaryFile(prefix="dateline-") as copy:
            while chunk := file.read(CHUNK):
                copy.write(decoder.decode(chunk).encode())
            copy.write(decoder.decode(b"", final=True).encode())
            copy.flush()
            yield Path(copy.name), f"is in {label_of(encoding).upper()}: its records are kept as UTF-8"
