"""Where a search changes its ways with the size of an archive: every such threshold, and nothing else that decides it.

A small archive asks PostgreSQL for each query; a large one keeps its common words and joins them here (postings), finds
phrases by tokens (learn) and signatures, and counts what is wide by inverted lists. The answers are the same, and the
tests hold both to that: `using` puts other thresholds in force for a while, as bench and tests do. Nothing else changes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from archive.search.frequent_words import frequent_lexemes


@dataclass(frozen=True, eq=False)
class Engine:
    """The thresholds of a process. What is kept in memory belongs to one Engine: another begins with nothing."""

    # Common words: how many are kept one by one, from how many reports on, and from which share of the reports (0 to 1).
    common_from: int = 20_000
    common_share: float = 0.02
    most_common: int = 10_000
    # Words whose phrases are filed as tokens: the same.
    learnt_from: int = 20_000
    learnt_share: float = 0.1
    most_learnt: int = 1_000
    # Tells the commonest lexemes: (least share, most of them) -> lexemes, the commonest first.
    commonest: Callable[[float, int], list[str]] = frequent_lexemes
    # One row in so many: a set with more is a mask, and fewer rows have their facet values gathered.
    dense: int = 32
    gathered: int = 32
    # Rows that are put in order at once.
    rows_at_once: int = 100_000
    # Changed rows that wait for the others to be numbered anew: so many at least, and this share of all.
    most_loose: int = 20_000
    loose_share: float = 0.05
    # Reports that are weighed exactly for relevance, and those that are looked at for most of the words, about.
    weighed: int = 60
    looked_at: int = 20_000


_current = Engine()


def current() -> Engine:
    """Return the Engine in force."""
    return _current


@contextmanager
def using(**thresholds) -> Iterator[Engine]:
    """Put another Engine in force in this whole process, like the current one but for these thresholds.

    It begins as a process does that was just started; afterwards the former one goes on with what it had kept.
    """
    global _current
    former, _current = _current, replace(_current, **thresholds)
    try:
        yield _current
    finally:
        _current = former
