"""The paragraphs of an RTF file with their exact bytes, read as a stream.

striprtf and its like hold the whole text in memory and lose the place of each word in the file, by which a file of five hundred
articles is kept article by article.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from archive.ingest.detection import python_name
from archive.ingest.encoding import decode_cp1252
from archive.ingest.raw import in_megabytes
from archive.ingest.readers.fields import RecordError
from archive.ingest.readers.paragraphs import RawParagraph

CHUNK, MAX_TOKEN = 1_000_000, 100
MAX_PARAGRAPH = 20_000_000  # bytes of one paragraph
MAX_DEPTH = 1_000
TOKEN = re.compile(
    rb"\\(?:(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|'(?P<hex>[0-9a-fA-F]{2})|(?P<sign>[^a-zA-Z]))"
    rb"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]{1,1000})|[\r\n]{1,1000}|\\",
    re.DOTALL,
)
ENDS = {b"par", b"line", b"row", b"page", b"sect", b"nestrow", b"column"}
SIGNS = {
    b"tab": "\t", b"cell": "\t", b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
    b"rdblquote": "”", b"bullet": "•", b"emspace": " ", b"enspace": " ",
}  # fmt: skip
ESCAPED = {b"~": "\u00a0", b"_": "-", b"-": "", b"\\": "\\", b"{": "{", b"}": "}"}
LEFT_OUT = {
    b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"header", b"headerl", b"headerr", b"headerf", b"footer",
    b"footerl", b"footerr", b"footerf", b"object", b"fldinst", b"generator", b"listtable", b"themedata", b"datastore",
    b"xmlnstbl", b"bkmkstart", b"bkmkend", b"nonshppict", b"shpinst", b"footnote", b"annotation", b"deleted", b"revtbl",
}  # fmt: skip
# \fcharset -> code page
CHARSETS = {
    0: "cp1252", 77: "mac-roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip


@dataclass(frozen=True)
class _Group:
    """What holds until the next closing brace."""

    left_out: bool = False
    in_fonts: bool = False
    unicode_skip: int = 1
    encoding: str = ""


class RtfReader:
    """Reads the paragraphs of an RTF file; `header` is what stands before them, with its code page and fonts."""

    def __init__(self, file: BinaryIO):
        self.file = file
        self.header = b""
        self.encoding, self.fonts, self.font = "cp1252", dict[int, str](), 0
        self.group, self.outer = _Group(), list[_Group]()
        self.parts: list[str] = []
        self.pending, self.skip = b"", 0

    def paragraphs(self) -> Iterator[RawParagraph]:
        """Yield the paragraphs in order.

        Raises:
            RecordError: when it is nested too deeply, or one paragraph is too large.
        """
        begun, started = bytearray(), False
        for token, found in self._tokens():
            begun += token
            if len(begun) > MAX_PARAGRAPH:
                raise RecordError(
                    f"has a paragraph larger than {in_megabytes(MAX_PARAGRAPH)}: remove the pictures in it and save it again"
                )
            if self._is_end(found):
                yield RawParagraph(self._taken(), bytes(begun))
                begun.clear()
                started = True
            else:
                self._read(found)
                if not started and self.parts and "".join(self.parts).strip():
                    started = True
                if not started and token == b"}":
                    self.header += bytes(begun)
                    begun.clear()
        if text := self._taken():
            yield RawParagraph(text, bytes(begun))

    def _tokens(self) -> Iterator[tuple[bytes, re.Match[bytes]]]:
        kept, at = b"", 0
        while True:
            chunk = self.file.read(CHUNK)
            kept, at = kept[at:] + chunk, 0
            end = len(kept) - (MAX_TOKEN if chunk else 0)
            while at < end:
                found = TOKEN.match(kept, at)
                if found is None:  # not possible: every byte begins a token
                    break
                at = found.end()
                if found["word"] == b"bin" and found["number"]:
                    at = self._skip_binary(kept, at, int(found["number"]))
                    if at > len(kept):
                        kept, at = b"", 0
                        break
                yield found.group(), found
            if not chunk:
                return

    def _skip_binary(self, kept: bytes, at: int, length: int) -> int:
        """Skip the bytes of a picture, those not read yet as well."""
        missing = at + max(0, length) - len(kept)
        while missing > 0 and (chunk := self.file.read(min(missing, CHUNK))):
            missing -= len(chunk)
        return at + max(0, length) if at + length <= len(kept) else len(kept) + 1

    def _is_end(self, found: re.Match[bytes]) -> bool:
        if self.group.left_out:
            return False
        return found["word"] in ENDS or found["sign"] in (b"\n", b"\r")

    def _taken(self) -> str:
        self._settle()
        text, self.parts = "".join(self.parts), []
        return joined_surrogates(text)

    def _read(self, found: re.Match[bytes]) -> None:
        if found["brace"]:
            self._settle()
            self._brace(found["brace"])
        elif found["word"]:
            self._word(found["word"], found["number"])
        elif found["sign"] == b"*":
            self._leave_out()
        elif self.group.left_out:
            return
        elif found["hex"]:
            self._bytes(bytes([int(found["hex"], 16)]))
        elif found["text"]:
            self._bytes(found["text"])
        elif found["sign"] in ESCAPED:
            self._add(ESCAPED[found["sign"]])

    def _brace(self, brace: bytes) -> None:
        if brace == b"{":
            if len(self.outer) > MAX_DEPTH:
                raise RecordError("is nested too deeply for an RTF file: save it again from a word processor")
            self.outer.append(self.group)
        elif self.outer:
            self.group = self.outer.pop()
        self.skip = 0

    def _leave_out(self) -> None:
        self.group = replace(self.group, left_out=True)

    def _word(self, word: bytes, number: bytes | None) -> None:
        value = int(number) if number else 0
        if word in LEFT_OUT:
            self.group = replace(self.group, left_out=True, in_fonts=word == b"fonttbl")
        elif word == b"ansicpg":
            self.encoding = python_name(f"cp{value}") or self.encoding
        elif word == b"mac":
            self.encoding = "mac-roman"
        elif word == b"f":
            self._settle()
            self.font = value
            self.group = replace(self.group, encoding=self.fonts.get(value, ""))
        elif word == b"fcharset" and self.group.in_fonts:
            if value in CHARSETS and value:
                self.fonts[self.font] = CHARSETS[value]
        elif word == b"plain":
            self._settle()
            self.group = replace(self.group, encoding="")
        elif word == b"uc":
            self.group = replace(self.group, unicode_skip=min(abs(value), 10))
        elif not self.group.left_out:
            self._shown(word, value)

    def _shown(self, word: bytes, value: int) -> None:
        if word == b"u":
            code = value % 65536
            self._settle()
            self.parts.append(chr(code))
            self.skip = self.group.unicode_skip
        elif word in SIGNS:
            self._add(SIGNS[word])

    def _add(self, text: str) -> None:
        self._settle()
        self.skip = 0
        self.parts.append(text)

    def _bytes(self, content: bytes) -> None:
        """Add bytes of the code page, without the replacements that follow a Unicode character."""
        dropped = min(self.skip, len(content))
        self.skip -= dropped
        self.pending += content[dropped:]

    def _settle(self) -> None:
        if self.pending:
            encoding = self.group.encoding or self.encoding
            if encoding == "cp1252":
                self.parts.append(decode_cp1252(self.pending))
            else:
                self.parts.append(self.pending.decode(encoding, errors="replace"))
            self.pending = b""


def joined_surrogates(text: str) -> str:
    """Join characters that RTF writes as two halves; a half alone is dropped."""
    if not any("\ud800" <= sign <= "\udfff" for sign in text):
        return text
    return text.encode("utf-16", errors="surrogatepass").decode("utf-16", errors="ignore")


def rtf_paragraphs(content: bytes) -> list[RawParagraph]:
    """Return the paragraphs of a whole RTF text, or of its header and a part."""
    return list(RtfReader(io.BytesIO(content)).paragraphs())
