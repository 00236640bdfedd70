"""Two texts laid beside each other word by word: what is the same in both, what only one of them has.

Passages of words that both have once are matched first, the longest ones first, in their common order; what lies between them is small
and compared by difflib. So the work grows with the length of the texts, whatever they contain.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from archive.text.words import tokens

PASSAGES = (8, 3, 1)  # words in the passages that are matched, one after the other
MAX_COMPARED = 32  # words of either text between two passages; what is longer than that has nothing in common


class Block(NamedTuple):
    """Some words of each of two sequences, from a start up to an end; either may be empty."""

    start: int
    end: int
    other_start: int
    other_end: int
    same: bool


class Stretch(NamedTuple):
    """A stretch of two texts: `text` of the first, `other` of the second. The same words, or different ones; either may be empty."""

    text: str
    other: str
    words: int
    other_words: int
    same: bool


def aligned(text: str, other: str) -> list[Stretch]:
    """Lay two texts beside each other; the stretches of each are together the whole of it.

    Words are the same apart from capitals, accents and punctuation.
    """
    ours, theirs = tokens(text), tokens(other)
    blocks = blocks_of([word.folded for word in ours], [word.folded for word in theirs])
    if not blocks:
        return [Stretch(text, other, 0, 0, text == other)]
    cuts = [_starts(ours, [block.start for block in blocks], text)]
    cuts.append(_starts(theirs, [block.other_start for block in blocks], other))
    return [
        Stretch(
            text[cuts[0][place] : cuts[0][place + 1]],
            other[cuts[1][place] : cuts[1][place + 1]],
            block.end - block.start,
            block.other_end - block.other_start,
            block.same,
        )
        for place, block in enumerate(blocks)
    ]


def _starts(words, firsts, text):
    """Return where in a text each block begins: at its first word, the first one at the very beginning; and the end of the text."""
    starts = [words[first].start if first < len(words) else len(text) for first in firsts]
    return [0, *starts[1:], len(text)]


def blocks_of(ours: Sequence[str], theirs: Sequence[str]) -> list[Block]:
    """Return the blocks in which two sequences of words are the same and differ, in order, each followed by one of the other sort."""
    matches = list(_matches(ours, theirs))
    blocks: list[Block] = []
    done, there = 0, 0
    for start, other, length in [*_joined(matches), (len(ours), len(theirs), 0)]:
        if start > done or other > there:
            blocks.append(Block(done, start, there, other, False))
        if length:
            blocks.append(Block(start, start + length, other, other + length, True))
        done, there = start + length, other + length
    return blocks


def _joined(matches):
    """Join matches that follow each other without a gap in either sequence."""
    joined: list[tuple[int, int, int]] = []
    for start, other, length in matches:
        if joined:
            before, there, size = joined[-1]
            if before + size == start and there + size == other:
                joined[-1] = (before, there, size + length)
                continue
        joined.append((start, other, length))
    return joined


def _matches(ours, theirs) -> Iterator[tuple[int, int, int]]:
    """Yield the matches of two sequences in order: the start in each, and the length."""
    waiting = [(0, len(ours), 0, len(theirs), 0)]
    while waiting:
        start, end, other, other_end, level = waiting.pop()
        head = _common(ours, theirs, start, end, other, other_end)
        if head:
            yield start, other, head
            start, other = start + head, other + head
        if start == end or other == other_end:
            continue
        if max(end - start, other_end - other) <= MAX_COMPARED:
            yield from _compared(ours, theirs, start, end, other, other_end)
        elif level < len(PASSAGES):
            found = _passages_once(ours, theirs, (start, end), (other, other_end), PASSAGES[level])
            waiting += reversed(_between(found, start, end, other, other_end, level))


def _common(ours, theirs, start, end, other, other_end):
    """Return how many words are the same from here on."""
    length = 0
    while (
        start + length < end and other + length < other_end and ours[start + length] == theirs[other + length]
    ):
        length += 1
    return length


def _compared(ours, theirs, start, end, other, other_end):
    matcher = SequenceMatcher(None, ours[start:end], theirs[other:other_end], autojunk=False)
    for first, second, length in matcher.get_matching_blocks():
        if length:
            yield start + first, other + second, length


def _between(found, start, end, other, other_end, level):
    """Return what has still to be matched: from each passage to the next; one without passages is tried with shorter ones.

    A passage is matched again by the words that it begins with, together with those that follow it.
    """
    if not found:
        return [(start, end, other, other_end, level + 1)]
    firsts = [(start, other), *found] if found[0] != (start, other) else found
    ends = [*firsts[1:], (end, other_end)]
    return [
        (first, last, second, other_last, level + 1)
        for (first, second), (last, other_last) in zip(firsts, ends, strict=True)
    ]


def _passages_once(ours, theirs, our_part, their_part, size):
    """Return where the passages of this many words begin that each part has exactly once, as many as come in the same order in both."""
    here, there = _once(ours, our_part, size), _once(theirs, their_part, size)
    pairs = [(start, there[passage]) for passage, start in here.items() if passage in there]
    return _in_both_orders(sorted(pairs))


def _once(words, part, size):
    """Return {passage: where it begins} of the passages that occur once."""
    places: dict[tuple, int] = {}
    for place in range(part[0], part[1] - size + 1):
        passage = tuple(words[place : place + size])
        places[passage] = -1 if passage in places else place
    return {passage: place for passage, place in places.items() if place >= 0}


def _in_both_orders(pairs):
    """Return the longest series of these pairs, in order of their first numbers, in which the second ones rise too (patience sorting)."""
    tops: list[int] = []  # the lowest last number of a series of each length
    last: list[int] = []  # the pair that it ends with
    before: list[int] = []
    for number, (_, second) in enumerate(pairs):
        length = bisect_left(tops, second)
        before.append(last[length - 1] if length else -1)
        tops[length : length + 1] = [second]
        last[length : length + 1] = [number]
    series = []
    number = last[-1] if last else -1
    while number >= 0:
        series.append(pairs[number])
        number = before[number]
    return series[::-1]
