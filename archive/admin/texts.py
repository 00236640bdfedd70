"""Long texts in forms: a browser sends line ends of its own, which must not count as a change of the text."""

from __future__ import annotations

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminURLFieldWidget
from django.db import models


class TextFormField(forms.CharField):
    """Takes a text as it is, with plain line ends; one of blanks alone is empty."""

    def __init__(self, **options):
        super().__init__(**options | {"strip": False})

    def to_python(self, value):
        text = (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        return text if text.strip() else ""

    def has_changed(self, initial, data):
        return super().has_changed(self.to_python(initial or ""), data)


FIELDS: dict[type[models.Field], dict] = {
    models.TextField: {"form_class": TextFormField, "widget": AdminTextareaWidget},
    models.URLField: {"assume_scheme": "https", "widget": AdminURLFieldWidget},
}
