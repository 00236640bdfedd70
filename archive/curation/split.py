"""Split an entry that was two: names and passages go to a new entry, as a step that can be taken back.

Passages that move are decided by whoever splits. Those that only matching found follow the names that move, as their reports are matched
again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from archive.matching.jobs import NamesChanged, names_changed
from archive.models import Entity, Mention, Name, Step
from archive.models.addresses import slug_of_name
from archive.models.derived import each_indexed_once

MAX_MENTIONS = 5_000


class SplitError(Exception):
    """Raised when an entry cannot be split so; the message says why."""


@dataclass(frozen=True)
class SplitResult:
    """The new entry, how many names and passages went to it, and which reports are matched again."""

    step: Step
    entity: Entity
    names: int
    mentions: int
    reports: NamesChanged


def split(
    *, entity: Entity, name: str, names: Iterable[int] = (), mentions: Iterable[int] = (), user, reason: str
) -> SplitResult:
    """Give names and mentions of an entry to a new one of its kind and visibility.

    Args:
        name: that of the new entry.
        names: ids of names that move; the one that heads the page stays.
        mentions: ids of mentions that move.

    Raises:
        SplitError: nothing moves, too much does, or one of these is no longer there.
    """
    name, moving, moved = " ".join(name.split()), set(names), set(mentions)
    if not name or not reason.strip():
        raise SplitError(
            "Give the new entry a name, and say why there are two: the reason is kept in the history."
        )
    if not moving and not moved:
        raise SplitError("Choose at least one name or passage that goes to the new entry.")
    if len(moved) > MAX_MENTIONS:
        raise SplitError(f"At most {MAX_MENTIONS:,} passages can move at once: choose a shorter period.")
    about = {"model": entity.kind, "record": entity.pk}
    with (
        Step.recorded(verb=Step.Verb.SPLIT, user=user, reason=reason.strip(), **about) as step,
        each_indexed_once(),
    ):
        _lock(entity, moving, moved)
        slug = slug_of_name(name, Entity.objects.of_kind(entity.kind), otherwise=entity.kind)
        new = Entity.objects.create(kind=entity.kind, name=name, slug=slug, visibility=entity.visibility)
        texts = _move_names(new, moving)
        _move_mentions(new, moved, user)
        step.summary = f"{new} split from {entity}"
        reports = names_changed(entity=entity, texts={name, *texts}, step=step)
    return SplitResult(step, new, len(moving), len(moved), reports)


def _lock(entity, names: set[int], mentions: set[int]) -> None:
    """Lock what moves; raise SplitError unless all of it still belongs to the entry."""
    if not Entity.objects.select_for_update(of=["self"]).filter(pk=entity.pk).exists():
        raise SplitError("The entry no longer exists: somebody merged or deleted it.")
    there = (
        Name.objects.filter(pk__in=names, entity=entity, is_primary=False).order_by("pk").select_for_update()
    )
    if len(there) < len(names):
        raise SplitError(
            "One of the names no longer exists, or heads the page: reload the page and choose again."
        )
    found = (
        Mention.objects.filter(pk__in=mentions, entity=entity).order_by("pk").select_for_update(no_key=True)
    )
    if len(found.values_list("pk", flat=True)) < len(mentions):
        raise SplitError(
            "Somebody has meanwhile decided one of the passages differently: reload the page and choose again."
        )


def _move_names(new: Entity, ids: set[int]) -> list[str]:
    """Move names; one that the new entry has already, as it heads its page, goes. Return their texts."""
    rows = list(Name.objects.filter(pk__in=ids).order_by("pk"))
    doubles = [row.pk for row in rows if row.text == new.name]
    heading = new.names.get(is_primary=True)
    Mention.objects.filter(name__in=doubles).update(name=heading)
    Name.objects.filter(pk__in=doubles).delete()
    Name.objects.filter(pk__in=ids - set(doubles)).update(entity=new)
    return [row.text for row in rows]


def _move_mentions(new: Entity, ids: set[int], user) -> None:
    """Let passages mean the new entry; their spelling is one of its names or none."""
    rows = Mention.objects.filter(pk__in=ids)
    rows.exclude(name__entity=new).update(name=None)
    rows.update(entity=new, status=Mention.Status.ACCEPTED, reviewed_by=user, reviewed_at=timezone.now())
