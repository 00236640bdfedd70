"""Exports of press databases: one file, many reports. What a database means is in its own module; this is what all have in common.

A file is cut into the bytes of its reports; each is then read from those bytes alone. So a capture is read again exactly as it was
read the first time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from archive.ingest.encoding import (
    EncodingNotKnownError,
    NotTextError,
    declared_in_markup,
    decode,
    find_encoding,
)
from archive.ingest.placeholders import is_no_value
from archive.ingest.raw import MAX_RECORD_BYTES, TOO_LARGE, Notice, RawArticle, Refusal
from archive.ingest.readers.fields import MAX_LENGTH, UNPRINTABLE, RecordError, checked_language
from archive.ingest.readers.formats import PAGE, TEXT, Format, Reader
from archive.ingest.readers.options import ReadingOptions
from archive.ingest.readers.recoded import as_utf_8
from archive.ingest.readers.slices import lines_of, slices_of


@dataclass
class Cuttings:
    """The bytes of the reports of a file, each None where too large, and notices on the file itself."""

    records: Iterable[bytes | None]
    encoding: str = ""
    notices: list[str] = field(default_factory=list)
    stated: int = 0
    """How many reports the file itself says it holds; 0 if it does not say. It may be known only at the end."""


Cut = Callable[[Path, str], Cuttings]
"""(path, encoding given) -> the bytes of its reports."""
Parse = Callable[..., dict]
"""(content, *, encoding) -> the fields of a report, and "notices" as a tuple; raises RecordError."""


def export_reader(format: Format, within: Format | None, media_type: str, cut: Cut, parse: Parse) -> Reader:
    """Return the reader of an export that `cut` parts into reports and `parse` reads one by one."""
    reread = partial(_reread, parse, media_type)
    read = partial(_read, cut, reread, format)
    if within in (TEXT, PAGE):
        read = partial(_read_recoded, read)
    return Reader(format, media_type, read, reread, within=within)


def _read_recoded(read, path: Path, origin: str, options: ReadingOptions) -> Iterator[RawArticle | Refusal]:
    """Read a file in UTF-16, whose lines and marks are cut as bytes, through a copy in UTF-8."""
    with as_utf_8(path) as (path, note):
        if note:
            yield Notice(origin, None, note)
        yield from read(path, origin, options)


def _read(
    cut: Cut, reread, format: Format, path: Path, origin: str, options: ReadingOptions
) -> Iterator[RawArticle | Refusal]:
    try:
        cuttings = cut(path, options.encoding)
        for reason in cuttings.notices:
            yield Notice(origin, None, reason)
        number = yield from read_each(
            cuttings.records,
            lambda content, number: reread(
                content, encoding=cuttings.encoding, origin=origin, position=number
            ),
            origin,
        )
    except RecordError as error:
        yield Refusal(origin, None, str(error))
        return
    if not number:
        yield Refusal(
            origin,
            None,
            f"looks like {format.name}, but no {format.unit} was found in it: look at it by hand",
        )
    elif cuttings.stated and cuttings.stated != number:
        what = f"says that it holds {cuttings.stated:,} {format.unit}s, and {number:,} were found: check that it is complete"
        yield Notice(origin, None, what)


def read_each(
    records: Iterable[bytes | None], read: Callable[[bytes, int], RawArticle], origin: str
) -> Generator[RawArticle | Refusal, None, int]:
    """Yield what `read` makes of the bytes of each record and its number, or why there is nothing; return how many there were."""
    number = 0
    for number, content in enumerate(records, start=1):
        if content is None:
            yield Refusal(origin, number, TOO_LARGE)
            continue
        try:
            yield read(content, number)
        except RecordError as error:
            yield Refusal(origin, number, str(error))
    return number


def _reread(
    parse: Parse,
    media_type: str,
    content: bytes,
    *,
    encoding: str = "",
    origin: str = "",
    position: int | None = None,
) -> RawArticle:
    fields = parse(content, encoding=encoding)
    notices = tuple(fields.pop("notices", ()))
    values: dict[str, Any] = {name: _printable(value) for name, value in fields.items() if value}
    for name in [name for name in values if is_no_value(values[name])]:
        notices += (f"its {name} is “{values.pop(name).strip()}”, which says nothing: it was ignored",)
    if not (values.get("text", "").strip() or values.get("html", "").strip()):
        raise RecordError("holds no text: look at it in the database it comes from")
    shortened, values = cut_off(values)
    if "language" in values:
        values["language"] = checked_language(values["language"])
    return RawArticle(
        **values,
        notices=(*notices, *shortened),
        content=content,
        media_type=media_type,
        encoding=encoding,
        origin=origin,
        position=position,
    )


def _printable(text: str) -> str:
    return UNPRINTABLE.sub(" ", text)


def cut_off(values: dict) -> tuple[list[str], dict[str, Any]]:
    """Shorten what no column can hold: return notices on that, and the values. The capture has the whole."""
    notices, kept = [], {}
    for name, value in values.items():
        most = MAX_LENGTH.get(name)
        if name == "url" and len(value) > MAX_LENGTH["url"]:
            notices.append("its address is too long: it was left out")
            continue
        if most and len(value) > most:
            notices.append(f"its {name} has {len(value):,} characters: the first {most} were kept")
            value = value[:most].rstrip()
        kept[name] = value
    return notices, kept


def text_cut(articles: Callable[[Path, Cuttings], Iterable[bytes | None]]) -> Cut:
    """Return how a text is cut by `articles`, which is given the file and its cuttings: it reads their encoding, and may set `stated`."""

    def cut(path: Path, told: str) -> Cuttings:
        encoding, note = encoding_of_text(path, told)
        cuttings = Cuttings((), encoding, [note] if note else [])
        cuttings.records = articles(path, cuttings)
        return cuttings

    return cut


def encoding_of_text(path: Path, told: str) -> tuple[str, str]:
    """Return the encoding of a file of lines, and a note on it.

    Raises:
        RecordError: when it is not known, or the file is not text.
    """
    try:
        return find_encoding(lines_of(path), told=told)
    except (NotTextError, EncodingNotKnownError) as error:
        raise RecordError(str(error)) from error


def page_cuttings(path: Path, told: str, mark: Callable[[bytes], re.Pattern[bytes]]) -> Cuttings:
    """Return the cuttings of a page at the marks that `mark` chooses, given the beginning of the file.

    Raises:
        RecordError: when its encoding is not known, or it is not text.
    """
    with path.open("rb") as file:
        head = file.read(MAX_RECORD_BYTES)
    _, encoding, note = decoded(head, told=told, markup=True)
    return Cuttings(slices_of(path, mark(head)), encoding, [note] if note else [])


def decoded(content: bytes, *, told: str = "", markup: bool = False) -> tuple[str, str, str]:
    """Return the text of a record, its encoding and a note on it.

    Raises:
        RecordError: when its encoding is not known, or it is not text.
    """
    try:
        found = decode(content, told=told, declared=declared_in_markup(content) if markup else "")
    except (NotTextError, EncodingNotKnownError) as error:
        raise RecordError(str(error)) from error
    return found.text, found.encoding, found.note
