"""What the archive holds of one thing, or of each: counts that agree with what a search for it gives.

Everything here is arithmetic over the columns that searches use; none of it asks the database once more for each thing.
"""

from __future__ import annotations

import numpy as np

from archive.kinds import BY_KEY
from archive.models import Article, Entity
from archive.search.counting.matched import find
from archive.search.language.nodes import Nothing
from archive.search.parameters.address import Address
from archive.search.parameters.filters import SearchFilterSet
from archive.search.records.columns import FIRST_DAY, LAST_DAY
from archive.search.records.snapshot import reading

CANDIDATES = 3  # looked at for each one shown, as some stand back


def counts_of_all(facet):
    """Return the Counts of a facet over all published reports."""
    with reading() as snapshot:
        return snapshot.remembered(("counts", facet), lambda: _everything(snapshot).counts(facet).whole())


def number_of_values(facet):
    """Return how many values of a facet some published report has."""
    return len(counts_of_all(facet).ids())


def _everything(snapshot):
    return find(Nothing(), "", snapshot).select()


class Holdings:
    """The published reports that have one value of a facet: those that a search with this filter finds."""

    def __init__(self, facet, slug):
        self.address = Address(((facet, slug),))
        with reading() as snapshot:
            self.selection = SearchFilterSet(self.address).filter_queryset(_everything(snapshot)).as_whole()

    def total(self):
        """Return how many reports a search finds, copies of a story counted once."""
        return self.selection.total()

    def reports(self, *, newest, most):
        """Return the first reports in order of date, of the copies of a story one."""
        rows = self.selection.by_date(newest=newest, most=most)[:most]
        ids = [int(pk) for pk in self.selection.columns.ids[rows]]
        found = Article.objects.published().for_lists().in_bulk(ids)
        return [found[pk] for pk in ids if pk in found]

    def counts(self, facet):
        """Return the Counts of a facet within these reports."""
        return self.selection.counts(facet)

    def named_most(self, *, most, apart_from=()):
        """Return {kind: the public entities that these reports name most}, each with its `article_count`.

        Of places, those stand back that another one of them lies in: they are named with it by necessity.
        """
        left_out = set(apart_from)
        counts = {kind: self.counts(kind) for kind in BY_KEY}
        enough = most * CANDIDATES
        candidates = {
            kind: [pk for pk in found.top(enough + len(left_out)) if pk not in left_out][:enough]
            for kind, found in counts.items()
        }
        entities = Entity.objects.public().in_bulk([pk for ids in candidates.values() for pk in ids])
        outer = {pk for entity in entities.values() for pk in entity.lineage}
        named = {}
        for kind, ids in candidates.items():
            named[kind] = [entities[pk] for pk in ids if pk in entities and pk not in outer][:most]
            for entity in named[kind]:
                entity.article_count = counts[kind].of(entity.pk)
        return named


def years_of_sources():
    """Return {id of a source: (first year, last year)} of its dated reports; dates without an end tell of one year."""
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
