"""Variant words."""

from __future__ import annotations

from django.contrib import admin

from archive.admin.records import RecordAdmin
from archive.models import VariantWords


@admin.register(VariantWords)
class VariantWordsAdmin(RecordAdmin):
    free_text = ("word", "note")
    fieldsets = [(None, {"fields": ["word", "others", "kind", "shared", "note"]})]
    list_display = ["word", "other_forms", "kind", "shared", "note"]
    list_filter = ["kind", "shared"]
    search_fields = ["word", "others", "note"]

    @admin.display(description="other forms")
    def other_forms(self, entry):
        return ", ".join(entry.others)
