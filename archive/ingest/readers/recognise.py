"""Identify bytes by their content: the one place that the command and the admin both use.

The extension decides only what the content leaves open: whether lines are a table or prose, and whether text is of a kind that
is never a report, such as a style sheet.
"""

from __future__ import annotations

import csv
import json
import re
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from archive.ingest.encoding import (
    BYTE_ORDER_MARKS,
    EncodingNotKnownError,
    NotTextError,
    declared_in_markup,
    decode,
    wide_encoding,
)
from archive.ingest.readers import formats
from archive.ingest.readers.bundles import BIBTEX, RIS, find_bundle
from archive.ingest.readers.columns import propose
from archive.ingest.readers.formats import Format, Recognised
from archive.ingest.readers.signatures import by_signature, in_archive
from archive.ingest.readers.tables import cells_of_line

HEAD = 65_536
# No more of a file than this is searched for reports: an export of a thousand articles is half of it.
MAX_SIZE = 16_000_000
# Those that may hold many reports, which have to be looked for inside.
MAY_HOLD_MANY = (
    formats.TEXT,
    formats.MARKDOWN,
    formats.PAGE,
    formats.XML,
    formats.WORD,
    formats.RTF,
    formats.MAILBOX,
    formats.FEED,
    formats.OFFICE,
)
# Extensions of plain text. A name such as “Report No. 7” has none.
TEXT_ENDINGS = {"", ".txt", ".text", ".md", ".markdown", ".asc", ".htm", ".html", ".xhtml", ".shtml"}
MARKDOWN_ENDINGS = {".md", ".markdown"}
TABLE_ENDINGS, LINE_ENDINGS = {".csv", ".tsv", ".tab"}, {".jsonl", ".ndjson", ".jl"}
READ_ENDINGS = (TEXT_ENDINGS | TABLE_ENDINGS | LINE_ENDINGS) - {""}
ENDING = re.compile(r"\.[a-z][a-z0-9]{0,9}", re.IGNORECASE)

DOCUMENT = "word/document.xml"

HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,40}):(?:[ \t]|$)")
MAIL_NAMES = {"to", "subject", "date", "cc", "reply-to", "newsgroups"}
TECHNICAL_NAMES = {
    "received",
    "message-id",
    "mime-version",
    "return-path",
    "dkim-signature",
    "x-mailer",
    "content-type",
}
MBOX = re.compile(rb"^From \S+.{5,60}\d{4}[ \t\r]*\n(?=[A-Za-z-]{2,40}:)", re.MULTILINE)
RIS_START = re.compile(r"TY {1,2}- ?[A-Z]{3,8}\s")
BIBTEX_START = re.compile(
    r"(?:%.{0,200}\n|\s){0,20}@(?:article|misc|book|online|newspaper|techreport|inproceedings|incollection|report|string|comment)\s?[{(]",
    re.IGNORECASE,
)
ENTRY = re.compile(rb"<(?:item|entry)[\s>]", re.IGNORECASE)
ROOT = re.compile(r"<([A-Za-z_][\w.:-]*)")
ZOTERO_SIGNS = ("http://www.zotero.org/namespaces/export#", "http://purl.org/net/biblio#")
DIGITISED = {
    "tei": formats.TEI,
    "tei.2": formats.TEI,
    "teicorpus": formats.TEI,
    "alto": formats.ALTO,
    "mets": formats.METS,
}
FEED_ROOTS = {"rss", "feed", "rdf:rdf"}
PROLOGUE = re.compile(
    r"\s*(?:(?:<\?[^>]*\?>|<!--(?:[^-]|-(?!->))*-->|<!doctype (?!html)[^>\[]*(?:\[[^\]]*\])?>)\s*)*",
    re.IGNORECASE,
)
PAGE_START = re.compile(
    r"<(?:!doctype html|html|head|body|meta|title|link|script|style|div|p|h[1-6]|table|span|article|section|main|center|font"
    r"|br|a|img|ul|ol|li|b|i|strong|em|pre|base|frameset|nav|header|hr|blockquote|noscript|form)\b",
    re.IGNORECASE,
)
WHOLE_PAGE = re.compile(r"<(?:!doctype html|html)\b", re.IGNORECASE)
PAGE_SIGN = re.compile(r"^[ \t]*<(?:!doctype html|html|body)\b", re.IGNORECASE | re.MULTILINE)
PAGE_TAG = re.compile(
    r"</?(?:p|div|br|a|span|table|td|tr|li|ul|h[1-6]|b|i|em|strong|font|img)(?=[\s/>])[^<>]*>", re.IGNORECASE
)
CHARACTERS_A_TAG = 1500
OBJECT = re.compile(r'\{\s*(?:"[^"\n]{0,200}"\s*:|\})|\[\s*\{\s*"')
CONTENT_KEY = re.compile(r'"(?:text|html|body|content)"\s*:', re.IGNORECASE)
SEPARATORS = ",;\t|"
RTF_LETTER = re.compile(r"\\'(?P<hex>[0-9a-fA-F]{2})|\\u(?P<number>\d{1,5}) ?(?:\\'[0-9a-fA-F]{2}|\?)?")


def recognise(content: bytes, *, name: str = "", told: str = "") -> Recognised:
    """Recognise the format of bytes; `told` is the encoding that somebody named for them."""
    return _recognise(BytesIO(content), name, told)


def recognise_file(path: Path, *, told: str = "", name: str = "") -> Recognised:
    """Recognise the format of a file by its head and, where that is not enough, by more of it.

    Raises:
        OSError: when it cannot be read.
    """
    with path.open("rb") as file:
        return _recognise(file, name or path.name, told)


def _recognise(file: BinaryIO, name: str, told: str) -> Recognised:
    head = file.read(HEAD)
    format = by_signature(head)
    if format is formats.ARCHIVE:
        file.seek(0)
        format = in_archive(head, file)
    format = format or _by_text(head, _ending(name))
    if format not in MAY_HOLD_MANY:
        return Recognised(format)
    file.seek(0)
    return _look_inside(format, file, told)


def says_report(name: str) -> bool:
    """Return whether the extension is that of a format that is read."""
    return _ending(name) in READ_ENDINGS


def _ending(name: str) -> str:
    ending = Path(name).suffix.lower()
    return ending if ENDING.fullmatch(ending) else ""


def _by_text(head: bytes, ending: str) -> Format:
    text = _peek(head)
    start = text.lstrip()
    if not start:
        return (
            formats.TABLE
            if ending in TABLE_ENDINGS
            else formats.JSON_LINES
            if ending in LINE_ENDINGS
            else formats.TEXT
        )
    if found := _by_beginning(head, start):
        return found
    prologue = PROLOGUE.match(start)
    body = start[prologue.end() :] if prologue else start
    if body.startswith("<") and (found := _by_root(body, start)):
        return found
    if start[0] in "{[" and (found := _json_kind(start, ending)):
        return found
    if ending in LINE_ENDINGS:
        return formats.JSON_LINES
    if ending in TABLE_ENDINGS or is_table(start):
        return formats.TABLE
    if _is_page(start):
        return formats.PAGE
    if ending in MARKDOWN_ENDINGS:
        return formats.MARKDOWN
    return formats.TEXT if ending in TEXT_ENDINGS else formats.other_text(ending)


def _peek(head: bytes) -> str:
    """Decode the head of a text well enough to see its form; letters other than ASCII may be wrong."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, errors="replace")
    return head.decode(wide_encoding(head[:4096]) or "utf-8", errors="replace")


def _by_beginning(head: bytes, start: str) -> Format | None:
    if start.startswith("{\\rtf"):
        return formats.RTF
    if start.startswith("%!PS"):
        return formats.POSTSCRIPT
    if start.startswith(("WARC/1.", "WARC/0.", "filedesc://")):
        return formats.WARC
    if RIS_START.match(start):
        return RIS
    if BIBTEX_START.match(start):
        return BIBTEX
    if MBOX.match(head.lstrip()):
        return formats.MAILBOX
    return _mail_kind(start)


def _mail_kind(start: str) -> Format | None:
    """Recognise the header of a message: nothing but “Name: value” up to the first empty line, with a sender."""
    names, values = set(), []
    for line in start.splitlines()[:200]:
        if not line.strip():
            break
        found = HEADER.match(line)
        if found:
            names.add(found.group(1).lower())
        elif not (names and line[0] in " \t"):
            return None
        values.append(line.lower())
    header = "\n".join(values)
    if "snapshot-content-location" in names or ("mime-version" in names and "multipart/related" in header):
        return formats.MHTML
    is_mail = "from" in names and len(names & (MAIL_NAMES | TECHNICAL_NAMES)) >= 2
    return formats.MAIL if is_mail or len(names & TECHNICAL_NAMES) >= 3 else None


def _by_root(body: str, start: str) -> Format | None:
    root = ROOT.match(body)
    name = root.group(1).lower() if root else ""
    if name == "rdf:rdf" and any(sign in body[:4096] for sign in ZOTERO_SIGNS):
        return formats.ZOTERO
    if library := DIGITISED.get(name.rpartition(":")[2]):
        return library
    if name in FEED_ROOTS:
        return formats.FEED
    if name == "svg":
        return formats.PICTURE
    if PAGE_START.match(body) or WHOLE_PAGE.search(body[:4096]):
        return formats.PAGE
    if start.startswith("<?xml") or (name and f"</{name}" in start.lower()) or "xmlns" in body[:500]:
        return formats.XML
    return None


def _json_kind(start: str, ending: str) -> Format | None:
    """Distinguish JSON lines from other JSON, and both from prose in brackets."""
    if ending in LINE_ENDINGS:
        return formats.JSON_LINES
    if not OBJECT.match(start):
        return None
    first, _, rest = start.partition("\n")
    try:
        record = json.loads(first)
    except (ValueError, RecursionError):
        # A line longer than the head.
        return (
            formats.JSON_LINES if not rest and start[0] == "{" and CONTENT_KEY.search(start) else formats.JSON
        )
    if not isinstance(record, dict):
        return formats.JSON
    labels = tuple(label for label, value in record.items() if isinstance(value, str))
    return (
        formats.JSON_LINES if propose(labels).has_content or rest.lstrip().startswith("{") else formats.JSON
    )


def is_table(text: str) -> bool:
    """Return whether a text begins with a header naming a report's columns, or consists of rows of one length throughout."""
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and first[4:5] in SEPARATORS:
        return True
    if not rest.strip():
        return False
    return any(_names_columns(first, sign) or _is_regular(text, sign) for sign in SEPARATORS if sign in first)


def _names_columns(first: str, sign: str) -> bool:
    proposal = propose(tuple(cells_of_line(first, sign)))
    return len(proposal.columns) >= 2 and (proposal.has_content or proposal.program is not None)


def _is_regular(text: str, sign: str) -> bool:
    lines = text.splitlines(keepends=True)[:60]
    try:
        rows = [row for row in csv.reader(lines, delimiter=sign) if row]
    except csv.Error:
        return False
    labels = rows[0] if rows else []
    if len(labels) < 4 or len(rows) < 5 or len({label.strip().lower() for label in labels}) < len(labels):
        return False
    # The last line may be cut.
    regular = all(len(row) == len(labels) for row in rows[:-1])
    return regular and all(0 < len(label.strip()) <= 40 for label in labels)


def _is_page(start: str) -> bool:
    if PAGE_SIGN.search(start[:4096]):
        return True
    return sum(1 for _ in PAGE_TAG.finditer(start)) >= max(3, len(start) // CHARACTERS_A_TAG)


def _look_inside(format: Format, file: BinaryIO, told: str) -> Recognised:
    """Count the reports in a format that holds many, and detect exports in what looks like a single text."""
    if format is formats.WORD:
        text = _word_text(file)
    else:
        content = file.read(MAX_SIZE)
        if format is formats.OFFICE:
            return Recognised(_office_kind(content))
        if format is formats.MAILBOX:
            return Recognised(format, len(MBOX.findall(content)))
        if format is formats.FEED:
            return Recognised(format, len(ENTRY.findall(content)))
        text = _rtf_text(content) if format is formats.RTF else _text_inside(format, content, told)
    bundle = find_bundle(text) if text else None
    kind = formats.TEXT if format is formats.MARKDOWN else format
    return Recognised(*bundle, within=kind) if bundle else Recognised(format)


def _office_kind(content: bytes) -> Format:
    """Tell the files of old Office programs apart by the names of the streams in them."""
    if any(name.encode("utf-16-le") in content for name in ("EncryptedPackage", "EncryptionInfo")):
        return formats.LOCKED
    if any(f"{name}\0".encode("utf-16-le") in content for name in ("Workbook", "Book")):
        return formats.SHEET
    return formats.OFFICE


def _text_inside(format: Format, content: bytes, told: str) -> str:
    """Return the text to search for exports, decoded as well as it can be."""
    declared = "" if format in (formats.TEXT, formats.MARKDOWN) else declared_in_markup(content)
    try:
        return decode(content, told=told, declared=declared).text
    except (NotTextError, EncodingNotKnownError):
        return content.decode("latin-1")


def _word_text(file: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(file) as archive, archive.open(DOCUMENT) as document:
            markup = document.read(MAX_SIZE).decode("utf-8", errors="replace")
    except (zipfile.BadZipFile, OSError, KeyError, RuntimeError, NotImplementedError, EOFError, ValueError):
        return ""
    except zlib.error:
        return ""
    return re.sub(r"<[^<>]*>", "", re.sub(r"</w:p>|<w:(?:br|cr)\b[^<>]*>", "\n", markup))


def _rtf_text(content: bytes) -> str:
    text = content.decode("latin-1")
    text = re.sub(r"\\(?:par|line|row)\b ?", "\n", text)
    text = RTF_LETTER.sub(_rtf_letter, text)
    return re.sub(r"\\[a-zA-Z]{1,32}-?\d{0,10} ?|[{}]", "", text)


def _rtf_letter(found: re.Match[str]) -> str:
    """Return the letter that RTF writes by its number, so that “Länge” and “Código” are known as labels."""
    if found["hex"]:
        return bytes.fromhex(found["hex"]).decode("cp1252", errors="replace")
    return chr(int(found["number"]) % 0xD800)
