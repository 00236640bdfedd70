"""What to show when no report has all the words: those that have most of them, the rarest words first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from archive.search.cache import columns_of
from archive.search.evaluate import as_text
from archive.search.nodes import And, Not, join_or, unparse

MAX_PARTS = 8


def columns_of_most(tree):
    """Return (Columns of the reports with most parts of the query, a message), or (None, "") when it has but one part.

    Exclusions still hold. Of the reports with equally many parts all are kept; order by relevance puts those with the
    rarest words first.
    """
    if not isinstance(tree, And):
        return None, ""
    parts = [node for node in tree.nodes if not isinstance(node, Not)][:MAX_PARTS]
    exclusions = [node for node in tree.nodes if isinstance(node, Not)]
    asked = [
        (part, as_text(And((part, *exclusions)) if exclusions else part)) for part in parts if as_text(part)
    ]
    if len(asked) < 2:
        return None, ""
    found = columns_of(as_text(And((join_or(parts), *exclusions)) if exclusions else join_or(parts)))
    if not len(found):
        return None, ""
    matched = np.zeros(len(found), dtype=np.int32)
    for _, tsquery in asked:
        matched += np.isin(found.ids, columns_of(tsquery).ids)
    most = int(matched.max())
    return take(found, matched == most), _message(asked, most)


def _message(asked, most):
    typed = ", ".join(unparse(part) for part, _ in asked)
    words = "one" if most == 1 else str(most)
    return f"No report has all of {typed}. These have {words} of them."


def take(columns, mask):
    """Return the Columns of the rows in a mask."""
    places = np.cumsum(mask) - 1
    chosen = mask[columns.rows]
    return replace(
        columns,
        ids=columns.ids[mask],
        stories=columns.stories[mask],
        first=columns.first[mask],
        last=columns.last[mask],
        lengths=columns.lengths[mask],
        values=columns.values[chosen],
        rows=places[columns.rows[chosen]].astype(np.int32),
        _facets={},
    )
