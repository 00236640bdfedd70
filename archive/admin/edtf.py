"""Dates in forms: EDTF, or dates as newspapers print them, which are converted to EDTF with a message."""

from __future__ import annotations

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import ValidationError

from archive import dates
from archive.models.fields import EdtfField

EXAMPLES = "9 August 1998, August 1998, 1998-08, 1997~ (about), 1996-23 (autumn)"


class EdtfFormField(forms.CharField):
    """Accepts EDTF, and reads a date in words."""

    def to_python(self, value):
        text = super().to_python(value)
        return read_date(text) if text else ""


def read_date(text: str) -> str:
    """Return the EDTF of a date typed in EDTF or as newspapers print it.

    Raises:
        ValidationError: saying what is wrong, or which two readings a date such as 08/09/1998 has.
    """
    try:
        return dates.parse_edtf(text).text
    except dates.DateError:
        pass
    try:
        return dates.read_printed(text).edtf
    except dates.DateError as error:
        raise ValidationError(str(error)) from error


class EdtfMixin(BaseModelAdmin):
    """Gives the EDTF columns of an admin or an inline the field that also reads printed dates."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, EdtfField):
            kwargs = {
                "form_class": EdtfFormField,
                "widget": forms.TextInput(attrs={"class": "edtf", "size": 18}),
                **kwargs,
            }
            return db_field.formfield(**kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


def dates_read(form) -> list[str]:
    """Say which typed dates were converted: "“9 August 1998” was read as 1998-08-09."."""
    told = []
    for name, field in form.fields.items():
        if isinstance(field, EdtfFormField) and not field.disabled and name in form.cleaned_data:
            typed, read = (form[name].data or "").strip(), form.cleaned_data[name]
            if typed and read != typed:
                told.append(f"{form[name].label}: “{typed}” was read as {read}, {dates.label(read)}.")
    return told
