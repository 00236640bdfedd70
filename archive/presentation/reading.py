"""The text of a report as shown: numbered paragraphs, with the names in it linked, and the passages that something rests on marked."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
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
    @property
    def side(self) -> str: ...


class MarkedStretch(NamedTuple):
    """A stretch of a text, and the mention that it is marked as."""

    start: int
    end: int
    mention: PlacedMention


class DrawnStretch(NamedTuple):
    """A stretch of a text that something is drawn from; `is_asked` if the reader came for it."""

    start: int
    end: int
    is_asked: bool = False


class MarkedParagraph(NamedTuple):
    """One paragraph: its number in the text, from 1, its words, and whether something is drawn from it."""

    number: int
    text: SafeString
    is_drawn_from: bool


def mark_mentions(
    text: str, mentions: Iterable[PlacedMention], drawn: Iterable[DrawnStretch] = ()
) -> SafeString:
    """Escape a text and link the names in it, leaving its words unchanged.

    Of overlapping mentions the one that starts first is linked, and of those the longest.
    """
    return _mark(text, 0, len(text), _without_overlaps(mentions, len(text)), list(drawn))


def marked_paragraphs(
    text: str, mentions: Iterable[PlacedMention], drawn: Iterable[DrawnStretch] = ()
) -> list[MarkedParagraph]:
    """Return the paragraphs of a text, each escaped, with the names in it linked and what is drawn from it marked."""
    kept, drawn = _without_overlaps(mentions, len(text)), list(drawn)
    found = []
    for number, line in enumerate(words.paragraphs(text), start=1):
        inside = [one for one in drawn if one.start < line.end and one.end > line.start]
        found.append(MarkedParagraph(number, _mark(text, line.start, line.end, kept, inside), bool(inside)))
    return found


def _without_overlaps(mentions: Iterable[PlacedMention], length: int) -> list[MarkedStretch]:
    placed = (MarkedStretch(m.start, m.end, m) for m in mentions if m.start is not None and m.end is not None)
    inside = [marked for marked in placed if 0 <= marked.start < marked.end <= length]
    kept: list[MarkedStretch] = []
    for marked in sorted(inside, key=lambda one: (one.start, -one.end)):
        if not kept or marked.start >= kept[-1].end:
            kept.append(marked)
    return kept


def _mark(
    text: str, start: int, end: int, kept: list[MarkedStretch], drawn: list[DrawnStretch]
) -> SafeString:
    """Mark the piece of a text between start and end; a mention that extends beyond it is left plain."""
    links = [one for one in kept if start <= one.start and one.end <= end]
    pieces = []
    for first, last in _cuts(start, end, links, drawn):
        piece = _linked(text, first, last, [one for one in links if first <= one.start < last])
        covering = [one for one in drawn if one.start < last and one.end > first]
        pieces.append(_drawn_from(piece, covering) if covering else piece)
    return mark_safe("".join(pieces))  # every piece was escaped


def _cuts(
    start: int, end: int, links: list[MarkedStretch], drawn: list[DrawnStretch]
) -> Iterable[tuple[int, int]]:
    """Yield the pieces between the ends of what is drawn from a text; none ends within a link, which is never torn."""
    edges = {edge for one in drawn for edge in (one.start, one.end) if start < edge < end}
    edges = {edge for edge in edges if not any(link.start < edge < link.end for link in links)}
    return pairwise(sorted({start, end, *edges})) if start < end else ()


def _linked(text: str, start: int, end: int, links: list[MarkedStretch]) -> SafeString:
    pieces, position = [], start
    for marked in links:
        pieces += [
            escape(text[position : marked.start]),
            _link(text[marked.start : marked.end], marked.mention),
        ]
        position = marked.end
    pieces.append(escape(text[position:end]))
    return mark_safe("".join(pieces))


def _drawn_from(piece: SafeString, covering: list[DrawnStretch]) -> SafeString:
    if any(one.is_asked for one in covering):
        return format_html('<mark class="passage passage--asked">{}</mark>', piece)
    return format_html('<span class="passage">{}</span>', piece)


def _link(printed: str, mention: PlacedMention) -> SafeString:
    """Link a name; a person's says on hover and on focus where they stood at the time, as the list beside the text does."""
    entity = mention.entity
    unsure = UNSURE.get(mention.certainty, "")
    about = f"{unsure}{entity.name}, {entity.kind}"
    told = format_html('data-side="{}. At the time: {}"', about, mention.side) if mention.side else ""
    return format_html(
        '<a class="mention mention--{}{}" href="{}" {}>{}</a>',
        entity.kind,
        " mention--unsure" if unsure else "",
        entity.get_absolute_url(),
        told or format_html('title="{}"', about),
        printed,
    )
