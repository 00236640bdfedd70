"""What a reader yields: one report as received, or the reason why there is none."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from archive.text.words import excerpt


def in_megabytes(number: int) -> str:
    """Return a number of bytes in words: "5 MB"."""
    return f"{number / 1_000_000:,g} MB"


MAX_RECORD_BYTES = 5_000_000
TOO_LARGE = f"is larger than {in_megabytes(MAX_RECORD_BYTES)}: split it into its reports and try again"
# A file that holds one report, with its pictures and type: a PDF, a Word file, a page with all that belongs to it.
MAX_FILE_BYTES = 50_000_000
FILE_TOO_LARGE = f"is larger than {in_megabytes(MAX_FILE_BYTES)}: save its text alone, or split it"


@dataclass(frozen=True, kw_only=True)
class RawArticle:
    """One report as received: the fields given, the exact bytes, and where they came from.

    `text` is plain text with whatever surrounds the report; `html` is a page. One of the two is empty. `beside` is metadata
    given outside the bytes, `is_decided` says that a curator has chosen this text, of which nothing is removed, and `notices` what a curator should know about how it was read. `origin` is the name of its file,
    with that of the archive around it; `position` its place in a file of many; `container_sha256` the hash of the file that was
    given, if this report is only a part of it. `columns` is what somebody said of its labels, (label, column); `copied_at` when its
    page was copied from the web, as the copy states; `repeats` is the moment of an earlier copy, if this one only says that the page
    was still the same, and holds no text.
    """

    headline: str = ""
    text: str = ""
    html: str = ""
    source: str = ""
    url: str = ""
    published: str = ""
    byline: str = ""
    dateline: str = ""
    standfirst: str = ""
    language: str = ""
    id: str = ""
    date_printed: str = ""
    date_edtf: str = ""
    date_basis: str = ""
    story: str = ""
    beside: str = ""
    is_decided: bool = False
    notices: tuple[str, ...] = ()
    content: bytes = b""
    media_type: str = "text/plain"
    encoding: str = "utf-8"
    origin: str = ""
    position: int | None = None
    columns: tuple[tuple[str, str], ...] = ()
    copied_at: str = ""
    repeats: str = ""
    container_sha256: str = field(default="", compare=False)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


MAX_HEADLINE, FIRST_WORDS = 500, 70
# What neither the database takes in a text nor a terminal should be told by a file: control characters, and halves of a character.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def headline_of(raw: RawArticle) -> str:
    """Return the headline that was given with a record, or the first words of its text in brackets."""
    return on_one_line(raw.headline or (f"[{excerpt(raw.text, FIRST_WORDS)}]" if raw.text else ""))


def on_one_line(headline: str) -> str:
    """Return a headline as received on one line that can be stored and printed."""
    return " ".join(CONTROL.sub(" ", headline[: 2 * MAX_HEADLINE]).split())[:MAX_HEADLINE]


@dataclass(frozen=True)
class Refusal:
    """Why a record was not added; `reason` says what to do about it, `headline` which one it is, where it has one."""

    file: str
    line: int | None
    reason: str
    headline: str = field(default="", kw_only=True)

    def as_row(self) -> dict:
        row = {"file": self.file, "line": self.line, "reason": self.reason}
        return row | ({"headline": self.headline} if self.headline else {})


@dataclass(frozen=True)
class Notice(Refusal):
    """Something that a curator should know about a record or a file that was read."""


@dataclass(frozen=True)
class PassedOver(Notice):
    """A file in a format that is not read; `kind` and `kinds` name one and several of them."""

    kind: str = ""
    kinds: str = ""
