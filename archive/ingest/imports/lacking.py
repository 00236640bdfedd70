"""The sources that the records of an import name and the archive lacks, and those of the archive that may be meant.

Which may be meant is found out once, when the records are judged: each name is compared with every source, which no page can wait for.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from archive.ingest.sources import SourceBook
from archive.models import Batch, ImportRecord, Source

MAX_COMPARED = 200  # names that are compared, those of most records first


@dataclass(frozen=True)
class LackingSource:
    """A source that records name and the archive lacks: how many records, and those that may be meant, likeliest first."""

    name: str
    number: int
    likely: tuple[tuple[float, Source], ...]


def lacking_sources(batch: Batch) -> list[LackingSource]:
    """Return the sources that an import lacks; those that are likely one of the archive first, then by number of records."""
    known = batch.options.get("likely", {})
    slugs = {slug for pairs in known.values() for _, slug in pairs}
    sources = {source.slug: source for source in Source.objects.filter(slug__in=slugs)} if slugs else {}
    found = [
        LackingSource(
            name,
            number,
            tuple((chance, sources[slug]) for chance, slug in known.get(name, ()) if slug in sources),
        )
        for name, number in _names(batch)
    ]
    return sorted(found, key=lambda each: (bool(each.name), not each.likely))


def likely_sources(batch: Batch) -> dict[str, list[tuple[float, str]]]:
    """Compare the names that the archive lacks with its sources; return (chance, slug) of those that may be meant by each."""
    names = [name for name, _ in _names(batch)[:MAX_COMPARED] if name]
    book = SourceBook() if names else None
    found = (
        {name: [(chance, source.slug) for chance, source in book.likely(name)] for name in names}
        if book
        else {}
    )
    return {name: pairs for name, pairs in found.items() if pairs}


def _names(batch: Batch) -> list[tuple[str, int]]:
    rows = batch.records.filter(state=ImportRecord.State.LACKING).order_by()
    return list(
        rows.values_list("given_source").annotate(number=Count("*")).order_by("-number", "given_source")
    )
