"""The text of a report as shown: paragraphs, with the names in it marked and linked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from archive.text import words

UNSURE = {"probable": "probably ", "possible": "possibly "}


class LinkedEntity(Protocol):
    name: str
    kind: str

    def get_absolute_url(self) -> str: ...


class PlacedMention(Protocol):
    """Where a text names an entity: characters from start to end (exclusive), None if the position is unknown."""

    @property
    def start(self) -> int | None: ...
    @property
    def end(self) -> int | None: ...
    @property
    def entity(self) -> LinkedEntity: ...
    @property
    def certainty(self) -> str: ...


class MarkedStretch(NamedTuple):
    """A stretch of a text, and the mention that it is marked as."""

    start: int
    end: int
    mention: PlacedMention


def mark_mentions(text: str, mentions: Iterable[PlacedMention]) -> SafeString:
    """Escape a text and link the names in it, leaving its words unchanged.

    Of overlapping mentions the one that starts first is linked, and of those the longest.
    """
    return _mark(text, 0, len(text), _without_overlaps(mentions, len(text)))


def marked_paragraphs(text: str, mentions: Iterable[PlacedMention]) -> list[SafeString]:
    """Return the paragraphs of a text, each escaped, with the names in it linked."""
    kept = _without_overlaps(mentions, len(text))
    return [_mark(text, line.start, line.end, kept) for line in words.paragraphs(text)]


def _without_overlaps(mentions: Iterable[PlacedMention], length: int) -> list[MarkedStretch]:
    placed = (MarkedStretch(m.start, m.end, m) for m in mentions if m.start is not None and m.end is not None)
    inside = [marked for marked in placed if 0 <= marked.start < marked.end <= length]
    kept: list[MarkedStretch] = []
    for marked in sorted(inside, key=lambda one: (one.start, -one.end)):
        if not kept or marked.start >= kept[-1].end:
            kept.append(marked)
    return kept


def _mark(text: str, start: int, end: int, kept: list[MarkedStretch]) -> SafeString:
    """Mark the piece of a text between start and end; a mention that extends beyond it is left plain."""
    pieces, position = [], start
    for marked in kept:
        if start <= marked.start and marked.end <= end:
            pieces += [
                escape(text[position : marked.start]),
                _link(text[marked.start : marked.end], marked.mention),
            ]
            position = marked.end
    pieces.append(escape(text[position:end]))
    return mark_safe("".join(pieces))  # every piece was escaped above


def _link(printed: str, mention: PlacedMention) -> SafeString:
    entity = mention.entity
    unsure = UNSURE.get(mention.certainty, "")
    return format_html(
        '<a class="mention mention--{}{}" href="{}" title="{}{}, {}">{}</a>',
        entity.kind,
        " mention--unsure" if unsure else "",
        entity.get_absolute_url(),
        unsure,
        entity.name,
        entity.kind,
        printed,
    )
