"""Rows in tables below a form: each field is labelled, and nobody overwrites a row that somebody else has changed since."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.db.models import Max
from django.forms.models import BaseInlineFormSet
from django.utils.datastructures import MultiValueDict

from archive.admin import versions
from archive.admin.conflicts import Conflict, bring_together, touched
from archive.admin.upload_fields import KeptFileInput

SEEN = "seen"


class RowFormSet(BaseInlineFormSet):
    """Labels the fields of each row for screen readers, and keeps two people from undoing each other's work on a row.

    Each row carries the version that it was opened on. A row that only somebody else changed is left as they made it;
    one that both changed comes back with what they wrote (`overtaken`); one that was deleted is reported (`gone`).
    """

    model: type[models.Model]
    form: type[forms.ModelForm]
    data: MultiValueDict
    reader: User | AnonymousUser | None = None  # whoever is using the form

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.gone: dict[int, str] = {}
        self.overtaken: list[Conflict] = []
        if self.is_bound and self.can_delete:
            self._look_for_others_work()

    def _look_for_others_work(self):
        """Compare each row with its version when it was opened, before any form reads the data."""
        for number in range(self.initial_form_count()):
            prefix = self.add_prefix(number)
            pk = self.data.get(f"{prefix}-{self.model._meta.pk.name}", "")
            row = self._rows().get(pk)
            if row is None:
                self.gone[number] = self._told_as_gone(prefix, pk)
                self.data[f"{prefix}-DELETE"] = "on"
            else:
                self._compare(row, prefix)

    def _compare(self, row, prefix):
        seen = self.data.get(f"{prefix}-{SEEN}", "")
        now = self._versions().get(row.pk, 0)
        if not seen.isdecimal() or len(seen) > 18 or int(seen) == now:
            return
        self.data[f"{prefix}-{SEEN}"] = str(now)
        before = versions.state_at(row, int(seen))
        if before is None:
            return
        form = self._form(row, prefix)
        deleting = bool(self.data.get(f"{prefix}-DELETE"))
        mine = touched(form, before)
        fields = bring_together(form, before, user=self.reader)
        if mine and fields or deleting:
            what = f"the {versions.title_of(self.model, before)}"
            who = versions.who_changed(before)
            self.overtaken.append(Conflict(who, before.pgh_created_at, fields, what, prefix, deleting))

    def _form(self, row, prefix):
        """Bind one row to the data, only to inspect it."""
        return self.form(data=self.data, instance=row, prefix=prefix, **self.form_kwargs)

    def _told_as_gone(self, prefix, pk) -> str:
        """Say which row no longer exists, and whether changes made in it are lost."""
        last = None
        if pk.isdecimal() and len(pk) < 18 and hasattr(self.model, "pgh_event_model"):
            last = versions.events_of(self.model).filter(pgh_obj_id=pk, pgh_label=versions.DELETED).first()
        if last is None:
            return "A row no longer exists: somebody deleted it while you had it open."
        title = versions.title_of(self.model, last)
        told = f"The {title} no longer exists: {versions.who_changed(last)} deleted it while you had it open."
        unsaved = self._form(self.model(), prefix)
        if touched(unsaved, last) and not self.data.get(f"{prefix}-DELETE"):
            told += " What you changed in it was not saved. It can be brought back from the history."
        return told

    def _rows(self) -> dict[str, object]:
        if not hasattr(self, "_rows_there"):
            self._rows_there = {str(row.pk): row for row in self.get_queryset()}
        return self._rows_there

    def _versions(self) -> dict[int, int]:
        """Return the version of each existing row: the id of its latest event."""
        if not hasattr(self, "_versions_there"):
            if not hasattr(self.model, "pgh_event_model"):
                return {}
            events = versions.event_model(self.model).objects.filter(
                pgh_obj_id__in=[row.pk for row in self.get_queryset()]
            )
            latest = events.order_by().values_list("pgh_obj_id").annotate(Max("pgh_id"))
            self._versions_there = dict(latest)
        return self._versions_there

    def clean(self):
        super().clean()
        if self.overtaken:
            raise forms.ValidationError(
                "Somebody else changed a row while you had it open. Check what was changed, and save again."
            )

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if form.instance.pk and self.can_delete:
            form.fields[SEEN] = forms.IntegerField(
                required=False,
                widget=forms.HiddenInput,
                initial=self._versions().get(form.instance.pk, 0),
            )
        for name, field in form.fields.items():
            if isinstance(field.widget, KeptFileInput) and self.reader:
                field.widget.user_id = self.reader.pk
            label = str(field.label or name.replace("_", " "))
            getattr(field.widget, "widget", field.widget).attrs.setdefault("aria-label", label)


class RowInline(admin.TabularInline):
    formset = RowFormSet
    template = "admin/rows.html"

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        if issubclass(formset, RowFormSet):
            formset.reader = request.user
        return formset
