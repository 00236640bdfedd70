"""A saved web page -> the report on it. The text is found by trafilatura, the rest is read from what the page states."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import lxml.html
from lxml.etree import ParserError
from lxml.html import HtmlElement
from trafilatura import bare_extraction

from archive.ingest.clean import clean
from archive.ingest.head import AGAIN
from archive.ingest.head_lines import same_words
from archive.ingest.page_dates import SECOND_OPINION, PageDate, linked_data, meta, read_page_date
from archive.ingest.rules import Rule

NOT_READ = "//script | //style | //noscript | //template | //svg | //iframe | //head | //comment()"
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "button",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "label",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "select",
        "summary",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
SITE_NAME = re.compile(r"\s+(?:[|»·]|[-–—])\s+([^|»·–—]{2,60})$")
DEFINING = ("og:title", "twitter:title", "dc.title", "citation_title")
OUTSIDE = "outside the report on its page"
# A page of links may hold thousands: so much of what was left out is kept beside the report, all of it in the capture.
MOST_REMOVED = 30_000
LONGEST_SEARCHED = 100_000
STANDFIRSTS = (
    '//*[@itemprop="description" or contains(@class, "standfirst") or contains(@class, "article-summary")]'
)


@dataclass(frozen=True)
class Page:
    """The report on a page; `removed` lists what else could be read there."""

    headline: str = ""
    standfirst: str = ""
    body: str = ""
    byline: str = ""
    dateline: str = ""
    printed_date: str = ""
    language: str = ""
    url: str = ""
    date: PageDate = PageDate()
    removed: list[dict] = field(default_factory=list)


def read_page(markup: str, *, rules: Iterable[Rule] = ()) -> Page:
    """Find the report on a web page; `body` is empty where there is none.

    Args:
        markup: the page, decoded.
        rules: what curators know of the source.
    """
    tree = parse(markup)
    if tree is None:
        return Page()
    described = meta(tree)
    headline = _headline(tree, described)
    lines = visible_lines(tree)
    # Whatever the page states is read before trafilatura has the tree, which it takes apart.
    stated = {
        "byline": _byline(tree, described),
        "language": _language(tree, described),
        "url": _address(tree, described),
        "date": read_page_date(tree),
    }
    standfirsts = _standfirsts(tree, lines, headline)
    cleaned = clean(_article_text(tree, lines), headline=headline, rules=rules)
    standfirst = next((text for text in standfirsts if text not in cleaned.body), "")
    removed = _outside(lines, f"{headline}\n{standfirst}\n{cleaned.body}", cleaned.removed)
    return Page(
        headline=headline or cleaned.headline,
        standfirst=standfirst,
        body=cleaned.body,
        dateline=cleaned.dateline,
        printed_date=cleaned.published,
        removed=removed,
        **stated,
    )


def parse(markup: str) -> HtmlElement | None:
    """Parse markup as browsers do; None when there is nothing in it. Encoding declarations in it are void by now."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup.replace("\x00", ""))
    try:
        return lxml.html.document_fromstring(
            text, parser=lxml.html.HTMLParser(huge_tree=False, remove_comments=True)
        )
    except (ParserError, ValueError):
        return None


def visible_lines(tree: HtmlElement) -> list[str]:
    """Return what can be read on a page, one line for each block of it."""
    parts: list[str] = []
    _collect(tree, parts)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return [line for line in lines if line]


def _collect(root: HtmlElement, parts: list[str]) -> None:
    """Gather text in reading order with a line end round each block; a loop, for pages may be nested without end."""
    skipped = set(root.xpath(NOT_READ))
    stack: list[tuple[HtmlElement, bool]] = [(root, False)]
    while stack:
        element, left = stack.pop()
        line_end = "\n" if element.tag in BLOCKS else ""
        if left or element in skipped:
            parts.append((line_end if left else "") + (element.tail or "" if element is not root else ""))
            continue
        parts.append(line_end + (element.text or ""))
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))


def _article_text(tree: HtmlElement, lines: list[str]) -> str:
    """Return the text of the report: trafilatura's, else the paragraphs of the page, else all that can be read."""
    found = bare_extraction(
        tree,
        favor_precision=True,
        include_comments=False,
        with_metadata=False,
        date_extraction_params=SECOND_OPINION,
    )
    if found is not None and found.text:
        return found.text
    paragraphs = [" ".join(element.text_content().split()) for element in tree.xpath("//p")]
    return "\n".join(filter(None, paragraphs)) or "\n".join(lines)


def _headline(tree: HtmlElement, described: dict[str, str]) -> str:
    """Return the headline: from JSON-LD, the only <h1>, <meta> or <title>, the last two without the site's name."""
    for node in linked_data(tree):
        if isinstance(node.get("headline"), str) and node["headline"].strip():
            return _line(node["headline"])
    headings = [_line(element.text_content()) for element in tree.xpath("//h1")]
    if len(headings) == 1 and headings[0]:
        return headings[0]
    stated = [described[name] for name in DEFINING if described.get(name)]
    stated += [element.text_content() for element in tree.xpath("//head/title")]
    titles = [_without_site(_line(title), described.get("og:site_name", "")) for title in stated]
    agreeing = [heading for heading in headings if any(same_words(heading, title) for title in titles)]
    return next(filter(None, agreeing + titles), "")


def _without_site(title: str, site: str) -> str:
    found = SITE_NAME.search(title)
    if found and (same_words(found[1], site) or (not site and len(found[1].split()) <= 4)):
        return title[: found.start()]
    return title


def _standfirsts(tree: HtmlElement, lines: list[str], headline: str) -> list[str]:
    """Return what is marked as the summary of the report and is printed as one line of the page."""
    printed = set(lines)
    texts = [_line(element.text_content()) for element in tree.xpath(STANDFIRSTS)]
    return [
        text
        for text in texts
        if 4 <= len(text.split()) <= 80 and text in printed and not same_words(text, headline)
    ]


def _byline(tree: HtmlElement, described: dict[str, str]) -> str:
    """Return the writers whom the page names; an address in that place is none."""
    for node in linked_data(tree):
        authors = node.get("author")
        authors = authors if isinstance(authors, list) else [authors]
        names = [item.get("name") if isinstance(item, dict) else item for item in authors]
        if names := [_line(name) for name in names if isinstance(name, str) and name.strip()]:
            return ", ".join(names)[:300]
    stated = next(
        (
            described[name]
            for name in ("author", "dc.creator", "citation_author", "byl")
            if described.get(name)
        ),
        "",
    )
    return "" if "://" in stated or stated.startswith("www.") else _line(stated)[:300]


def _language(tree: HtmlElement, described: dict[str, str]) -> str:
    root = tree.getroottree().getroot()
    stated = (
        root.get("lang")
        or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        or described.get("og:locale", "")
    )
    code = re.split(r"[-_]", stated.strip().lower())[0]
    return code if re.fullmatch(r"[a-z]{2,3}", code) else ""


def _address(tree: HtmlElement, described: dict[str, str]) -> str:
    """Return the page's own address. One without a path is that of the whole site and says nothing of the report."""
    stated = [*tree.xpath('//link[@rel="canonical"]/@href'), described.get("og:url", "")]
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


def _outside(lines: list[str], kept: str, cleaned: list[dict]) -> list[dict]:
    """List the lines of the page that are not in the report, up to a limit, then what cleaning took away."""
    text, paragraphs = _unspaced(kept), {_unspaced(line) for line in kept.split("\n")}
    known = {item["text"] for item in cleaned}
    outside = (
        line for line in lines if line not in known and not _stands_in(_unspaced(line), paragraphs, text)
    )
    result, size = [], 0
    for line in outside:
        size += len(line)
        if size > MOST_REMOVED:
            result.append({"text": "…", "reason": "more of the page, which the capture holds"})
            break
        result.append({"text": line, "reason": OUTSIDE})
    return result + [item for item in cleaned if item["reason"] != AGAIN]


def _stands_in(line: str, paragraphs: set[str], text: str) -> bool:
    return line in paragraphs or (len(text) < LONGEST_SEARCHED and line in text)


def _unspaced(text: str) -> str:
    return "".join(text.split())


def _line(text: str) -> str:
    return " ".join(text.split())
