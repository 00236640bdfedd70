"""The archive's holdings for one entity or source: counts and lists that agree with a search for it."""

from __future__ import annotations

from django.utils.functional import cached_property

from archive.kinds import BY_KEY
from archive.models import Article, Entity
from archive.models.addresses import entity_key
from archive.search.counting.holdings import everything
from archive.search.page.histogram import histogram
from archive.search.parameters.address import Address
from archive.search.parameters.filters import SearchFilterSet
from archive.search.records.snapshot import reading

CANDIDATES = 3  # examined for each one shown, as some are dropped


class Holdings:
    """The published reports with one value of a facet: those that a search with this filter finds.

    `named_with` is an entity that they name too, by its kind and slug: person-ahmad-shah-massoud.
    """

    def __init__(self, facet, slug, *, named_with=""):
        self.address = Address(((facet, slug),)).setting("with", named_with)
        with reading() as snapshot:
            self.snapshot = snapshot
            self.selection = SearchFilterSet(self.address).filter_queryset(everything(snapshot)).as_whole()

    @cached_property
    def chart(self):
        """The Histogram of their years."""
        return histogram(self.selection, self.address, snapshot=self.snapshot)

    def total(self):
        """Return the number of reports that a search finds; copies of a story count once."""
        return self.selection.total()

    def reports(self, *, newest, most):
        """Return the first reports in order of date, one for each story."""
        rows = self.selection.by_date(newest=newest, most=most)[:most]
        ids = [int(pk) for pk in self.selection.columns.ids[rows]]
        found = Article.objects.published().for_lists().in_bulk(ids)
        return [found[pk] for pk in ids if pk in found]

    def counts(self, facet):
        """Return the Counts of a facet within these reports."""
        return self.selection.counts(facet)

    def named_most(self, *, most, apart_from=()):
        """Return {kind: the public entities most named in these reports}, each with its `article_count` and the search for those, `both_url`.

        A place that contains another of them is dropped: it is necessarily named with it.
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
                entity.both_url = str(self.address.adding("with", entity_key(entity)))
        return named
