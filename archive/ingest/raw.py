"""What a reader hands on: one report as it was received, or the reason why there is none."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

MAX_RECORD_BYTES = 5_000_000
TOO_LARGE = "is larger than 5 MB: split it into its reports and try again"


@dataclass(frozen=True, kw_only=True)
class RawArticle:
    """One report as received: fields as they were given, the exact bytes, and where they stood.

    `text` is plain text with whatever stands round the report; `html` is a page. One of the two is empty. `beside` is what was
    said of it that does not stand in the bytes, and `notices` what a curator should know of how it was read.
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
    notices: tuple[str, ...] = ()
    content: bytes = b""
    media_type: str = "text/plain"
    encoding: str = "utf-8"
    origin: str = ""
    position: int | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Refusal:
    """Why a record is not in the archive: `reason` says what to do about it."""

    file: str
    line: int | None
    reason: str

    def as_row(self) -> dict:
        return {"file": self.file, "line": self.line, "reason": self.reason}


@dataclass(frozen=True)
class Notice(Refusal):
    """Something that a curator should know of a record or a file that was taken in."""


@dataclass(frozen=True)
class PassedOver(Notice):
    """A file of a format that is not read; `kind` and `kinds` are what one and several of them are called."""

    kind: str = ""
    kinds: str = ""
