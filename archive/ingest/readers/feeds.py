"""RSS and Atom feeds, from a file: each entry with a text is a report. feedparser reads them, from bytes only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import feedparser

from archive.ingest.html import parse as parse_markup
from archive.ingest.html import visible_lines
from archive.ingest.raw import MAX_RECORD_BYTES
from archive.ingest.readers.exports import Cuttings, export_reader
from archive.ingest.readers.fields import RecordError
from archive.ingest.readers.formats import FEED
from archive.ingest.readers.slices import slices
from archive.ingest.readers.xml import ENTITY

ITEM = re.compile(rb"<(?:[a-z]+:)?(?:item|entry)[\s>]", re.IGNORECASE)
MAX_HEAD = 200_000
CHANGED = "states only when it was last changed: check when it was published"
SUMMARY = "holds only its summary: the text is on its page"


def _cut(path: Path, told: str) -> Cuttings:
    return Cuttings(_entries(path))


def _entries(path: Path) -> Iterator[bytes | None]:
    """Yield each entry behind the head of its feed, which declares names and encoding."""
    with path.open("rb") as file:
        pieces = slices(file, ITEM)
        head = next(pieces, None) or b""
        if ENTITY.search(head):
            raise RecordError("declares entities of its own, as no feed does: it was not read")
        for piece in pieces:
            yield None if piece is None or len(head) > MAX_HEAD else head + piece


def _parse(content: bytes, *, encoding: str) -> dict:
    if len(content) > MAX_RECORD_BYTES + MAX_HEAD:
        raise RecordError("is larger than any entry of a feed")
    feed = feedparser.parse(content, sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries:
        raise RecordError("is an entry that cannot be read: save the feed again")
    entry = feed.entries[0]
    full = max((str(one.get("value", "")) for one in entry.get("content", [])), key=len, default="")
    summary = str(entry.get("summary", ""))
    text = _plain(full) or _plain(summary)
    link = str(entry.get("link", ""))
    return {
        "headline": _line(str(entry.get("title", ""))),
        "text": text,
        "byline": ", ".join(filter(None, (str(one.get("name", "")) for one in entry.get("authors", [])))),
        "published": str(entry.get("published") or entry.get("updated") or ""),
        "url": link if link.startswith("http") else "",
        "id": str(entry.get("id", "")) if entry.get("id") != link else "",
        "source": str(entry.get("source", {}).get("title", "")),
        "language": str(feed.feed.get("language", "")).split("-")[0] if feed.feed.get("language") else "",
        "notices": _notices(entry, text, full, is_atom=str(feed.get("version", "")).startswith("atom")),
    }


def _notices(entry, text: str, full: str, *, is_atom: bool) -> tuple[str, ...]:
    summary = (SUMMARY,) if text and not _plain(full) else ()
    changed = (CHANGED,) if is_atom and not entry.get("published") and entry.get("updated") else ()
    return (*summary, *changed)


def _plain(markup: str) -> str:
    """Return the paragraphs of a piece of HTML, or of plain text."""
    if not markup.strip():
        return ""
    tree = parse_markup(f"<div>{markup}</div>")
    return "\n\n".join(visible_lines(tree)) if tree is not None else ""


def _line(markup: str) -> str:
    return " ".join(_plain(markup).split())


READERS = (export_reader(FEED, None, "application/rss+xml", _cut, _parse),)
