"""Two people at one record: whoever saves second sees what the first changed, and loses nothing.

A form carries the version of the record that it was opened on. Where the record has moved on, fields that only the
other person touched take the other's value, and fields that both touched are shown side by side. The form comes back;
saving it once more is a decision made with open eyes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django import forms

from archive.admin import versions
from archive.admin.wording import in_words


@dataclass(frozen=True)
class FieldInConflict:
    """A field that the other person changed: their value, and whether it was taken over into the form."""

    label: str
    theirs: str
    taken_over: bool


@dataclass(frozen=True)
class Conflict:
    """What somebody else changed since the form was opened."""

    who: str
    at: datetime
    fields: list[FieldInConflict]


class VersionedForm(forms.ModelForm):
    """A form of a record with history, which notices that the record has changed since it was opened."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.conflict = None
        if self.instance.pk:
            self.fields["seen_version"].initial = versions.current_version(self.instance)

    def clean(self):
        cleaned = super().clean()
        seen = self.cleaned_data.get("seen_version")
        if self.instance.pk and seen is not None:
            before = versions.state_at(self.instance, seen)
            if before is not None:
                self._bring_together(before)
        return cleaned

    def _bring_together(self, before):
        """Fill the form with both people's changes, and send it back."""
        self.data = self.data.copy()
        self.conflict = Conflict(
            versions.who_changed(before), before.pgh_created_at, list(self._fields_in_conflict(before))
        )
        self.data[self.add_prefix("seen_version")] = versions.current_version(self.instance)
        self.add_error(
            None,
            "This record was changed by somebody else while it was open here. See below; nothing is lost.",
        )

    def _fields_in_conflict(self, before):
        for name, field in self.fields.items():
            column = self._column(name)
            if column is None or field.disabled or not hasattr(before, column.attname):
                continue
            then, theirs = getattr(before, column.attname), column.value_from_object(self.instance)
            mine = self[name].data
            if then == theirs or not field.has_changed(theirs, mine):
                continue
            taken_over = not field.has_changed(then, mine)
            if taken_over:
                self._put(name, field, theirs)
            yield FieldInConflict(str(self[name].label), in_words(column, theirs), taken_over)

    def _column(self, name):
        return next((field for field in self._meta.model._meta.concrete_fields if field.name == name), None)

    def _put(self, name, field, value):
        """Show a stored value in the bound form."""
        key = self.add_prefix(name)
        if isinstance(field, forms.BooleanField):
            self.data.pop(key, None)
            if value:
                self.data[key] = "on"
        else:
            self.data[key] = "" if value is None else field.prepare_value(value)
