"""The history of a record in the admin: what changed, by whom and why; restoring versions; and deleted records."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import Error, models, transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils.text import capfirst

from archive.admin import versions
from archive.admin.parts_history import PartsHistoryMixin
from archive.admin.reasons import reason_context
from archive.admin.step_rights import may_take_back
from archive.admin.withheld import not_there
from archive.admin.wording import describe_changes
from archive.curation.bring_back import BringBackError, bring_back
from archive.curation.differences import listed
from archive.curation.record import recorded_change
from archive.curation.restore import restore
from archive.curation.wording import moment
from archive.models import Step, StepRow

MAX_EVENTS_SHOWN = 100
MAX_DELETED_SHOWN = 100


class HistoryMixin(PartsHistoryMixin):
    """Adds the history of records to a ModelAdmin, with ways back to an earlier version.

    Fields in `kept_on_restore` keep their values when an earlier version is restored.
    """

    object_history_template = "admin/record_history.html"
    kept_on_restore: tuple = ()

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        own = [
            path("deleted/", wrap(self.deleted_view), name=f"{name}_deleted"),
            path("deleted/<int:event_id>/", wrap(self.recover_view), name=f"{name}_recover"),
            path("<path:object_id>/history/<int:event_id>/", wrap(self.restore_view), name=f"{name}_restore"),
        ]
        return own + super().get_urls()

    def changelist_view(self, request, extra_context=None):
        """Title the list with its contents, and link to deleted records."""
        shown = {"title": capfirst(self.opts.verbose_name_plural)}
        if self.can_recover(request):
            shown["recover_url"] = self._address("deleted")
        return super().changelist_view(request, shown | (extra_context or {}))

    # History

    def history_view(self, request, object_id, extra_context=None):
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return not_there(self, request, object_id)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        changes = self.changes_of(request, obj)
        self.add_ways_back(request, obj, changes)
        steps = versions.with_acts(versions.steps(changes), self.acts_on(request, obj))
        return self._page(
            request,
            self.object_history_template,
            title=f"History: {obj}",
            object=obj,
            steps=steps,
            shortened=any(len(step.changes) >= MAX_EVENTS_SHOWN for step in steps),
            can_restore=self.has_change_permission(request, obj),
            restore_url=f"admin:{self.opts.app_label}_{self.opts.model_name}_restore",
        )

    def changes_of(self, request, obj):
        """Return the changes of a record and of what belongs to it."""
        user = request.user
        events = versions.visible_events(self.model, user).filter(pgh_obj_id=obj.pk)
        past = versions.without_names(_latest(events), user)
        changes = versions.changes_of(self.model, {obj.pk: obj}, past, user=user)
        for part, foreign_key in self.history_parts:
            rows = part._base_manager.filter(**{foreign_key: obj.pk}).in_bulk()
            belonging = models.Q(**{foreign_key: obj.pk}) | models.Q(
                pgh_obj_id__in=rows
            )  # including those that came from another
            past = versions.without_names(
                _latest(versions.visible_events(part, user).filter(belonging)), user
            )
            changes += versions.changes_of(part, rows, past, of_part=True, user=user)
        return changes

    def acts_on(self, request, obj):
        """Return the steps, such as merges, that affected a record and that this person may see, latest first."""
        touching = Step.objects.visible_to(request.user).touching(self._table, obj.pk)
        about = Step.objects.visible_to(request.user).filter(
            record=obj.pk, model=getattr(obj, "kind", self._table)
        )
        found = (touching | about).select_related("user", "undone_by")[:MAX_EVENTS_SHOWN]
        shown = versions.visible_steps(found, request.user)
        for step in shown:
            step.may_take_back = may_take_back(request.user, step)
        return shown

    @property
    def _table(self):
        return self.model._meta.concrete_model._meta.model_name

    # Restoring an earlier version

    def restore_view(self, request, object_id, event_id):
        """Show what restoring would change, and do it once confirmed."""
        with transaction.atomic():
            obj = self.get_object(request, unquote(object_id))
            if obj is None or not self.has_change_permission(request, obj):
                raise PermissionDenied
            found = versions.visible_events(self.model, request.user).filter(
                pgh_obj_id=obj.pk, pgh_id=event_id
            )
            event = next(iter(versions.without_names(found, request.user)), None)
            if event is None:
                raise Http404("This record has no such version.")
            if request.method == "POST":
                return self._restore(request, obj, event)
        kept = {*versions.BOOKKEEPING, *self.unrestored_fields(request)}
        changes = describe_changes(self.model, obj, event, ignored=kept, user=request.user)
        return self._page(
            request,
            "admin/record_restore.html",
            title="Back to an earlier version",
            object=obj,
            event=event,
            fields=changes,
        )

    def _restore(self, request, obj, event):
        with reason_context(request):
            try:
                with recorded_change(verb=Step.Verb.EDIT, model=self.model, record=obj.pk):
                    matched = restore(record=obj, event=event, kept=self.unrestored_fields(request))
            except (ValidationError, Error) as error:
                self.message_user(
                    request, f"This version cannot come back: {in_one_line(error)}", messages.ERROR
                )
                return redirect(self._address("history", obj.pk))
        self.tell_matched(request, matched)
        self.log_change(request, obj, f"Restored the version before {moment(event.pgh_created_at)}.")
        self.message_user(
            request,
            f"{obj} is now as it was before {moment(event.pgh_created_at)}.",
            messages.SUCCESS,
        )
        return redirect(self._address("change", obj.pk))

    def unrestored_fields(self, request):
        """Return the fields that keep their values when this person restores an earlier version."""
        return self.kept_on_restore

    # Deleted records

    def deleted_events(self, request):
        """Return the deletion events of records that have not been restored."""
        gone = ~models.Exists(self.model._base_manager.filter(pk=models.OuterRef("pgh_obj_id")))
        return (
            versions.visible_events(self.model, request.user)
            .filter(gone, pgh_label=versions.DELETED)
            .select_related("pgh_context")
        )

    def can_recover(self, request):
        return self.has_delete_permission(request) and self.has_add_permission(request)

    def deleted_view(self, request):
        """List what was deleted, latest first."""
        if not self.can_recover(request):
            raise PermissionDenied
        gone = versions.without_names(self.deleted_events(request)[:MAX_DELETED_SHOWN], request.user)
        changes = versions.changes_of(self.model, {}, gone, user=request.user)
        merges = self._merges_that_took(request, [change.event.pgh_obj_id for change in changes])
        for change in changes:
            change.merge = merges.get(change.event.pgh_obj_id)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_recover"
        title = f"Deleted {self.opts.verbose_name_plural}"
        return self._page(
            request, "admin/deleted.html", title=title, steps=versions.steps(changes), recover_url=name
        )

    def _merges_that_took(self, request, ids) -> dict[int, Step]:
        """Return {id of a deleted record: the merge, not taken back, that deleted it}, as far as this person may see."""
        rows = StepRow.objects.filter(
            model=self._table,
            row_id__in=ids,
            after__isnull=True,
            step__in=Step.objects.merges().standing().visible_to(request.user),
        )
        return {row.row_id: row.step for row in rows.select_related("step")}

    def recover_view(self, request, event_id):
        """Bring back a deleted record, with what was deleted with it."""
        if request.method != "POST" or not self.can_recover(request):
            raise PermissionDenied
        found = self.deleted_events(request).filter(pgh_id=event_id)
        event = next(iter(versions.without_names(found, request.user)), None)
        if event is None:
            raise Http404("There is no such deleted record.")
        try:
            with (
                reason_context(request),
                recorded_change(verb=Step.Verb.ADD, model=self.model, record=event.pgh_obj_id) as step,
            ):
                done = bring_back(model=self.model, event=event)
                step.summary = f"Brought back: {done.record}"
        except (BringBackError, ValidationError, Error) as error:
            self.message_user(request, f"It cannot be brought back: {in_one_line(error)}", messages.ERROR)
            merge = getattr(error, "merge", None)
            return redirect("admin:merge_made", merge.pk) if merge else redirect(self._address("deleted"))
        self.tell_matched(request, done.matched)
        self.log_addition(request, done.record, "Brought back after deletion.")
        came = [f"{count:,} {noun}" for noun, count in done.came.items()]
        along = f", with {listed(came)}" if came else ""
        self.message_user(request, f"{done.record} was brought back{along}.", messages.SUCCESS)
        for sentence in done.told:
            self.message_user(request, sentence, messages.WARNING)
        return redirect(self._address("change", done.record.pk))


def _latest(events):
    return events.select_related("pgh_context")[:MAX_EVENTS_SHOWN]


def in_one_line(error) -> str:
    """Return a validation or database error as one line."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return str(error).split("\n")[0]
