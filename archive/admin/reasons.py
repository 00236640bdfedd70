"""The reason for a change: asked for in every form, kept in the history; each change of a form is a step that can be taken back."""

from __future__ import annotations

from contextlib import nullcontext

import pghistory
from django.contrib import admin

from archive.curation.record import recorded_change
from archive.models import Step

MAX_LENGTH = 300


def reason_context(request):
    """Return the history context that this request adds: the reason given, if any."""
    reason = request.POST.get("change_reason", "").replace("\0", "").strip()[:MAX_LENGTH]
    return pghistory.context(**({"reason": reason} if reason else {}))


class ReasonMixin(admin.ModelAdmin):
    """Records the reason given for a change with everything the request changes."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        verb = Step.Verb.EDIT if object_id else Step.Verb.ADD
        with reason_context(request), self._step(request, verb, object_id):
            return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(self, request, object_id, extra_context=None):
        with reason_context(request), self._step(request, Step.Verb.DELETE, object_id):
            return super().delete_view(request, object_id, extra_context)

    def changelist_view(self, request, *args, **kwargs):
        with reason_context(request):
            return super().changelist_view(request, *args, **kwargs)

    def _step(self, request, verb, object_id):
        """Return the step that records what a form changes; nothing for a page that is only viewed."""
        if request.method != "POST":
            return nullcontext()
        return recorded_change(verb=verb, model=self.model, record=object_id)
