"""Merge entities that turned out to be the same.

Everything is checked before anything is written, and written in one transaction. Names, mentions, external identifiers and
enclosed places move to the entity that is kept; old addresses redirect to it. The step records the earlier state, so that it
can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection, models
from django.utils.text import capfirst

from archive.curation.differences import MergeError, chosen_values, differences, field_of, listed, shortened
from archive.curation.reattach import reattach
from archive.kinds import BY_KEY, KINDS
from archive.matching.jobs import NamesChanged, names_changed
from archive.models import Entity, ExternalId, Mention, Name, PastSlug, Step
from archive.models.derived import each_indexed_once

COORDINATES = ("latitude", "longitude")


def own_fields():
    """Return the columns that belong to one kind alone, except those that the database derives."""
    columns = [column for kind in KINDS for column in kind.columns]
    shown = [column for column in columns if Entity._meta.get_field(column).editable]
    return [COORDINATES if column == "latitude" else (column,) for column in shown if column != "longitude"]


# Fields to compare; columns in one tuple belong together.
FIELDS = (
    ("name",),
    ("filed_as",),
    ("summary",),
    ("description",),
    ("visibility",),
    *own_fields(),
)
# What a name takes from its duplicate where it is empty itself.
NAME_FIELDS = ("language", "used_from", "used_to", "note")

# Of mentions of the same passage the strongest stays: accepted, a curator's before a machine's, then rejected. The step keeps the others.
DROP_DOUBLE_MENTIONS = """
    DELETE FROM archive_mention WHERE id IN (
        SELECT id FROM (
            SELECT id, row_number() OVER (
                PARTITION BY article_id, field, start
                ORDER BY archive_is_accepted(status) DESC, method = 'curator' OR reviewed_at IS NOT NULL DESC,
                    status = 'rejected' DESC, entity_id = %(kept)s DESC, id
            ) AS nth
            FROM archive_mention WHERE entity_id = %(kept)s OR entity_id = ANY (%(others)s)
        ) AS ordered
        WHERE nth > 1
    )
"""


@dataclass(frozen=True)
class MergeResult:
    """What moved to the entity that was kept, what was dropped, and which reports are matched again."""

    kept: Entity
    merged: int
    names: int
    mentions: int
    double_mentions: int
    external_ids: int
    places: int
    statements: int
    events: int
    claims: int
    reports: NamesChanged
    step: Step
    told: list[str] = field(default_factory=list)


def merge(
    *,
    kept: Entity,
    others: Iterable[Entity],
    user,
    reason: str,
    choices: Mapping[str, int] | None = None,
) -> MergeResult:
    """Merge other entities into the one that is kept, and delete them.

    Args:
        user: who decided it, or None.
        reason: why they are the same; stored in the history.
        choices: for each field in which they differ, by its first column, the id of the entity whose value is right.

    Raises:
        MergeError: they are of different kinds, one lies in the other, only some are protected, or a field in which
            they differ has no choice.
    """
    if not reason.strip():
        raise MergeError("Say why these entries are the same: the reason is kept in the history.")
    about = {"model": kept.kind, "record": kept.pk}
    recorded = Step.recorded(verb=Step.Verb.MERGE, user=user, reason=reason.strip(), **about)
    with recorded as step, each_indexed_once():
        kept, others = locked(kept, others)
        check(kept, others)
        values, told = chosen_values(differences([kept, *others], FIELDS), kept=kept, choices=choices or {})
        texts = list(Name.objects.filter(entity__in=others).values_list("text", flat=True))
        gone = [other.pk for other in others]
        counts = move(kept, gone, told)
        redirect(kept, others)
        Entity.objects.filter(pk__in=gone).delete()
        take_over(kept, values)
        step.summary = f"{listed(others)} merged into {kept}"
        step.told = told
        reports = names_changed(entity=kept, texts=texts, step=step)
    return MergeResult(kept=kept, merged=len(others), reports=reports, step=step, told=told, **counts)


def locked(kept: Entity, others: Iterable[Entity]) -> tuple[Entity, list[Entity]]:
    """Reload and lock the entities, so that the checks stay true."""
    wanted = [kept.pk, *dict.fromkeys(other.pk for other in others if other.pk != kept.pk)]
    rows = Entity.objects.select_for_update(of=["self"]).select_related("parent").filter(pk__in=wanted)
    found = {entity.pk: entity for entity in rows.order_by("pk")}
    if len(wanted) < 2:
        raise MergeError("Choose at least two entries.")
    if len(found) < len(wanted):
        raise MergeError(
            "One of these entries no longer exists: somebody merged or deleted it. Reload the list."
        )
    return found[wanted[0]], [found[pk] for pk in wanted[1:]]


def check(kept: Entity, others: list[Entity]) -> None:
    """Raise MergeError unless these entities may be merged."""
    for other in others:
        if other.kind != kept.kind:
            raise MergeError(
                f"{other} is {BY_KEY[other.kind].one}, {kept} {BY_KEY[kept.kind].one}: only entries of one kind can be merged."
            )
        if other.pk in kept.lineage:
            raise MergeError(
                f"{kept} lies inside {other}: keep {other} instead, or move {kept} out of it first."
            )
        if (
            Entity.Visibility.PROTECTED in {other.visibility, kept.visibility}
            and other.visibility != kept.visibility
        ):
            raise MergeError(
                f"{other} is {other.visibility}, {kept} is {kept.visibility}: a protected name must not become public. "
                "Give both the same visibility first."
            )


def take_over(kept: models.Model, values: Mapping[str, object]) -> None:
    """Give the kept record the chosen values."""
    for name, value in values.items():
        setattr(kept, name, value)
    if values:
        kept.save(update_fields=list(values))


def move(kept: Entity, others: list[int], told: list[str]) -> dict[str, int]:
    """Move what belongs to the other entities to the one that is kept; return how many of each."""
    names = move_names(kept, others, told)
    with connection.cursor() as cursor:
        cursor.execute(DROP_DOUBLE_MENTIONS, {"kept": kept.pk, "others": others})
        doubles = cursor.rowcount
    return {
        "names": names,
        "mentions": Mention.objects.filter(entity__in=others).update(entity=kept.pk),
        "double_mentions": doubles,
        "external_ids": ExternalId.objects.filter(entity__in=others).update(entity=kept.pk),
        "places": move_places(kept, others),
        **reattach(kept=kept, others=others, told=told),
    }


def move_names(kept: Entity, others: list[int], told: list[str]) -> int:
    """Move the names that the entity does not have yet; details of duplicates go to the name that stays."""
    by_text, moved = {name.text: name for name in kept.names.all()}, []
    for name in Name.objects.filter(entity__in=others).select_related("entity").order_by("pk"):
        stays = by_text.setdefault(name.text, name)
        if stays is name:
            moved.append(name.pk)
        else:
            told += fold_in(name, stays)
            Mention.objects.filter(name=name).update(name=stays)
    return Name.objects.filter(pk__in=moved).update(entity=kept.pk)


def fold_in(double: Name, stays: Name) -> list[str]:
    """Fill the gaps of a name from its duplicate; return a sentence about each detail that differs."""
    filled = [name for name in NAME_FIELDS if getattr(double, name) and not getattr(stays, name)]
    for name in filled:
        setattr(stays, name, getattr(double, name))
    if double.ambiguous and not stays.ambiguous:
        stays.ambiguous = True
        filled.append("ambiguous")
    if filled:
        stays.save(update_fields=filled)
    differing = [
        name
        for name in (*NAME_FIELDS, "kind", "in_search")
        if getattr(double, name) not in ("", getattr(stays, name))
    ]
    return [
        f"{capfirst(field_of(double, name).verbose_name)} of the name “{double.text}” at {double.entity}: "
        f"“{shortened(str(getattr(double, name)))}”"
        for name in differing
    ]


def move_places(kept: Entity, others: list[int]) -> int:
    """Move the places directly inside the others into the place that is kept."""
    inside = Entity.objects.filter(parent__in=others)
    inside.filter(pk__in=others).update(parent=None)
    return inside.exclude(pk__in=others).update(parent=kept.pk)


def redirect(kept: Entity, others: list[Entity]) -> None:
    """Redirect the addresses of the others, past and present, to the entity that is kept."""
    PastSlug.objects.filter(entity__in=others).update(entity=kept)
    for other in others:
        PastSlug.objects.update_or_create(kind=other.kind, slug=other.slug, defaults={"entity": kept})
    PastSlug.objects.filter(kind=kept.kind, slug=kept.slug, entity=kept).delete()
