"""Texts of word processors and Markdown, one report each: Word (.docx), OpenDocument (.odt), RTF, Markdown (.md), TEI."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from lxml import etree

from archive.ingest.raw import FILE_TOO_LARGE, MAX_FILE_BYTES, MAX_RECORD_BYTES, RawArticle, Refusal
from archive.ingest.readers import formats
from archive.ingest.readers.bundles import check_is_one
from archive.ingest.readers.documents import whole_file
from archive.ingest.readers.exports import decoded
from archive.ingest.readers.fields import MAX_LENGTH, UNPRINTABLE, RecordError, checked_language
from archive.ingest.readers.formats import Reader
from archive.ingest.readers.markdown import HEADING, front_matter, plain_text
from archive.ingest.readers.options import ReadingOptions
from archive.ingest.readers.rtf import rtf_paragraphs
from archive.ingest.readers.unpack import Ration, open_member
from archive.ingest.readers.word import DOCUMENT, document_paragraphs
from archive.ingest.readers.xml import xml_tree

OFFICE_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
NOT_OF_THE_TEXT = (
    "tracked-changes",
    "note",
    "bookmark",
    "table-of-content",
    "alphabetical-index",
    "illustration-index",
)
BESIDE_THE_TEXT = (
    "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}annotation",
    "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}text-box",
)
MAX_CONTENT = 100_000_000  # bytes that a file may unpack to
FRONT = {
    "title": "headline", "author": "byline", "date": "published", "source": "source", "publication": "source", "url": "url",
    "link": "url", "lang": "language", "language": "language", "description": "standfirst",
}  # fmt: skip


def _report(paragraphs: Iterable[str], *, headline: str = "", **received) -> RawArticle:
    text = UNPRINTABLE.sub(" ", "\n\n".join(filter(None, (paragraph.strip() for paragraph in paragraphs))))
    if not text.strip():
        raise RecordError("holds no text: look at what is in it")
    if len(text) > MAX_RECORD_BYTES:
        raise RecordError("holds more text than any report: split it")
    headline = " ".join(headline.split())
    return RawArticle(
        text=text,
        headline=headline if len(headline) <= MAX_LENGTH["headline"] else "",
        encoding="",
        **received,
    )


def _opened(content: bytes) -> zipfile.ZipFile:
    if len(content) > MAX_FILE_BYTES:
        raise RecordError(FILE_TOO_LARGE)
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError) as error:
        raise RecordError("is damaged or cut off: open it in a word processor and save it again") from error


def _ration() -> Ration:
    return Ration(0, most=MAX_CONTENT)


def reread_word(content: bytes, *, encoding: str = "", **received) -> RawArticle:
    """Return the report in a Word file; a first paragraph set as a title or heading is the headline."""
    with _opened(content) as archive, open_member(archive, DOCUMENT, _ration()) as file:
        paragraphs = [one for one in document_paragraphs(file) if one.text.strip()]
    title = paragraphs[0].text if paragraphs and paragraphs[0].is_heading else ""
    return _report((one.text for one in paragraphs), headline=title, content=content, **received)


def reread_rtf(content: bytes, *, encoding: str = "", **received) -> RawArticle:
    """Return the report in an RTF file."""
    return _report((one.text for one in rtf_paragraphs(content)), content=content, **received)


def reread_open_text(content: bytes, *, encoding: str = "", **received) -> RawArticle:
    """Return the report in an OpenDocument text; notes, comments, contents, text boxes and deleted passages are left out."""
    with _opened(content) as archive, open_member(archive, "content.xml", _ration()) as file:
        tree = xml_tree(file.read())
    name = f"{{{OFFICE_TEXT}}}"
    for left_out in list(tree.iter(*(f"{name}{sort}" for sort in NOT_OF_THE_TEXT), *BESIDE_THE_TEXT)):
        _cut_out(left_out)
    blocks = [element for element in tree.iter(f"{name}p", f"{name}h") if not _is_inside(element, name)]
    texts = [(_office_text(element, name), element) for element in blocks]
    texts = [(text, element) for text, element in texts if text.strip()]
    check_is_one("\n".join(text for text, _ in texts), "an OpenDocument text")
    first = texts[0] if texts else None
    titles = {"Title"} | {style.get(f"{STYLE}name") for style in tree.iter(f"{STYLE}style") if style.get(f"{STYLE}parent-style-name") == "Title"}  # fmt: skip
    if first is not None and (first[1].tag == f"{name}h" or first[1].get(f"{name}style-name") in titles):
        headline = " ".join(first[0].split())
        texts[0] = (headline, first[1])
    else:
        headline = ""
    return _report(
        (text for text, _ in texts),
        headline=headline,
        content=content,
        **received,
    )


def _is_inside(element, name: str) -> bool:
    return any(parent.tag in (f"{name}p", f"{name}h") for parent in element.iterancestors())


def _cut_out(element) -> None:
    """Remove an element, but not the text that follows it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _office_text(element, name: str) -> str:
    signs = {f"{name}s": " ", f"{name}tab": "\t", f"{name}line-break": "\n"}
    parts = [element.text or ""]
    for child in element.iterdescendants(etree.Element):
        parts.append(signs.get(child.tag, "") + (child.text or ""))
        parts.append(child.tail or "")
    return "".join(parts)


def reread_markdown(
    content: bytes, *, encoding: str = "", origin: str = "", position: int | None = None
) -> RawArticle:
    """Return the report in a Markdown text, with what the block between --- at its start says."""
    text, found, note = decoded(content, told=encoding)
    values, body = front_matter(text.lstrip("\ufeff"))
    said = {FRONT[name]: value for name, value in values.items() if name in FRONT and value}
    first = next((line for line in body.split("\n") if line.strip()), "")
    heading = HEADING.match(first)
    raw = _report([plain_text(body)], headline=said.pop("headline", "") or (plain_text(heading[1]) if heading else ""),
                  content=content, media_type="text/markdown", origin=origin, position=position)  # fmt: skip
    if not said.get("url", "http").startswith("http"):
        del said["url"]
    return _with(raw, said, found, note)


def _with(raw: RawArticle, said: dict, encoding: str, note: str) -> RawArticle:
    said["language"] = checked_language(said.get("language", ""))
    kept = {name: value[: MAX_LENGTH.get(name, len(value))] for name, value in said.items() if value}
    return replace(raw, **kept, encoding=encoding, notices=(note,) if note else ())


def _read(
    reread, most: int, path: Path, origin: str, options: ReadingOptions
) -> Iterator[RawArticle | Refusal]:
    yield whole_file(path, origin, options, reread, most=most)


def _reader(format: formats.Format, media_type: str, reread, most: int = MAX_FILE_BYTES) -> Reader:
    again = partial(reread, media_type=media_type) if reread is not reread_markdown else reread
    return Reader(format, media_type, partial(_read, again, most), again, holds_one=True)


READERS = (
    _reader(
        formats.WORD, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", reread_word
    ),
    _reader(formats.OPEN_TEXT, "application/vnd.oasis.opendocument.text", reread_open_text),
    _reader(formats.RTF, "application/rtf", reread_rtf),
    _reader(formats.MARKDOWN, "text/markdown", reread_markdown, MAX_RECORD_BYTES),
)
