"""The paragraphs of a Word file (.docx), with their exact bytes in word/document.xml, read as a stream."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from archive.ingest.readers.fields import RecordError
from archive.ingest.readers.paragraphs import RawParagraph
from archive.ingest.readers.unpack import open_member, open_zip

DOCUMENT = "word/document.xml"
CHUNK = 256_000
MAX_PARAGRAPH = 20_000_000  # bytes of one paragraph: a picture may be drawn in it
MAX_DEPTH = 200
PREFIX = b"<w:document>"
BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-", "softHyphen": ""}
# Text that is not in the running text, or is there a second time.
LEFT_OUT = {"del", "instrText", "fldData", "pict", "Fallback", "txbxContent", "footnoteReference", "moveFrom"}


def word_paragraphs(path: Path) -> Iterator[RawParagraph]:
    """Yield the paragraphs of a Word file.

    Raises:
        RecordError: when it is damaged, locked with a password, or not made as such files are.
    """
    with open_zip(path) as archive, open_member(archive, DOCUMENT) as file:
        yield from document_paragraphs(file)


def size_of_text(path: Path) -> int:
    """Return how many bytes the text of a Word file says it has unpacked, 0 if it does not say."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.getinfo(DOCUMENT).file_size
    except (zipfile.BadZipFile, KeyError, OSError, ValueError):
        return 0


def document_paragraphs(file: BinaryIO) -> Iterator[RawParagraph]:
    """Yield the paragraphs of an open word/document.xml; raises RecordError."""
    yield from _Parser().paragraphs(file)


def paragraphs_in(content: bytes) -> list[RawParagraph]:
    """Return the paragraphs in a part of word/document.xml."""
    parser = _Parser()
    parser.feed(PREFIX)
    parser.feed(content)
    return list(parser.take())


class _Parser:
    """Expat knows where in the bytes an element begins and ends, and a document with entities of its own is refused."""

    def __init__(self) -> None:
        self.expat = expat.ParserCreate()
        self.expat.buffer_text = True
        self.expat.StartElementHandler = self._start
        self.expat.EndElementHandler = self._end
        self.expat.CharacterDataHandler = self._text
        self.expat.StartDoctypeDeclHandler = self._refuse
        self.ready: list[RawParagraph] = []
        self.kept, self.offset = b"", 0
        self.begun, self.depth, self.inside = -1, 0, 0
        self.parts: list[str] = []
        self.is_text = self.is_heading = False
        self.left_out = 0

    def paragraphs(self, file: BinaryIO) -> Iterator[RawParagraph]:
        while chunk := file.read(CHUNK):
            self.feed(chunk)
            yield from self.take()

    def feed(self, chunk: bytes) -> None:
        if self.offset == 0 and chunk[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise RecordError(
                "is a Word file in UTF-16: open it in a word processor and save it again as .docx"
            )
        self.kept += chunk
        if len(self.kept) > MAX_PARAGRAPH:
            raise RecordError(
                "has a paragraph larger than 20 MB: remove the pictures in it and save it again"
            )
        try:
            self.expat.Parse(chunk, False)
        except expat.ExpatError as error:
            raise RecordError(
                f"is damaged ({error}): open it in a word processor and save it again as .docx"
            ) from error

    def take(self) -> Iterator[RawParagraph]:
        ready, self.ready = self.ready, []
        yield from ready
        if self.begun < 0:
            done = self.expat.CurrentByteIndex
            self.kept, self.offset = self.kept[max(0, done - self.offset) :], max(self.offset, done)

    def _start(self, name: str, attributes: dict) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise RecordError("is nested too deeply for a Word file: save it again from a word processor")
        prefix, _, local = name.rpartition(":")
        if self.left_out or local in LEFT_OUT:
            self.left_out += 1
            return
        if prefix not in ("w", "ns0", ""):
            return
        if local == "p" and self.inside == 0:
            self.begun, self.parts, self.is_heading = self.expat.CurrentByteIndex, [], False
        if local == "p":
            self.inside += 1
        elif local in BREAKS and self.inside:
            self.parts.append(BREAKS[local])
        elif local == "pStyle":
            style = attributes.get(f"{prefix}:val", "").lower()
            self.is_heading = style.startswith(("heading", "title", "berschrift", "titre", "titulo", "ttulo"))
        self.is_text = local == "t"

    def _end(self, name: str) -> None:
        self.depth -= 1
        self.is_text = False
        if self.left_out:
            self.left_out -= 1
            return
        prefix, _, local = name.rpartition(":")
        if local == "p" and prefix in ("w", "ns0", "") and self.inside:
            self.inside -= 1
            if self.inside == 0:
                self._finish(len(name) + 3)

    def _finish(self, length: int) -> None:
        end = self.expat.CurrentByteIndex - self.offset
        # An empty element ends where it begins.
        closing = self.kept.find(b">", end)
        content = self.kept[self.begun - self.offset : closing + 1]
        self.ready.append(RawParagraph("".join(self.parts), content, self.is_heading))
        self.begun = -1

    def _text(self, text: str) -> None:
        if self.is_text and not self.left_out:
            self.parts.append(text)

    def _refuse(self, *_) -> None:
        raise RecordError("declares a document type of its own, which no Word file does: it was not read")
