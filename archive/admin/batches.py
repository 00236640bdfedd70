"""Imports: what each did and what it refused."""

from __future__ import annotations

import json

from django.contrib import admin
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html_join

from archive.admin.import_rights import import_url, is_of_reports
from archive.admin.outcomes import RefusedFilter
from archive.admin.records import AuditAdmin
from archive.models import Batch
from archive.reference.languages import language_name

COUNTS = [
    "read_count", "created_count", "updated_count", "duplicate_count", "doubtful_count", "rejected_count",
]  # fmt: skip
ASKED = {
    "paths": "from", "inbox": "from the inbox", "source": "source", "new_source": "new source", "dataset": "data set", "version": "version", "encoding": "encoding",
}  # fmt: skip


@admin.register(Batch)
class BatchAdmin(AuditAdmin):
    free_text = ("label",)
    fieldsets = [
        (None, {"fields": ["label", "state", "who", "started_at", "finished_at", "chosen", "reports"]}),
        ("Outcome", {"fields": [*COUNTS, "refusals", "notices"]}),
    ]
    readonly_fields = [*fieldsets[0][1]["fields"], *fieldsets[1][1]["fields"]]
    list_display = ["label", "status", "started_at", "who", *COUNTS]
    list_select_related = ["user"]
    list_filter = ["status", RefusedFilter]
    date_hierarchy = "started_at"
    search_fields = ["label"]

    def changelist_view(self, request, extra_context=None):
        Batch.objects.mark_abandoned()
        return super().changelist_view(request, extra_context)

    def change_view(self, request, object_id, *args, **options):
        """Show an import of reports on its own page."""
        Batch.objects.mark_abandoned()
        batch = self.get_object(request, object_id) if request.method == "GET" else None
        if batch is not None and is_of_reports(batch) and self.has_view_permission(request, batch):
            return redirect(import_url(batch))
        return super().change_view(request, object_id, *args, **options)

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        return queryset if request.resolver_match.kwargs.get("object_id") else queryset.defer("errors")

    @admin.display(description="state")
    def state(self, batch):
        return {
            Batch.Status.WAITING: "waiting: it begins when the worker is free, and a trial shows nothing before its end",
            Batch.Status.RUNNING: "running: the numbers below are for this moment",
            Batch.Status.INTERRUPTED: "was interrupted: what it had read by then is saved, and the same import continues from there",
        }.get(batch.status, batch.get_status_display())

    @admin.display(description="by", ordering="user")
    def who(self, batch):
        return batch.user or ("a command" if "paths" in batch.options else "an account that no longer exists")

    def texts_of(self, found):
        """Return the texts that may contain a name: its label, its files and its refusals."""
        return [found.label, json.dumps([found.options, found.errors], ensure_ascii=False)]

    @admin.display(description="asked for")
    def chosen(self, batch):
        lines = ([line] for line in import_settings(batch))
        return format_html_join("", '<div dir="auto">{}</div>', lines) or "nothing in particular"

    @admin.display(description="what it added")
    def reports(self, batch):
        return _rows(batch) if "dataset" in batch.options else _entities(batch)

    @admin.display(description="why it was refused")
    def refusals(self, batch):
        return _lines(batch.errors)

    @admin.display(description="worth knowing")
    def notices(self, batch):
        return _lines(batch.options.get("notices"))


def import_settings(batch) -> list[str]:
    """Return the settings of an import, in words."""
    options = batch.options
    lines = [f"{words}: {_listed(options[name])}" for name, words in ASKED.items() if options.get(name)]
    if language := options.get("language"):
        lines.append(f"language: {language_name(language)}")
    if options.get("whole"):
        lines.append("the whole data set: rows that it no longer has are marked as vanished")
    if options.get("dry_run"):
        lines.append("a trial: nothing was written")
    elif "publish" in options:
        lines.append("published at once" if options["publish"] else "kept as drafts")
    return lines


def _rows(batch):
    """Link to the rows of a data set that a batch added, with what can be done next if their file was uploaded."""
    steps = []
    if "capture" in batch.options and batch.status == Batch.Status.RUNNING:
        steps = [("stop", "Stop after the current rows")]
    elif "capture" in batch.options and batch.status != Batch.Status.WAITING:
        is_trial = batch.options.get("dry_run")
        again = (
            "Import it now" if is_trial else "Continue" if batch.status == Batch.Status.INTERRUPTED else ""
        )
        steps = [("again", again)] if again else []
    address = reverse("admin:archive_datasetrow_changelist")
    context = {
        "address": "" if batch.options.get("dry_run") else f"{address}?batch__id__exact={batch.pk}",
        "action": reverse("admin:dataset_batch_step", args=[batch.pk]),
        "steps": steps,
    }
    return render_to_string("admin/batch_rows.html", context)


def _entities(batch):
    """Say what became of an import of entities, with what can be done next."""
    options, steps = batch.options, []
    is_waiting, is_trial = batch.status == Batch.Status.WAITING, bool(options.get("dry_run"))
    taken_back = options.get("taken_back") or {}
    if batch.status == Batch.Status.RUNNING:
        steps = [("stop", "Stop after the current records")] if "capture" in options else []
    elif not is_waiting:
        again = (
            "Import it now" if is_trial else "Continue" if batch.status == Batch.Status.INTERRUPTED else ""
        )
        steps = [("again", again)] if again and "capture" in options else []
        if not is_trial and taken_back.get("state") in (None, "refused"):
            steps.append(("back", "Take this import back"))
    asks = is_waiting and "asked" in options and "columns" not in options
    context = {
        "is_trial": is_trial,
        "taken_back": taken_back,
        "doubtful": batch.doubtful_count,
        "asks_columns": reverse("admin:entity_columns", args=[batch.pk]) if asks else "",
        "action": reverse("admin:entity_batch_step", args=[batch.pk]),
        "steps": steps,
    }
    return render_to_string("admin/batch_entities.html", context)


def _listed(value):
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def _lines(rows):
    return render_to_string("admin/refusals.html", {"rows": rows})
