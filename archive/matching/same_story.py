"""Decide whether two reports that share most of their words are one story, or two made from one template.

Copies of a story are close in time and keep the distinctive words: numbers, names, days. Releases, situation reports and market
tables share their phrases and change just those. So the words between the shared passages are aligned: where numbers and names
of one differ from those of the other, the two report different events.

The thresholds were tuned on one half of the material of bench/copies.py; docs/copies.md has the figures for the other half.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.utils.functional import cached_property

from archive.dates import to_range
from archive.dates.vocabulary import MONTH_NUMBERS, OTHER_WEEKDAYS, WEEKDAYS, bare
from archive.matching.sketch import (
    COPY_FROM,
    WORDS_IN_PASSAGE,
    Sketch,
    numbers_of,
    passages_in_order,
    shared,
)

Days = tuple[
    date | None, date | None
]  # the first and last day that a report can be from, None for an open side
UNDATED: Days = (None, None)

MAX_APART = 10  # days between two copies
SHORT = 150  # words; a shorter reprint by the same source on another day is a new release
MAX_SLOT = 60  # words; a longer stretch was added or cut, and has no counterpart
MIN_CHANGES = 2
TEMPLATE_FROM = 0.25  # the share of distinctive words that differ

NUMBER_WORDS = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
    twenty thirty forty fifty sixty seventy eighty ninety hundred thousand dozen first second third fourth fifth
    north south east west northern southern eastern western central northeastern northwestern southeastern southwestern
"""
TELLING = frozenset(NUMBER_WORDS.split()) | {day.lower() for day in WEEKDAYS} | set(OTHER_WEEKDAYS.split())
TELLING |= MONTH_NUMBERS.keys() - {"may", "mar", "set"}
NEW_SENTENCE = re.compile(r"[.!?:…\n“\"«]")
LETTERS_IN_NAME = 3  # in a script without capitals


@dataclass(frozen=True)
class Printing:
    """What decides the story of a report: its text, the days it can be from, and its source."""

    sketch: Sketch
    days: Days = UNDATED
    source_id: int | None = None

    @cached_property
    def telling(self) -> np.ndarray:
        """Return for each word of the text whether it is distinctive: a number, a name, a day."""
        parts = self.sketch.parts
        marks = np.fromiter(map(tells, parts[1::2], parts[0::2]), dtype=bool, count=len(parts) // 2)
        return marks[numbers_of(parts) != 0]

    @cached_property
    def runs(self) -> np.ndarray:
        return passages_in_order(self.sketch.words)


def tells(word: str, gap: str) -> bool:
    """Return whether a word after this gap is a number, a name or a day rather than part of a phrase."""
    first = word[:1]
    if any(map(str.isdigit, word)):
        return True
    if first.isupper() and gap and not NEW_SENTENCE.search(gap):
        return True
    if first.isalpha() and first.lower() == first.upper():
        return len(word) >= LETTERS_IN_NAME
    return bare(word.lower()) in TELLING


def are_one_story(first: Printing, second: Printing) -> bool:
    """Return whether two reports are copies: alike, close in time, and not two events in one template.

    A source that prints the same text on another day prints a new report, unless the text is long and changes nothing
    distinctive, or only adds or omits.
    """
    apart = days_apart(first.days, second.days)
    if are_far_apart(first.days, second.days):
        return False
    one_source = first.source_id is not None and first.source_id == second.source_id
    again = one_source and apart != 0
    short = min(len(first.sketch.words), len(second.sketch.words)) < SHORT
    if np.array_equal(first.sketch.words, second.sketch.words):
        return not (again and short)
    if shared(first.sketch.passages, second.sketch.passages) < COPY_FROM:
        return False
    if one_source and short:
        return changes(first, second, any_word=True)[0] < (1 if again else MIN_CHANGES)
    changed, kept = changes(first, second)
    by_template = again or changed >= TEMPLATE_FROM * (changed + kept)
    return changed < MIN_CHANGES or not by_template


def days_of(edtf: str) -> Days:
    """Return the first and last day that a report can be from; None for an open side or an undated report."""
    return to_range(edtf) if edtf else UNDATED


def days_apart(first: Days, second: Days) -> int | None:
    """Return the minimum number of days between two reports, or None if one is undated."""
    if UNDATED in (first, second):
        return None
    gaps = [
        (lower - upper).days
        for (lower, _), (_, upper) in ((first, second), (second, first))
        if lower and upper
    ]
    return max(0, *gaps) if gaps else 0


def are_far_apart(first: Days, second: Days) -> bool:
    """Return whether two reports are too far apart in time to be copies."""
    return (days_apart(first, second) or 0) > MAX_APART


def changes(first: Printing, second: Printing, *, any_word: bool = False) -> tuple[int, int]:
    """Return how many distinctive words of the shorter text differ from their counterparts in the longer, and how many agree.

    With `any_word` every word counts as distinctive.
    """
    if len(first.runs) > len(second.runs):
        first, second = second, first
    changed, kept, a, b = 0, 0, 0, 0
    for start, there, length in [*stretches(first.runs, second.runs), (*_ends(first, second), 0)]:
        sides = (first, slice(a, start)), (second, slice(b, there))
        more_changed, more_kept = _against(*sides, any_word=any_word)
        changed += more_changed
        kept += more_kept + int(first.telling[max(a, start) : start + length].sum())
        a, b = start + length, there + length
    return changed, kept


def _ends(first: Printing, second: Printing) -> tuple[int, int]:
    return len(first.sketch.words), len(second.sketch.words)


def stretches(runs: np.ndarray, others: np.ndarray) -> Iterator[tuple[int, int, int]]:
    """Yield the shared runs of words: their start in each text, and their length."""
    if not len(others):
        return
    order = np.argsort(others, kind="stable")
    found = order[np.minimum(np.searchsorted(others, runs, sorter=order), len(others) - 1)]
    at = np.flatnonzero(others[found] == runs)
    if not len(at):
        return
    breaks = np.flatnonzero((np.diff(at) != 1) | (np.diff(found[at]) != 1)) + 1
    for block in np.split(at, breaks):
        yield int(block[0]), int(found[block[0]]), len(block) + WORDS_IN_PASSAGE - 1


def _against(*sides: tuple[Printing, slice], any_word: bool) -> tuple[int, int]:
    """Return how many distinctive words of two stretches between shared passages differ, and how many agree."""
    sizes = [part.stop - part.start for _, part in sides]
    if min(sizes) <= 0 or max(sizes) > MAX_SLOT:
        return 0, 0
    ours, theirs = (
        set(text.sketch.words[part][text.telling[part] | any_word].tolist()) for text, part in sides
    )
    return min(len(ours - theirs), len(theirs - ours)), len(ours & theirs)
