"""The pages of bulk changes: their progress, and ways to stop and continue them."""

from __future__ import annotations

from contextlib import contextmanager

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from archive.admin.bulk import bulk_url
from archive.admin.bulk_jobs import change_many_records, close_step
from archive.admin.records import AuditAdmin
from archive.models import BulkChange

RUNNING, STOPPED = BulkChange.Status.RUNNING, BulkChange.Status.STOPPED


@admin.register(BulkChange)
class BulkChangeAdmin(AuditAdmin):
    free_text = ("reason",)
    fieldsets = [
        (None, {"fields": ["what", "state", "progress", "reason", "user", "asked_at", "finished_at"]}),
        ("Outcome", {"fields": ["chosen_count", "changed_count", "left_count", "problem"]}),
    ]
    readonly_fields = [*fieldsets[0][1]["fields"], *fieldsets[1][1]["fields"]]
    list_display = ["what", "status", "progress", "user", "asked_at"]
    list_filter = ["status", "verb"]
    list_select_related = ["user"]

    def get_urls(self):
        return [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(require_POST(view)),
                name=f"archive_bulkchange_{name}",
            )
            for name, view in (("stop", self.stop_view), ("resume", self.resume_view))
        ] + super().get_urls()

    def has_module_permission(self, request):
        return request.user.has_perm("archive.publish_article")

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request)

    def get_queryset(self, request):
        """Show one's own; Editors see all."""
        found = super().get_queryset(request)
        return found if request.user.has_perm("archive.withdraw_article") else found.filter(user=request.user)

    def stop_view(self, request, pk):
        """Stop a change after the batch that is under way."""
        with self._held(request, pk, RUNNING) as change:
            change.status = STOPPED
            close_step(change)
        messages.success(request, "Stopped. What has been done stays; you can continue with the rest.")
        return redirect(bulk_url(change))

    def resume_view(self, request, pk):
        """Continue with the rest of a change."""
        with self._held(request, pk, STOPPED, RUNNING) as change:
            change.status, change.problem = RUNNING, ""
            change_many_records.defer(change_id=change.pk)
        messages.success(request, "It continues in the background.")
        return redirect(bulk_url(change))

    @contextmanager
    def _held(self, request, pk, *statuses):
        """Lock a change while its state is changed; refuse it to anybody without permission."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        own = self.get_queryset(request).filter(status__in=statuses).select_for_update(of=["self"])
        with transaction.atomic():
            change = get_object_or_404(own, pk=pk)
            yield change
            change.save()

    @admin.display(description="what", ordering="verb")
    def what(self, change):
        return change.what()

    @admin.display(description="progress")
    def progress(self, change):
        gone_through = change.changed_count + change.left_count
        return format_html(
            '<progress value="{}" max="{}"></progress> {} of {}',
            gone_through, change.chosen_count, f"{gone_through:,}", f"{change.chosen_count:,}",
        )  # fmt: skip

    @admin.display(description="state")
    def state(self, change):
        """Show its state, with a button to stop or continue it."""
        if change.status == RUNNING:
            return format_html(
                'running in the background; reload this page to see its progress <button type="submit" formaction="{}">Stop</button> '
                '<button type="submit" formaction="{}">Continue, if it is stuck</button>',
                reverse("admin:archive_bulkchange_stop", args=[change.pk]),
                reverse("admin:archive_bulkchange_resume", args=[change.pk]),
            )
        if change.status == STOPPED:
            return format_html(
                'stopped <button type="submit" formaction="{}">Continue</button>',
                reverse("admin:archive_bulkchange_resume", args=[change.pk]),
            )
        return change.get_status_display()
