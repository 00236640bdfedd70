"""Reports and the entities they name, as a page of results shows them: rows, not model instances.

A page has twenty reports, two hundred names and thirty facet values. Model instances for them would take longer than the
database.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Count

from archive import dates
from archive.kinds import PLACE
from archive.models import Article, Mention
from archive.models.addresses import address_of, report_address
from archive.models.articles import public_words
from archive.models.compiled import Compiled

REPORTS = Compiled(
    lambda ids: Article.objects.published().filter(pk__in=ids).values_list(
        "pk", public_words("headline"), public_words("body"), public_words("dateline"), "language", "date_edtf", "date_basis",
        "wording__places", "story", "source__slug", "source__name",
    )
)  # fmt: skip
NAMED = Compiled(
    lambda ids: Mention.objects.counted().filter(article__in=ids).values_list("article", "entity", "role")
    .annotate(times=Count("pk")).order_by("-times", "entity__name", "entity__kind", "entity__slug")
    .values_list("article", "role", "entity__kind", "entity__slug", "entity__name", "entity", "entity__place_type")
)  # fmt: skip


class SourceLabel(NamedTuple):
    """The source of a report."""

    slug: str
    name: str


class ReportRow(NamedTuple):
    """A published report in its public wording, as results show it; `withheld` is PublicWording.places in JSON, or None."""

    pk: int
    headline: str
    body: str
    dateline: str
    language: str
    date_edtf: str
    date_basis: str
    withheld: str | None
    story: int | None
    source: SourceLabel

    def get_absolute_url(self):
        return report_address(self.pk, self.headline)

    def date_label(self):
        """Return the date in words, with the precision known."""
        return dates.report_label(self.date_edtf, self.date_basis)


class NamedEntity(NamedTuple):
    """A public entity that a report names."""

    kind: str
    slug: str
    name: str
    pk: int
    place_type: str

    def get_absolute_url(self):
        return address_of(f"{self.kind}-detail", self.slug)


def report_rows(ids):
    """Return {id: ReportRow} of the published ones of these reports."""
    rows = (ReportRow._make([*values, SourceLabel(slug, name)]) for *values, slug, name in REPORTS(ids))
    return {row.pk: row for row in rows}


class NamedInReport(NamedTuple):
    """The public entities that a report names, most often named first, and the places where it was written."""

    told: list[NamedEntity]
    written: list[NamedEntity]


def entities_named(ids):
    """Return {id of a report: NamedInReport}, for each of these reports."""
    named = {pk: NamedInReport([], []) for pk in ids}
    for article, role, *entity in NAMED(ids):
        one = NamedEntity(*entity)
        is_written = role == Mention.Role.WRITTEN and one.kind == PLACE.key
        (named[article].written if is_written else named[article].told).append(one)
    return named
