"""What the admins of statements, events and claims share: who may see them, what they rest on, and filters for what asks for attention."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.utils.html import format_html

from archive.admin.edtf import EdtfMixin, dates_read
from archive.admin.records import RecordAdmin
from archive.admin.withheld import CLOSED, EntityChoicesMixin, visible_rows
from archive.models import Claim, Evidence
from archive.models.visibility import is_sourced
from archive.models.wordings import in_public_words
from archive.text.localised import counted


def without_evidence(rows, column: str):
    """Filter to records without evidence and without a reason for that; an event that claims tell of needs none of its own.

    Args:
        column: the column of Evidence that points to them.
    """
    rows = rows.filter(~Exists(Evidence.objects.filter(**{column: OuterRef("pk")})))
    if column == "statement":
        return rows.filter(unsourced_reason="")
    return rows.filter(~Exists(Claim.objects.filter(event=OuterRef("pk")))) if column == "event" else rows


class EvidenceFilter(admin.SimpleListFilter):
    """Finds what lacks a source, or rests on words that its report no longer has."""

    title = "evidence"
    parameter_name = "evidence"

    def lookups(self, request, model_admin):
        return [("none", "not sourced"), ("hidden", "none that readers see"), ("lost", "a lost passage")]

    def queryset(self, request, queryset):
        column = queryset.model._meta.concrete_model._meta.model_name
        own = Evidence.objects.filter(**{column: OuterRef("pk")})
        match self.value():
            case "none":
                return without_evidence(queryset, column)
            case "hidden":
                return queryset.filter(~is_sourced(column))
            case "lost":
                return queryset.filter(Exists(own.filter(passage__isnull=False, passage__start=None)))
        return queryset


class ContextAdmin(EntityChoicesMixin, EdtfMixin, RecordAdmin):
    """The admin of statements, events and claims: records that join entities and rest on evidence.

    `own_key` is the column of Evidence that points to them, and names their permissions.
    """

    own_key: ClassVar[str]

    # Who may do what: proxies have the permissions of their table.

    def _may(self, request, *actions):
        return any(request.user.has_perm(f"archive.{action}_{self.own_key}") for action in actions)

    def has_view_permission(self, request, obj=None):
        return self._may(request, "view", "change")

    def has_add_permission(self, request):
        return self._may(request, "add")

    def has_change_permission(self, request, obj=None):
        return self._may(request, "change")

    def has_delete_permission(self, request, obj=None):
        return self._may(request, "delete")

    # What may be seen

    def get_queryset(self, request):
        found = visible_rows(super().get_queryset(request), request.user)
        return found.annotate(is_sourced=is_sourced(self.own_key))

    def refuse_names(self, found):
        """Raise PermissionDenied for a record that holds or quotes a protected name."""
        super().refuse_names(found)
        rows = list(found.evidence.select_related("passage"))
        quoted = [(row.passage.words, row.passage.article_id) for row in rows if row.passage]
        words = [text for text, _ in quoted] + [row.note for row in rows]
        reports = [report for _, report in quoted] + [None] * len(rows)
        if in_public_words(words, reports=reports) != words:
            raise PermissionDenied(CLOSED)

    # Columns

    @admin.display(description="shown to readers")
    def shown(self, record):
        """Say whether readers may see it, and if not, why."""
        if record.status != "accepted":
            return record.get_status_display()
        if record.is_sourced:
            return "yes"
        return format_html('<span class="open">{}</span>', "not sourced")

    # Saving and deleting

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for notice in (*getattr(form, "date_notices", ()), *dates_read(form)):
            self.message_user(request, notice, messages.INFO)
        for formset in formsets:
            for told in formset.gone.values():
                self.message_user(request, told, messages.WARNING)
        self.tell_unsourced(request, form.instance)

    def tell_unsourced(self, request, record):
        """Say that a record without evidence is not shown to readers."""
        if not record.evidence.exists() and not getattr(record, "unsourced_reason", ""):
            told = "It is not sourced, so readers do not see it: add the words of a report below, under “evidence”."
            self.message_user(request, told, messages.WARNING)

    def get_deleted_objects(self, objs, request):
        """Count what is deleted with it; the history keeps all of it."""
        records = list(objs)
        pieces = Evidence.objects.filter(**{f"{self.own_key}__in": records}).count()
        counts = {str(self.opts.verbose_name_plural): len(records), "pieces of evidence": pieces}
        needed = set() if self.has_delete_permission(request) else {self.opts.verbose_name}
        return [str(record) for record in records], counts, needed, []


def claims_naming(number: int) -> str:
    """Return how many claims there are, with their verb: "1 claim names", "3 claims name"."""
    return f"{counted(number, 'claim')} {'names' if number == 1 else 'name'}"
