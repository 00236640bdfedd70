"""What a page of results shows of reports, sources and entities: rows, not instances of models.

A page has twenty reports, two hundred names and thirty values of facets. Instances of models for them, and the ORM's own
work for the queries, would take longer than the database does.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection

from archive import dates
from archive.models.addresses import address_of, report_address

REPORTS = """
    SELECT article.id, coalesce(wording.headline, article.headline), coalesce(wording.body, article.body),
        coalesce(wording.dateline, article.dateline), article.language, date_edtf, date_basis, wording.places,
        source.slug, source.name
    FROM archive_article AS article JOIN archive_source AS source ON source.id = article.source_id
        LEFT JOIN archive_publicwording AS wording ON wording.article_id = article.id
    WHERE article.id = ANY (%s) AND article.status = 'published'
"""
NAMED = """
    SELECT mention.article_id, entity.kind, entity.slug, entity.name
    FROM archive_mention AS mention JOIN archive_entity AS entity ON entity.id = mention.entity_id
    WHERE mention.article_id = ANY (%s) AND mention.status = 'accepted' AND entity.visibility = 'public'
    GROUP BY mention.article_id, entity.id
    ORDER BY count(*) DESC, entity.name, entity.kind, entity.slug
"""
ENTITIES = """
    SELECT id, kind, slug, name, lineage FROM archive_entity WHERE id = ANY (%s) AND visibility = 'public'
"""
SOURCES = "SELECT id, slug, name FROM archive_source WHERE id = ANY (%s)"


class ShownSource(NamedTuple):
    """The source of a report."""

    slug: str
    name: str


class ShownReport(NamedTuple):
    """A published report in its public wording, as lines of results show it; `withheld` as PublicWording.places in JSON, or None."""

    pk: int
    headline: str
    body: str
    dateline: str
    language: str
    date_edtf: str
    date_basis: str
    withheld: str | None
    source: ShownSource

    def get_absolute_url(self):
        return report_address(self.pk, self.headline)

    def date_label(self):
        """Return the date in words, as exact as it is known."""
        return dates.report_label(self.date_edtf, self.date_basis)


class Named(NamedTuple):
    """A public entity that a report names."""

    kind: str
    slug: str
    name: str

    def get_absolute_url(self):
        return address_of(f"{self.kind}-detail", self.slug)


class EntityLabel(NamedTuple):
    """A public entity, as a value of a facet; `lineage` has the ids of the places that a place lies in, the outermost first."""

    kind: str
    slug: str
    name: str
    lineage: list[int]


def reports_shown(ids):
    """Return {id: ShownReport} of the published ones of these reports."""
    return {
        pk: ShownReport(pk, *values, ShownSource(slug, name))
        for pk, *values, slug, name in _read(REPORTS, ids)
    }


def entities_named(ids):
    """Return {id of a report: the public entities that it names as Named, the most often named first}."""
    found = {}
    for article, *entity in _read(NAMED, ids):
        found.setdefault(article, []).append(Named(*entity))
    return found


def entity_labels(ids):
    """Return {id: EntityLabel} of the public ones of these entities."""
    return {pk: EntityLabel(*label) for pk, *label in _read(ENTITIES, ids)}


def source_labels(ids):
    """Return {id: ShownSource} of these sources."""
    return {pk: ShownSource(*label) for pk, *label in _read(SOURCES, ids)}


def _read(statement, ids):
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(ids)])
        return cursor.fetchall()
