"""Edit fields of many records at once: one statement, and one step that can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When, Window
from django.db.models.functions import RowNumber

from archive.curation.differences import listed
from archive.curation.publish import publish
from archive.curation.withdraw import may_unpublish, unpublish
from archive.kinds import KINDS
from archive.models import Article, Entity, Step
from archive.models.among import among
from archive.models.visibility import is_published

DRAFT, PUBLISHED = Article.Status.DRAFT, Article.Status.PUBLISHED
# The fields of each kind of record that can be set for many at once.
EDITABLE: dict[str, tuple[str, ...]] = {
    "article": ("source", "language", "rights", "date_basis", "status"),
    "source": ("kind", "country"),
    **{
        kind.key: (
            *filter(None, [kind.type_column]),
            *(["parent"] if "parent" in kind.columns else []),
            "visibility",
        )
        for kind in KINDS
    },
}


def edit_records(*, model: str, ids: Iterable[int], values: Mapping[str, Any], user) -> list[int]:
    """Set fields of those of these records that this person may change and where it changes anything; return their ids.

    Args:
        model: the kind of record.
        values: by field; a record is given by its key. Fields must be EDITABLE.
    """
    values = dict(values)
    with Step.joined(verb=Step.Verb.BULK, model=model) as step:
        found = editable(model=model, ids=ids, values=values, user=user)
        done = list(found.values_list("pk", flat=True))
        status = values.pop("status", "")
        kind = apps.get_model("archive", model)
        rows = kind._base_manager.filter(pk__in=among(done, "bigint"))
        rows.order_by("pk").select_for_update(no_key=True).values_list("pk").exists()
        if values:
            rows.update(**_as_set(kind, values))
        if status:
            _set_status(rows, status, user)
        step.record = next(iter(done), 0)
        step.summary = summary_of(model, len(done), {**values, **({"status": status} if status else {})})
    return done


def editable(*, model: str, ids: Iterable[int], values: Mapping[str, Any], user):
    """Return the records that this person may change and that would change, in their order."""
    kind = apps.get_model("archive", model)
    if set(values) - set(EDITABLE[model]) or not user.has_perm(f"archive.change_{model}"):
        return kind._default_manager.none()
    found = kind._default_manager.filter(pk__in=among(ids, "bigint")).order_by("pk")
    if issubclass(kind, Entity):
        found = _open_entities(found, values, user)
    elif kind is Article:
        found = _open_reports(found, values, user)
    return found.filter(_differs(kind, values, user))


def _open_entities(found, values, user):
    found = found.visible_to(user)
    if "visibility" in values:  # protection ends on the page of the entry, which says what follows
        found = found.exclude(visibility=Entity.Visibility.PROTECTED)
    if values.get("parent"):
        parent = Entity.objects.get(pk=values["parent"])
        found = found.exclude(pk__in=[parent.pk, *parent.lineage])
    return found


def _open_reports(found, values, user):
    found = found.open_to(user)
    if not user.has_perm("archive.publish_article"):
        found = found.filter(status=DRAFT)
    if "source" in values:
        number = Window(RowNumber(), partition_by="source_ref", order_by="pk")
        numbered = found.exclude(source_ref="").exclude(source=values["source"]).annotate(nth=number)
        second = list(numbered.filter(nth__gt=1).order_by().values_list("pk", flat=True))
        there = Article.objects.filter(source=values["source"], source_ref=OuterRef("source_ref"))
        free = ~Exists(there) & ~Q(pk__in=among(second, "bigint"))
        found = found.filter(Q(source=values["source"]) | Q(source_ref="") | free)
    return found


def _differs(kind, values, user) -> Q:
    """Return the condition that at least one of the values would be new."""
    differs = Q(pk__in=[])
    for name, value in values.items():
        if name == "status":
            differs |= _may_be(value, user)
        elif name == "date_basis":
            differs |= ~Q(date_basis=value) & ~Q(date_edtf="")
        else:
            differs |= Q(**{f"{name}__isnull": False}) if value is None else ~Q(**{name: value})
    return differs


def _may_be(status: str, user) -> Q:
    if not user.has_perm("archive.publish_article"):
        return Q(pk__in=[])
    if status == PUBLISHED:
        return Q(status=DRAFT)
    return Q(pk__in=may_unpublish(Article.objects.all(), user).values("pk"))


def _as_set(kind, values) -> dict[str, Any]:
    """Return the values as an update takes them; an undated report gets no basis of a date."""
    columns = {kind._meta.get_field(name).attname: value for name, value in values.items()}
    if "date_basis" in columns:
        basis = Value(columns["date_basis"], output_field=models.CharField())
        columns["date_basis"] = Case(When(date_edtf="", then=F("date_basis")), default=basis)
    return columns


def _set_status(rows, status: str, user) -> None:
    """Publish those that are drafts, or return to draft those that this person may."""
    if not user.has_perm("archive.publish_article"):
        return
    if status == PUBLISHED:
        publish(articles=list(rows.filter(status=DRAFT).values_list("pk", flat=True)))
    else:
        unpublish(
            articles=list(may_unpublish(rows.filter(is_published()), user).values_list("pk", flat=True))
        )


def summary_of(model: str, number: int, values: Mapping[str, Any]) -> str:
    """Say what was set to what in how many records."""
    meta = apps.get_model("archive", model)._meta
    noun = meta.verbose_name if number == 1 else meta.verbose_name_plural
    told = [in_words(model, name, values[name]) for name in EDITABLE[model] if name in values]
    return f"Edited {number:,} {noun}: {listed(told)}"


def in_words(model: str, name: str, value) -> str:
    """Name a field and a value of it."""
    field = apps.get_model("archive", model)._meta.get_field(name)
    return (
        f"{field.verbose_name} “{value_in_words(field, value)}”"
        if value not in ("", None)
        else f"no {field.verbose_name}"
    )


def value_in_words(field, value) -> str:
    """Put a value of a field into words."""
    if value in ("", None):
        return "none"
    if field.is_relation:
        return str(field.related_model._base_manager.filter(pk=value).first() or "a record that is gone")
    return str(dict(field.flatchoices or ()).get(value, value))
