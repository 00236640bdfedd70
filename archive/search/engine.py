"""The thresholds by which a search adapts to the size of the archive, all in one place.

A small archive sends each query to PostgreSQL; a large one caches its common words and combines them (matches/plan.py), finds
phrases by tokens (learn) and signatures, and counts large results by inverted lists. The answers are the same, which the tests
enforce: `using` applies other thresholds temporarily, as bench and tests do. Nothing else changes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from archive.search.frequent_words import frequent_lexemes


@dataclass(frozen=True, eq=False)
class Engine:
    """The thresholds of a process. Caches belong to one Engine: another starts with empty ones."""

    # Common words are cached one by one: from this many reports on, above this share of the reports (0 to 1), at most this many.
    common_from: int = 20_000
    common_share: float = 0.02
    most_common: int = 10_000
    # Words whose phrases are indexed as tokens: the same.
    learnt_from: int = 20_000
    learnt_share: float = 0.1
    most_learnt: int = 1_000
    # Returns the commonest lexemes: (minimum share, maximum number) -> lexemes, commonest first.
    commonest: Callable[[float, int], list[str]] = frequent_lexemes
    # Denominators: a set with more than one row in this many is a mask, and with fewer the facet values are gathered.
    dense: int = 32
    gathered: int = 32
    # Rows sorted at once.
    rows_at_once: int = 100_000
    # Changed rows that trigger renumbering: at least this many, and this share of all.
    most_loose: int = 20_000
    loose_share: float = 0.05
    # Reports weighed exactly for relevance, and the approximate number examined for most of the words.
    weighed: int = 60
    looked_at: int = 20_000
    # Common words whose lists a process reads in advance.
    warm_words: int = 400


_current = Engine()


def current() -> Engine:
    """Return the active Engine."""
    return _current


@contextmanager
def using(**thresholds) -> Iterator[Engine]:
    """Activate another Engine in the whole process, like the current one except for these thresholds.

    It starts like a new process; afterwards the former one continues with its caches.
    """
    global _current
    former, _current = _current, replace(_current, **thresholds)
    try:
        yield _current
    finally:
        _current = former
