"""The date of a web page, as the page itself states it for machines; and a second opinion, marked as one.

Read in this order: JSON-LD datePublished, article:published_time and its like in <meta>, dc.date, <time datetime>.
What was printed is kept beside it. Nothing is taken from the text: libraries that look there invent dates.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date

from htmldate import find_date
from lxml.html import HtmlElement

ISO = re.compile(r"\s*(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?(?=\s*$|T\d|\s+\d{1,2}:\d|Z|\+)")
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
    "date",
)
TYPES_OF_REPORTS = (
    "article",
    "newsarticle",
    "reportagenewsarticle",
    "analysisnewsarticle",
    "blogposting",
    "webpage",
    "liveblogposting",
)
# Only what the head of a page says; never its text.
SECOND_OPINION = {"extensive_search": False, "original_date": True, "min_date": "1900-01-01"}


@dataclass(frozen=True)
class PageDate:
    printed: str = ""
    edtf: str = ""
    basis: str = ""


def read_page_date(tree: HtmlElement, *, url: str = "") -> PageDate:
    """Return the date of publication that a page states, else a second opinion, else nothing."""
    for printed, value in (*_in_json(tree), *_in_meta(tree), *_in_time(tree)):
        if edtf := iso_day(value):
            return PageDate(" ".join(printed.split())[:100], edtf, "stated")
    found = find_date(_without_links(tree), url=url or None, **SECOND_OPINION)
    return PageDate(found, found, "inferred") if found else PageDate()


def _without_links(tree: HtmlElement) -> HtmlElement:
    """Return a copy of a page without its margins, where other reports are dated."""
    tree = deepcopy(tree)
    for element in tree.xpath("//aside | //nav | //footer"):
        element.drop_tree()
    return tree


def iso_day(value: str) -> str:
    """Return the day, month or year that an ISO date begins with, or an empty string. The time of day is left out."""
    found = ISO.match(value)
    if not found:
        return ""
    parts = [part for part in found.groups() if part]
    try:
        date(*(int(part) for part in [*parts, "1", "1"][:3]))
    except ValueError:
        return ""
    return "-".join(parts)


def linked_data(tree: HtmlElement) -> Iterator[dict]:
    """Yield the JSON-LD objects of a page that describe a report."""
    for script in tree.xpath('//script[@type="application/ld+json"]/text()'):
        try:
            data = json.loads(script.strip(), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from (node for node in _nodes(data, depth=4) if _is_report(node))


def _nodes(data, *, depth: int) -> Iterator[dict]:
    if isinstance(data, list) and depth:
        for item in data:
            yield from _nodes(item, depth=depth - 1)
    elif isinstance(data, dict) and depth:
        yield data
        yield from _nodes(data.get("@graph"), depth=depth - 1)
        yield from _nodes(data.get("mainEntity"), depth=depth - 1)


def _is_report(node: dict) -> bool:
    types = node.get("@type", "")
    names = types if isinstance(types, list) else [types]
    return any(isinstance(name, str) and name.lower() in TYPES_OF_REPORTS for name in names)


def _in_json(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    for node in linked_data(tree):
        for key in ("datePublished", "dateCreated"):
            if isinstance(value := node.get(key), str):
                yield value, value


def meta(tree: HtmlElement) -> dict[str, str]:
    """Return name -> content of the <meta> elements of a page; the first of a name counts."""
    found: dict[str, str] = {}
    for element in tree.xpath("//meta[@content]"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        found.setdefault(name.lower(), element.get("content", "").strip())
    return found


def _in_meta(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    found = meta(tree)
    return ((found[name], found[name]) for name in META_NAMES if found.get(name))


def _in_time(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """Yield the <time> elements, those marked as the date of publication first; not those of links to other reports."""
    times = tree.xpath("//time[@datetime][not(ancestor::aside or ancestor::nav or ancestor::footer)]")
    marked = [
        time for time in times if time.get("itemprop") == "datePublished" or time.get("pubdate") is not None
    ]
    for time in marked or times[:1]:
        yield time.text_content().strip() or time.get("datetime"), time.get("datetime")
