"""Make one entity of several that turned out to be the same.

Everything is checked before anything is written, and written in one transaction. Names, mentions, external identifiers
and the places inside move to the entity that is kept; old addresses redirect to it; the history keeps what was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pghistory
from django.db import connection, transaction

from archive.matching.jobs import NamesChanged, names_changed
from archive.models import Entity, ExternalId, Mention, Name, PastSlug

# What is empty in the entity that is kept is filled from the others; these go together or not at all.
FILLED = (
    ("summary",),
    ("description",),
    ("place_type",),
    ("latitude", "longitude"),
    ("parent",),
    ("born_edtf",),
    ("died_edtf",),
    ("faction_type",),
    ("founded_edtf",),
    ("dissolved_edtf",),
)

# Of mentions of the same passage the strongest stays: accepted, by a curator before by machine, then rejected.
DROP_DOUBLE_MENTIONS = """
    DELETE FROM archive_mention WHERE id IN (
        SELECT id FROM (
            SELECT id, row_number() OVER (
                PARTITION BY article_id, field, start
                ORDER BY status = 'accepted' DESC, method = 'curator' OR reviewed_at IS NOT NULL DESC,
                    status = 'rejected' DESC, entity_id = %(kept)s DESC, id
            ) AS nth
            FROM archive_mention WHERE entity_id = %(kept)s OR entity_id = ANY (%(others)s)
        ) AS ordered
        WHERE nth > 1
    )
"""
POINT_TO_KEPT_NAMES = """
    UPDATE archive_mention mention SET name_id = same.id
    FROM archive_name double JOIN archive_name same ON same.text = double.text AND same.entity_id = %(kept)s
    WHERE mention.name_id = double.id AND double.entity_id = ANY (%(others)s)
"""


class MergeError(Exception):
    """The entities cannot be merged; the text says why and what to do."""


@dataclass(frozen=True)
class MergeResult:
    """What moved to the entity that was kept, and which reports are matched again."""

    kept: Entity
    merged: int
    names: int
    mentions: int
    external_ids: int
    places: int
    reports: NamesChanged


def merge(*, kept: Entity, others: Iterable[Entity], user, reason: str) -> MergeResult:
    """Merge other entities into the one that is kept, and delete them.

    Args:
        user: who decided it, or None.
        reason: why they are the same; kept in the history.

    Raises:
        MergeError: they are of different kinds, one lies in the other, or only some are protected.
    """
    if not reason.strip():
        raise MergeError("Say why these entries are the same: the history keeps the reason.")
    with transaction.atomic(), pghistory.context(user=user.pk if user else None, reason=reason.strip()):
        kept, others = locked(kept, others)
        check(kept, others)
        texts = list(Name.objects.filter(entity__in=others).values_list("text", flat=True))
        fill(kept, others)
        counts = move(kept, [other.pk for other in others])
        redirect(kept, others)
        Entity.objects.filter(pk__in=[other.pk for other in others]).delete()
        reports = names_changed(entity=kept, texts=texts)
    return MergeResult(kept=kept, merged=len(others), reports=reports, **counts)


def locked(kept: Entity, others: Iterable[Entity]) -> tuple[Entity, list[Entity]]:
    """Read the entities again and lock them, so that what is checked stays true."""
    wanted = [kept.pk, *dict.fromkeys(other.pk for other in others if other.pk != kept.pk)]
    found = {
        entity.pk: entity
        for entity in Entity.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    }
    if len(wanted) < 2:
        raise MergeError("Choose at least two entries.")
    if len(found) < len(wanted):
        raise MergeError(
            "One of these entries is gone: somebody merged or deleted it. Look at the list again."
        )
    return found[wanted[0]], [found[pk] for pk in wanted[1:]]


def check(kept: Entity, others: list[Entity]) -> None:
    """Raise MergeError unless these entities may become one."""
    for other in others:
        if other.kind != kept.kind:
            raise MergeError(
                f"{other} is a {other.kind}, {kept} a {kept.kind}: only entries of one kind can be merged."
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


def fill(kept: Entity, others: list[Entity]) -> None:
    """Take over what the entity that is kept does not say and another one does."""
    gone = {other.pk for other in others}
    changed: list[str] = []
    for columns in FILLED:
        if says(kept, columns, any):
            continue
        for other in others:
            if says(other, columns, all) and (columns != ("parent",) or may_lie_in(kept, other.parent, gone)):
                changed += columns
                for column in columns:
                    setattr(kept, column, getattr(other, column))
                break
    if changed:
        kept.save(update_fields=changed)


def says(entity: Entity, columns: tuple[str, ...], enough: Callable[[Iterable[bool]], bool]) -> bool:
    """Tell whether enough of these columns are filled."""
    return enough(getattr(entity, column) not in ("", None) for column in columns)


def may_lie_in(kept: Entity, parent: Entity | None, gone: set[int]) -> bool:
    """Tell whether a place can take over a parent: one that stays, and does not lie in the place itself."""
    around = {parent.pk, *parent.lineage} if parent else set()
    return bool(around) and not around & {kept.pk, *gone}


def move(kept: Entity, others: list[int]) -> dict[str, int]:
    """Move what hangs on the other entities to the one that is kept; return how many of each."""
    parameters: dict[str, Any] = {"kept": kept.pk, "others": others}
    with connection.cursor() as cursor:
        cursor.execute(POINT_TO_KEPT_NAMES, parameters)
        cursor.execute(DROP_DOUBLE_MENTIONS, parameters)
    return {
        "names": move_names(kept, others),
        "mentions": Mention.objects.filter(entity__in=others).update(entity=kept.pk),
        "external_ids": ExternalId.objects.filter(entity__in=others).update(entity=kept.pk),
        "places": move_places(kept, others),
    }


def move_names(kept: Entity, others: list[int]) -> int:
    """Move the names that the entity does not have yet, each text once, the oldest row of it."""
    has = kept.names.values("text")
    first = (
        Name.objects.filter(entity__in=others).exclude(text__in=has).order_by("text", "pk").distinct("text")
    )
    chosen = dict(first.values_list("text", "pk"))
    for text, pk in chosen.items():
        doubles = Name.objects.filter(entity__in=others, text=text).exclude(pk=pk)
        Mention.objects.filter(name__in=doubles).update(name=pk)
    return Name.objects.filter(pk__in=chosen.values()).update(entity=kept.pk)


def move_places(kept: Entity, others: list[int]) -> int:
    """Put the places that lie directly in the others into the place that is kept."""
    inside = Entity.objects.filter(parent__in=others)
    inside.filter(pk__in=others).update(parent=None)
    return inside.exclude(pk__in=others).update(parent=kept.pk)


def redirect(kept: Entity, others: list[Entity]) -> None:
    """Let the addresses of the others, past and present, lead to the entity that is kept."""
    PastSlug.objects.filter(entity__in=others).update(entity=kept)
    for other in others:
        PastSlug.objects.update_or_create(kind=other.kind, slug=other.slug, defaults={"entity": kept})
    PastSlug.objects.filter(kind=kept.kind, slug=kept.slug, entity=kept).delete()
