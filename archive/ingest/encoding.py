"""Bytes to text: which characters were meant."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

# The four-byte marks come first: the UTF-32 mark begins with the UTF-16 one.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What browsers do too: pages that say Latin-1 or ASCII are written in cp1252 (WHATWG Encoding Standard).
TAKEN_AS_CP1252 = {"ascii", "iso8859-1", "cp1252"}
DECLARED = (
    re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""", re.IGNORECASE),
    re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE),
)
HEAD = 4096


class NotText(ValueError):
    """Raised when bytes are no text in any encoding."""


@dataclass(frozen=True)
class Decoded:
    text: str
    encoding: str


def decode(content: bytes, *, declared: str = "") -> Decoded:
    """Return the text that the bytes stand for, and the encoding that it was read in.

    The order is: byte order mark, declared encoding (the argument, as from an HTTP header), strict UTF-8, cp1252.

    Raises:
        NotText: when the bytes hold null characters, as pictures and word processor files do.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _checked(content[len(mark) :].decode(encoding, errors="replace"), encoding)
    for encoding in (_utf_16_without_mark(content), _one_byte_or_utf_8(declared), "utf-8"):
        text = _decode_strictly(content, encoding)
        if text is not None:
            return _checked(text, _canonical(encoding))
    return _checked(decode_cp1252(content), "cp1252")


def declared_in_markup(content: bytes) -> str:
    """Return the encoding that an HTML or XML document names for itself, or an empty string."""
    head = content[:HEAD]
    for pattern in DECLARED:
        if found := pattern.search(head):
            return found.group(1).decode("ascii")
    return ""


def decode_cp1252(content: bytes) -> str:
    """Decode as cp1252; the five bytes that it leaves undefined become control characters and are not lost."""
    return content.decode("cp1252", errors="archive_keep_byte")


def is_utf_8(chunks) -> bool:
    """Tell whether an iterable of byte strings is UTF-8 throughout, without holding it in memory."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in chunks:
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _decode_strictly(content: bytes, encoding: str) -> str | None:
    name = _canonical(encoding)
    if not name:
        return None
    if name in TAKEN_AS_CP1252:
        return decode_cp1252(content)
    try:
        return content.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _one_byte_or_utf_8(declared: str) -> str:
    """Drop what cannot be true of bytes in which a declaration could be read, and UTF-7, which hides markup."""
    return "" if _canonical(declared).startswith(("utf-16", "utf-32", "utf-7")) else declared


def _canonical(encoding: str) -> str:
    """Return Python's name of a text encoding, or an empty string where there is none."""
    try:
        info = codecs.lookup(encoding.strip()) if encoding else None
    except (LookupError, ValueError):
        return ""
    # base64, rot13 and the like are codecs too, but no character encodings.
    if info is None or not info._is_text_encoding:
        return ""
    return "cp1252" if info.name in TAKEN_AS_CP1252 else info.name


def _utf_16_without_mark(content: bytes) -> str:
    """Recognise UTF-16 of Latin text by the null byte in every second place."""
    head = content[:HEAD]
    if head.count(0) < len(head) * 0.3:
        return ""
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def _checked(text: str, encoding: str) -> Decoded:
    if "\x00" in text:
        raise NotText("holds null bytes: it is no text file. Save it as plain text or HTML and try again")
    return Decoded(text, encoding)


def _keep_byte(error: UnicodeError):
    bad = error.object[error.start : error.end]
    return bad.decode("latin-1"), error.end


codecs.register_error("archive_keep_byte", _keep_byte)
