"""Long texts in forms: browsers send their own line ends, which must not count as a change."""

from __future__ import annotations

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminURLFieldWidget
from django.db import models


class TextFormField(forms.CharField):
    """Accepts a text unchanged but for plain line ends; one of only white space is empty."""

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
