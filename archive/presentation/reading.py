"""The text of a report as shown: numbered paragraphs, with the names in it linked, the passages that something rests on marked, and the
words of a search marked, each with links to the one before and after it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, Protocol, TypeVar

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_noop

from archive.text import words
from archive.text.words import APOSTROPHES, HYPHENS

UNSURE = {"probable": gettext_noop("probably"), "possible": gettext_noop("possibly")}
POSSESSIVE = re.compile(rf"[{APOSTROPHES}]s\b")
# Between words that are found as one: "mazar-sharif".
BETWEEN = re.compile(rf"[{HYPHENS}{APOSTROPHES} \u00a0]{{0,2}}")


class LinkedEntity(Protocol):
    pk: int
    name: str
    kind: str

    def get_absolute_url(self) -> str: ...


class PlacedMention(Protocol):
    """Where a text names an entity: characters from start to end (exclusive), None if the position is unknown.

    `about` is what a reader is told of the entity: what it is, in how many reports, where it stood at the time.
    """

    @property
    def start(self) -> int | None: ...
    @property
    def end(self) -> int | None: ...
    @property
    def entity(self) -> LinkedEntity: ...
    @property
    def certainty(self) -> str: ...
    @property
    def about(self) -> str: ...


@dataclass(frozen=True)
class SuggestedPlace:
    """Where a text may name one of several entries, the likeliest first; `url` is where that is decided. Readers see none of this."""

    field: str
    start: int
    end: int
    text: str
    candidates: list[LinkedEntity]
    url: str
    certainty: str = "suggested"

    @property
    def entity(self) -> LinkedEntity:
        return self.candidates[0]

    @property
    def about(self) -> str:
        """Say what it may be."""
        named = "; ".join(f"{one.name}, {gettext(one.kind)}" for one in self.candidates)
        return gettext("Only suggested: {candidates}").format(candidates=named)


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


class HitStretch(NamedTuple):
    """A stretch of a text that a search found, numbered through the report from 1; later parts of one have its number, and the keyboard does not stop at them."""

    start: int
    end: int
    number: int
    is_stop: bool = True


class MarkedParagraph(NamedTuple):
    """One paragraph: its number in the text, from 1, its words, and whether something is drawn from it."""

    number: int
    text: SafeString
    is_drawn_from: bool


Stretch = TypeVar("Stretch", MarkedStretch, DrawnStretch, HitStretch)


class MarkedText:
    """One field of a report with what is marked in it.

    Args:
        text: the words, which stay as they are.
        mentions: of overlapping ones the one that starts first is linked, and of those the longest; of those of one entity in a
            paragraph the first. A possessive belongs to the name. A mention that extends beyond its paragraph is left plain.
        drawn: what something is drawn from; where it begins or ends within a name, it is widened to the name.
        found: (start, end) of what a search found, in order and apart.
        before: how many were found in the fields above it.
    """

    def __init__(
        self,
        text: str,
        mentions: Iterable[PlacedMention] = (),
        drawn: Iterable[DrawnStretch] = (),
        found: Iterable[tuple[int, int]] = (),
        before: int = 0,
    ) -> None:
        self.text, self.lines = text, list(words.paragraphs(text))
        self.links = _first_of_each(text, _without_overlaps(mentions, len(text)), self.lines)
        self.drawn = _flattened(drawn, self.links)
        self.found = _numbered(text, found, self.links, before)
        self.last = self.found[-1].number if self.found else before
        """The number of the last stretch found in it or above it."""

    def whole(self, total: int = 0) -> SafeString:
        """Return the text in one piece, escaped and marked; `total` is how many were found in all fields."""
        return self._marked(0, len(self.text), total)

    def paragraphs(self, total: int = 0) -> list[MarkedParagraph]:
        """Return the same paragraph by paragraph."""
        return [
            MarkedParagraph(
                number,
                self._marked(line.start, line.end, total),
                bool(_within(self.drawn, line.start, line.end)),
            )
            for number, line in enumerate(self.lines, start=1)
        ]

    def _marked(self, start: int, end: int, total: int) -> SafeString:
        drawn = _within(self.drawn, start, end)
        edges = {start, end, *(edge for one in drawn for edge in one[:2] if start < edge < end)}
        pieces = []
        for first, last in pairwise(sorted(edges)) if start < end else ():
            piece = self._linked(first, last, total)
            covering = _within(drawn, first, last)
            pieces.append(_drawn_from(piece, covering[0]) if covering else piece)
        return _joined(pieces)

    def _linked(self, start: int, end: int, total: int) -> SafeString:
        pieces, position = [], start
        for link in _within(self.links, start, end):
            pieces += self._found(position, link.start, total)
            parts = self._found(link.start, link.end, total, steps=False)
            pieces += [_link(_joined(parts), link.mention), *self._steps(link.start, link.end, total)]
            position = link.end
        return _joined([*pieces, *self._found(position, end, total)])

    def _found(self, start: int, end: int, total: int, *, steps: bool = True) -> list[SafeString]:
        """Return a piece without links, with what was found in it in <mark>; a link takes no other links, so its steps follow it."""
        pieces, position = [], start
        for one in _within(self.found, start, end):
            first, last = max(one.start, start), min(one.end, end)
            is_stop = one.is_stop and one.start == first
            pieces += [
                escape(self.text[position:first]),
                format_html(
                    '<mark class="found"{}>{}</mark>',
                    format_html(' id="found-{}"', one.number) if is_stop else "",
                    self.text[first:last],
                ),
            ]
            pieces += [_step(one.number, total)] if steps and is_stop else []
            position = last
        return [*pieces, escape(self.text[position:end])]

    def _steps(self, start: int, end: int, total: int) -> list[SafeString]:
        there = _within(self.found, start, end)
        return [_step(one.number, total) for one in there if one.is_stop and one.start >= start]


def _within(stretches: Sequence[Stretch], start: int, end: int) -> Sequence[Stretch]:
    """Return those of some stretches, in order and apart, that touch a piece of the text."""
    first = bisect_right(stretches, start, key=lambda one: one.end)
    return stretches[first : bisect_left(stretches, end, lo=first, key=lambda one: one.start)]


def _without_overlaps(mentions: Iterable[PlacedMention], length: int) -> list[MarkedStretch]:
    placed = (MarkedStretch(m.start, m.end, m) for m in mentions if m.start is not None and m.end is not None)
    inside = [marked for marked in placed if 0 <= marked.start < marked.end <= length]
    kept: list[MarkedStretch] = []
    for marked in sorted(inside, key=lambda one: (one.start, -one.end)):
        if not kept or marked.start >= kept[-1].end:
            kept.append(marked)
    return kept


def _first_of_each(text: str, marked: list[MarkedStretch], lines: list) -> list[MarkedStretch]:
    """Keep the first mention of each entity in a paragraph, unless a later one is less or more certain; with their possessives."""
    kept = []
    for line in lines:
        seen = set()
        there = [one for one in _within(marked, line.start, line.end) if one.end <= line.end]
        for one in there:
            key = (one.mention.entity.pk, one.mention.certainty)
            if one.start >= line.start and key not in seen:
                seen.add(key)
                kept.append(one)
    following = [one.start for one in kept[1:]] + [len(text)]
    return [_with_possessive(text, one, before) for one, before in zip(kept, following, strict=False)]


def _with_possessive(text: str, marked: MarkedStretch, before: int) -> MarkedStretch:
    ending = POSSESSIVE.match(text, marked.end, before)
    return marked._replace(end=ending.end()) if ending else marked


def _flattened(drawn: Iterable[DrawnStretch], links: list[MarkedStretch]) -> list[DrawnStretch]:
    """Return stretches that may overlap as stretches apart, none of which ends within a link."""
    changes: dict[int, list[int]] = {}
    for one in drawn:
        start, end = _out_of(links, one.start, one.end)
        for edge, change in ((start, 1), (end, -1)):
            counts = changes.setdefault(edge, [0, 0])
            counts[0] += change
            counts[1] += change * one.is_asked
    flat, covering, asked = [], 0, 0
    for edge, following in pairwise(sorted(changes)):
        covering, asked = covering + changes[edge][0], asked + changes[edge][1]
        if covering:
            flat.append(DrawnStretch(edge, following, asked > 0))
    return flat


def _out_of(links: list[MarkedStretch], start: int, end: int) -> tuple[int, int]:
    """Return the ends of a stretch, moved out of the links in which they are."""
    there = _within(links, start, end)
    return min(start, there[0].start) if there else start, max(end, there[-1].end) if there else end


def _numbered(
    text: str, found: Iterable[tuple[int, int]], links: list[MarkedStretch], before: int
) -> list[HitStretch]:
    """Number what was found: words with nothing but a sign between them are one, and words of one link share a number."""
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and BETWEEN.fullmatch(text, joined[-1][1], start):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    numbered: list[HitStretch] = []
    number, in_link = before, None
    for start, end in joined:
        link = next(iter(_within(links, start, end)), None)
        is_stop = link is None or link is not in_link
        number += is_stop
        in_link = link
        numbered.append(HitStretch(start, end, number, is_stop))
    return numbered


def _joined(pieces: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(pieces))  # noqa: S308 (every piece was escaped)


def _drawn_from(piece: SafeString, stretch: DrawnStretch) -> SafeString:
    if stretch.is_asked:
        return format_html('<mark class="passage passage--asked">{}</mark>', piece)
    return format_html('<span class="passage">{}</span>', piece)


def _step(number: int, total: int) -> SafeString:
    """Return the links to what was found before and after one stretch: shown where the reader has come to it, and no words of the text."""
    links = [
        format_html('<a href="#found-{}" class="step" data-word="{}" aria-label="{}"></a>', to, word, said)
        for to, word, said in (
            (number - 1, gettext("Previous"), gettext("Previous match")),
            (number + 1, gettext("Next"), gettext("Next match")),
        )
        if 1 <= to <= total
    ]
    place = gettext("{place} of {total}").format(place=number, total=total)
    return format_html('<span class="steps" data-place="{}">{}</span>', place, _joined(links))


def _link(printed: SafeString, mention: PlacedMention) -> SafeString:
    """Link a name; on hover and on focus it says what the list beside the text says."""
    if isinstance(mention, SuggestedPlace):
        return format_html(
            '<a class="mention mention--suggested" href="{}" rel="nofollow" data-about="{}">{}</a>',
            mention.url,
            mention.about,
            printed,
        )
    entity = mention.entity
    unsure = f"{gettext(UNSURE[mention.certainty])} " if mention.certainty in UNSURE else ""
    return format_html(
        '<a class="mention mention--{}{}" href="{}" data-about="{}{}">{}</a>',
        entity.kind,
        " mention--unsure" if unsure else "",
        entity.get_absolute_url(),
        unsure,
        mention.about or f"{entity.name}, {gettext(entity.kind)}",
        printed,
    )
