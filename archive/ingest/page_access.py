"""Tell whether a page holds only the beginning of its report, the rest of which is for subscribers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml.html import HtmlElement

from archive.ingest.cut_off import GOES_ON, WITHIN, says_it_goes_on
from archive.ingest.linked_data import is_not_free

NOT_FREE = "its page says that it is not free to read: the text may be only its beginning"
SHORTER = "its page says that it has {stated} words, of which {found} were found"
TIERS = ("article:content_tier", "og:article:content_tier", "content_tier", "content-tier")
CLOSED = frozenset(("locked", "premium", "paid", "subscriber"))
ENOUGH, MIN_STATED = 0.8, 60  # the share of the words that the page counts, and how many these must be


def why_not_whole(report: Mapping, body: str, below: Sequence[str], *, is_closed: bool) -> str:
    """Say why the text of a page is not, or may not be, its whole report, or "".

    Args:
        report: the JSON-LD node of the report.
        body: the text that was found.
        below: the lines of the page below it.
        is_closed: another statement of the page says that it is not free.
    """
    if any(map(says_it_goes_on, below[:WITHIN])):
        return GOES_ON
    if not (is_closed or is_not_free(dict(report))):
        return ""
    stated, found = _words_stated(report), len(body.split())
    if stated < MIN_STATED:
        return NOT_FREE
    return "" if found >= ENOUGH * stated else SHORTER.format(stated=stated, found=found)


def says_it_is_closed(tree: HtmlElement, described: Mapping[str, str]) -> bool:
    """Return whether <meta> or microdata say that a page is not free to read."""
    if any(described.get(name, "").strip().lower() in CLOSED for name in TIERS):
        return True
    said = tree.xpath('(//*[@itemprop="isAccessibleForFree" or @property="isAccessibleForFree"])[1]')
    return bool(said) and (said[0].get("content") or said[0].text_content()).strip().lower() == "false"


def _words_stated(report: Mapping) -> int:
    said = report.get("wordCount")
    said = said.strip() if isinstance(said, str) else said
    try:
        return int(said) if isinstance(said, str | int) else 0
    except ValueError:
        return 0
