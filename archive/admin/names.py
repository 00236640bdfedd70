"""The spellings of an entity and its identifiers in other registers, edited on its page."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from archive.admin.edtf import EdtfMixin
from archive.admin.rows import RowFormSet, RowInline
from archive.models import ExternalId, Name


class NameForm(forms.ModelForm):
    """The name that heads the page follows the entity's own name, so its text cannot be changed here."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.is_primary and "text" in self.fields:
            self.fields["text"].disabled = True


class NameFormSet(RowFormSet):
    def add_fields(self, form, index):
        """Omit the delete checkbox for a name that cannot be deleted."""
        super().add_fields(form, index)
        if form.instance.is_primary and "DELETE" in form.fields:
            form.fields["DELETE"].disabled = True
            form.fields["DELETE"].widget = forms.HiddenInput()

    def clean(self):
        super().clean()
        for form in self.extra_forms:
            text = getattr(form, "cleaned_data", {}).get("text")
            if text and text == self.instance.name:
                form.add_error(
                    "text", ValidationError("This is the name that heads the page: it exists already.")
                )

    def texts_changed(self) -> set[str]:
        """Return the spellings that were added, changed or removed, in their old and new forms."""
        forms_changed = [form for form in self.forms if form.has_changed()]
        texts = {form.initial.get("text") for form in forms_changed}
        texts |= {getattr(form, "cleaned_data", {}).get("text") for form in forms_changed}
        return {text for text in texts if text}


class NameInline(EdtfMixin, RowInline):
    model = Name
    form = NameForm
    formset = NameFormSet
    extra = 0
    verbose_name = "name"
    verbose_name_plural = "names: every way it is written"
    fields = ["text", "kind", "language", "ambiguous", "in_search", "used_from", "used_to", "note"]
    classes = ["names"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("text", "note"):
            field.widget.attrs.update({"dir": "auto", "class": ""})
        if db_field.name == "language":
            field.widget.attrs.update({"class": ""})
        return field


class ExternalIdInline(RowInline):
    model = ExternalId
    extra = 0
    fields = ["scheme", "value", "address"]
    readonly_fields = ["address"]

    @admin.display(description="entry")
    def address(self, external):
        url = external.url()
        return format_html('<a href="{}" rel="noreferrer">{}</a>', url, url) if url else "–"
