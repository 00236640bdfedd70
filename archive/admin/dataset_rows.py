"""Rows of data sets, as received: looked at, never changed."""

from __future__ import annotations

import json

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from archive.admin.records import AuditAdmin
from archive.curation.wording import day
from archive.models import DatasetRow
from archive.reference.datasets import DATASET_OF, attribution_of


class StandingFilter(admin.SimpleListFilter):
    title = "in the data set"
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("yes", "still there"), ("no", "vanished")]

    def queryset(self, request, queryset):
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(vanished_at__isnull=self.value() == "yes")


@admin.register(DatasetRow)
class DatasetRowAdmin(AuditAdmin):
    free_text = ("origin",)
    fieldsets = [
        (None, {"fields": ["data_set", "number", "version", "state", "its_event"]}),
        ("As received", {"fields": ["origin", "row", "batch", "cells"]}),
    ]
    readonly_fields = [*fieldsets[0][1]["fields"], *fieldsets[1][1]["fields"]]
    list_display = ["__str__", "version", "origin", "is_private", "vanished_at"]
    list_filter = ["dataset", "is_private", StandingFilter, "version"]
    search_fields = ["number__startswith"]
    search_help_text = "The number of a row in its data set."
    ordering = ["dataset", "number"]

    def get_queryset(self, request):
        queryset = super().get_queryset(request).select_related("batch")
        return queryset if request.resolver_match.kwargs.get("object_id") else queryset.defer("values")

    def texts_of(self, found):
        """Return the texts that may contain a name: its file and all its cells."""
        return [found.origin, json.dumps(found.values, ensure_ascii=False)]

    @admin.display(description="data set")
    def data_set(self, row):
        attribution = attribution_of(row.dataset, row.version)
        if attribution is None:
            return row.dataset
        return format_html(
            '{} <a href="{}">{}</a><br>{}',
            attribution.text,
            attribution.licence_url,
            attribution.licence,
            attribution.citation,
        )

    @admin.display(description="state")
    def state(self, row):
        known = DATASET_OF.get(row.dataset)
        parts = [f"vanished: a file of {day(row.vanished_at)} no longer had it"] if row.vanished_at else []
        if row.is_private:
            parts.append(f"private. {known.why_private}." if known else "private")
        return " · ".join(parts) or "still in the data set, and readers may see it"

    @admin.display(description="its event")
    def its_event(self, row):
        found = row.evidence.filter(event__isnull=False).values_list("event_id", flat=True)
        links = [
            (reverse("admin:archive_event_change", args=[pk]), reverse("admin:event_reports", args=[pk]))
            for pk in found
        ]
        return (
            format_html_join(
                " ", '<a href="{}">The event</a> · <a href="{}">reports that may be about it</a>', links
            )
            or "none"
        )

    @admin.display(description="cells")
    def cells(self, row):
        filled = [(label, value) for label, value in row.values.items() if str(value).strip()]
        return format_html(
            '<dl class="cells">{}</dl>', format_html_join("", '<dt>{}</dt><dd dir="auto">{}</dd>', filled)
        )
