"""What a step added cannot be taken back once other work rests on it."""

from __future__ import annotations

from django.apps import apps
from django.db import connection
from django.db.models import Q
from pghistory.models import Event as HistoryEvent

from archive.curation.plan import TakeBackError
from archive.models import (
    ClaimReading,
    Entity,
    Fingerprint,
    Leftover,
    LikelyPair,
    Mention,
    PendingComparison,
    PublicWording,
    SearchRecord,
    SearchSignature,
    SearchVector,
    Step,
)

# What the database and matching derive of an entry; mentions and names are looked at one by one.
DERIVED = {LikelyPair, PendingComparison}
DERIVED_OF_REPORTS = {
    Fingerprint, ClaimReading, PublicWording, Leftover, SearchRecord, SearchSignature, SearchVector
}  # fmt: skip
# Records other than entries, whose removal would take with it what rests on them.
RESTED_ON = ("source", "article", "event", "claim", "statement")
BY_HAND = Q(method=Mention.Method.CURATOR) | Q(status=Mention.Status.REJECTED) | ~Q(reviewed_at=None)
# Mentions by a name that goes are found again, as whatever else the words may mean.
LOSE_MENTIONS = """
    DELETE FROM archive_mention WHERE (name_id = ANY (%(names)s) OR entity_id = ANY (%(entities)s))
        AND method <> 'curator' AND reviewed_at IS NULL AND status <> 'rejected'
"""
LOSE_NAMES = "UPDATE archive_mention SET name_id = NULL WHERE name_id = ANY (%(names)s)"


def refuse_used(step: Step) -> None:
    """Raise TakeBackError if the step added a record on which later work rests."""
    for name in RESTED_ON:
        if noun := _later_use_of(step, apps.get_model("archive", name)):
            raise TakeBackError(
                f"What this step added has been worked on since: it has {noun} that this step did not give it. "
                "Take that back first, or move or delete it."
            )
    added = step.rows.filter(model="entity", before__isnull=True).values_list("row_id", flat=True)
    for entity in Entity.objects.filter(pk__in=list(added)).order_by("pk"):
        if noun := _later_use(step, entity):
            raise TakeBackError(
                f"{entity} has been worked on since: it has {noun} that this step did not give it. Move or delete them first, or "
                "merge it into another entry."
            )


def _later_use_of(step, model) -> str:
    """Name what rests on the records of a model that a step added, besides what the step gave them; empty if nothing does."""
    added = step.rows.filter(model=model._meta.model_name, before__isnull=True).values("row_id")
    if not added.exists():
        return ""
    for relation in model._meta.related_objects:
        other = relation.related_model
        if other in DERIVED_OF_REPORTS or issubclass(other, HistoryEvent):
            continue
        rows = other._base_manager.filter(**{f"{relation.field.name}__in": added})
        if other is Mention:
            rows = rows.filter(BY_HAND)
        own = step.rows.filter(model=other._meta.model_name).values("row_id")
        if rows.exclude(pk__in=own).exists():
            return str(other._meta.verbose_name_plural)
    return ""


def _later_use(step, entity) -> str:
    """Name what rests on an entry besides what the step gave it; empty if nothing does."""
    for relation in Entity._meta.related_objects:
        model = relation.related_model
        if model in DERIVED or issubclass(model, HistoryEvent):
            continue
        rows = model._base_manager.filter(**{relation.field.name: entity})
        if model is Mention:
            rows = rows.filter(BY_HAND)
        own = step.rows.filter(model=model._meta.model_name).values("row_id")
        if rows.exclude(pk__in=own).exists():
            return str(model._meta.verbose_name_plural)
    return ""


def detach(*, names: list[int], entities: list[int]) -> None:
    """Prepare the removal of names and entries: mentions that matching made of them go, others lose the name."""
    values = {"names": names, "entities": entities}
    if names or entities:
        with connection.cursor() as cursor:
            cursor.execute(LOSE_MENTIONS, values)
            cursor.execute(LOSE_NAMES, values)
