"""Read what a web page states of its report, in JSON-LD, microdata and <meta>, in its titles and in the data of its scripts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.ingest.identity import address_key
from archive.ingest.linked_data import LinkedData, body_of, text_of
from archive.ingest.live_blog import LiveEntry, printed_entries, stated_entries
from archive.ingest.page_access import says_it_is_closed
from archive.ingest.page_dates import PageDate, meta, read_page_date
from archive.ingest.page_head import TITLE_PARTS, days_in_titles, headline_of, title_alone
from archive.ingest.page_state import report_in_scripts
from archive.ingest.placeholders import Names, writers

DEFINING = ("og:title", "twitter:title", "dc.title", "citation_title")
SITE_NAMES = (
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "twitter:site",
    "dc.publisher",
)
AUTHORS = (
    "author",
    "dc.creator",
    "citation_author",
    "byl",
    "article:author",
    "parsely-author",
    "sailthru.author",
)
# The labels of twitter:data1 and the like that name a writer.
WRITTEN_BY = re.compile(
    r"(?:written|posted|published)? ?by|authors?|verfasst von|geschrieben von|autor(?:en|in)?|écrit par|auteure?|escrito por|autora?|scritto da|geschreven door|автор|كتب(?:ه)?|نویسنده|yazar",
    re.IGNORECASE,
)
DESCRIPTIONS = ("description", "og:description", "twitter:description", "dc.description")
MIN_IN_TITLE = 3  # words


@dataclass(frozen=True)
class Stated:
    """What a page states of its report, each "" if it does not; `report` is the node of its JSON-LD."""

    headline: str = ""
    byline: str = ""
    text: str = ""
    entries: tuple[LiveEntry, ...] = ()
    titles: tuple[str, ...] = ()
    language: str = ""
    url: str = ""
    date: PageDate = PageDate()
    printed_date: str = ""
    names: Names = Names()
    descriptions: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    report: dict = field(default_factory=dict)
    is_closed: bool = False


def read_stated(tree: HtmlElement, names: Names, printed: Sequence[str]) -> Stated:
    """Return a page's metadata, the right node of its JSON-LD first, and the headline that follows from it.

    Args:
        tree: the page.
        names: those of the source.
        printed: the lines of the page and their runs, one of which the headline may be.
    """
    described, data, address = meta(tree), LinkedData(tree), _address(tree)
    titles = [_line(described.get(name, "")) for name in DEFINING]
    titles += [_line(element.text_content()) for element in tree.xpath("//head/title")[:5]]
    sites = [described.get(name, "") for name in SITE_NAMES] + [_host(address)]
    names = names | Names.of([*sites, *data.site_names()])
    report = data.report(lambda node: _nearness(node, address, titles))
    headline = text_of(report, "headline") if "headline" in report else ""
    in_scripts = report_in_scripts(tree, [headline, *_parts_of(titles, names)])
    stated = [data.persons(report.get(key)) for key in ("author", "creator")]
    stated.append(data.names(report.get("author")))
    byline, notices = _byline(stated, described, names)
    date = read_page_date(tree, report, beside=in_scripts.day)
    return Stated(
        headline=headline_of(tree, headline, titles, names, printed=printed),
        byline=byline or writers(in_scripts.byline, names)[:300],
        text=max(body_of(report), in_scripts.text, key=len),
        entries=tuple(_entries(report, tree, titles)),
        titles=tuple(filter(None, titles)) if not headline else (),
        language=_language(tree, described, report),
        url=address,
        date=date,
        printed_date=next(days_in_titles(titles), ""),
        names=names,
        descriptions=(*(described.get(name, "") for name in DESCRIPTIONS), text_of(report, "description")),
        notices=(*notices, *date.notices),
        report=report,
        is_closed=says_it_is_closed(tree, described),
    )


def _entries(report: dict, tree: HtmlElement, titles: Sequence[str]) -> list[LiveEntry]:
    """Return the entries of a live blog, as its JSON-LD lists them or, where these are more, as the page prints them."""
    stated, printed = stated_entries(report), printed_entries(tree, titles)
    return max((stated if len(stated) > 1 else [], printed), key=_length)


def _length(entries: Sequence[LiveEntry]) -> int:
    return sum(len(line) for entry in entries for line in entry.lines)


def _parts_of(titles: Sequence[str], names: Names) -> list[str]:
    parts = [
        part for title in titles for part in (title, title_alone(title, names), *TITLE_PARTS.split(title))
    ]
    return [part for part in dict.fromkeys(parts) if len(part.split()) >= MIN_IN_TITLE]


def _nearness(node: dict, address: str, titles: list[str]) -> int:
    """Return 2 for a JSON-LD article with the page's address, 1 for one whose headline is in a title, else 0."""
    main = node.get("mainEntityOfPage")
    addresses = [node.get("url"), node.get("@id"), main.get("@id") if isinstance(main, dict) else main]
    if address and any(isinstance(a, str) and address_key(a) == address_key(address) for a in addresses):
        return 2
    headline = text_of(node, "headline").casefold()
    return int(len(headline) > 10 and any(headline in title.casefold() for title in titles))


def _byline(in_data: Sequence[list[str]], described: dict[str, str], names: Names) -> tuple[str, list[str]]:
    """Return the writers that the page states, and a notice for each statement that names nobody.

    Args:
        in_data: the author and the creator in its JSON-LD.
        described: its <meta> elements.
        names: those of the site, which is no writer.
    """
    notices = []
    in_meta = [*(described.get(name, "") for name in AUTHORS), *_on_cards(described)]
    for stated in (*in_data, in_meta):
        named = [writers(name, names) for name in stated if name]
        notices += [
            f"its page gives the writer as “{name[:60]}”, which names nobody: it was ignored"
            for name in stated
            if name and not writers(name, names)
        ]
        if named := list(dict.fromkeys(filter(None, named))):
            return ", ".join(named[:1] if stated is in_meta else named)[:300], list(dict.fromkeys(notices))
    return "", list(dict.fromkeys(notices))


def _on_cards(described: dict[str, str]) -> list[str]:
    """Return the writers in the labelled values of a page's card, such as twitter:label1 “Written by”, twitter:data1."""
    labels = ((at, described.get(f"twitter:label{at}", "")) for at in (1, 2, 3))
    return [
        described.get(f"twitter:data{at}", "")
        for at, label in labels
        if WRITTEN_BY.fullmatch(label.strip(" :"))
    ]


def _host(address: str) -> str:
    return urlsplit(address).netloc if address else ""


def _language(tree: HtmlElement, described: dict[str, str], report: dict) -> str:
    root = tree.getroottree().getroot()
    stated = (
        root.get("lang")
        or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        or described.get("og:locale", "")
        or text_of(report, "inLanguage")
    )
    code = re.split(r"[-_]", stated.strip().lower())[0]
    return code if re.fullmatch(r"[a-z]{2,3}", code) else ""


def _address(tree: HtmlElement) -> str:
    """Return the page's own address. One without a path is that of the whole site and does not identify the report."""
    stated = [
        *tree.xpath('//link[@rel="canonical"]/@href'),
        *tree.xpath('//meta[@property="og:url"]/@content'),
    ]
    for address in stated:
        try:
            parts = urlsplit(address.strip())
        except ValueError:
            continue
        if (
            parts.scheme in ("http", "https")
            and parts.netloc
            and parts.path.strip("/")
            and len(address) <= 1000
        ):
            return address.strip()
    return ""


def _line(text: str) -> str:
    return " ".join(text.split())
