"""What a reader yields: one report as received, or the reason why there is none."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field


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


@dataclass(frozen=True)
class Refusal:
    """Why a record was not added; `reason` says what to do about it."""

    file: str
    line: int | None
    reason: str

    def as_row(self) -> dict:
        return {"file": self.file, "line": self.line, "reason": self.reason}


@dataclass(frozen=True)
class Notice(Refusal):
    """Something that a curator should know about a record or a file that was read."""


@dataclass(frozen=True)
class PassedOver(Notice):
    """A file in a format that is not read; `kind` and `kinds` name one and several of them."""

    kind: str = ""
    kinds: str = ""
