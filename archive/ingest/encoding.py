"""Decode bytes to the text that was meant.

The bytes themselves outrank what anybody says about them: a byte order mark, then valid UTF-8 (text in another encoding hardly
ever is), then the encoding that was named or declared, if it fits, then detection by letters. If nothing decides, it asks.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

from archive.ingest.detection import decode_whole, detect, oddities, python_name, telling_part

# The four-byte marks come first: the UTF-32 mark begins with the UTF-16 one.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
DECLARED = (
    re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""", re.IGNORECASE),
    re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE),
)
HEAD, SAMPLE = 4096, 200_000
# With this many valid lines for each invalid one, the file is UTF-8 with damaged lines.
LINES_FOR_ONE = 10
# Python's own escapes, and UTF-7, which hides markup.
NO_ENCODINGS = {
    "utf-7",
    "idna",
    "punycode",
    "unicode_escape",
    "raw_unicode_escape",
    "undefined",
    "mbcs",
    "oem",
}
NULLS = "holds null bytes, so it is not a text file. Save it as plain text or HTML and try again"
# Escape sequences of the seven-bit encodings of East Asia.
ESCAPES = (b"\x1b$", b"\x1b(")
CONTROLS = re.compile("[\x80-\x9f]")
MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# Western text has few of these. If every other character is one, another alphabet was misread.
MAX_WESTERN = 0.3

# The choices of the form field: Python's name and what is written in it.
CHOICES = {
    "utf-8": "UTF-8",
    "cp1252": "windows-1252, Western European",
    "cp1250": "windows-1250, Central European",
    "iso8859-2": "ISO 8859-2, Central European",
    "cp1257": "windows-1257, Baltic",
    "cp1254": "windows-1254, Turkish",
    "cp1251": "windows-1251, Cyrillic",
    "koi8-r": "KOI8-R, Russian",
    "koi8-u": "KOI8-U, Ukrainian",
    "iso8859-5": "ISO 8859-5, Cyrillic",
    "cp866": "cp866, Cyrillic of DOS",
    "mac-cyrillic": "Cyrillic of the Macintosh",
    "cp1253": "windows-1253, Greek",
    "iso8859-7": "ISO 8859-7, Greek",
    "cp1256": "windows-1256, Arabic and Persian",
    "iso8859-6": "ISO 8859-6, Arabic",
    "cp1255": "windows-1255, Hebrew",
    "iso8859-8": "ISO 8859-8, Hebrew",
    "gb18030": "GB 18030, Chinese (GB 2312, GBK)",
    "cp950": "Big5, Chinese",
    "cp932": "Shift JIS, Japanese",
    "euc_jp": "EUC-JP, Japanese",
    "iso2022_jp": "ISO-2022-JP, Japanese",
    "cp949": "cp949, Korean (EUC-KR)",
    "iso2022_kr": "ISO-2022-KR, Korean",
    "cp1258": "windows-1258, Vietnamese",
    "cp874": "windows-874, Thai",
    "mac-roman": "Western European of the Macintosh",
}
ASK = (
    "does not show which encoding it is in: name it (--encoding in the command, the field “encoding” on the page), "
    "such as windows-1251 for Russian or windows-1256 for Arabic and Persian, or save it as UTF-8"
)


class NotTextError(ValueError):
    """Raised when bytes are not text in any encoding."""


class EncodingNotKnownError(ValueError):
    """Raised when the encoding of bytes cannot be determined, or is not the one that was named."""


@dataclass(frozen=True)
class Decoded:
    """Text, the encoding it was read in, and what a curator should know about that."""

    text: str
    encoding: str
    note: str = ""


def decode(content: bytes, *, told: str = "", declared: str = "") -> Decoded:
    """Return the text that the bytes represent.

    Args:
        told: the encoding that a person named for bytes that are not Unicode.
        declared: the encoding that the bytes declare themselves, as a page does; believed as far as it fits.

    Raises:
        NotTextError: when the bytes hold null characters, as pictures and word processor files do.
        EncodingNotKnownError: when nothing shows the encoding, or the one that was named does not fit.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _mended(content[len(mark) :], encoding)
    if b"\x00" in content:
        return _wide(content)
    if told != "utf-8" and _has_escapes(content):
        return _seven_bit(content, told or declared)
    if (text := decode_whole(content, "utf-8")) is not None:
        return Decoded(text, "utf-8")
    if is_nearly_utf_8(content):
        return _mended(content, "utf-8")
    if told:
        return Decoded(decode_as(content, told), checked_encoding(told))
    declared = python_name(declared)
    if declared and _fits(content, declared):
        return Decoded(content.decode(declared), declared)
    return _detected(content)


def find_encoding(lines: Iterable[bytes], *, told: str = "") -> tuple[str, str]:
    """Return the encoding of a file and notes on it, reading line by line and holding few lines in memory.

    Raises: as `decode`.
    """
    good, bad, kept, size = 0, 0, [], 0
    for line in lines:
        if line.isascii() and not _has_escapes(line):
            continue
        is_good = decode_whole(line, "utf-8") is not None
        good, bad = good + is_good, bad + (not is_good)
        if size < SAMPLE:
            kept.append(line)
            size += len(line)
        elif bad:
            break
    sample = b"".join(kept)
    if good >= bad * LINES_FOR_ONE and not _has_escapes(sample):
        return "utf-8", ""
    found = decode(sample, told=told)
    # Damaged lines are reported one by one.
    return found.encoding, "" if found.encoding == "utf-8" else found.note


def decode_as(content: bytes, encoding: str) -> str:
    """Decode with the encoding that somebody named.

    Raises:
        EncodingNotKnownError: when the bytes are not in it.
    """
    name = checked_encoding(encoding)
    if name == "cp1252":
        return decode_cp1252(content)
    try:
        return content.decode(name)
    except UnicodeDecodeError as error:
        raise EncodingNotKnownError(
            f"is not in {label_of(name)}: some of its bytes are invalid there. Name another encoding"
        ) from error


def checked_encoding(encoding: str) -> str:
    """Return Python's name of an encoding.

    Raises:
        EncodingNotKnownError: when no encoding has that name.
    """
    name = python_name(encoding)
    if not name or name in NO_ENCODINGS:
        raise EncodingNotKnownError(
            f"encoding “{encoding[:40]}” is not known: write its name, such as windows-1251, KOI8-R or Shift_JIS"
        )
    return name


def label_of(encoding: str) -> str:
    """Return the common name of an encoding: windows-1251 for cp1251."""
    return CHOICES.get(encoding, encoding).split(",")[0]


def declared_in_markup(content: bytes) -> str:
    """Return the encoding that an HTML or XML document declares, or an empty string."""
    head = content[:HEAD]
    for pattern in DECLARED:
        if found := pattern.search(head):
            return found.group(1).decode("ascii")
    return ""


def decode_cp1252(content: bytes) -> str:
    """Decode as cp1252; the five bytes it leaves undefined become control characters rather than being lost."""
    return content.decode("cp1252", errors="archive_keep_byte")


def wide_encoding(head: bytes) -> str:
    """Return the UTF-16 or UTF-32 variant of bytes without a byte order mark, or an empty string."""
    if b"\x00" not in head:
        return ""
    head = head[: len(head) // 4 * 4]
    shares = {encoding: _share_of_ascii(head, encoding) for encoding in WIDE}
    best = max(shares, key=shares.__getitem__)
    return best if shares[best] >= 0.005 and _reads_as_text(head.decode(best, errors="ignore")) else ""


def is_nearly_utf_8(content: bytes) -> bool:
    """Return whether bytes are UTF-8 with a little damage: at least twenty intact characters for each damaged one."""
    good = sum(1 for _ in MULTIBYTE.finditer(content))
    return good >= 20 and len(MULTIBYTE.sub(b"", content).translate(None, ASCII)) * 20 <= good


ASCII = bytes(range(128))


def _mended(content: bytes, encoding: str) -> Decoded:
    text = content.decode(encoding, errors="replace")
    if "\x00" in text:
        raise NotTextError(NULLS)
    damaged = text.count("\ufffd") - content.decode(encoding, errors="ignore").count("\ufffd")
    if not damaged:
        return Decoded(text, encoding)
    places = "one place is" if damaged == 1 else f"{damaged:,} places are"
    return Decoded(text, encoding, f"{places} damaged and not valid {label_of(encoding)}: marked by a �")


def _wide(content: bytes) -> Decoded:
    encoding = wide_encoding(content[:HEAD])
    if not encoding:
        raise NotTextError(NULLS)
    return _mended(content, encoding)


def _share_of_ascii(head: bytes, encoding: str) -> float:
    """Return the share of a text that is ASCII, as spaces and line ends are in any language; 0 if it is not text."""
    # The last character may have been cut in two.
    text = decode_whole(head, encoding) or decode_whole(head[:-2], encoding)
    return sum("\t" <= sign < "\x7f" for sign in text) / len(text) if text else 0.0


def _reads_as_text(text: str) -> bool:
    """Return whether a text is mostly letters and contains no non-characters."""
    if any(sign < "\t" or "\x80" <= sign <= "\x9f" for sign in text):
        return False
    letters = sum(sign.isalpha() or sign.isspace() for sign in text)
    return letters > len(text) * 0.6 and oddities(text) <= len(text) * 0.02


def _has_escapes(content: bytes) -> bool:
    return b"\x1b" in content and any(escape in content for escape in ESCAPES) and content.isascii()


def _seven_bit(content: bytes, named: str) -> Decoded:
    named = python_name(named)
    if named.startswith("iso2022") and (text := decode_whole(content, named)) is not None:
        return Decoded(text, named)
    if (encoding := detect(content)) and (text := decode_whole(content, encoding)) is not None:
        return Decoded(text, encoding, _guessed(encoding))
    return Decoded(content.decode("ascii"), "utf-8")


def _fits(content: bytes, encoding: str) -> bool:
    """Return whether bytes may well be in the encoding they declare."""
    if encoding.startswith(("utf-", "iso2022", "hz")) or encoding in NO_ENCODINGS:
        return False  # encodings in which no declaration could be read, or bytes that are not ASCII
    text = decode_whole(content, encoding)
    if text is None or CONTROLS.search(text):
        return False
    sample = telling_part(content).decode(encoding, errors="ignore")
    others = sum(sign > "\x7f" for sign in sample)
    if (
        encoding == "cp1252"
        and sum(sign > "\x7f" and sign.isalpha() for sign in sample) > len(sample) * MAX_WESTERN
    ):
        return False
    if sum(map(str.isupper, sample)) > sum(map(str.islower, sample)):
        return False  # Russian with upper and lower case swapped, as between two of its encodings
    return oddities(sample) <= max(2, others * 0.02)


def _detected(content: bytes) -> Decoded:
    encoding = detect(content)
    text = decode_whole(content, encoding) if encoding else None
    if text is None:
        raise EncodingNotKnownError(ASK)
    return Decoded(text, encoding, _guessed(encoding))


def _guessed(encoding: str) -> str:
    return f"nothing says which encoding it is in: its letters were read as {label_of(encoding)}. Check that they are right"


def _keep_byte(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return bad.decode("latin-1"), error.end


codecs.register_error("archive_keep_byte", _keep_byte)
