"""Read the date of a web page from its metadata. Nothing is guessed; printed dates are read elsewhere.

The order: JSON-LD datePublished of the report, article:published_time and similar <meta> elements, dc.date, <time datetime>,
microdata, RDFa and the data of scripts.
The text is not searched: libraries that do so invent dates. A day in the page's own address is an inference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lxml.html import HtmlElement

from archive.dates import DateError, is_machine_form, read_printed
from archive.dates.vocabulary import MONTHS
from archive.ingest.character_references import line_decoded
from archive.ingest.linked_data import text_of
from archive.ingest.placeholders import why_no_date

ISO = re.compile(r"\s*(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?(?=\s*$|T\d|\s+\d{1,2}:\d|Z|\+)")
IN_ADDRESS = re.compile(
    r"(?<=/)(?P<y>(?:19|20)\d{2})/(?P<m>\d{1,2}|[a-z]{3})/(?P<d>\d{1,2})(?=[/_-])"  # /1998/08/09/, /1998/aug/09/
    r"|(?<=[/_-])(?P<y2>(?:19|20)\d{2})-(?P<m2>\d{2})[-/](?P<d2>\d{2})(?=[/_.-]|$)"  # /1998-08-09-town-taken
    r"|(?<=/)(?P<y3>(?:19|20)\d{2})(?P<m3>[01]\d)(?P<d3>[0-3]\d)(?=[/_-]|$)",  # /19980809/
    re.IGNORECASE,
)
ENGLISH = {name[:3].lower(): number for number, name in enumerate(MONTHS) if number}
META_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "date_published",
    "pubdate",
    "publishdate",
    "publish-date",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "dcterms.issued",
    "citation_publication_date",
    "originalpublicationdate",
    "article:published",
    "article.published",
    "rnews:datepublished",
    "publication_date",
    "publicationdate",
    "published_at",
    "published",
    "pub_date",
    "pdate",
    "date",
)
MARGINS = "ancestor::aside or ancestor::nav or ancestor::footer"
OTHERS = 'ancestor::*[contains(@class, "comment") or contains(@id, "comment") or contains(@class, "related") or @itemprop="comment"]'
IN_ATTRIBUTES = ("content", "datetime", "data-datetime", "data-published", "data-time", "data-date")
MAX_MARKED = 10


@dataclass(frozen=True)
class PageDate:
    """The date that a page states, what it prints with it, and notices on stated values that are not dates."""

    printed: str = ""
    edtf: str = ""
    basis: str = ""
    notices: tuple[str, ...] = ()


def read_page_date(tree: HtmlElement, report: dict, *, beside: str = "") -> PageDate:
    """Return the date of publication that a page states, if any.

    Args:
        tree: the page.
        report: the JSON-LD node of its report.
        beside: the day that the data of its scripts state, used if nothing else is stated.
    """
    notices: dict[str, None] = {}
    found = (*_in_json(report), *_in_meta(tree), *_in_attributes(tree), *_in_time(tree), ("", beside))
    for printed, value in found:
        if not value:
            continue
        edtf = iso_day(value) or _plainly(value)
        if why := why_no_date(value, edtf):
            notices[f"its page states the date “{value.strip()[:60]}”, which {why}: it was ignored"] = None
        elif edtf:
            printed = " ".join(printed.split())[:100]
            return PageDate(printed if _plainly(printed) else "", edtf, "stated", tuple(notices))
    return PageDate(notices=tuple(notices))


def day_in_address(url: str) -> str:
    """Return the day in the path of an address, such as /2003/05/06/, or ""."""
    path = re.sub(r"[?#].*$", "", url)
    days = {_day_of(*filter(None, found.groups())) for found in IN_ADDRESS.finditer(path)} - {""}
    day = days.pop() if len(days) == 1 else ""
    return "" if why_no_date(day, iso_day(day)) else iso_day(day)


def _day_of(year: str, month: str, day: str) -> str:
    """Write a day as ISO 8601; "" if the word is not an English month."""
    number = month if month.isdecimal() else str(ENGLISH.get(month.lower(), ""))
    return f"{year}-{number:0>2}-{day:0>2}" if number else ""


def iso_day(value: str) -> str:
    """Return the day, month or year at the start of an ISO date, or an empty string. The time of day is dropped."""
    found = ISO.match(value)
    if not found:
        return ""
    parts = [part for part in found.groups() if part]
    try:
        date(*(int(part) for part in [*parts, "1", "1"][:3]))
    except ValueError:
        return ""
    return "-".join(parts)


def _plainly(value: str) -> str:
    """Read a day stated in print form: "August 9, 1998", "Sun, 09 Aug 1998 10:00:00 GMT"."""
    try:
        read = read_printed(value)
    except DateError:
        return ""
    return read.edtf if re.fullmatch(r"\d{4}-\d{2}-\d{2}", read.edtf) else ""


def _in_json(report: dict) -> Iterator[tuple[str, str]]:
    for key in ("datePublished", "dateCreated"):
        if value := text_of(report, key):
            yield "", value


def meta(tree: HtmlElement) -> dict[str, str]:
    """Return name -> content of the <meta> elements of a page; the first of each name counts."""
    found: dict[str, str] = {}
    for element in tree.xpath("//meta[@content]"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        found.setdefault(name.lower(), line_decoded(element.get("content", "")))
    return found


def _in_meta(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    found = meta(tree)
    return (("", found[name]) for name in META_NAMES if found.get(name))


def _in_attributes(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """Yield the days of publication in microdata and RDFa, and on elements that print a day beside one for programs; not those of comments."""
    named = tree.xpath(
        f'//*[not(self::meta)][@itemprop="datePublished" or contains(@property, "datePublished") or contains(@property, "dc:created")][not({MARGINS})][not({OTHERS})]'
    )
    dated = tree.xpath(
        f"//*[@data-time or @data-datetime or @data-date or @data-published][contains(@class, 'date') or contains(@class, 'time')][not({MARGINS})][not({OTHERS})]"
    )
    for element in [*named, *(dated if len(dated) == 1 else [])][:MAX_MARKED]:
        stated = next((value for name in IN_ATTRIBUTES if (value := element.get(name, ""))), "")
        if iso_day(stated):
            text = " ".join(element.text_content().split())
            yield ("" if is_machine_form(text) else text), stated


def _in_time(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """Yield the <time> elements, those marked as the date of publication first; not those of links to other reports."""
    times = tree.xpath(f"//time[@datetime][not({MARGINS})]")
    marked = [
        time for time in times if time.get("itemprop") == "datePublished" or time.get("pubdate") is not None
    ]
    inside = tree.xpath(f"(//article | //main)//time[@datetime][not({MARGINS})]")
    for time in (
        marked or inside[:1] or (times if len({time.get("datetime")[:10] for time in times}) == 1 else [])
    ):
        text = " ".join(time.text_content().split())
        yield ("" if is_machine_form(text) else text), time.get("datetime")
