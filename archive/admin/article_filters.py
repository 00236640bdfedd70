"""The filters of the list of reports."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef, Q

from archive import dates
from archive.admin.edtf import read_date
from archive.admin.lists import TextFilter
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


class PeriodFilter(TextFilter):
    title = "period"
    parameter_name = "period"
    hint = "1997, May 1997, 199X"

    def narrow(self, request, queryset, text):
        """Keep the reports whose date overlaps the period; report a period that cannot be read."""
        try:
            first, last = dates.to_range(read_date(text))
        except (ValidationError, dates.DateError) as error:
            messages.error(request, f"Period: {' '.join(getattr(error, 'messages', [str(error)]))}")
            return queryset
        return queryset.filter(date_range__overlap=DateRange(first, last, "[]"))


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


class NamingFilter(admin.SimpleListFilter):
    """Shown only when in use: pages of entities link to it."""

    title = "entity"
    parameter_name = "names"

    def lookups(self, request, model_admin):
        value = self.used_parameters.get(self.parameter_name, "")
        known = Entity.objects.visible_to(request.user)
        entity = known.filter(pk=value).first() if value.isdecimal() and len(value) < 10 else None
        return [(value, str(entity))] if entity else []

    def queryset(self, request, queryset):
        for pk, _ in self.lookup_choices or ():
            accepted = Mention.objects.accepted().filter(article=OuterRef("pk"), entity=pk)
            queryset = queryset.filter(Exists(accepted))
        return queryset


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
