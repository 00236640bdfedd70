"""Change a selection of any size in two steps: show it with its numbers, then change it, at once or in the background.

The selection is the query of the list, not its ids: it is run again when the change is confirmed, and if it has changed by then it
is shown again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property

from archive.admin.bulk_jobs import change_many_records
from archive.curation.bulk import change_records, changeable, log_deletion
from archive.models import Article, BulkChange
from archive.models.among import among
from archive.text.localised import counted

Verb = BulkChange.Verb
BATCH_SIZE = 500  # records; more are changed in the background
MAX_SHOWN = 10
DONE = {
    Verb.PUBLISH: "published",
    Verb.WITHDRAW: "withdrawn",
    Verb.DRAFT: "taken back to draft",
    Verb.DELETE: "deleted",
}
ASKED = {
    Verb.PUBLISH: "Publish",
    Verb.WITHDRAW: "Withdraw",
    Verb.DRAFT: "Take back to draft",
    Verb.DELETE: "Delete",
}
EXPLAINED = {
    Verb.PUBLISH: "Their names are matched first. Withdrawn reports stay withdrawn: publish them one by one.",
    Verb.WITHDRAW: "Their addresses stay and say that the report was withdrawn, and why, with its headline, source and date. "
    "Searches, counts and feeds omit them. A report whose headline must go too is withdrawn on its own page.",
    Verb.DRAFT: "For reports published by mistake: readers find nothing at their addresses, not even a notice. "
    "Reports that readers may have cited are better withdrawn.",
    Verb.DELETE: "The history keeps them: they can be brought back, one by one, from the list of deleted records.",
}
WHY_LEFT = {
    Verb.PUBLISH: "they are not drafts",
    Verb.WITHDRAW: "they are not published",
    Verb.DRAFT: "they are not published, or were published by somebody else or more than a day ago",
    Verb.DELETE: "something depends on them, or you may not delete them",
}


class ReasonForm(forms.Form):
    """The reason for changing many records. Readers see that of a withdrawal."""

    change_reason = forms.CharField(
        label="Reason",
        max_length=300,
        required=False,
        help_text="Kept in the history.",
        widget=forms.TextInput(attrs={"class": "vTextField", "autofocus": True}),
    )

    def __init__(self, verb, *args, **options):
        super().__init__(*args, **options)
        if verb == Verb.PUBLISH:
            del self.fields["change_reason"]
        elif verb == Verb.WITHDRAW:
            field = self.fields["change_reason"]
            field.required, field.help_text = True, "Readers see it in place of each report."


@dataclass(frozen=True)
class ChosenRecords:
    """The records of a list, or those selected on a page of it, as of when it is queried."""

    ids: tuple[int, ...]

    @classmethod
    def of(cls, queryset) -> ChosenRecords:
        return cls(tuple(sorted(set(queryset.order_by().values_list("pk", flat=True)))))

    @cached_property
    def fingerprint(self) -> str:
        """A key that identifies this selection."""
        return hashlib.blake2b(",".join(map(str, self.ids)).encode(), digest_size=16).hexdigest()

    def is_as_seen(self, request) -> bool:
        """Return whether it is what the page showed; say so if it has changed since."""
        if request.POST["fingerprint"] == self.fingerprint:
            return True
        now = counted(len(self.ids), "record")
        messages.warning(
            request,
            f"Your selection has changed since you saw it: it is now {now}. Nothing has been done yet.",
        )
        return False

    @property
    def is_large(self) -> bool:
        return len(self.ids) > BATCH_SIZE


def across_pages(request: HttpRequest) -> bool:
    """Return whether the whole list was selected rather than rows of a page."""
    return request.POST.get("select_across") == "1"


@admin.action(description="Delete the selected %(verbose_name_plural)s…", permissions=["delete"])
def delete_many(model_admin, request, queryset):
    """Delete a selection of any size, replacing Django's own action, which posts every id."""
    return change_many(model_admin, request, queryset, Verb.DELETE)


def change_many(model_admin, request, queryset, verb: str):
    """Show what a change of many records would do, and make it once confirmed."""
    selection = ChosenRecords.of(queryset)
    confirmed = "fingerprint" in request.POST
    form = ReasonForm(verb, request.POST if confirmed else None)
    if not confirmed or not form.is_valid():
        return _page(model_admin, request, verb, selection, form)
    if not selection.is_as_seen(request):
        return _page(model_admin, request, verb, selection, form)
    plan = _Plan(model_admin, request, verb, selection.ids)
    if plan.lacking or plan.protected:
        raise PermissionDenied
    return _make(model_admin, request, verb, selection, form.cleaned_data.get("change_reason", ""))


def _make(model_admin, request, verb, selection, reason):
    kind = model_admin.opts.model_name
    if selection.is_large:
        with transaction.atomic():
            change = BulkChange.objects.create(
                verb=verb, model=kind, reason=reason, user=request.user, chosen_count=len(selection.ids)
            )
            change.add_rows(selection.ids)
            change_many_records.defer(change_id=change.pk)
        return redirect("admin:archive_bulkchange_change", change.pk)

    def remove(ids):
        rows = model_admin.model._default_manager.filter(pk__in=among(ids, "bigint"))
        log_deletion(rows, request.user)
        model_admin.delete_queryset(request, rows)
        return ids

    if kind in ("user", "group"):
        with transaction.atomic():
            done = remove(list(selection.ids)) if model_admin.has_delete_permission(request) else []
    else:
        done = change_records(
            verb=verb, model=kind, ids=selection.ids, user=request.user, reason=reason, remove=remove
        )
    left = len(selection.ids) - len(done)
    if done:
        model_admin.message_user(
            request, f"{_were(len(done), model_admin.opts)} {DONE[verb]}.", messages.SUCCESS
        )
    if left:
        text = f"{left:,} left as {'it was' if left == 1 else 'they were'}: {WHY_LEFT[verb]}."
        model_admin.message_user(request, text, messages.WARNING)
    return redirect(request.get_full_path())


def _were(number: int, opts) -> str:
    if number == 1:
        return f"1 {opts.verbose_name} was"
    return f"{number:,} {opts.verbose_name_plural} were"


class _Plan:
    """The effect of a change on a selection."""

    def __init__(self, model_admin, request, verb, ids):
        self.model_admin, self.request, self.verb, self.ids = model_admin, request, verb, ids
        self.lacking, self.protected, self.counts = (), (), {}
        if verb == Verb.DELETE and len(ids) <= BATCH_SIZE:
            # What is deleted with them; for more it would take too long, and each batch checks for itself.
            # Reports that somebody may not discard are left alone; of other records, one that must stay stops it all.
            rows = self.changing_rows if model_admin.model is Article else self.rows
            _, counts, self.lacking, self.protected = model_admin.get_deleted_objects(rows, request)
            own = model_admin.opts.verbose_name_plural
            self.counts = {name: count for name, count in dict(counts).items() if count and name != own}

    @property
    def rows(self):
        return self.model_admin.model._default_manager.filter(pk__in=among(self.ids, "bigint"))

    @property
    def changing_rows(self):
        """Return those that would be changed."""
        if self.model_admin.opts.app_label != "archive":
            return self.rows
        kind = self.model_admin.opts.model_name
        return changeable(verb=self.verb, model=kind, ids=self.ids, user=self.request.user)

    @cached_property
    def changing(self) -> int:
        return self.changing_rows.count()

    @property
    def staying(self) -> int:
        return len(self.ids) - self.changing

    @property
    def by_status(self) -> list[tuple[str, int]]:
        if self.model_admin.model is not Article:
            return []
        return list(self.rows.order_by("status").values_list("status").annotate(Count("pk")))

    def first(self) -> list[str]:
        """Name the first of them, as this person may read them."""
        rows = self.model_admin.get_queryset(self.request).filter(pk__in=among(self.ids, "bigint"))
        rows = list(rows.order_by("pk")[:MAX_SHOWN])
        if hasattr(self.model_admin, "withhold_in"):
            self.model_admin.withhold_in(rows)
        return [str(row) for row in rows]


def _page(model_admin, request, verb, selection, form):
    plan = _Plan(model_admin, request, verb, selection.ids)
    opts = model_admin.opts
    name = opts.verbose_name if len(selection.ids) == 1 else opts.verbose_name_plural
    known = {
        **model_admin.admin_site.each_context(request),
        "opts": opts,
        "title": f"{ASKED[verb]}: {len(selection.ids):,} {name}",
        "verb": ASKED[verb],
        "done": DONE[verb],
        "explained": EXPLAINED[verb],
        "why_left": WHY_LEFT[verb],
        "plan": plan,
        "first": plan.first(),
        "more": len(selection.ids) - MAX_SHOWN,
        "selection": selection,
        "at_once": BATCH_SIZE,
        "across": across_pages(request),
        "chosen": ["0"] if across_pages(request) else request.POST.getlist(ACTION_CHECKBOX_NAME),
        "action": request.POST.getlist("action"),
        "form": form,
        "back": request.get_full_path(),
    }
    return TemplateResponse(request, "admin/bulk.html", known)


def bulk_url(change: BulkChange) -> str:
    """Return the address of the page that shows the progress of a bulk change."""
    return reverse("admin:archive_bulkchange_change", args=[change.pk])


admin.site.add_action(delete_many, "delete_selected")
