"""Which reports name somebody within a spell of days: found in the records, which have the names and the dates."""

from __future__ import annotations

import numpy as np

from archive.kinds import FACTION, PERSON
from archive.search.records.arrays import distinct
from archive.search.records.pairs import joined_pairs


def pairs_on_sides(spells, columns):
    """Return Pairs of an entity of the spells, (id, first day, last day), and a row whose report names it and touches that spell.

    A pair may occur several times; undated reports are in none.
    """
    ids = sorted({pk for pk, _, _ in spells})
    parts = [part for kind in (PERSON.key, FACTION.key) for part in columns.facet(kind)]
    named = joined_pairs([part.having(ids) for part in parts])
    named = named.among(np.argsort(named.ids, kind="stable"))
    first, last = columns.first[named.rows], columns.last[named.rows]
    inside = np.zeros(len(named.rows), dtype=bool)
    of_spells = np.array([pk for pk, _, _ in spells], dtype=np.int32)
    begins, ends = (np.searchsorted(named.ids, of_spells, side=side) for side in ("left", "right"))
    for (_, start, end), begin, stop in zip(spells, begins, ends, strict=True):
        inside[begin:stop] |= (first[begin:stop] <= end) & (last[begin:stop] >= start)
    return named.among(inside & (first != 0))


def rows_on_sides(spells, columns):
    """Return the rows whose report names an entity of the spells and touches that spell with its date."""
    return distinct(pairs_on_sides(spells, columns).rows.copy())[0]
