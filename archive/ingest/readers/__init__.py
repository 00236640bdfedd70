"""Readers: files and folders -> RawArticle, one for each report.

`recognise` identifies a file by its content. For each supported format READERS has a Reader; the command, the paste page and
`derive` all use it.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from django.db import DatabaseError, InterfaceError
from django.utils.functional import cached_property

from archive.ingest.raw import Notice, PassedOver, RawArticle, Refusal
from archive.ingest.readers import (
    archives,
    digitised,
    documents,
    europresse,
    factiva,
    feeds,
    formats,
    mail,
    mhtml,
    monitoring,
    nexis,
    objects,
    pdf,
    proquest,
    reference_formats,
    sheets,
    tables,
    texts,
    web_archives,
)
from archive.ingest.readers.columns import NOTHING, ColumnMapping, Pairs
from archive.ingest.readers.fields import RecordError
from archive.ingest.readers.formats import Format, Reader
from archive.ingest.readers.options import Meter, ReadingOptions
from archive.ingest.readers.recognise import Recognised, recognise, recognise_file, says_report
from archive.ingest.readers.word import size_of_text

_ALL = (
    Reader(formats.TEXT, documents.PLAIN, documents.read_text, documents.reread_text, holds_one=True),
    Reader(formats.PAGE, documents.PAGE, documents.read_page, documents.reread_page, holds_one=True),
    Reader(formats.MHTML, mhtml.MEDIA_TYPE, mhtml.read_mhtml, mhtml.reread_mhtml, holds_one=True),
    Reader(formats.PDF, pdf.MEDIA_TYPE, pdf.read_pdf, pdf.reread_pdf, holds_one=True),
    Reader(formats.WARC, web_archives.MEDIA_TYPE, web_archives.read_warc, web_archives.reread_warc),
    Reader(formats.WACZ, web_archives.MEDIA_TYPE, web_archives.read_wacz, web_archives.reread_warc),
    Reader(formats.JSON_LINES, objects.MEDIA_TYPE, objects.read_objects, objects.parse_object),
    Reader(formats.JSON, objects.MEDIA_TYPE, objects.read_json, objects.parse_object),
    Reader(formats.SHEET, objects.MEDIA_TYPE, sheets.read_sheets, objects.parse_object),
    Reader(formats.TABLE, tables.MEDIA_TYPE, tables.read_tables, tables.parse_table_row),
    *nexis.READERS,
    *factiva.READERS,
    *proquest.READERS,
    *europresse.READERS,
    *monitoring.READERS,
    *reference_formats.READERS,
    *feeds.READERS,
    *digitised.READERS,
    *texts.READERS,
    Reader(formats.MAIL, mail.MEDIA_TYPE, mail.read_mail, mail.reread_mail),
    Reader(formats.MAILBOX, mail.MEDIA_TYPE, mail.read_mailbox, mail.reread_mail),
)
READERS: Mapping[tuple[Format, Format | None], Reader] = MappingProxyType(
    {(reader.format, reader.within): reader for reader in _ALL}
)
BY_MEDIA_TYPE: Mapping[str, Reader] = MappingProxyType({reader.media_type: reader for reader in _ALL})
# The media types of captures that are a whole file, of which more may be known than it says itself.
WHOLE_FILES = frozenset(reader.media_type for reader in _ALL if reader.holds_one)
READ = "text, web pages (also MHTML, WARC, WACZ), PDF with text, CSV and other tables, spreadsheets, JSON, exports of press databases, references (RIS, BibTeX, Zotero), and archives of such files"

FAILED = "could not be read, through a fault of this program: its log has the details. Please report it with the file"
logger = logging.getLogger(__name__)

__all__ = [
    "BY_MEDIA_TYPE",
    "FAILED",
    "READ",
    "READERS",
    "RecordError",
    "WHOLE_FILES",
    "is_read",
    "list_files",
    "read_paths",
    "read_upload",
    "reader_of",
    "recognise",
    "recognise_file",
    "reread",
]


def read_paths(
    paths: Iterable[str | Path],
    *,
    encoding: str = "",
    columns: ColumnMapping | None = None,
    meter: Meter | None = None,
) -> Iterator[RawArticle | Refusal]:
    """Read every report in these files and folders, in the order of their names.

    Args:
        encoding: of files that are not Unicode; detected if not given.
        columns: what somebody said of the columns of tables and records, now or before.
        meter: told how far reading has got.
    """
    meter = meter or Meter()
    options = ReadingOptions(encoding, columns or ColumnMapping(), meter=meter)
    for path, origin in list_files(paths):
        meter.open(path.stat().st_size if path.is_file() else 0)
        if path.resolve() in options.attached:
            yield _attached(origin)
        else:
            yield from read_file(path, origin, options)
    meter.open(0)


def reader_of(found: Recognised) -> Reader | None:
    """Return the reader for what was recognised, or None if it is not read."""
    return READERS.get((found.format, found.within))


def is_read(found: Recognised) -> bool:
    """Return whether a file of this format is read, or unpacked and then read."""
    return found.format is formats.ARCHIVE or reader_of(found) is not None


def read_upload(content: bytes, name: str, *, encoding: str = "") -> RawArticle:
    """Return the report in the bytes of a file that holds just one.

    Raises:
        RecordError: when it holds none, or many, with what to do.
    """
    found = recognise(content, name=name, told=encoding)
    reader = reader_of(found)
    if reader and reader.holds_one:
        return reader.reread(content, encoding=encoding, origin=name, position=None)
    if not is_read(found):
        raise RecordError(found.reason)
    with tempfile.NamedTemporaryFile(prefix="dateline-") as copy:
        copy.write(content)
        copy.flush()
        return _only_report(read_file(Path(copy.name), name, ReadingOptions(encoding)), found)


def _only_report(items: Iterator[RawArticle | Refusal], found: Recognised) -> RawArticle:
    reports: list[RawArticle] = []
    why = ""
    for item in items:
        if isinstance(item, RawArticle):
            reports.append(item)
        elif not isinstance(item, Notice) or isinstance(item, PassedOver):
            why = why or item.reason
        if len(reports) > 1:
            unit = f" with a report in each {found.format.unit}" if found.format.unit else ""
            raise RecordError(
                f"is {found.format.name}{unit}, and this page takes one report: import it "
                "with “Import files”, on the desk"
            )
    if why or not reports:
        raise RecordError(why or "holds no report: look at what is in it")
    return reports[0]


def read_file(
    path: Path, origin: str, options: ReadingOptions | None = None
) -> Iterator[RawArticle | Refusal]:
    """Read every report in a file, or in the files that an archive holds; what cannot be read is refused, never raised."""
    container, options = Container(path), options or ReadingOptions()
    for item in _read_file(path, origin, options, depth=0):
        if isinstance(item, RawArticle):
            options.meter.add(len(item.content))
        yield container.named_in(item) if isinstance(item, RawArticle) else item


class Container:
    """A file given: reports that are only a part of it keep its hash."""

    def __init__(self, path: Path):
        self.path = path

    @cached_property
    def sha256(self) -> str:
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @cached_property
    def size(self) -> int:
        return self.path.stat().st_size

    def named_in(self, raw: RawArticle) -> RawArticle:
        """Return a report with the hash of this file, unless it is the whole of it."""
        if raw.media_type in WHOLE_FILES and len(raw.content) == self.size:
            return raw
        return replace(raw, container_sha256=self.sha256)


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
    content: bytes,
    *,
    media_type: str,
    encoding: str,
    origin: str,
    position: int | None,
    columns: Pairs = NOTHING,
) -> RawArticle:
    """Return the report that a capture holds; `columns` is what somebody said of its labels.

    Raises:
        RecordError: when today's readers cannot read it.
    """
    reader = BY_MEDIA_TYPE.get(media_type, READERS[formats.TEXT, None])
    more = {"columns": columns} if columns else {}
    return reader.reread(content, encoding=encoding, origin=origin, position=position, **more)


def _read_file(
    path: Path, origin: str, options: ReadingOptions, *, depth: int
) -> Iterator[RawArticle | Refusal]:
    try:
        found = recognise_file(path, told=options.encoding, name=origin)
        if found.format is formats.ARCHIVE:
            yield from _read_archive(path, origin, options, depth)
        elif reader := reader_of(found):
            if found.within is formats.WORD:
                options.meter.is_packed(path.stat().st_size, size_of_text(path))
            yield from reader.read(path, origin, options)
        else:
            yield _not_read(found, origin)
    except FileNotFoundError:
        yield Refusal(origin, None, "does not exist: check the path")
    except OSError as error:
        yield Refusal(origin, None, f"cannot be read: {error.strerror or error}")
    except RecordError as error:
        yield Refusal(origin, None, str(error))
    except (DatabaseError, InterfaceError):
        raise
    except Exception:
        # One file must not end the import of ten thousand.
        logger.exception("A reader failed on %s", origin)
        yield Refusal(origin, None, FAILED)


def _read_archive(
    path: Path, origin: str, options: ReadingOptions, depth: int
) -> Iterator[RawArticle | Refusal]:
    empty = True
    meter, done = options.meter, 0
    with archives.unpacked(path, origin, depth) as members:
        if not depth:
            meter.unpack(members.size)
        for member in members:
            empty = False
            if not depth and not isinstance(member, Refusal):
                meter.enter(done)
                done += member[0].stat().st_size
            if isinstance(member, Refusal):
                yield member
            elif member[0].resolve() in options.attached:
                yield _attached(member[1])
            else:
                yield from _read_file(*member, options, depth=depth + 1)
    if empty:
        yield Refusal(origin, None, "is an archive file with nothing in it: leave it out")


def _attached(origin: str) -> PassedOver:
    return PassedOver(
        origin, None, "was read with the reference it is attached to", "an attached file", "attached files"
    )


def _not_read(found: Recognised, origin: str) -> Refusal:
    """Refuse files that hold reports or have the extension of one; skip files that may not concern the archive."""
    if found.count or says_report(origin):
        return Refusal(origin, None, found.reason)
    return PassedOver(
        origin, None, f"was skipped, as it {found.reason}", found.format.name, found.format.plural
    )
