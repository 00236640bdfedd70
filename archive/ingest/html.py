"""Extract the report from a saved web page: trafilatura finds the text, the rest is read from what the page states."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import count
from urllib.parse import urlsplit

import lxml.html
from lxml.etree import ParserError
from lxml.html import HtmlElement

from archive.ingest.clean import Cleaned, clean
from archive.ingest.datelines import dated
from archive.ingest.head import AGAIN
from archive.ingest.head_lines import same_words
from archive.ingest.headline import in_words
from archive.ingest.identity import address_key
from archive.ingest.linked_data import LinkedData, body_of, is_not_free, text_of
from archive.ingest.page_body import BLOCKS, NOT_READ, as_pasted, choose, extracted_text, is_marked
from archive.ingest.page_dates import PageDate, meta, read_page_date
from archive.ingest.page_head import (
    TITLE_PARTS,
    MarkedElements,
    PrintedHead,
    days_in_titles,
    headline_of,
    read_printed_head,
)
from archive.ingest.placeholders import Names, is_no_headline, writers
from archive.ingest.rules import Rule

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
NO_NAMES = Names()
NOT_FREE = "its page says that it is not free to read: the text may be only its beginning"
OUTSIDE = "outside the report on its page"
# A page of links may hold thousands: this much of what was left out is kept beside the report, all of it in the capture.
MAX_REMOVED = 30_000
MAX_SEARCHED = 100_000
# This many lines of a page are looked for in the text of its report, beyond those that equal a paragraph of it.
MAX_LOOKED_FOR = 2_000
STANDFIRSTS = (
    '//*[@itemprop="description" or contains(@class, "standfirst") or contains(@class, "article-summary")]'
)


@dataclass(frozen=True)
class Page:
    """The report on a page; `names` are those of its site, and `removed` lists what else was readable there."""

    headline: str = ""
    standfirst: str = ""
    body: str = ""
    byline: str = ""
    dateline: str = ""
    printed_date: str = ""
    doubt_about_day: str = ""
    text: str = ""  # as JSON-LD states it
    why_none: str = ""  # the reason why there is no report, if it is known
    titles: tuple[str, ...] = ()  # of which the headline may be a part
    language: str = ""
    url: str = ""
    date: PageDate = PageDate()
    names: Names = Names()
    notices: tuple[str, ...] = ()
    doubts: tuple[tuple[str, str], ...] = ()
    removed: list[dict] = field(default_factory=list)


def read_page(markup: str, *, rules: Iterable[Rule] = (), names: Names = NO_NAMES) -> Page:
    """Find the report on a web page; `body` is empty if there is none.

    Args:
        markup: the page, decoded.
        rules: what curators know of the source.
        names: the names of the source, which are never taken for a writer or a headline.
    """
    tree = parse(markup)
    why = _why_none(tree) if tree is not None else ""
    if tree is None or why:
        return Page(why_none=why)
    # Read whatever the page states or marks first: trafilatura destroys the tree.
    stated, marked, lines = _stated(tree, names), MarkedElements(tree), visible_lines(tree)
    names = stated.names
    standfirsts = _standfirsts(tree, lines, stated.headline)
    pasted, has_marks = clean(as_pasted(tree), rules=rules), is_marked(tree)
    cleaned = choose(
        extracted_text(tree), pasted, stated.text, marked=has_marks, headline=stated.headline, rules=rules
    )
    if not cleaned.body:
        cleaned = clean("\n".join(lines), headline=stated.headline, rules=rules)
    headline = _headline(stated, cleaned, pasted)
    head = read_printed_head(marked, lines, headline, cleaned.body, names)
    standfirst = next((text for text in standfirsts if text not in head.body), "")
    kept = "\n".join([headline, standfirst, *head.lines, head.body])
    dateline, day = dated(head.body)
    printed = head.day or ("" if cleaned is pasted else cleaned.published) or stated.printed_date or day
    return replace(
        stated,
        headline=headline,
        standfirst=standfirst,
        body=head.body,
        byline=_byline_of(stated, cleaned, pasted, head, names),
        dateline=dateline,
        printed_date=printed or pasted.published,
        doubt_about_day="" if printed else pasted.doubt_about_day,
        doubts=tuple(cleaned.doubts),
        removed=_outside(lines, kept, cleaned.removed),
    )


def _why_none(tree: HtmlElement) -> str:
    """Return why a page holds no report, if its frames show that."""
    frames = [src for src in tree.xpath("//frameset//frame/@src") if src.strip()]
    return (
        f"is only the frame of a page, which showed {' and '.join(frames[:5])}: load those files"
        if frames
        else ""
    )


def _byline_of(stated: Page, cleaned: Cleaned, pasted: Cleaned, head: PrintedHead, names: Names) -> str:
    """Return the byline that the page states, or else the first that its text has."""
    return (
        stated.byline
        or writers(cleaned.byline_above if cleaned is pasted else cleaned.byline, names)
        or head.byline
        or writers(pasted.byline_above, names)
    )


def _stated(tree: HtmlElement, names: Names) -> Page:
    """Return a page's metadata, the right node of its JSON-LD first, and the headline that follows from it."""
    described, data, address = meta(tree), LinkedData(tree), _address(tree)
    titles = [_line(described.get(name, "")) for name in DEFINING]
    titles += [_line(element.text_content()) for element in tree.xpath("//head/title")]
    sites = [described.get(name, "") for name in SITE_NAMES] + [_host(address)]
    names = names | Names.of([*sites, *data.site_names()])
    report = data.report(lambda node: _nearness(node, address, titles))
    byline, notices = _byline(data.names(report.get("author")), described, names)
    date = read_page_date(tree, report)
    return Page(
        headline=headline_of(
            tree, text_of(report, "headline") if "headline" in report else "", titles, names
        ),
        byline=byline,
        text=body_of(report),
        titles=tuple(filter(None, titles)) if "headline" not in report else (),
        language=_language(tree, described),
        url=address,
        date=date,
        printed_date=next(days_in_titles(titles), ""),
        names=names,
        notices=(*notices, *date.notices, *([NOT_FREE] if is_not_free(report) else [])),
    )


def _headline(stated: Page, cleaned: Cleaned, pasted: Cleaned) -> str:
    """Return the headline: as stated or printed, unless the page's title alone says it, of which a printed line is a part."""
    if is_no_headline(pasted.headline, stated.names):
        return stated.headline or cleaned.headline
    printed = in_words(pasted.headline)
    is_part = any(printed == in_words(part) for title in stated.titles for part in TITLE_PARTS.split(title))
    if stated.headline and not (pasted.headline and is_part and in_words(stated.headline) != printed):
        return stated.headline
    return pasted.headline if is_part else stated.headline or cleaned.headline or pasted.headline


def _nearness(node: dict, address: str, titles: list[str]) -> int:
    """Return 2 for a JSON-LD article with the page's address, 1 for one whose headline is in a title, else 0."""
    main = node.get("mainEntityOfPage")
    addresses = [node.get("url"), node.get("@id"), main.get("@id") if isinstance(main, dict) else main]
    if address and any(isinstance(a, str) and address_key(a) == address_key(address) for a in addresses):
        return 2
    headline = text_of(node, "headline").casefold()
    return int(len(headline) > 10 and any(headline in title.casefold() for title in titles))


def parse(markup: str) -> HtmlElement | None:
    """Parse markup as browsers do; None if it is empty. Its encoding declarations no longer apply."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup.replace("\x00", ""))
    try:
        return lxml.html.document_fromstring(
            text, parser=lxml.html.HTMLParser(huge_tree=False, remove_comments=True)
        )
    except (ParserError, ValueError):
        return None


def visible_lines(tree: HtmlElement) -> list[str]:
    """Return the readable text of a page, one line for each block."""
    parts: list[str] = []
    _collect(tree, parts)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return [line for line in lines if line]


def _collect(root: HtmlElement, parts: list[str]) -> None:
    """Collect text in reading order with a line break around each block; iteratively, as pages may be nested very deeply."""
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


def _standfirsts(tree: HtmlElement, lines: list[str], headline: str) -> list[str]:
    """Return the marked summary of the report, if it is printed as one line of the page."""
    printed = set(lines)
    texts = [_line(element.text_content()) for element in tree.xpath(STANDFIRSTS)]
    return [
        text
        for text in texts
        if 4 <= len(text.split()) <= 80 and text in printed and not same_words(text, headline)
    ]


def _byline(authors: list[str], described: dict[str, str], names: Names) -> tuple[str, list[str]]:
    """Return the writers that the page states, and a notice for each statement that names nobody."""
    notices = []
    for stated in (authors, [described.get(name, "") for name in AUTHORS]):
        named = [writers(name, names) for name in stated if name]
        notices += [
            f"its page gives the writer as “{name[:60]}”, which names nobody: it was ignored"
            for name in stated
            if name and not writers(name, names)
        ]
        if named := list(dict.fromkeys(filter(None, named))):
            return ", ".join(named if stated is authors else named[:1])[:300], list(dict.fromkeys(notices))
    return "", list(dict.fromkeys(notices))


def _host(address: str) -> str:
    return urlsplit(address).netloc if address else ""


def _language(tree: HtmlElement, described: dict[str, str]) -> str:
    root = tree.getroottree().getroot()
    stated = (
        root.get("lang")
        or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        or described.get("og:locale", "")
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


def _outside(lines: list[str], kept: str, cleaned: list[dict]) -> list[dict]:
    """List the lines of the page that are not in the report, up to a limit, then what cleaning removed."""
    text, paragraphs = _unspaced(kept), {_unspaced(line) for line in kept.split("\n")}
    known = {item["text"] for item in cleaned}
    tries = count()
    outside = (
        line
        for line in lines
        if line not in known
        and _unspaced(line) not in paragraphs
        and not (next(tries) < MAX_LOOKED_FOR and len(text) < MAX_SEARCHED and _unspaced(line) in text)
    )
    result, size = [], 0
    for line in outside:
        size += len(line)
        if size > MAX_REMOVED:
            result.append({"text": "…", "reason": "more of the page, which the capture holds"})
            break
        result.append({"text": line, "reason": OUTSIDE})
    return result + [item for item in cleaned if item["reason"] != AGAIN]


def _unspaced(text: str) -> str:
    return "".join(text.split())


def _line(text: str) -> str:
    return " ".join(text.split())
