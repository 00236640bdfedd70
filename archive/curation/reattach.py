"""Reattach what is said of merged entities, statements, events and claims, to the one that is kept."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from archive.models import Apart, Claim, DatasetActor, Entity, Event, EventParty, Statement
from archive.models.claims import ENTITIES


def reattach(*, kept: Entity, others: Sequence[int], told: list[str]) -> dict[str, int]:
    """Let statements, events and claims that name one of the others name the entity that is kept; return how many of each.

    Args:
        others: ids of the entities that are merged into it.
        told: takes a sentence for each statement dropped because it joined two of them, and each party that was there twice.
    """
    _told_apart(kept, others)
    return {
        "statements": _statements(kept, others, told),
        "events": _events(kept, others, told),
        "claims": _claims(kept, others),
    }


def _told_apart(kept, others) -> None:
    """Let what the others are not be what the one that is kept is not."""
    merged = {kept.pk, *others}
    for pair in Apart.objects.filter(Q(one__in=others) | Q(other__in=others)).order_by("pk"):
        third = {pair.one_id, pair.other_id} - merged
        pair.delete()
        if third:
            one, other = sorted((kept.pk, *third))
            Apart.objects.get_or_create(one_id=one, other_id=other)


def _statements(kept, others, told) -> int:
    merged = [kept.pk, *others]
    inner = Statement.objects.filter(subject__in=merged, object__in=merged)
    told += [f"The statement “{statement}”, which joined two of them" for statement in inner]
    inner.delete()
    moved = Statement.objects.filter(Q(subject__in=others) | Q(object__in=others)).count()
    for column in ("subject", "object"):
        Statement.objects.filter(**{f"{column}__in": others}).update(**{column: kept})
    return moved


def _events(kept, others, told) -> int:
    DatasetActor.objects.filter(entity__in=others).update(entity=kept)
    moved = Event.objects.filter(place__in=others).update(place=kept)
    seen = set(EventParty.objects.filter(entity=kept).values_list("event", "role", "words"))
    for party in EventParty.objects.filter(entity__in=others).select_related("event").order_by("pk"):
        place = (party.event_id, party.role, party.words)
        if place in seen:
            told.append(f"A second entry as party to “{party.event}”")
            party.delete()
        else:
            seen.add(place)
            EventParty.objects.filter(pk=party.pk).update(entity=kept)
            moved += 1
    return moved


def _claims(kept, others) -> int:
    moved = Claim.objects.naming(others).count()
    for column in ENTITIES:
        Claim.objects.filter(**{f"{column}__in": others}).update(**{column: kept})
    return moved
