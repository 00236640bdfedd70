"""The reason for a change: asked for in every form, kept in the history."""

from __future__ import annotations

import pghistory
from django.contrib import admin

MAX_LENGTH = 300


def told_reason(request):
    """Return the history context that this request adds: the reason given, if any."""
    reason = request.POST.get("change_reason", "").replace("\0", "").strip()[:MAX_LENGTH]
    return pghistory.context(**({"reason": reason} if reason else {}))


class ReasonMixin(admin.ModelAdmin):
    """Records the reason given for a change with everything the request changes."""

    def changeform_view(self, request, *args, **kwargs):
        with told_reason(request):
            return super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request, *args, **kwargs):
        with told_reason(request):
            return super().delete_view(request, *args, **kwargs)

    def changelist_view(self, request, *args, **kwargs):
        with told_reason(request):
            return super().changelist_view(request, *args, **kwargs)
