"""Edit fields of a selection of any size: choose the values beside the present ones, look at before and after, change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst

from archive.admin.bulk import ChosenRecords, across_pages
from archive.admin.bulk_jobs import change_many_records
from archive.admin.reasons import MAX_LENGTH
from archive.curation.bulk import change_records
from archive.curation.bulk_edit import EDITABLE, editable, value_in_words
from archive.models import Article, BulkChange, Entity, Source
from archive.models.among import among

EDIT_MANY = "Edit fields of the selected %(verbose_name_plural)s…"
KEEP, EMPTY = "=", "-"
MAX_SHOWN, MAX_VALUES = 10, 6
SETTABLE = {"visibility": ("public", "draft"), "status": ("draft", "published")}
MAY_BE_EMPTY = {"language", "rights", "country", "parent", "place_type", "faction_type"}
TYPED = ("language", "rights", "country", "parent", "source")  # the others are chosen from a list
WHY_LEFT = (
    "they have these values already, you may not change them, their number is taken in that source, they are undated, "
    "or a place would lie in itself"
)


class BulkEditForm(forms.Form):
    """A field for each that can be set; what is left alone stays as it is in each record."""

    change_reason = forms.CharField(
        label="Reason", max_length=MAX_LENGTH, required=False, help_text="Kept in the history.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )  # fmt: skip

    def __init__(self, model, user, *args, **options):
        super().__init__(*args, **options)
        self.model, self.user = model, user
        self.names = [name for name in EDITABLE[model._meta.model_name] if _may_set(name, user)]
        for name in self.names:
            self.fields[name] = _field_for(model._meta.get_field(name), user)
            if name in MAY_BE_EMPTY and name in TYPED:
                empty = forms.BooleanField(label=f"no {str(self.fields[name].label).lower()}", required=False)
                self.fields[f"{name}_empty"] = empty
        self.order_fields([name for one in self.names for name in (one, f"{one}_empty")])

    def clean(self):
        cleaned = super().clean() or {}
        self.values: dict[str, Any] = {}
        for name in self.names:
            if cleaned.get(f"{name}_empty"):
                self.values[name] = None if name == "parent" else ""
            elif cleaned.get(name) == EMPTY:
                self.values[name] = ""
            elif cleaned.get(name) not in ("", None, KEEP):
                value = cleaned[name]
                self.values[name] = getattr(value, "pk", value)
        self._check()
        if not self.values and not self.errors:
            raise ValidationError("Choose at least one field to change.")
        return cleaned

    def _check(self):
        """Let the fields of the model say whether they take these values."""
        for name, value in self.values.items():
            field = self.model._meta.get_field(name)
            if field.is_relation or value == "" or name == "parent":
                continue
            try:
                value = value.strip().lower() if name == "language" else value.strip()
                self.values[name] = field.clean(value.upper() if name == "country" else value, None)
            except ValidationError as error:
                self.add_error(name, error)
            if name == "language" and not (2 <= len(value) <= 3 and value.isascii() and value.isalpha()):
                self.add_error(name, "Write a code of two or three letters, such as en, fr or prs.")


def _may_set(name: str, user) -> bool:
    return name != "status" or user.has_perm("archive.publish_article")


def _field_for(field, user) -> forms.Field:
    label = capfirst(field.verbose_name)
    if field.name == "source":
        rows = Source.objects.order_by("name")
        return forms.ModelChoiceField(rows, label=label, required=False, empty_label="as it is")
    if field.name == "parent":
        rows = Entity.objects.places().visible_to(user)
        return forms.ModelChoiceField(
            rows,
            label=label,
            required=False,
            widget=AutocompleteSelect(field, admin.site),
            help_text="A place, found by any of its names. Left empty, each stays where it is.",
        )
    if field.flatchoices:
        allowed = SETTABLE.get(field.name)
        known = [(key, words) for key, words in field.flatchoices if key and (not allowed or key in allowed)]
        empty = [(EMPTY, "none")] if field.name in MAY_BE_EMPTY else []
        return forms.ChoiceField(label=label, choices=[(KEEP, "as it is"), *known, *empty], required=False)
    text = forms.TextInput(attrs={"class": "vTextField", "placeholder": "as it is"})
    return forms.CharField(label=label, required=False, max_length=field.max_length, widget=text)


@dataclass(frozen=True)
class BeforeAfter:
    """A field that would be set: its label, the present values with their numbers, and the new one."""

    label: str
    before: list[tuple[str, int]]
    more: int
    after: str


@admin.action(description=EDIT_MANY, permissions=["change"])
def edit_many(model_admin, request, queryset):
    """Ask what to set, show before and after, and set it once confirmed."""
    if model_admin.opts.model_name not in EDITABLE:
        raise PermissionDenied
    selection = ChosenRecords.of(queryset)
    sent = "fingerprint" in request.POST
    form = BulkEditForm(model_admin.model, request.user, request.POST if sent else None)
    if not sent or not form.is_valid():
        return _page(model_admin, request, selection, form)
    if not selection.is_as_seen(request):
        return _page(model_admin, request, selection, form)
    if "_look" in request.POST:
        return _page(model_admin, request, selection, form, looking=True)
    return _edit(model_admin, request, selection, form)


def _edit(model_admin, request, selection, form):
    opts, reason = model_admin.opts, form.cleaned_data["change_reason"]
    if selection.is_large:
        with transaction.atomic():
            change = BulkChange.objects.create(
                verb=BulkChange.Verb.EDIT, model=opts.model_name, reason=reason, user=request.user,
                chosen_count=len(selection.ids), values=form.values,
            )  # fmt: skip
            change.add_rows(selection.ids)
            change_many_records.defer(change_id=change.pk)
        return redirect("admin:archive_bulkchange_change", change.pk)
    done = change_records(
        verb=BulkChange.Verb.EDIT, model=opts.model_name, ids=selection.ids, user=request.user, reason=reason,
        remove=list, values=form.values,
    )  # fmt: skip
    left = len(selection.ids) - len(done)
    noun = opts.verbose_name if len(done) == 1 else opts.verbose_name_plural
    if done:
        model_admin.message_user(
            request, f"{len(done):,} {noun} edited. “My day” can take it back.", messages.SUCCESS
        )
    if left:
        model_admin.message_user(request, f"{left:,} left unchanged: {WHY_LEFT}.", messages.WARNING)
    return redirect(request.get_full_path())


def _page(model_admin, request, selection, form, *, looking=False):
    opts, rows = model_admin.opts, _shown_rows(model_admin, request, selection)
    noun = opts.verbose_name if len(selection.ids) == 1 else opts.verbose_name_plural
    known = {
        **model_admin.admin_site.each_context(request),
        "opts": opts,
        "title": f"Edit fields: {len(selection.ids):,} {noun}",
        "form": form,
        "rows": [
            (form[name], present(model_admin, request, selection, name), _empty(form, name))
            for name in form.names
        ],
        "changes": _changes(model_admin, request, selection, form) if looking else [],
        "changing": _changing(opts, request, selection, form) if looking else None,
        "why_left": WHY_LEFT,
        "first": rows,
        "more": len(selection.ids) - MAX_SHOWN,
        "selection": selection,
        "across": across_pages(request),
        "chosen": ["0"] if across_pages(request) else request.POST.getlist(ACTION_CHECKBOX_NAME),
        "back": request.get_full_path(),
        "looking": looking,
        "noun": noun,
    }
    return TemplateResponse(request, "admin/bulk_edit.html", known)


def _empty(form, name):
    return form[f"{name}_empty"] if f"{name}_empty" in form.fields else None


def _changing(opts, request, selection, form) -> int:
    return editable(model=opts.model_name, ids=selection.ids, values=form.values, user=request.user).count()


def _shown_rows(model_admin, request, selection) -> list[str]:
    """Name the first of them, as this person may read them."""
    rows = model_admin.get_queryset(request).filter(pk__in=among(selection.ids, "bigint"))
    rows = list(rows.order_by("pk")[:MAX_SHOWN])
    model_admin.withhold_in(rows)
    return [str(row) for row in rows]


def present(model_admin, request, selection, name) -> tuple[list[tuple[str, int]], int]:
    """Return the most frequent present values of a field, in words, with their numbers, and how many others there are."""
    model = model_admin.model
    rows = model._default_manager.filter(pk__in=among(selection.ids, "bigint"))
    if model is Article:
        rows = rows.open_to(request.user)
    elif issubclass(model, Entity):
        rows = rows.visible_to(request.user)
    counted = rows.order_by().values_list(name).annotate(number=Count("pk")).order_by("-number", name)
    found = list(counted[: MAX_VALUES + 1])
    field = model._meta.get_field(name)
    hidden = _hidden_places(request.user) if name == "parent" else set()
    shown = [
        ("a place that you may not see" if value in hidden else value_in_words(field, value), number)
        for value, number in found[:MAX_VALUES]
    ]
    return shown, max(counted.count() - MAX_VALUES, 0) if len(found) > MAX_VALUES else 0


def _hidden_places(user) -> set[int]:
    hidden = Entity.objects.exclude(pk__in=Entity.objects.visible_to(user).values("pk"))
    return set(hidden.values_list("pk", flat=True))


def _changes(model_admin, request, selection, form) -> list[BeforeAfter]:
    found = []
    for name, value in form.values.items():
        field = model_admin.model._meta.get_field(name)
        before, more = present(model_admin, request, selection, name)
        found.append(BeforeAfter(capfirst(field.verbose_name), before, more, value_in_words(field, value)))
    return found
