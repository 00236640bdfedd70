"""References with their texts: RIS, BibTeX and Zotero's RDF, with the files that are attached to them.

A reference says who wrote what, when and where; its text is in an attached file beside it (a page, a PDF, a text), in its notes, or, as
a last resort, its abstract. A capture is the reference, or a small zip archive of the reference and the file attached.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from archive.ingest.character_references import text_decoded
from archive.ingest.placeholders import is_no_value
from archive.ingest.raw import FILE_TOO_LARGE, MAX_FILE_BYTES, RawArticle, Refusal
from archive.ingest.readers import documents, pdf
from archive.ingest.readers.exports import cut_off, read_each
from archive.ingest.readers.fields import UNPRINTABLE, RecordError, checked_language
from archive.ingest.readers.formats import PAGE, PDF, TEXT, Format, Reader
from archive.ingest.readers.options import ReadingOptions
from archive.ingest.readers.recognise import recognise
from archive.ingest.readers.records import ABSTRACT

RECORD, ATTACHED = "reference", "attached"
MIN_NOTE = 400  # characters of a note that is a text, not a remark on one
FROM_NOTES = "its text was taken from its notes: check it"
ATTACHED_READERS: dict[Format, Callable[..., RawArticle]] = {
    PAGE: documents.reread_page,
    PDF: pdf.reread_pdf,
    TEXT: documents.reread_text,
}
BEST_FIRST = (".html", ".htm", ".xhtml", ".pdf", ".txt")


@dataclass
class Reference:
    """What a reference says, by the columns of a report, and where its text may be."""

    fields: dict[str, str] = field(default_factory=dict)
    abstract: str = ""
    notes: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ReferenceFormat:
    """How references are cut out of a file, and what one says."""

    format: Format
    media_type: str
    cut: Callable[[Path], Iterable[bytes | None]]
    parse: Callable[[bytes], Reference]


def reference_readers(kind: ReferenceFormat, *kinds_of_file: Format | None) -> tuple[Reader, ...]:
    """Return the readers of a format of references, in each kind of file in which it comes."""
    reread = partial(_reread, kind)
    read = partial(_read, kind)
    return tuple(
        Reader(kind.format, kind.media_type, read, reread, within=within) for within in kinds_of_file
    )


def _read(
    kind: ReferenceFormat, path: Path, origin: str, options: ReadingOptions
) -> Iterator[RawArticle | Refusal]:
    def read_one(record: bytes, number: int) -> RawArticle:
        attached = _attached(kind.parse(record).files, path, options)
        content = _packed(record, *attached) if attached else record
        return _reread(kind, content, origin=origin, position=number)

    try:
        number = yield from read_each(kind.cut(path), read_one, origin)
    except RecordError as error:
        yield Refusal(origin, None, str(error))
        return
    if not number:
        yield Refusal(
            origin, None, f"looks like {kind.format.name}, but no record was found in it: look at it by hand"
        )


def _reread(
    kind: ReferenceFormat,
    content: bytes,
    *,
    encoding: str = "",
    origin: str = "",
    position: int | None = None,
) -> RawArticle:
    record, name, attached = _unpacked(content)
    reference = kind.parse(record)
    values: dict[str, Any] = {
        column: UNPRINTABLE.sub(" ", " ".join(value.split()))
        for column, value in reference.fields.items()
        if value and not is_no_value(value)
    }
    values["language"] = checked_language(values.get("language", ""))
    notices, values = cut_off(values)
    text = _text_of(name, attached) if attached else _own_text(reference)
    return replace(
        text,
        **{column: value for column, value in values.items() if value},
        notices=(*text.notices, *notices),
        content=content,
        media_type=kind.media_type,
        origin=origin,
        position=position,
    )


def _own_text(reference: Reference) -> RawArticle:
    note = max((text_decoded(note).strip() for note in reference.notes), key=len, default="")
    abstract = text_decoded(reference.abstract).strip()
    if len(note) >= MIN_NOTE and len(note) > len(abstract):
        return RawArticle(text=UNPRINTABLE.sub(" ", note), notices=(FROM_NOTES,))
    if abstract and not is_no_value(abstract):
        return RawArticle(text=UNPRINTABLE.sub(" ", abstract), notices=(ABSTRACT,))
    raise RecordError(
        "has no text: neither a file beside it, nor notes, nor an abstract. Export it with its files, or save its page"
    )


# Attached files


def _attached(names: list[str], path: Path, options: ReadingOptions) -> tuple[str, bytes] | None:
    """Return the name and the bytes of the best attached file that lies beside a file of references."""
    found = [place for name in names for place in _places(name, path.parent) if place.is_file()]
    found = [place for place in found if place.suffix.lower() in BEST_FIRST]
    if not found:
        return None
    options.attached.update(place.resolve() for place in found)
    best = min(found, key=lambda place: BEST_FIRST.index(place.suffix.lower()))
    with best.open("rb") as file:
        content = file.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        raise RecordError(f"its attached file {best.name} {FILE_TOO_LARGE}")
    return best.name, content


def _places(name: str, folder: Path) -> Iterator[Path]:
    """Yield where a file may lie: at the path given, or in the folders next to it that programs call so; never outside."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
    top = folder.resolve()
    for inner in (parts, ["storage", *parts[-2:]], ["files", *parts[-2:]], parts[-2:]):
        place = top.joinpath(*inner)
        if inner and ".." not in inner and place.resolve().is_relative_to(top):
            yield place


def _text_of(name: str, attached: bytes) -> RawArticle:
    found = recognise(attached, name=name)
    reader = ATTACHED_READERS.get(found.format) if not found.within else None
    if reader is None:
        raise RecordError(f"its attached file {name} is {found.format.name}, not a single page or text")
    try:
        return reader(attached)
    except RecordError as error:
        raise RecordError(f"its attached file {name} {error}") from error


def _packed(record: bytes, name: str, attached: bytes) -> bytes:
    """Return a reference and its file as a zip archive, which is the same whenever it is made."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for member, data in ((RECORD, record), (f"{ATTACHED}/{name}", attached)):
            archive.writestr(zipfile.ZipInfo(member), data)
    return content.getvalue()


def _unpacked(content: bytes) -> tuple[bytes, str, bytes]:
    if not content.startswith(b"PK\x03\x04"):
        return content, "", b""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            name = next(name for name in archive.namelist() if name != RECORD)
            return archive.read(RECORD), name.partition("/")[2], archive.read(name)
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        StopIteration,
        ValueError,
        EOFError,
        RuntimeError,
        NotImplementedError,
    ) as error:
        raise RecordError("is a damaged reference with its file") from error
