"""The formats of files, how each is read, and what to say about those that are not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.ingest.raw import RawArticle, Refusal
from archive.ingest.readers.options import ReadingOptions

NOT_YET = "this format is not read yet"


@dataclass(frozen=True)
class Format:
    """A file format: its name with an article, its unit if it holds many, and what to do if it is not read."""

    name: str
    advice: str = ""
    unit: str = ""

    @property
    def plural(self) -> str:
        """Return the plural for a list of counts: PDF files."""
        noun = self.name.split(" ", 1)[1]
        return noun if noun.endswith("s") else f"{noun}s"


@dataclass(frozen=True)
class Reader:
    """How a format is read: from a file, and from the capture of one report again."""

    format: Format
    media_type: str
    """The media type of its captures."""
    read: Callable[[Path, str, ReadingOptions], Iterator[RawArticle | Refusal]]
    """(path, origin, what somebody said about the file) -> its reports, refusals and notices."""
    reread: Callable[..., RawArticle]
    """(content, *, encoding, origin, position) -> the report of a capture; raises RecordError."""
    holds_one: bool = False
    """Whether a capture is the whole file, and the file one report: what is known about it may be given beside it."""
    within: Format | None = None
    """The kind of file in which an export is: the same export comes as text, as a page, as a Word file."""


@dataclass(frozen=True)
class Recognised:
    """What a file was recognised as, how many reports it holds if they can be counted, and the kind of file an export is in."""

    format: Format
    count: int = 0
    within: Format | None = None

    @property
    def reason(self) -> str:
        """Say why it is not read as a report, and what to do."""
        inside = f" in {self.within.name}" if self.within in (WORD, RTF) else ""
        what = f"is {self.format.name}"
        if self.count:
            what = f"holds {self.count:,} {self._unit} of {self.format.name}{inside}"
        advice = f". {self.format.advice}" if self.format.advice else ""
        return f"{what}: {NOT_YET}{advice}"

    @property
    def _unit(self) -> str:
        unit = self.format.unit
        if self.count == 1:
            return unit
        return f"{unit[:-1]}ies" if unit.endswith("y") else f"{unit}s"


# Those that are read, alone or as the file of an export
TEXT = Format("a text file")
PAGE = Format("a web page")
JSON_LINES = Format("a file of JSON lines", unit="line")
TABLE = Format("a table", unit="row")
JSON = Format("a JSON file", unit="object")
SHEET = Format("a spreadsheet file", unit="row")
MHTML = Format("an MHTML file")
PDF = Format("a PDF file")
RTF = Format("an RTF file")
WORD = Format("a Word file")
OPEN_TEXT = Format("an OpenDocument text")
MARKDOWN = Format("a Markdown text")
MAIL = Format("a mail file", unit="message")
MAILBOX = Format("an mbox file", unit="message")
FEED = Format("an RSS or Atom feed", unit="entry")
TEI = Format("a TEI text", unit="text")
ALTO = Format("an ALTO page", unit="page")
METS = Format("a METS file", unit="article")
ZOTERO = Format("a Zotero export", unit="item")
WARC = Format("a WARC file", unit="page")
WACZ = Format("a WACZ file", unit="page")
ARCHIVE = Format("an archive file", "Unpack it and give what is in it")

# Those that are read if they hold an export that is, and others
AS_TEXT = "Save it as plain text (.txt) or as a web page (.html)"
XML = Format(
    "an XML file", "Save each report as plain text or HTML, or make a table of them (CSV or JSON lines)"
)

# Those that are not
POSTSCRIPT = Format("a PostScript file", "Save its text as plain text (.txt)")
SLIDES = Format("a presentation file", AS_TEXT)
LOCKED = Format("an Office file with a password", "Save it without one and try again")
OFFICE = Format("an old Microsoft Office file", AS_TEXT)
BOOK = Format("an e-book file", AS_TEXT)
PICTURE = Format("a picture file", "Type out what it shows")
SOUND = Format("a sound or film file")
DATABASE = Format("a database file", "Export it as CSV, with a row for each report")
PROGRAM = Format("a program file")
FONT = Format("a font file")
BINARY = Format("a binary file", AS_TEXT)


def other_text(ending: str) -> Format:
    """Return the format of a text file whose extension says that it is not a report, such as .css."""
    return Format(f"a {ending} file", "Where it is a report, give it the ending .txt")
