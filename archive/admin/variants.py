"""Variant words."""

from __future__ import annotations

from django import forms
from django.contrib import admin

from archive.admin.records import RecordAdmin, RecordForm
from archive.models import VariantWords


class VariantWordsForm(RecordForm):
    class Meta:
        widgets = {"others": forms.TextInput(attrs={"class": "vTextField"})}


@admin.register(VariantWords)
class VariantWordsAdmin(RecordAdmin):
    form = VariantWordsForm
    free_text = ("word", "note")
    fieldsets = [(None, {"fields": ["word", "others", "kind", "shared", "note"]})]
    list_display = ["word", "other_forms", "kind", "shared", "note"]
    list_filter = ["kind", "shared"]
    search_fields = ["word", "others", "note"]

    @admin.display(description="other forms")
    def other_forms(self, entry):
        return ", ".join(entry.others)
