"""Readers: files and folders -> RawArticle, one for each report.

`recognise` identifies a file by its content. For each supported format READERS has a Reader; the command, the paste page and
`derive` all use it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from archive.ingest.raw import PassedOver, RawArticle, Refusal
from archive.ingest.readers import documents, formats, objects, tables
from archive.ingest.readers.fields import RecordError
from archive.ingest.readers.formats import Format, Reader
from archive.ingest.readers.recognise import Recognised, recognise, recognise_file, says_report

_ALL = (
    Reader(formats.TEXT, documents.PLAIN, documents.read_text, documents.reread_text, holds_one=True),
    Reader(formats.PAGE, documents.PAGE, documents.read_page, documents.reread_page, holds_one=True),
    Reader(formats.JSON_LINES, objects.MEDIA_TYPE, objects.read_objects, objects.reread_object),
    Reader(formats.TABLE, tables.MEDIA_TYPE, tables.read_tables, tables.parse_table_row),
)
READERS: Mapping[Format, Reader] = MappingProxyType({reader.format: reader for reader in _ALL})
BY_MEDIA_TYPE: Mapping[str, Reader] = MappingProxyType({reader.media_type: reader for reader in _ALL})
READ = "text, web pages, CSV and other tables, and JSON lines"

__all__ = [
    "BY_MEDIA_TYPE",
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
    """Yield each file with its display name: its path from the given folder, including that folder's name."""
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
    reader = BY_MEDIA_TYPE.get(media_type, READERS[formats.TEXT])
    return reader.reread(content, encoding=encoding, origin=origin, position=position)


def _read_file(path: Path, origin: str, encoding: str) -> Iterator[RawArticle | Refusal]:
    try:
        found = recognise_file(path, told=encoding)
        if reader := READERS.get(found.format):
            yield from reader.read(path, origin, encoding)
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
