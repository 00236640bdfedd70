"""Extract the report from a saved web page: trafilatura finds the text, the rest is read from what the page states and prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

import lxml.html
from lxml.etree import ParserError
from lxml.html import HtmlElement

from archive.ingest.clean import Cleaned, clean
from archive.ingest.datelines import dated
from archive.ingest.days import days_in
from archive.ingest.head import AGAIN, DATE
from archive.ingest.head_lines import names_writer_or_day, same_words
from archive.ingest.headline import in_words
from archive.ingest.inside import without_others_below
from archive.ingest.live_blog import written
from archive.ingest.page_access import why_not_whole
from archive.ingest.page_body import choose, extracted_text, is_marked, read_as_pasted
from archive.ingest.page_dates import PageDate
from archive.ingest.page_dialogs import take_off_dialogs
from archive.ingest.page_head import TITLE_PARTS, MarkedElements, PrintedHead, read_printed_head
from archive.ingest.page_lines import PageLine, page_lines, visible_lines
from archive.ingest.page_standfirst import MarkedStandfirsts
from archive.ingest.page_stated import Stated, read_stated
from archive.ingest.placeholders import Names, is_no_headline, writers
from archive.ingest.rules import Rule

__all__ = ["Page", "parse", "read_page", "visible_lines"]

NO_NAMES = Names()
OUTSIDE = "outside the report on its page"
# A page of links may hold thousands: this much of what was left out is kept beside the report, all of it in the capture.
MAX_REMOVED = 30_000
MAX_SEARCHED = 100_000
# libxml compares each attribute of a tag with all before it: of a tag this long, such as a picture inside the page, the name is enough.
LONG_TAG = re.compile(r"<([A-Za-z]\w*)\s[^<>]{100000,}>")
# This many lines of a page are looked for in the text of its report, beyond those that equal a paragraph of it.
MAX_LOOKED_FOR = 2_000
ENTRIES = "it is a live blog of {number} entries, which follow each other by their times: {first} to {last}"
REACH_OF_HEAD = 3  # paragraphs of a text among which its standfirst may be, below other lines of the head
ENOUGH_IN_ENTRIES = 0.6  # how much of the text of a live blog its entries must hold


@dataclass(frozen=True)
class Page:
    """The report on a page; `removed` lists what else was readable there."""

    headline: str = ""
    standfirst: str = ""
    body: str = ""
    byline: str = ""
    dateline: str = ""
    printed_date: str = ""
    doubt_about_day: str = ""
    why_none: str = ""  # the reason why there is no report, if it is known
    language: str = ""
    url: str = ""
    date: PageDate = PageDate()
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
    return Page(why_none=why) if tree is None or why else _report_on(tree, rules, names)


def _report_on(tree: HtmlElement, rules: Iterable[Rule], names: Names) -> Page:
    # Read whatever the page states or marks first: trafilatura destroys the tree.
    shown = page_lines(tree)
    lines = [line.text for line in shown]
    take_off_dialogs(tree)
    stated = read_stated(tree, names, [run for line in shown for run in line.runs])
    marked, standfirsts = MarkedElements(tree), MarkedStandfirsts(tree, stated.descriptions)
    pasted, has_marks = read_as_pasted(tree, rules), is_marked(tree)
    extracted = extracted_text(tree)
    cleaned, notices = _text(extracted, pasted, stated, lines, marked=has_marks, rules=rules)
    if not cleaned.body:
        cleaned = clean("\n".join(lines), headline=stated.headline, rules=rules)
    headline = _headline(stated, cleaned, pasted)
    standfirst, body = _standfirst(standfirsts, shown, headline, cleaned, pasted)
    head = read_printed_head(marked, shown, headline, body, stated.names)
    body = body if notices else head.body  # a live blog begins with a time
    kept = "\n".join([headline, standfirst, *head.lines, body])
    dateline, day = dated(body)
    printed = head.day or ("" if cleaned is pasted else cleaned.published) or stated.printed_date or day
    alone = "" if printed else _day_alone(pasted, headline)
    why_cut = why_not_whole(stated.report, body, _below(lines, body), is_closed=stated.is_closed)
    return Page(
        headline=headline,
        standfirst=standfirst,
        body=body,
        byline=_byline_of(stated, cleaned, pasted, head),
        dateline=dateline,
        printed_date=printed or alone,
        doubt_about_day=pasted.doubt_about_day if alone else "",
        language=stated.language,
        url=stated.url,
        date=stated.date,
        notices=(*stated.notices, *notices),
        doubts=_doubts(cleaned, headline, why_cut),
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


def _day_alone(pasted: Cleaned, headline: str) -> str:
    """Return the day that a page prints by itself.

    Above the headline it may be the day on which the page was seen, and counts only if it says that it is of publication.
    """
    at = next((at for at, piece in enumerate(pasted.pieces) if same_words(piece.text, headline)), 0)
    above = [days_in(piece.text) for piece in pasted.pieces[:at] if piece.kind == DATE]
    return pasted.published if all(any(day.is_first for day in days) for days in above) else ""


def _byline_of(stated: Stated, cleaned: Cleaned, pasted: Cleaned, head: PrintedHead) -> str:
    """Return the byline that the page states, or else the first that its text has."""
    return (
        stated.byline
        or writers(cleaned.byline_above if cleaned is pasted else cleaned.byline, stated.names)
        or head.byline
        or writers(pasted.byline_above, stated.names)
    )


def _text(
    extracted: str,
    pasted: Cleaned,
    stated: Stated,
    lines: Sequence[str],
    *,
    marked: bool,
    rules: Iterable[Rule],
) -> tuple[Cleaned, list[str]]:
    """Return the text of the report, of a live blog its entries, and what to say of it."""
    found = choose(extracted, pasted, stated.text, marked=marked, headline=stated.headline, rules=rules)
    if found is not pasted:
        found = replace(found, pieces=tuple(without_others_below(found.pieces, lines)))
    if not stated.entries:
        return found, []
    told = clean(written(stated.entries), headline=stated.headline or "live", rules=rules)
    if len(told.body) < ENOUGH_IN_ENTRIES * len(found.body):
        return found, []
    times = sorted(entry.order[:16].replace("T", ", ") for entry in stated.entries)
    return told, [ENTRIES.format(number=len(stated.entries), first=times[0], last=times[-1])]


def _standfirst(
    marked: MarkedStandfirsts, shown: Sequence[PageLine], headline: str, cleaned: Cleaned, pasted: Cleaned
) -> tuple[str, str]:
    """Return the standfirst, as the page marks it or as it is printed under the headline, and the text without it."""
    body, lines = cleaned.body, [line.text for line in shown]
    if found := marked.standfirst(lines, headline):
        paragraphs = body.split("\n\n")
        at = next((at for at, text in enumerate(paragraphs[:REACH_OF_HEAD]) if same_words(text, found)), None)
        if at is not None and at + 1 < len(paragraphs):
            return found, "\n\n".join(paragraphs[at + 1 :])
        return ("", body) if found in body else (found, body)
    printed = pasted.standfirst if same_words(pasted.headline, headline) else ""
    # A name and a day that a page prints side by side without a blank.
    names_day = any(line.text == printed and any(map(names_writer_or_day, line.runs)) for line in shown)
    if printed in body or names_day or not marked.is_plausible(printed, lines, headline):
        return "", body
    return printed, body


def _doubts(cleaned: Cleaned, headline: str, why: str) -> tuple[tuple[str, str], ...]:
    """Return what is not certain; what a page says of its headline and its end goes before what its form shows."""
    settled = {"end" if why else "", "" if same_words(headline, cleaned.headline) else "headline"}
    found = [doubt for doubt in cleaned.doubts if doubt[0] not in settled]
    return (*found, ("end", why)) if why else tuple(found)


def _below(lines: Sequence[str], body: str) -> list[str]:
    """Return the lines of a page below the text of its report."""
    last = body.rpartition("\n\n")[2]
    at = next((at for at in range(len(lines) - 1, -1, -1) if lines[at] == last), None)
    return [] if at is None else list(lines[at + 1 :])


def _headline(stated: Stated, cleaned: Cleaned, pasted: Cleaned) -> str:
    """Return the headline: as stated or printed, unless the page's title alone says it, of which a printed line is a part."""
    if is_no_headline(pasted.headline, stated.names):
        return stated.headline or cleaned.headline
    printed = in_words(pasted.headline)
    is_part = any(printed == in_words(part) for title in stated.titles for part in TITLE_PARTS.split(title))
    if stated.headline and not (pasted.headline and is_part and in_words(stated.headline) != printed):
        return stated.headline
    return pasted.headline if is_part else stated.headline or cleaned.headline or pasted.headline


def parse(markup: str) -> HtmlElement | None:
    """Parse markup as browsers do; None if it is empty. Its encoding declarations no longer apply."""
    text = LONG_TAG.sub(r"<\1>", re.sub(r"^\s*<\?xml[^>]*\?>", "", markup.replace("\x00", "")))
    try:
        return lxml.html.document_fromstring(
            text, parser=lxml.html.HTMLParser(huge_tree=False, remove_comments=True)
        )
    except (ParserError, ValueError):
        return None


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
