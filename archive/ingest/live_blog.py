"""Read a live blog as one report: its entries follow each other by their times, each below its time.

A live blog has one address, one headline and one first day, by which it is cited; its entries have neither, and a page saved later holds
more of them. So it stays one report, which grows, and an entry is found in it by its time.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from archive.ingest.linked_data import text_of
from archive.ingest.page_body import as_pasted
from archive.ingest.page_dates import iso_day
from archive.ingest.paragraphs import paragraph_of

CALLED_LIVE = re.compile(
    r"\blive\b|live[-_]?blog|newsblog|\bticker\b|news-?ticker|as it happened|en direct|minuto a minuto|en (?:vivo|directo)|ao vivo|in diretta|la diretta"
    r"|онлайн|трансляция|хроника|مباشر|لحظة بلحظة|زنده|لحظه به لحظه|canlı|na żywo|relacja",
    re.IGNORECASE,
)
CLOCK = re.compile(
    r"\W*(?:\w{3,9}\.? \d{1,2},? )?(?P<hour>\d{1,2})[.:h](?P<minute>\d{2})(?::\d{2})? ?(?P<half>[ap]\.?m\.?)?(?: ?(?:uhr|gmt|bst|utc|e[ds]?t|cest|cet|msk|local time))?\W*",
    re.IGNORECASE,
)
TIMES = (
    '//time | //*[not(*)][contains(@class, "time") or contains(@class, "date") or contains(@class, "hour") or contains(@class, "uhr")'
    ' or contains(@class, "hora") or contains(@class, "heure")]'
)
MAX_TIMES, CLIMB, MIN_ENTRIES = 600, 6, 3
MIN_WORDS, MIN_PROSE, MAX_LINKED = 60, 0.5, 0.5


@dataclass(frozen=True)
class LiveEntry:
    """An entry: its time as shown, what orders it, and its lines."""

    time: str
    order: str
    lines: tuple[str, ...]


def stated_entries(report: Mapping) -> list[LiveEntry]:
    """Return the entries that a node of JSON-LD lists."""
    updates = report.get("liveBlogUpdate")
    found = (
        [_stated(entry) for entry in updates if isinstance(entry, dict)] if isinstance(updates, list) else []
    )
    return [entry for entry in found if entry.lines]


def _stated(entry: dict) -> LiveEntry:
    body, moment = entry.get("articleBody"), text_of(entry, "datePublished")
    if not isinstance(body, str) or not body.strip():
        return LiveEntry("", "", ())
    lines = [text_of(entry, "headline"), *body.strip().split("\n")]
    return LiveEntry(
        moment.replace("T", ", ")[:17], moment, tuple(line for line in map(str.strip, lines) if line)
    )


def printed_entries(tree: HtmlElement, titles: Sequence[str]) -> list[LiveEntry]:
    """Return the entries that a page prints, if it is a live blog by its title or its classes, and several of its parts begin with a time."""
    if not (any(map(CALLED_LIVE.search, titles)) or tree.xpath(_CLASSES)):
        return []
    entries = list(_entries(tree))
    words = [sum(len(line.split()) for line in entry.lines) for entry in entries]
    prose = sum(any(paragraph_of(line).is_prose for line in entry.lines) for entry in entries)
    if len(entries) < MIN_ENTRIES or sum(words) < MIN_WORDS or prose < MIN_PROSE * len(entries):
        return []
    return entries


_CLASSES = '//*[contains(@class, "liveblog") or contains(@class, "live-blog") or contains(@class, "live_blog") or contains(@class, "newsticker")]'


def _entries(tree: HtmlElement) -> Iterator[LiveEntry]:
    """Yield the parts of the element in which most parts have a time of their own."""
    parts: dict[HtmlElement, dict[HtmlElement, HtmlElement]] = defaultdict(dict)
    for time in tree.xpath(TIMES)[:MAX_TIMES]:
        if not _shown(time):
            continue
        part = time
        for _ in range(CLIMB):
            around = part.getparent()
            if around is None:
                break
            parts[around].setdefault(part, time)
            part = around
    around = max(parts, key=lambda one: len(parts[one]), default=None)
    if around is None or len(parts[around]) < MIN_ENTRIES:
        return
    for part, time in parts[around].items():
        if part is not time and not _is_of_links(part):
            lines = [line for line in as_pasted(part).split("\n") if line]
            shown = _shown(time)
            order = _order(time, shown)
            moment = shown if CLOCK.fullmatch(shown) else order.replace("T", ", ")[:17]
            yield LiveEntry(moment, order, tuple(line for line in lines if line != shown))


def _shown(time: HtmlElement) -> str:
    text = " ".join(time.text_content().split())
    return text if len(text) < 40 and (CLOCK.fullmatch(text) or iso_day(time.get("datetime", ""))) else ""


def _order(time: HtmlElement, shown: str) -> str:
    if iso_day(stated := time.get("datetime", "")):
        return stated
    found = CLOCK.fullmatch(shown)
    if not found:
        return ""
    hour = (
        int(found["hour"]) % 12 + 12 * (found["half"][0].lower() == "p")
        if found["half"]
        else int(found["hour"])
    )
    return f"{hour:02}:{found['minute']}"


def _is_of_links(part: HtmlElement) -> bool:
    whole = len("".join(part.text_content().split()))
    linked = sum(len("".join(link.text_content().split())) for link in part.xpath(".//a[not(.//a)]")[:200])
    return linked > MAX_LINKED * whole


def in_order(entries: Sequence[LiveEntry]) -> list[LiveEntry]:
    """Return entries by their times. If some have none, or times without a day run over midnight, the order of the page is kept, the other way round if it runs backwards."""
    orders = [entry.order for entry in entries]
    if all(len(order) > 5 for order in orders):
        return sorted(entries, key=lambda entry: entry.order)
    rising = sum(one < other for one, other in zip(orders, orders[1:], strict=False) if one and other)
    falling = sum(one > other for one, other in zip(orders, orders[1:], strict=False) if one and other)
    return list(reversed(entries)) if falling > rising else list(entries)


def written(entries: Sequence[LiveEntry]) -> str:
    """Return entries as the text of one report."""
    return "\n\n".join("\n\n".join(_of_entry(entry)) for entry in in_order(entries))


def _of_entry(entry: LiveEntry) -> list[str]:
    first, *rest = entry.lines
    if not entry.time:
        return list(entry.lines)
    return [entry.time, first, *rest] if paragraph_of(first).is_prose else [f"{entry.time} — {first}", *rest]
