"""Restoring single rows from the history of a record: a name, an identifier, a mention."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.db import Error
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from archive.admin import versions
from archive.admin.reasons import reason_context
from archive.admin.wording import describe_changes
from archive.curation.match_again import MatchedAgain
from archive.curation.put_back import PutBackError, put_back_row
from archive.curation.record import recorded_change
from archive.models import Attachment, EventIdentifier, EventParty, Evidence, ExternalId, Mention, Name, Step

# The permissions needed to change a row of a part, and to bring one back.
RIGHTS = {
    Name: ("archive.change_name", "archive.add_name"),
    ExternalId: ("archive.change_externalid", "archive.add_externalid"),
    Mention: ("archive.review_mention", "archive.review_mention"),
    Attachment: ("archive.change_attachment", "archive.add_attachment"),
    EventParty: ("archive.change_eventparty", "archive.add_eventparty"),
    EventIdentifier: ("archive.change_eventidentifier", "archive.add_eventidentifier"),
    Evidence: ("archive.change_evidence", "archive.add_evidence"),
}


class PartsHistoryMixin(admin.ModelAdmin):
    """Adds to the history of a record ways to restore an earlier version of one of its rows.

    `history_parts` names the models whose rows belong to a record, each with its foreign key to it.
    """

    history_parts: tuple = ()

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_restore_part"
        view = self.admin_site.admin_view(self.restore_part_view)
        return [
            path("<path:object_id>/history/<slug:part>/<int:event_id>/", view, name=name),
            *super().get_urls(),
        ]

    def add_ways_back(self, request, obj, changes) -> None:
        """Set the address of the row changes that this person may now undo."""
        if not self.has_change_permission(request, obj):
            return
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_restore_part"
        keys = {part: f"{foreign_key}_id" for part, foreign_key in self.history_parts}
        there = {part: self._there(part, changes) for part in keys}
        for change in changes:
            if (
                not change.of_part
                or change.kind == versions.ADDED
                or not self._may(request, change.model, change.kind)
            ):
                continue
            if getattr(change.event, keys[change.model]) != obj.pk:
                continue  # it belonged to another record then: a merge moved it
            exists = change.event.pgh_obj_id in there[change.model]
            if exists == (change.kind == versions.CHANGED):
                change.back_url = reverse(
                    name, args=[obj.pk, change.model._meta.model_name, change.event.pgh_id]
                )

    def _there(self, part, changes) -> set[int]:
        ids = {change.event.pgh_obj_id for change in changes if change.model is part}
        return set(part._base_manager.filter(pk__in=ids).values_list("pk", flat=True))

    def _may(self, request, part, kind) -> bool:
        change, add = RIGHTS.get(part, (None, None))
        wanted = change if kind == versions.CHANGED else add
        return wanted is not None and request.user.has_perm(wanted)

    def restore_part_view(self, request, object_id, part, event_id):
        """Show what putting a row back would change, and do it once confirmed."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None or not self.has_change_permission(request, obj):
            raise PermissionDenied
        model, foreign_key, event = self._part_event(request, obj, part, event_id)
        if not self._may(request, model, event.pgh_label):
            raise PermissionDenied
        if request.method == "POST":
            return self._put_back(request, obj, model, foreign_key, event)
        row = model._base_manager.filter(pk=event.pgh_obj_id).first()
        return self._page(
            request,
            "admin/part_restore.html",
            title="Bring it back" if row is None else "Back to an earlier version",
            object=obj,
            event=event,
            row=row,
            row_title=versions.title_of(model, event),
            fields=self._differences(request, model, row, event),
        )

    def _differences(self, request, model, row, event):
        return (
            describe_changes(model, row, event, ignored=versions.BOOKKEEPING, user=request.user)
            if row
            else []
        )

    def _part_event(self, request, obj, part, event_id):
        for model, foreign_key in self.history_parts:
            if model._meta.model_name == part:
                shown = versions.visible_events(model, request.user).exclude(pgh_label=versions.ADDED)
                found = shown.filter(pgh_id=event_id, **{foreign_key: obj.pk})
                event = next(iter(versions.without_names(found, request.user)), None)
                if event is not None:
                    return model, foreign_key, event
        raise Http404("This record has no such version of a part.")

    def _put_back(self, request, obj, model, foreign_key, event):
        try:
            about = recorded_change(verb=Step.Verb.EDIT, model=self.model, record=obj.pk)
            with reason_context(request), about:
                matched = put_back_row(model=model, event=event, foreign_key=foreign_key)
        except (PutBackError, Error) as error:
            reason = str(error).split("\n")[0]
            self.message_user(request, f"It cannot be put back: {reason}", messages.ERROR)
            return redirect(self._address("history", obj.pk))
        self.tell_matched(request, matched)
        title = versions.title_of(model, event)
        self.log_change(request, obj, f"Put back: {title}.")
        self.message_user(request, f"{title[:1].upper()}{title[1:]} is as it was.", messages.SUCCESS)
        return redirect(self._address("history", obj.pk))

    def tell_matched(self, request, matched: MatchedAgain) -> None:
        """Say what was matched again."""
        if told := str(matched):
            self.message_user(request, told)

    # Pages

    def _address(self, page, pk=None):
        args = [quote(pk)] if pk is not None else []
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args)

    def _page(self, request, template, **context):
        known = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "module_name": self.opts.verbose_name_plural,
        }
        return TemplateResponse(request, template, known | context)
