"""Concurrent edits of a record or row: whoever saves second sees what the first changed, and loses nothing.

A form carries the version of the record that it was opened on. If the record has changed since, fields that only the other
person changed adopt their value, and fields that both changed are shown side by side. The form comes back; saving it again is an
informed decision. Rows below a form work in the same way (rows), as do decisions on mentions (overtaken).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib.auth.models import AnonymousUser, User
from django.utils.datastructures import MultiValueDict

from archive.admin import versions
from archive.admin.wording import in_words


@dataclass(frozen=True)
class FieldInConflict:
    """A field that the other person changed: their value, and whether the form adopted it."""

    label: str
    theirs: str
    taken_over: bool


@dataclass(frozen=True)
class Conflict:
    """What somebody else changed since the form was opened."""

    who: str
    at: datetime
    fields: list[FieldInConflict]
    what: str = "this record"
    key: str = "record"
    deleting: bool = False


def bring_together(form, before, *, user) -> list[FieldInConflict]:
    """Adopt in a bound form what somebody else changed and this person did not.

    Args:
        form: with mutable data.
        before: the row as it was when the form was opened.
        user: who will read the result.

    Returns:
        Each field that the other person changed and that differs from what was sent.
    """
    found = []
    for name, field in form.fields.items():
        column = _column(form, name)
        if column is None or field.disabled or not hasattr(before, column.attname):
            continue
        then, theirs = getattr(before, column.attname), column.value_from_object(form.instance)
        mine = form[name].data
        if then == theirs or not field.has_changed(theirs, mine):
            continue
        taken_over = not field.has_changed(then, mine)
        if taken_over:
            _put(form, name, field, theirs)
        found.append(FieldInConflict(str(form[name].label), in_words(column, theirs, user), taken_over))
    return found


def touched(form, before) -> bool:
    """Return whether what was sent differs from what the form was opened on."""
    return any(
        not field.disabled
        and (column := _column(form, name)) is not None
        and hasattr(before, column.attname)
        and field.has_changed(getattr(before, column.attname), form[name].data)
        for name, field in form.fields.items()
    )


def _column(form, name):
    return next((field for field in form._meta.model._meta.concrete_fields if field.name == name), None)


def _put(form, name, field, value):
    """Show a stored value in a bound form."""
    key = form.add_prefix(name)
    if isinstance(field, forms.BooleanField):
        form.data.pop(key, None)
        if value:
            form.data[key] = "on"
    else:
        form.data[key] = "" if value is None else field.prepare_value(value)


class VersionedForm(forms.ModelForm):
    """A form of a record with history that detects changes to the record since it was opened."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    data: MultiValueDict
    reader: User | AnonymousUser | None = None  # whoever is using the form

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
        fields = bring_together(self, before, user=self.reader)
        self.conflict = Conflict(versions.who_changed(before), before.pgh_created_at, fields)
        self.data[self.add_prefix("seen_version")] = versions.current_version(self.instance)
        self.add_error(
            None,
            "Somebody else changed this record while you had it open. Check what was changed, and save again.",
        )
