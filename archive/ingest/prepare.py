"""Turn a record as received into the fields of a report. Uses no database, so it can be repeated at any time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from archive.ingest.clean import as_decided, clean
from archive.ingest.datelines import day_in_dateline
from archive.ingest.dating import Dating, date_of
from archive.ingest.html import read_page
from archive.ingest.language import certain_language
from archive.ingest.placeholders import Names, is_no_headline, without_by, writers
from archive.ingest.raw import RawArticle
from archive.ingest.readers.fields import RecordError, checked_language
from archive.ingest.rules import Rule
from archive.text.words import excerpt

MAX_IN_HEADLINE, MAX_IN_BYLINE, MAX_IN_DATELINE = 500, 300, 200
FIRST_WORDS = 70


@dataclass(frozen=True)
class Prepared:
    """The columns of a report derived from what was received, and what a curator should know about them."""

    fields: dict
    notices: list[str] = field(default_factory=list)

    @property
    def body(self) -> str:
        return self.fields["body"]


def prepare(raw: RawArticle, *, rules: Iterable[Rule] = (), language: str = "", source: str = "") -> Prepared:
    """Clean a record and fill the columns of a report. Values that the record gives outrank those found in its text.

    Args:
        raw: what was received.
        rules: what curators know of the source.
        language: for records that give none.
        source: the name of the source, never taken for a writer or a headline.

    Raises:
        RecordError: when it contains no report, or a column is wrong, with what to do.
    """
    names = Names.of([source, raw.source])
    raw, notices = _without_placeholders(raw, names)
    found = _from_page(raw, rules, names) if raw.html else _from_text(raw, rules, names)
    if not found["body"]:
        raise RecordError(
            found.get("why_none")
            or "holds nothing that reads like a report: paste its text in the admin, which shows what cleaning removes"
        )
    language = checked_language(raw.language or language or found["language"]) or certain_language(
        found["body"]
    )
    dating = date_of(raw, **found["found_day"], dateline=day_in_dateline(found["body"]), language=language)
    if raw.headline:
        found["doubts"] = [(what, why) for what, why in found["doubts"] if what != "headline"]
    doubts = [f"its {what} is not certain: {why}" for what, why in found["doubts"]]
    return Prepared(
        _columns(raw, found, dating, language),
        [*raw.notices, *notices, *found["notices"], *doubts, *filter(None, [dating.notice])],
    )


def _columns(raw: RawArticle, found: dict, dating: Dating, language: str) -> dict:
    headline = raw.headline or found["headline"]
    return {
        "headline": headline
        if 0 < len(headline) <= MAX_IN_HEADLINE
        else f"[{excerpt(headline or found['body'], FIRST_WORDS)}]",
        "standfirst": raw.standfirst.strip() or found["standfirst"],
        "body": found["body"],
        "byline": raw.byline or found["byline"][:MAX_IN_BYLINE],
        "dateline": raw.dateline or found["dateline"][:MAX_IN_DATELINE],
        "language": language,
        "url": raw.url or found["url"],
        "source_ref": raw.id,
        "date_printed": dating.printed,
        "date_edtf": dating.edtf,
        "date_basis": dating.basis,
        "removed": found["removed"],
        "unsure": [{"what": what, "why": why} for what, why in sorted(_unsure(raw, found, dating, language))],
    }


def _unsure(raw: RawArticle, found: dict, dating: Dating, language: str) -> Iterator[tuple[str, str]]:
    """Yield what is not certain about a report, and why."""
    yield from found["doubts"]
    if dating.notice:
        yield "day", dating.notice
    if not language:
        yield "language", "its words do not show it"
    for notice in raw.notices:
        if "encoding" in notice:
            yield "encoding", notice


def _without_placeholders(raw: RawArticle, names: Names) -> tuple[RawArticle, list[str]]:
    """Drop a headline or byline that says nothing, and report it."""
    byline, headline = writers(raw.byline, names), raw.headline
    notices = []
    if _words_in(byline) != _words_in(without_by(raw.byline)):
        notices.append(
            f"its byline “{raw.byline[:60]}” names {'nobody' if not byline else 'more than writers'}: {_kept(byline)}"
        )
    if headline and is_no_headline(headline, names):
        notices.append(f"its headline “{headline[:60]}” is a placeholder or a site’s name: it was ignored")
        headline = ""
    return replace(raw, byline=byline, headline=headline), notices


def _kept(byline: str) -> str:
    return f"only “{byline}” was kept" if byline else "it was ignored"


def _words_in(text: str) -> list[str]:
    return text.split()


def _from_text(raw: RawArticle, rules: Iterable[Rule], names: Names) -> dict:
    cleaned = as_decided(raw.text) if raw.is_decided else clean(raw.text, headline=raw.headline, rules=rules)
    headline, byline = cleaned.headline, writers(cleaned.byline, names)
    return {
        "headline": "" if is_no_headline(headline, names) else headline,
        "standfirst": cleaned.standfirst,
        "body": cleaned.body,
        "byline": byline,
        "dateline": cleaned.dateline,
        "language": "",
        "url": "",
        "removed": cleaned.removed,
        "found_day": {"found": cleaned.published, "doubt": cleaned.doubt_about_day},
        "doubts": cleaned.doubts,
        "notices": [],
    }


def _from_page(raw: RawArticle, rules: Iterable[Rule], names: Names) -> dict:
    page = read_page(raw.html, rules=rules, names=names)
    return {
        "headline": page.headline,
        "standfirst": page.standfirst,
        "body": page.body,
        "byline": page.byline,
        "dateline": page.dateline,
        "language": page.language,
        "url": page.url,
        "removed": page.removed,
        "found_day": {
            "found": page.printed_date,
            "doubt": page.doubt_about_day,
            "page": page.date,
            "address": page.url,
        },
        "doubts": page.doubts,
        "why_none": page.why_none,
        "notices": page.notices,
    }
