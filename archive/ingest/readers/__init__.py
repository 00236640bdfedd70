"""Readers: files and folders -> RawArticle, one for each report.

`recognise` identifies a file by its content. For each supported format READERS has a function (path, origin, encoding) that
yields RawArticle, Refusal and Notice. `reread` reads a captured record again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from archive.ingest.raw import PassedOver, RawArticle, Refusal
from archive.ingest.readers import documents, formats, objects, tables
from archive.ingest.readers.fields import RecordError
from archive.ingest.readers.recognise import Recognised, recognise, recognise_file, says_report

READERS = {
    formats.TEXT: documents.read_text,
    formats.PAGE: documents.read_page,
    formats.JSON_LINES: objects.read_objects,
    formats.TABLE: tables.read_tables,
}
READ = "text, web pages, CSV and other tables, and JSON lines"

__all__ = [
    "READ",
    "READERS",
    "RecordError",
    "list_files",
    "read_paths",
    "recognise",
    "recognise_file",
    "reread",
]


def read_paths(paths: Iterable[str | Path], *, encoding: str = "") -> Iterator[RawArticle | Refusal]:
    """Read every report in these files and folders, in the order of their names.

    Args:
        encoding: of files that are not Unicode; detected if not given.
    """
    for path, origin in list_files(paths):
        yield from _read_file(path, origin, encoding)


def list_files(paths: Iterable[str | Path]) -> Iterator[tuple[Path, str]]:
    """Yield each file with its display name: its path from the folder that was given, including that folder's name."""
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
        RecordError: when today's readers cannot read it.
    """
    if media_type == objects.MEDIA_TYPE:
        return objects.parse_object(content, encoding=encoding, origin=origin, position=position)[0]
    if media_type == tables.MEDIA_TYPE:
        return tables.parse_table_row(content, encoding=encoding, origin=origin, position=position)
    return documents.parse_document(
        content, media_type=media_type, told=encoding, origin=origin, position=position
    )


def _read_file(path: Path, origin: str, encoding: str) -> Iterator[RawArticle | Refusal]:
    try:
        found = recognise_file(path, told=encoding)
        if read := READERS.get(found.format):
            yield from read(path, origin, encoding)
        else:
            yield _not_read(found, origin)
    except FileNotFoundError:
        yield Refusal(origin, None, "does not exist: check the path")
    except OSError as error:
        yield Refusal(origin, None, f"cannot be read: {error.strerror or error}")


def _not_read(found: Recognised, origin: str) -> Refusal:
    """Refuse files that hold reports or have the extension of one; skip files that may not concern the archive."""
    if found.count or says_report(origin):
        return Refusal(origin, None, found.reason)
    return PassedOver(
        origin, None, f"was skipped, as it {found.reason}", found.format.name, found.format.plural
    )
