"""A record as it was received -> the fields of a report. Reads no database, so that it can be done again any time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from archive.ingest.clean import clean
from archive.ingest.dating import date_of
from archive.ingest.html import read_page
from archive.ingest.language import certain_language
from archive.ingest.raw import RawArticle
from archive.ingest.readers.fields import BadRecord, checked_language
from archive.ingest.rules import Rule
from archive.text import excerpt

MOST_IN_HEADLINE, MOST_IN_BYLINE, MOST_IN_DATELINE = 500, 300, 200
FIRST_WORDS = 70


@dataclass(frozen=True)
class Prepared:
    """The columns of a report that follow from what was received, and what a curator should know of them."""

    fields: dict
    notices: list[str] = field(default_factory=list)

    @property
    def body(self) -> str:
        return self.fields["body"]


def prepare(raw: RawArticle, *, rules: Iterable[Rule] = (), language: str = "") -> Prepared:
    """Clean a record and fill the columns of a report. What the record says itself goes before what was found in it.

    Args:
        raw: what was received.
        rules: what curators know of the source.
        language: of records that do not say theirs.

    Raises:
        BadRecord: when no report is in it, or a column is not right, with what to do.
    """
    found = _from_page(raw, rules) if raw.html else _from_text(raw, rules)
    if not found["body"]:
        raise BadRecord(
            "nothing of it reads as a report: paste its text in the admin, where what is left out can be seen"
        )
    dating = found.pop("dating")
    headline = raw.headline or found["headline"]
    fields = {
        "headline": headline
        if 0 < len(headline) <= MOST_IN_HEADLINE
        else f"[{excerpt(headline or found['body'], FIRST_WORDS)}]",
        "standfirst": raw.standfirst.strip() or found["standfirst"],
        "body": found["body"],
        "byline": raw.byline or found["byline"][:MOST_IN_BYLINE],
        "dateline": raw.dateline or found["dateline"][:MOST_IN_DATELINE],
        "language": checked_language(raw.language or language or found["language"])
        or certain_language(found["body"]),
        "url": raw.url or found["url"],
        "source_ref": raw.id,
        "date_printed": dating.printed,
        "date_edtf": dating.edtf,
        "date_basis": dating.basis,
        "removed": found["removed"],
    }
    return Prepared(fields, [dating.notice] if dating.notice else [])


def _from_text(raw: RawArticle, rules: Iterable[Rule]) -> dict:
    cleaned = clean(raw.text, headline=raw.headline, rules=rules)
    return {
        "headline": cleaned.headline,
        "standfirst": cleaned.standfirst,
        "body": cleaned.body,
        "byline": cleaned.byline,
        "dateline": cleaned.dateline,
        "language": "",
        "url": "",
        "removed": cleaned.removed,
        "dating": date_of(raw, found=cleaned.published),
    }


def _from_page(raw: RawArticle, rules: Iterable[Rule]) -> dict:
    page = read_page(raw.html, rules=rules)
    return {
        "headline": page.headline,
        "standfirst": page.standfirst,
        "body": page.body,
        "byline": page.byline,
        "dateline": page.dateline,
        "language": page.language,
        "url": page.url,
        "removed": page.removed,
        "dating": date_of(raw, found=page.printed_date, page=page.date),
    }
