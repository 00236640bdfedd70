"""The filters of the list of reports."""

from __future__ import annotations

from django.contrib import admin
from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q

from archive.admin.list_filters import LinkedFilter, SpanFilter
from archive.kinds import BY_KEY, PLACE
from archive.models import Article, Entity, Mention
from archive.models.among import among
from archive.models.visibility import is_published
from archive.search import ids_without, undated_ids

LANGUAGES_KEPT_SECONDS = 300
MAX_CANDIDATES = 20_000


def of_published(request) -> bool:
    """Return whether the list is of published reports alone."""
    return request.GET.get("status__exact") == Article.Status.PUBLISHED


def naming_none(reports, user, *, kinds=tuple(BY_KEY), only_published: bool):
    """Filter to the reports in which no entry of these kinds is named, as far as this person may see.

    What searches hold in memory says first which published reports can be among them: the tables would have to be read for each report.
    """
    named = (
        Mention.objects.visible_to(user)
        .accepted()
        .told()
        .filter(entity__kind__in=kinds, article=OuterRef("pk"))
    )
    return _among(reports, ids_without(*kinds), only_published=only_published).filter(~Exists(named))


def undated(reports, *, only_published: bool):
    """Filter to the reports without a date."""
    return _among(reports, undated_ids(), only_published=only_published).filter(date_edtf="")


def _among(reports, ids: list[int], *, only_published: bool):
    """Narrow a list to these published reports, unless they are so many that its first rows are soon found without."""
    if len(ids) > MAX_CANDIDATES:
        return reports
    candidates = Q(pk__in=among(ids, "integer"))
    return reports.filter(candidates if only_published else candidates | ~is_published())


class LinkingFilter(admin.SimpleListFilter):
    title = "names"
    parameter_name = "linked"

    def lookups(self, request, model_admin):
        return [("open", "to review"), ("none", "none found"), ("waiting", "not matched yet")]

    def queryset(self, request, queryset):
        mentions = Mention.objects.visible_to(request.user).filter(article=OuterRef("pk"))
        match self.value():
            case "open":
                return queryset.filter(Exists(mentions.suggested()))
            case "none":
                return naming_none(queryset, request.user, only_published=of_published(request))
            case "waiting":
                return queryset.filter(linked_digest="")
        return queryset


class UnsureFilter(admin.SimpleListFilter):
    title = "reading"
    parameter_name = "uncertain"
    UNSURE = ("end", "beginning", "headline", "day", "language", "encoding")

    def lookups(self, request, model_admin):
        return [("any", "anything not certain"), *((what, f"{what} not certain") for what in self.UNSURE)]

    def queryset(self, request, queryset):
        if self.value() == "any":
            return queryset.exclude(unsure=[])
        return (
            queryset.filter(unsure__contains=[{"what": self.value()}])
            if self.value() in self.UNSURE
            else queryset
        )


class DatedFilter(admin.SimpleListFilter):
    title = "date"
    parameter_name = "dated"

    def lookups(self, request, model_admin):
        return [("stated", "stated"), ("inferred", "inferred"), ("none", "undated")]

    def queryset(self, request, queryset):
        if self.value() == "none":
            return undated(queryset, only_published=of_published(request))
        return (
            queryset.filter(date_basis=self.value()) if self.value() in ("stated", "inferred") else queryset
        )


class PeriodFilter(SpanFilter):
    """Keeps the reports whose date overlaps a period."""


class LanguageFilter(admin.SimpleListFilter):
    title = "language"
    parameter_name = "language"

    def lookups(self, request, model_admin):
        codes = cache.get_or_set("admin:languages", _languages, LANGUAGES_KEPT_SECONDS) or ()
        return [(code or "unknown", code or "not known") for code in codes]

    def queryset(self, request, queryset):
        if self.value() not in dict(self.lookup_choices or ()):
            return queryset
        return queryset.filter(language="" if self.value() == "unknown" else self.value())


def _languages() -> list[str]:
    return sorted(Article.objects.order_by().values_list("language", flat=True).distinct())


class MissingFilter(admin.SimpleListFilter):
    """Reports that lack something: a place that they name, rights, a writer, a language or the file they came from."""

    title = "what is missing"
    parameter_name = "missing"

    def lookups(self, request, model_admin):
        return [
            ("place", "place"),
            ("rights", "rights"),
            ("writer", "writer"),
            ("language", "language"),
            ("file", "original file"),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "place":
                return naming_none(
                    queryset, request.user, kinds=(PLACE.key,), only_published=of_published(request)
                )
            case "rights":
                return queryset.filter(rights="")
            case "writer":
                return queryset.filter(byline="")
            case "language":
                return queryset.filter(language="")
            case "file":
                return queryset.filter(capture=None)
        return queryset


class NamingFilter(LinkedFilter):
    """Reports that name an entity."""

    title = "entity"
    parameter_name = "names"
    model = Entity

    def about(self, queryset, pk):
        accepted = Mention.objects.accepted().filter(article=OuterRef("pk"), entity=pk)
        return queryset.filter(Exists(accepted))


FILTERS = (
    "status",
    LinkingFilter,
    UnsureFilter,
    DatedFilter,
    MissingFilter,
    PeriodFilter,
    NamingFilter,
    "source",
    LanguageFilter,
)
