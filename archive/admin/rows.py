"""Rows in tables below a form: each field has its name, and rows that somebody else deleted hold up nothing."""

from __future__ import annotations

from django.contrib import admin
from django.forms.models import BaseInlineFormSet


class RowFormSet(BaseInlineFormSet):
    """Names the fields of each row for screen readers, and lets rows go that were deleted while the form was open."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.gone = list(self._rows_gone()) if self.is_bound and self.can_delete else []
        for number in self.gone:
            self.data[f"{self.add_prefix(number)}-DELETE"] = "on"

    def _rows_gone(self):
        there = {str(pk) for pk in self.get_queryset().values_list("pk", flat=True)}
        for number in range(self.initial_form_count()):
            if self.data.get(f"{self.add_prefix(number)}-{self.model._meta.pk.name}") not in there:
                yield number

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, field in form.fields.items():
            label = str(field.label or name.replace("_", " "))
            getattr(field.widget, "widget", field.widget).attrs.setdefault("aria-label", label)


class RowInline(admin.TabularInline):
    formset = RowFormSet
    template = "admin/rows.html"
