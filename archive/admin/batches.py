"""Imports: what each did, and what it refused."""

from __future__ import annotations

import json

from django.contrib import admin
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from archive.admin.records import AuditAdmin
from archive.models import Batch

COUNTS = ["read_count", "created_count", "updated_count", "duplicate_count", "rejected_count"]


@admin.register(Batch)
class BatchAdmin(AuditAdmin):
    fieldsets = [
        (None, {"fields": ["label", "status", "user", "started_at", "finished_at", "chosen", "reports"]}),
        ("What became of it", {"fields": [*COUNTS, "refusals"]}),
    ]
    readonly_fields = [*fieldsets[0][1]["fields"], *fieldsets[1][1]["fields"]]
    list_display = ["label", "status", "started_at", "user", *COUNTS]
    list_select_related = ["user"]
    list_filter = ["status"]
    date_hierarchy = "started_at"
    search_fields = ["label"]

    def changelist_view(self, request, extra_context=None):
        Batch.objects.mark_abandoned()
        return super().changelist_view(request, extra_context)

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        return (
            queryset
            if request.resolver_match.kwargs.get("object_id")
            else queryset.defer("errors", "options")
        )

    @admin.display(description="options")
    def chosen(self, batch):
        return format_html("<code>{}</code>", json.dumps(batch.options, ensure_ascii=False))

    @admin.display(description="its reports")
    def reports(self, batch):
        address = reverse("admin:archive_article_changelist")
        return format_html('<a href="{}?batch__id__exact={}">Show the reports it made</a>', address, batch.pk)

    @admin.display(description="refused")
    def refusals(self, batch):
        return render_to_string("admin/refusals.html", {"errors": batch.errors})
