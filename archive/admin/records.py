"""Shared base of record admins: reasons for changes, concurrent edits, history, cheap lists."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import model_format_dict
from django.db import connection
from django.shortcuts import redirect
from django.utils.text import capfirst

from archive.admin.bulk_edit import EDIT_MANY, edit_many
from archive.admin.conflicts import VersionedForm
from archive.admin.export_list import ExportMixin
from archive.admin.history import HistoryMixin
from archive.admin.lists import CappedPaginator, ReturningList
from archive.admin.reasons import MAX_LENGTH, ReasonMixin
from archive.admin.texts import FIELDS
from archive.curation.bulk_edit import EDITABLE
from archive.presentation.coming_back import page_come_from

CHANGE_FIELDSET = ("This change", {"fields": ["change_reason", "seen_version"], "classes": ["this-change"]})


class RecordForm(VersionedForm):
    change_reason = forms.CharField(
        label="Reason for this change",
        required=False,
        max_length=MAX_LENGTH,
        help_text="Kept in the history, with who and when. A word is enough: “misread date”.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


def may_have_page(record) -> bool:
    """Return whether a record may still have a page of the site: it is neither hidden nor, other than a report, not accepted."""
    hidden = getattr(record, "visibility", "public") != "public"
    return not hidden and getattr(record, "status", "") not in ("suggested", "rejected")


class RecordAdmin(ExportMixin, ReasonMixin, HistoryMixin, admin.ModelAdmin):
    """The admin of a model with history."""

    form = RecordForm
    formfield_overrides = FIELDS
    change_form_template = "admin/record_form.html"
    change_list_template = "admin/record_list.html"
    delete_confirmation_template = "admin/record_delete.html"
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    save_on_top = False

    def get_changelist(self, request, **kwargs):
        return ReturningList

    def may_edit_many(self, request) -> bool:
        """Return whether this person may edit fields of many of these records at once."""
        return self.opts.model_name in EDITABLE and self.has_change_permission(request)

    def get_actions(self, request):
        """Offer to edit fields of a selection."""
        found = super().get_actions(request)
        if self.may_edit_many(request) and IS_POPUP_VAR not in request.GET:
            described = EDIT_MANY % model_format_dict(self.opts)
            found["edit_many"] = (edit_many, "edit_many", described)
        return found

    def changelist_view(self, request, extra_context=None):
        shown = {"may_edit_many": self.may_edit_many(request)}
        return super().changelist_view(request, shown | (extra_context or {}))

    def get_fieldsets(self, request, obj=None):
        """Ask for a reason when an existing record is changed."""
        fieldsets = list(self.fieldsets_for(request, obj))
        if obj is not None and self.has_change_permission(request, obj):
            fieldsets.append(CHANGE_FIELDSET)
        return fieldsets

    def fieldsets_for(self, request, obj):
        """Return the fieldsets of the record itself."""
        return self.fieldsets

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if issubclass(form, VersionedForm):
            form.reader = request.user
        return form

    def response_post_save_change(self, request, obj):
        """Go back to the page of the site that one came from, as long as it still shows the record."""
        page = page_come_from(request)
        return (
            redirect(page) if page and may_have_page(obj) else super().response_post_save_change(request, obj)
        )

    def get_object(self, request, object_id, from_field=None):
        """Lock the row while it is being saved, so that two people cannot save it at once."""
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST" or not connection.in_atomic_block:
            return found
        self.model._base_manager.select_for_update(no_key=True).filter(pk=found.pk).order_by().first()
        return super().get_object(request, object_id, from_field)


class AuditMixin(admin.ModelAdmin):
    """For records that are viewed and never changed."""

    def has_add_permission(self, request, *args):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class AuditAdmin(ExportMixin, AuditMixin, admin.ModelAdmin):
    change_list_template = "admin/record_list.html"
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50

    def changelist_view(self, request, extra_context=None):
        """Head the list with what is in it, as there is nothing to select."""
        shown = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, shown | (extra_context or {}))
