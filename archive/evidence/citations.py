"""What a data set says that a row of it rests on, and which reports of the archive those are: worked out when asked, so it is never out of date.

A citation means a report if its headline is the report's, as far as both go, its day is the report's or one beside it, and its office is the
report's source.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from archive.dates import DateError, read_printed, to_range
from archive.models import Article, DatasetRow
from archive.models.articles import ArticleQuerySet
from archive.reference.dataset_columns import cells_of
from archive.text.patterns import Linear
from archive.text.words import name_key

ISO_DAY = re.compile(r"[12]\d{3}-\d{2}-\d{2}")
LISTED = Linear(
    rf"\s*(?P<office>[^\"]*?)\s*,\s*(?P<day>{ISO_DAY.pattern})\s*,\s*(?P<headline>.*)", across_lines=True
)
QUOTED = re.compile(r"[\"“]([^\"”]{8,})")
MAX_CITATIONS = 100
MIN_SAME = 20  # characters of a headline that was cut off
# Words of the names of agencies that tell none from another.
COMMON = frozenset(
    {
        "the",
        "of",
        "and",
        "news",
        "newswires",
        "newswire",
        "newsfile",
        "agency",
        "press",
        "online",
        "service",
        "wire",
        "daily",
    }
)


@dataclass(frozen=True)
class Citation:
    """One source of a row: the office that printed it, when, under which headline, as far as it is told apart, and all of it as given."""

    text: str
    office: str = ""
    day: date | None = None
    headline: str = ""


def citations_of(row: DatasetRow) -> list[Citation]:
    """Return what a row cites, in its order."""
    cells = cells_of(row.values)
    text = cells.get("source_article", "").strip()
    if text:
        return [citation(part) for part in _parts(text)][:MAX_CITATIONS]
    outlets = cells.get("source", "") if row.dataset == "acled" else cells.get("source_office", "")
    return [Citation(name.strip(), office=name.strip()) for name in outlets.split(";") if name.strip()][
        :MAX_CITATIONS
    ]


def _parts(text: str) -> list[str]:
    """Split a list of sources: each in quotation marks, with semicolons between, or one text as written."""
    if not text.startswith('"'):
        return [text]
    try:
        parts = next(csv.reader([text.replace("\n", " ")], delimiter=";"), [])
    except csv.Error:
        return [text]
    return [part.strip() for part in parts if part.strip()]


def citation(text: str) -> Citation:
    """Read one source as a row gives it: "office,day,headline", or in older rows an office, a day and a headline in quotation marks."""
    if found := LISTED.match(text):
        return Citation(text, found["office"], _day(found["day"]), found["headline"].strip())
    headline, day = QUOTED.search(text), ISO_DAY.search(text)
    office = text[: min(part.start() for part in (headline, day) if part)] if headline or day else text
    return Citation(
        text,
        office.strip(" ,/;(")[:200],
        _day(day[0]) if day else None,
        headline[1].strip() if headline else "",
    )


def _day(text: str) -> date | None:
    try:
        return to_range(read_printed(text).edtf)[0]
    except DateError:
        return None


def cited_reports(citations: Sequence[Citation], reports: ArticleQuerySet) -> dict[int, Article]:
    """Return position of a citation -> the report that it means, among these: those that readers see, or that somebody may open."""
    findable = {place: one for place, one in enumerate(citations) if one.day and one.headline and one.office}
    if not findable:
        return {}
    days = {one.day for one in findable.values() if one.day}
    near = list(
        reports.filter(reduce(or_, (Q(date_range__overlap=_around(day)) for day in days))).for_lists()
    )
    found = {}
    for place, one in findable.items():
        if report := next((report for report in near if means(one, report)), None):
            found[place] = report
    return found


def means(one: Citation, report: Article) -> bool:
    """Return whether a citation means this report."""
    first, last = to_range(report.date_edtf) if report.date_edtf else (None, None)
    if one.day is None or first is None or last is None:
        return False
    is_near = first - timedelta(1) <= one.day <= last + timedelta(1)
    return (
        is_near
        and same_headline(one.headline, report.headline)
        and same_office(one.office, report.source.name)
    )


def same_headline(cited: str, printed: str) -> bool:
    """Return whether two headlines are one, as far as both go: data sets cut long ones off."""
    one, other = sorted((name_key(cited), name_key(printed)), key=len)
    return bool(one) and (one == other or (len(one) >= MIN_SAME and other.startswith(one)))


def same_office(cited: str, source: str) -> bool:
    """Return whether an office is this source: the words of the shorter name are in the longer one."""
    one, other = sorted((_telling(cited), _telling(source)), key=len)
    return bool(one) and one <= other


def _telling(name: str) -> set[str]:
    words = set(name_key(name).split())
    return (words - COMMON) or words


def _around(day: date) -> DateRange:
    return DateRange(day - timedelta(1), day + timedelta(1), "[]")


def citations_in(
    rows: Iterable[DatasetRow], *, reports: ArticleQuerySet
) -> list[tuple[Citation, Article | None]]:
    """Return what rows cite, each with the report that it is, if it is among these.

    For readers, pass `DatasetRow.objects.public().of_event(event)` and `Article.objects.published()`.
    """
    cited = list(dict.fromkeys(one for row in rows for one in citations_of(row)))
    found = cited_reports(cited, reports)
    return [(one, found.get(place)) for place, one in enumerate(cited)]
