"""The list action that opens the merge page."""

from __future__ import annotations

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import reverse

MAX_MERGED = 20


class MergeMixin(admin.ModelAdmin):
    """Adds to an admin the action “Merge” and links to past merges and to the splitting of an entry."""

    merge_permission = "archive.merge_entity"
    merge_page = "admin:merge"

    def has_merge_permission(self, request):
        return request.user.has_perm(self.merge_permission)

    def changelist_view(self, request, extra_context=None):
        shown = {"merges_url": reverse("admin:merges")} if self.has_merge_permission(request) else {}
        return super().changelist_view(request, shown | (extra_context or {}))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Link to the page on which an entry that was two is split."""
        may_split = (
            self.merge_page == "admin:merge" and self.has_merge_permission(request) and object_id.isdecimal()
        )
        shown = {"split_url": reverse("admin:split", args=[object_id])} if may_split else {}
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    @admin.action(description="Merge the selected entries…", permissions=["merge"])
    def merge_chosen(self, request, queryset):
        ids = list(queryset.order_by("name").values_list("pk", flat=True)[: MAX_MERGED + 1])
        if not 2 <= len(ids) <= MAX_MERGED:
            self.message_user(
                request, f"Select 2 to {MAX_MERGED} entries that mean the same.", messages.ERROR
            )
            return None
        return HttpResponseRedirect(f"{reverse(self.merge_page)}?ids={','.join(map(str, ids))}", status=303)
