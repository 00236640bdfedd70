"""The passage of a report that answers a search best, with its matches marked: whole sentences where they fit.

The work is linear in the length of the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import mark_safe

from archive.text.sentences import bounds

LENGTH = 190  # three lines of a result, with what is added at its ends
SHORT = 95
REACH = 40  # characters that a passage may be longer at either end
UNIT = 1_000  # the weight of what has none of its own
NEAR = LENGTH + 2 * REACH + 1  # a sentence that begins or ends further away does not fit
FAR = 1 << 60


class Spot(NamedTuple):
    """Characters `start` to `end` of a text match `what` of the query."""

    start: int
    end: int
    what: str


@dataclass(frozen=True)
class Extract:
    """Characters `start` to `end` of a text, in which what was `found` of the query."""

    start: int
    end: int
    found: frozenset[str] = frozenset()

    def is_near(self, spot):
        """Return whether a Spot is inside it or about as near as what it leaves out at its ends."""
        return self.start - REACH <= spot.start <= self.end + REACH


def mark(text, spots):
    """Return a text escaped, with its Spots in <mark>."""
    return _mark_between(text, spots, 0, len(text))


def _mark_between(text, spots, start, end):
    made, place = [], start
    for spot in spots:
        if spot.start >= start and spot.end <= end:
            made += [
                escape(text[place : spot.start]),
                "<mark>",
                escape(text[spot.start : spot.end]),
                "</mark>",
            ]
            place = spot.end
    made.append(escape(text[place:end]))
    return mark_safe("".join(made))  # noqa: S308 (every piece of text above is escaped)


def after_stand_in(headline, body):
    """Return where a text goes on after the words that stand in for its headline, in brackets; 0 if it has a headline."""
    if not (headline.startswith("[") and headline.endswith("]")):
        return 0
    place = 0
    for word in headline[1:-1].removesuffix("…").split():
        place = _next(body, place, is_space=False)
        if not body.startswith(word, place):
            return 0
        place += len(word)
    return _next(body, place, is_space=True)


def _next(text, place, *, is_space):
    while place < len(text) and text[place].isspace() != is_space:
        place += 1
    return place


def passages(text, spots, *, weights: Mapping[str, float] | None = None, start=0):
    """Return the passage from `start` on that matches most of the query, or two if its parts are far apart.

    `weights` are those of what the Spots match; all weigh alike without them. Empty if the text ends there.
    """
    start = _next(text, start, is_space=False)
    if start == len(text):
        return ""
    spots = [spot for spot in spots if spot.start >= start]
    return _Chooser(text, spots, weights or {}, start).extract()


class _Chooser:
    """Chooses the stretches of one text that are shown."""

    def __init__(self, text, spots, weights, start):
        self.text, self.spots, self.start = text, spots, start
        # Whole numbers, which can be added and taken away in any order.
        self.weights = {what: round(UNIT * weight) for what, weight in weights.items()}
        self.begins, self.ends = set(), set()  # of the sentences that were looked at

    def extract(self):
        """Return the stretches with marks, and ellipses where a sentence is cut or something between them is left out."""
        stretches = self._stretches()
        pieces = [_mark_between(self.text, self.spots, one.start, one.end) for one in stretches]
        first, last = stretches[0].start, stretches[-1].end
        before = "… " * (first not in self.begins or 0 < self.start == first)
        after = " …" * (last not in self.ends and last < len(self.text))
        return mark_safe(f"{before}{' … '.join(pieces)}{after}")  # noqa: S308 (made of safe pieces)

    def _stretches(self):
        if not self.spots:
            return [self._beginning()]
        one = self._best(self.spots, LENGTH)
        if {spot.what for spot in self.spots} == one.found:
            return [one]
        first = self._best(self.spots, SHORT)
        far = [spot for spot in self.spots if spot.what not in first.found and not first.is_near(spot)]
        return _in_order(first, self._best(far, SHORT)) if far else [one]

    def _beginning(self):
        start = self.start
        whole = _filled(Extract(start, start), self._sentences_near(start, start), LENGTH)
        return whole if whole.end > start else self._cut_at(start, start, LENGTH)

    def _best(self, spots, length):
        """Return the Extract of about `length` characters with the greatest weight, in whole sentences if they have as much."""
        cut, (weight, _) = best_window(spots, length, self.weights)
        sentences = self._sentences_near(cut[0].start, cut[-1].end)
        widened = _widened(cut, sentences)
        whole, (as_whole, _) = best_window(widened, length + 2 * REACH, self.weights)
        if as_whole >= weight:
            found = frozenset(spot.what for spot in whole)
            return _filled(Extract(whole[0].start, whole[-1].end, found), sentences, length)
        found, begin = frozenset(spot.what for spot in cut), widened[0].start
        if begin in self.begins and cut[-1].end - begin <= length:
            return self._cut_at(begin, begin, length, found)
        over = max(
            cut[0].start + length + REACH - len(self.text), 0
        )  # at the end of a text it begins earlier
        return self._cut_at(cut[0].start - REACH - over, cut[0].start, length, found)

    def _sentences_near(self, start, end):
        """Return where the sentences near a stretch begin and end: far away, if that is further than a passage could reach."""
        first = max(start - NEAR, self.start)
        last = min(end + NEAR, len(self.text))
        found = [(first + begin, first + after) for begin, after in bounds(self.text[first:last])]
        if found and first > self.start and self.text[first - 1] != "\n":
            found[0] = (-FAR, found[0][1])
        if found and last < len(self.text) and self.text[last] != "\n":
            found[-1] = (found[-1][0], FAR)
        self.begins |= {begin for begin, _ in found}
        self.ends |= {after for _, after in found}
        return found

    def _cut_at(self, start, place, length, found=frozenset()):
        """Return the Extract from `start` to about `length` characters after a place, cut between words."""
        start = start if start == place else max(_word_start(self.text, start), self.start)
        return Extract(start, _word_end(self.text, place + length + REACH), found)


def _filled(stretch, sentences, length):
    """Return a Extract with the sentences after it, then those before it, that fit."""
    start, end = stretch.start, stretch.end
    for begin, last in sentences:
        if begin >= end and last - start <= length + REACH:
            end = last
    for begin, last in reversed(sentences):
        if last <= start and end - begin <= length + REACH:
            start = begin
    return Extract(start, end, stretch.found)


def _widened(spots, sentences):
    """Return the Spots as wide as their sentences; one that is inside none is without end. Both are in order."""
    found, place = [], 0
    for start, end, what in spots:
        while place < len(sentences) and sentences[place][1] <= start:
            place += 1
        begin, last = sentences[place] if place < len(sentences) else (start, FAR)
        found.append(Spot(begin, last, what) if begin <= start and end <= last else Spot(start, FAR, what))
    return found


def _in_order(one, other):
    """Return two stretches in order, or one if they touch."""
    first, second = sorted([one, other], key=lambda stretch: stretch.start)
    if second.start <= first.end + 1:
        return [Extract(first.start, max(first.end, second.end))]
    return [first, second]


def best_window(spots, length, weights):
    """Return (the Spots of the stretch of text with the greatest weight of different ones, then the most; the two numbers).

    The earliest in a tie. Starts and ends of the Spots never fall, so the stretch is a sliding window over them.
    """
    best, best_score = (0, 1), (0, 0)
    inside: Counter[str] = Counter()
    end = weight = 0
    for start, first in enumerate(spots):
        while end < len(spots) and spots[end].end <= first.start + length:
            what = spots[end].what
            weight += 0 if inside[what] else weights.get(what, UNIT)
            inside[what] += 1
            end += 1
        if (weight, end - start) > best_score:
            best, best_score = (start, end), (weight, end - start)
        if end == start:
            end += 1
            continue
        inside[first.what] -= 1
        weight -= 0 if inside[first.what] else weights.get(first.what, UNIT)
    return spots[slice(*best)], best_score


def _word_start(text, place):
    if place <= 0:
        return 0
    space = max(text.find(mark, place, place + REACH) for mark in (" ", "\n"))
    return space + 1 if space >= 0 else place


def _word_end(text, place):
    if place >= len(text):
        return len(text)
    space = max(text.rfind(mark, place - REACH, place) for mark in (" ", "\n"))
    return space if space > 0 else place
