"""Counts of what the archive holds of each thing, which agree with those of a search.

Everything here is arithmetic over the columns that searches use; none of it asks the database once more for each thing.
"""

from __future__ import annotations

import numpy as np

from archive.search.counting.matched import find
from archive.search.language.nodes import Nothing
from archive.search.records.columns import FIRST_DAY, LAST_DAY
from archive.search.records.snapshot import reading

# Years are far outside if a gap wider than this, and than all the others together, parts them from the others, and if they are few: this
# many reports, or this share of all.
NEAR_YEARS = 30
MAX_FAR_OUT, FAR_OUT_SHARE = 3, 0.01


def counts_of_all(facet):
    """Return the Counts of a facet over all published reports."""
    with reading() as snapshot:
        return snapshot.remembered(("counts", facet), lambda: everything(snapshot).counts(facet).whole())


def first_and_last_year(snapshot):
    """Return the first and last year of the published reports of a snapshot, nothing if all are undated."""

    def make():
        years, _ = everything(snapshot).year_counts()
        return (min(years), max(years)) if years else ()

    return snapshot.remembered("first and last year", make)


def axis_of_years(snapshot):
    """Return (the first and last year of a chart of all reports, the years of dates far outside), for a few that are likely misdated."""
    return snapshot.remembered("axis of years", lambda: _axis(snapshot))


def _axis(snapshot):
    ends = first_and_last_year(snapshot)
    first, last = (days[snapshot.alive] for days in (snapshot.columns.first, snapshot.columns.last))
    bounded = (first > FIRST_DAY) & (last < LAST_DAY)
    years, counts = np.unique(np.concatenate([first[bounded], last[bounded]]) // 10000, return_counts=True)
    if not len(years):
        return ends, ()
    low, high = _core(years.tolist(), int(np.searchsorted(np.cumsum(counts), counts.sum() / 2)))
    outside = np.concatenate([years[:low], years[high + 1 :]])
    number = counts.sum() - counts[low : high + 1].sum()
    if not len(outside) or number > max(2 * MAX_FAR_OUT, FAR_OUT_SHARE * counts.sum()):
        return ends, ()
    return (int(years[low]), int(years[high])), tuple(outside.tolist())


def _core(years, middle):
    """Return the places of the first and last of the years around the one in the middle that no wide gap parts from the others."""
    low = high = middle
    while True:
        near = max(NEAR_YEARS, years[high] - years[low])
        if low and years[low] - years[low - 1] <= near:
            low -= 1
        elif high + 1 < len(years) and years[high + 1] - years[high] <= near:
            high += 1
        else:
            return low, high


def counts_of(facet, ids):
    """Return {id: how many published reports have this value of a facet}, without counting the other values."""
    with reading() as snapshot:
        counts = everything(snapshot).counts(facet)
        return {pk: counts.of(pk) for pk in ids}


def ids_without(*facets):
    """Return the ids of the published reports that have no value of any of these facets."""
    with reading() as snapshot:
        return snapshot.remembered(("without", facets), lambda: _ids_without(snapshot, facets))


def _ids_without(snapshot, facets):
    lacking = snapshot.alive.copy()
    for facet in facets:
        for part in snapshot.columns.facet(facet):
            pairs = part.pairs()
            lacking[pairs.rows[pairs.ids != 0]] = False  # 0 says that there is none
    return snapshot.columns.ids[lacking].tolist()


def undated_ids():
    """Return the ids of the published reports without a date."""
    with reading() as snapshot:
        columns = snapshot.columns
        return columns.ids[snapshot.alive & (columns.first == 0) & (columns.last == 0)].tolist()


def everything(snapshot):
    """Return the Selection of all published reports."""
    return find(Nothing(), snapshot).select()


def years_of_sources():
    """Return {id of a source: (first year, last year)} of its dated reports; open-ended dates count for one year."""
    with reading() as snapshot:
        return snapshot.remembered("years of sources", lambda: _years_of_sources(snapshot))


def _years_of_sources(snapshot):
    columns = snapshot.columns
    parts = [part.pairs() for part in columns.facet("source")]
    ids, rows = (np.concatenate([getattr(part, name) for part in parts]) for name in ("ids", "rows"))
    first, last = columns.first[rows], columns.last[rows]
    first, last = np.where(first > FIRST_DAY, first, last), np.where(last < LAST_DAY, last, first)
    dated = (first != 0) & (last != LAST_DAY) & (first != FIRST_DAY) & snapshot.alive[rows]
    ids, first, last = ids[dated], first[dated], last[dated]
    order = np.argsort(ids, kind="stable")
    sources, starts = np.unique(ids[order], return_index=True)
    if not len(sources):
        return {}
    earliest = np.minimum.reduceat(first[order], starts) // 10000
    latest = np.maximum.reduceat(last[order], starts) // 10000
    return {int(pk): (int(start), int(end)) for pk, start, end in zip(sources, earliest, latest, strict=True)}
