"""The past of a record, read from its events: who changed what, when and why.

An event holds the row as it was before the change, so the change is the difference from the next event of the same row, or from
the present row. Changes made in one request share a context and are shown as one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from archive.admin.wording import FieldChange, describe_changes, in_words
from archive.models import Article, Claim, Entity, Event, EventParty, Evidence, Passage, Statement
from archive.models.rights import may_see_every_draft, may_see_protected, within_reach
from archive.models.wordings import in_public_words

ADDED, CHANGED, DELETED = "added", "changed", "deleted"
NOBODY = "the archive itself"
BOOKKEEPING = {
    "updated_at",
    "created_at",
    "linked_digest",
    "reviewed_at",
    "lineage",
    "key",
    "date_range",
    "is_primary",
}


@dataclass
class RowChange:
    """A change of one row: a record itself, or a name or mention that belongs to it."""

    event: Any  # a row of the history, of a model that pghistory makes
    model: type[models.Model]
    kind: str
    title: str
    fields: list[FieldChange] = field(default_factory=list)
    of_part: bool = False
    back_url: str = ""
    merge: models.Model | None = None

    @property
    def at(self) -> datetime:
        return self.event.pgh_created_at


@dataclass
class ChangesAtOnce:
    """Everything changed at once: in one request, or by one run of a command; `step` is the curator's step, if recorded."""

    at: datetime
    who: str
    why: str
    changes: list[RowChange]
    url: str = ""
    context: object = None
    step: models.Model | None = None

    @property
    def of_record(self) -> list[RowChange]:
        return [change for change in self.changes if not change.of_part]

    @property
    def of_parts(self) -> list[RowChange]:
        return [change for change in self.changes if change.of_part]


def events_of(model):
    """Return the events of a tracked model, latest first."""
    return event_model(model).objects.order_by("-pgh_id")


def visible_events(model, user):
    """Return the events of a model that this person may see, latest first.

    For an entry that is or was protected, nothing from before protection ended is shown, and nothing at all if it was deleted
    while protected.
    """
    concrete = model._meta.concrete_model
    events = _within_reach(events_of(model), concrete, user)
    if may_see_protected(user):
        return events
    for column in ["pgh_obj_id"] if concrete is Entity else _columns_naming_entities(concrete):
        order = "pgh_id" if column == "pgh_obj_id" else "pgh_created_at"
        protected = event_model(Entity).objects.filter(
            visibility=Entity.Visibility.PROTECTED,
            pgh_obj_id=models.OuterRef(column),
            **{f"{order}__gte": models.OuterRef(order)},
        )
        now = Entity.objects.filter(visibility=Entity.Visibility.PROTECTED, pk=models.OuterRef(column))
        events = events.exclude(models.Exists(protected)).exclude(models.Exists(now))
    return events


def _within_reach(events, model, user):
    """Exclude the events of drafts that this person may not see, and of what rests on them or is part of them."""
    if may_see_every_draft(user):
        return events
    reports = Article.objects.filter(within_reach(user))
    columns = {column.attname for column in model._meta.concrete_fields}
    if model is Article:
        return events.filter(models.Exists(reports.filter(pk=models.OuterRef("pgh_obj_id"))))
    if "article_id" in columns:
        return events.filter(models.Exists(reports.filter(pk=models.OuterRef("article_id"))))
    if model is Evidence:
        seen = Passage.objects.filter(within_reach(user, "article__"), pk=models.OuterRef("passage_id"))
        return events.filter(models.Q(passage_id=None) | models.Exists(seen))
    if model in (Statement, Event, Claim):
        seen = model.objects.visible_to(user)
        return events.filter(models.Exists(seen.filter(pk=models.OuterRef("pgh_obj_id"))))
    return events


def _columns_naming_entities(model) -> list[str]:
    """Return the columns of a model that point to an entity: of a mention one, of a claim six."""
    columns = model._meta.concrete_fields
    return [column.attname for column in columns if column.related_model is Entity]


def without_names(events, user) -> list:
    """Omit events whose texts contain a protected name, except for those who may see it."""
    events = list(events)
    if may_see_protected(user):
        return events
    texts = ["\n".join(_texts(event)) for event in events]
    public = in_public_words(texts, reports=map(report_of, events))
    return [event for event, text, shown in zip(events, texts, public, strict=True) if text == shown]


def visible_steps(steps, user) -> list:
    """Omit steps whose texts contain a protected name, except for those who may see it."""
    steps = list(steps)
    if may_see_protected(user):
        return steps
    texts = ["\n".join([step.summary, step.reason, *step.told]) for step in steps]
    public = in_public_words(texts, reports=map(report_of_step, steps))
    return [step for step, text, shown in zip(steps, texts, public, strict=True) if text == shown]


def report_of_step(step) -> int | None:
    """Return the report that a step is about, whose names are withheld in what is said of it."""
    return step.record if step.model == "article" else None


def _texts(event) -> list[str]:
    """Return the texts of an event that were loaded."""
    return [
        str(value)
        for name, value in event.__dict__.items()
        if isinstance(value, (str, list)) and value and name[0] != "_"
    ]


def report_of(event) -> int | None:
    """Return the id of the report that an event is about, or None."""
    return event.pgh_obj_id if isinstance(event, event_model(Article)) else getattr(event, "article_id", None)


def event_model(model):
    """Return the model of the history of a model, proxies included."""
    return apps.get_model("archive", f"{model._meta.concrete_model.__name__}Event")


def current_version(obj) -> int:
    """Return a number that grows with every recorded change of this record: the id of its latest event."""
    latest = event_model(type(obj)).objects.filter(pgh_obj_id=obj.pk).aggregate(models.Max("pgh_id"))
    return latest["pgh_id__max"] or 0


def state_at(obj, version: int):
    """Return the event that holds the record as of a version; None if it has not changed since.

    An event of an addition holds the row after it, and does not count as a change here.
    """
    later = event_model(type(obj)).objects.filter(pgh_obj_id=obj.pk, pgh_id__gt=version)
    return later.exclude(pgh_label=ADDED).order_by("pgh_id").first()


def changes_of(model, rows: dict, events, *, user, of_part: bool = False) -> list[RowChange]:
    """Return the changes that these events represent.

    Args:
        model: what the events track.
        rows: the present rows, by primary key.
        events: all events of each row concerned from the earliest one given on, in any order.
        user: who will read them.
        of_part: the rows belong to the record whose history is shown, rather than being that record.
    """
    by_row: dict[int, list] = {}
    for event in sorted(events, key=lambda event: event.pgh_id):
        by_row.setdefault(event.pgh_obj_id, []).append(event)
    changes = []
    for pk, past in by_row.items():
        for before, after in pairwise([*past, rows.get(pk)]):
            changes.append(_change(model, before, after, of_part, user))
    return [change for change in changes if change.kind != CHANGED or change.fields]


def _change(model, event, after, of_part, user) -> RowChange:
    fields = []
    if event.pgh_label == CHANGED and after is not None:
        fields = describe_changes(model, event, after, ignored=BOOKKEEPING, user=user)
    return RowChange(event, model, event.pgh_label, title_of(model, event, user), fields, of_part)


def title_of(model, event, user=None) -> str:
    """Return the title of the record of an event: its kind and its name at that time, as this person may read it."""
    noun = model._meta.verbose_name
    concrete = model._meta.concrete_model
    if concrete in (Statement, Claim, EventParty):
        name = _in_full(concrete, event)
    elif concrete is Evidence:
        name = _quoted(event, user)
    else:
        names = ("headline", "name", "text", "title", "value", "slug", "caption", "alt")
        name = next(filter(None, (_said(event, name) for name in names)), "")
    return f"{noun} “{name}”" if name else noun


def _said(event, column: str) -> str:
    """Return what an event says in a column; empty if that is a record which no longer exists."""
    try:
        return str(getattr(event, column, "") or "")
    except ObjectDoesNotExist:
        return ""


def _in_full(model, event) -> str:
    """Return what names a record whose name lies in the entities that it joins; empty if one of them no longer exists."""
    columns = [column.attname for column in model._meta.concrete_fields if hasattr(event, column.attname)]
    try:
        return str(model(**{name: getattr(event, name) for name in columns}))
    except ObjectDoesNotExist:
        return ""


def _quoted(event, user) -> str:
    """Return the words that a piece of evidence quotes, or the row of a data set that it names."""
    for name in ("passage", "dataset_row"):
        if getattr(event, f"{name}_id"):
            return in_words(Evidence._meta.get_field(name), getattr(event, f"{name}_id"), user).strip("“”")
    return ""


def steps(changes: list[RowChange]) -> list[ChangesAtOnce]:
    """Group what was changed at once, latest first."""
    grouped: dict[object, list[RowChange]] = {}
    for change in sorted(changes, key=lambda change: (change.at, change.event.pgh_id), reverse=True):
        grouped.setdefault(change.event.pgh_context_id or change.at, []).append(change)
    names = _names_of_users(changes)
    return [_step(together, names) for together in grouped.values()]


def _step(changes: list[RowChange], names: dict[int, str]) -> ChangesAtOnce:
    event = changes[0].event
    told = _metadata(event)
    who = names.get(told.get("user", 0), NOBODY)
    return ChangesAtOnce(
        event.pgh_created_at, who, told.get("reason", ""), changes, context=event.pgh_context_id
    )


def with_acts(grouped: list[ChangesAtOnce], acts) -> list[ChangesAtOnce]:
    """Add to each group the step it was part of; steps that changed nothing here are included too."""
    by_context = {step.context: step for step in acts}
    for together in grouped:
        together.step = by_context.pop(together.context, None)
    grouped += [
        ChangesAtOnce(step.at, _name_of(step.user), step.reason, [], step=step)
        for step in by_context.values()
    ]
    return sorted(grouped, key=lambda together: together.at, reverse=True)


def _name_of(user) -> str:
    return (user.get_full_name() or user.get_username()) if user else NOBODY


def _metadata(event) -> dict:
    return event.pgh_context.metadata if event.pgh_context else {}


def _names_of_users(changes) -> dict[int, str]:
    ids = {user for change in changes if (user := _metadata(change.event).get("user"))}
    users = get_user_model().objects.filter(pk__in=ids)
    return {user.pk: user.get_full_name() or user.get_username() for user in users}


def who_changed(event) -> str:
    """Return the name of whoever made the change that an event represents."""
    pk = _metadata(event).get("user")
    return _name_of(get_user_model().objects.filter(pk=pk).first() if pk else None)
