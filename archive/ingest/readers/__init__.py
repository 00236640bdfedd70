"""Readers: files and folders -> RawArticle, one for each report.

A format is a function (path, origin) that yields RawArticle, Refusal and Notice, listed in FORMATS. A captured record
is read again by `reread`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from archive.ingest.raw import Notice, RawArticle, Refusal
from archive.ingest.readers import documents, objects, tables
from archive.ingest.readers.fields import BadRecord

FORMATS = {
    ".txt": documents.read_text,
    ".html": documents.read_page,
    ".htm": documents.read_page,
    ".jsonl": objects.read_objects,
    ".csv": tables.read_tables,
    ".tsv": tables.read_tables,
}
KNOWN_ENDINGS = ", ".join(FORMATS)

__all__ = ["FORMATS", "BadRecord", "list_files", "read_paths", "reread"]


def read_paths(paths: Iterable[str | Path]) -> Iterator[RawArticle | Refusal]:
    """Read every report in these files and folders, in the order of their names."""
    for path, origin in list_files(paths):
        yield from _read_file(path, origin)


def list_files(paths: Iterable[str | Path]) -> Iterator[tuple[Path, str]]:
    """Yield each file with the name it goes by: its path from the folder that was asked for, that one included."""
    for given in map(Path, paths):
        if not given.is_dir():
            yield given, given.name
            continue
        top = given.resolve()
        for folder, inner, names in os.walk(top):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            for name in sorted(names):
                if not name.startswith("."):
                    path = Path(folder, name)
                    yield path, str(path.relative_to(top.parent))


def reread(
    content: bytes, *, media_type: str, encoding: str, origin: str, position: int | None
) -> RawArticle:
    """Return the report that a capture holds.

    Raises:
        BadRecord: when today's readers cannot read it.
    """
    where = {"origin": origin, "position": position}
    if media_type == objects.MEDIA_TYPE:
        return objects.parse_object(content, **where)[0]
    if media_type == tables.MEDIA_TYPE:
        return tables.parse_table_row(content, **where)
    return documents.parse_document(content, media_type=media_type, declared=encoding, **where)


def _read_file(path: Path, origin: str) -> Iterator[RawArticle | Refusal]:
    read = FORMATS.get(path.suffix.lower())
    if read is None:
        yield Notice(origin, None, f"was passed over: its ending is none of {KNOWN_ENDINGS}")
        return
    try:
        yield from read(path, origin)
    except FileNotFoundError:
        yield Refusal(origin, None, "does not exist: look at the path")
    except OSError as error:
        yield Refusal(origin, None, f"cannot be read: {error.strerror or error}")
