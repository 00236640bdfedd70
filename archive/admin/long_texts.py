"""Long texts cleaned in the background: their state, and the draft that each became."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from archive.admin.records import AuditAdmin
from archive.models import LongText


@admin.register(LongText)
class LongTextAdmin(AuditAdmin):
    free_text = ("origin", "reason")
    fieldsets = [
        (None, {"fields": ["origin", "source", "size", "user", "received_at"]}),
        ("Outcome", {"fields": ["outcome", "reason", "cleaned_at"]}),
    ]
    readonly_fields = [*fieldsets[0][1]["fields"], *fieldsets[1][1]["fields"]]
    list_display = ["origin", "source", "state", "user", "received_at"]
    list_filter = ["state"]
    list_select_related = ["source", "user"]

    def has_module_permission(self, request):
        return request.user.has_perm("archive.add_article")

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request)

    def get_queryset(self, request):
        """Show one's own; Editors see all."""
        found = super().get_queryset(request).defer("content")
        return found if request.user.has_perm("archive.withdraw_article") else found.filter(user=request.user)

    @admin.display(description="state")
    def outcome(self, text):
        if text.state == LongText.State.WAITING:
            return "It is being cleaned in the background, and will be saved as a draft. Reload this page to see whether it is done."
        if not text.article_id:
            return text.get_state_display()
        address = reverse("admin:archive_article_change", args=[text.article_id])
        return format_html('{}: <a href="{}">see it</a>', text.get_state_display(), address)
