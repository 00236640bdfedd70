"""Copies of pages in the Wayback Machine: their first address, the day of the copy, and the page without the machine's own toolbar."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple

from archive.ingest.character_references import address_decoded

HOST = r"(?:https?:)?//web\.archive\.org(?::80)?"
STAMP = r"(?P<stamp>\d{4,14})(?:[a-z]{2}_)?"
# In addresses on the page, and in the page's own.
COPIED = re.compile(rf"(?:{HOST})?/web/{STAMP}/(?=https?:|//|mailto:|www\.)", re.IGNORECASE)
COPY = re.compile(rf"{HOST}/web/{STAMP}/(?P<address>\S{{1,2000}})", re.IGNORECASE)
BEGIN, END = "<!-- BEGIN WAYBACK TOOLBAR INSERT -->", "<!-- END WAYBACK TOOLBAR INSERT -->"
# The elements that the machine adds: its toolbar, and an appeal.
MAX_ELEMENTS = 3
# The toolbar of a page that a browser saved, where the comments are gone: up to the end of its outermost element.
TOOLBAR_ELEMENT = re.compile(
    r"<div[^<>]{0,300}\bid=[\"']?(?:wm-ipp-base|wm-ipp|donato)\b[^<>]{0,300}>", re.IGNORECASE
)
DIV = re.compile(r"<(/?)div\b", re.IGNORECASE)
WOMBAT = re.compile(
    r"__wm\.wombat\(\s*[\"'](?P<address>[^\"'<>\s]{1,2000})[\"']\s*,\s*[\"'](?P<stamp>\d{4,14})[\"']"
)
FILED = re.compile(r"FILE ARCHIVED ON (\d\d:\d\d:\d\d [A-Z][a-z]{2} \d{1,2}, \d{4})")
SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d{1,6}\)\s*(?P<address>\S{1,2000})\s*-->", re.IGNORECASE)
OWN_ADDRESS = re.compile(
    r"<link[^<>]{0,300}\brel=[\"']?canonical\b|<meta[^<>]{0,300}\bproperty=[\"']?og:url\b", re.IGNORECASE
)


class Copy(NamedTuple):
    """A page as it was first published: its markup, its address and the moment of the copy, each "" if not known."""

    markup: str
    address: str = ""
    copied_at: str = ""


def unwrapped(markup: str, address: str = "") -> Copy:
    """Return a page without what the Wayback Machine has put into it.

    Args:
        markup: the page, decoded.
        address: where it was found, if that is known: of the copy, or its own.
    """
    address = address or _saved_from(markup)
    found = COPY.match(address)
    if not found and "web.archive.org" not in markup:
        return Copy(markup, address)
    named = found or WOMBAT.search(markup)
    first, stamp = (named["address"], named["stamp"]) if named else ("", "")
    if not stamp and (filed := FILED.search(markup)):
        stamp = datetime.strptime(filed[1], "%H:%M:%S %b %d, %Y").strftime("%Y%m%d%H%M%S")
    markup = COPIED.sub("", _without_toolbar(markup))
    return Copy(markup, first or ("" if "web.archive.org" in address else address), moment(stamp))


def moment(stamp: str) -> str:
    """Return the moment that a stamp of 14 digits names, in ISO 8601; "" for one that is shorter than a day."""
    if len(stamp) < 8:
        return ""
    try:
        return datetime.strptime(stamp.ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=UTC).isoformat()
    except ValueError:
        return ""


def _saved_from(markup: str) -> str:
    """Return the address that a browser wrote into a page it saved, unless the page names its own."""
    found = SAVED_FROM.search(markup[:2_000])
    if not found or not found["address"].startswith("http"):
        return ""
    is_copy = COPY.match(found["address"])
    return address_decoded(found["address"]) if is_copy or not OWN_ADDRESS.search(markup) else ""


def _without_toolbar(markup: str) -> str:
    begin = markup.find(BEGIN)
    end = markup.find(END, begin)
    if 0 <= begin < end:
        markup = markup[:begin] + markup[end + len(END) :]
    for _ in range(MAX_ELEMENTS):
        if not (found := TOOLBAR_ELEMENT.search(markup)):
            break
        markup = markup[: found.start()] + markup[_end_of_element(markup, found.end()) :]
    return markup


def _end_of_element(markup: str, start: int) -> int:
    depth, end = 1, start
    for tag in DIV.finditer(markup, start):
        depth += -1 if tag[1] else 1
        end = tag.end()
        if depth == 0:
            break
    return markup.find(">", end) + 1 or len(markup)
