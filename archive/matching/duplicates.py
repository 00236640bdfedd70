"""Find entries that may be the same: of one kind, with names alike, or with one identifier in a register.

Entries are not compared all with all: others with similar names are found by the keys of likeness that names have (Name.perhaps). Only
names of which one heads a page count, as many people share a short form. An entry is compared when it is new and whenever its names or
identifiers change: triggers note that (PendingComparison).
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache

from django.db import transaction
from django.db.models import Q
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from archive.models import Entity, ExternalId, LikelyPair, Name, PendingComparison, Source
from archive.text.likeness import judge, name_keys, word_keys
from archive.text.words import name_key

BATCH_SIZE = 50
MIN_CHANCE = 0.55  # a first name alone that two people share stays below it
MAX_REASON = LikelyPair._meta.get_field("reason").max_length or 600

LikelyTwins = dict[int, tuple[float, str]]  # by the id of another entry: how likely it is the same, and why


def compare_pending(*, limit: int = BATCH_SIZE) -> int:
    """Compare entries that wait for it, in one transaction; return how many still wait."""
    with transaction.atomic():
        pending = PendingComparison.objects.order_by("pk").select_for_update(skip_locked=True)[:limit]
        ids = [row.pk for row in pending]
        for entity in (
            Entity.objects.filter(pk__in=ids).order_by("pk").prefetch_related("names", "external_ids")
        ):
            _keep(entity, likely_same(entity))
        PendingComparison.objects.filter(pk__in=ids).delete()
    return PendingComparison.objects.count()


def likely_same(entity: Entity) -> LikelyTwins:
    """Return the other entries of its kind that may be the same, with how likely that is and why."""
    found: LikelyTwins = {}
    for name in entity.names.all():
        if name.ambiguous or not name.in_search:
            continue
        others = Name.objects.perhaps(name.text).filter(
            entity__kind=entity.kind, ambiguous=False, in_search=True
        )
        for other in others.exclude(entity=entity):
            if name.is_primary or other.is_primary:
                _judge(found, name, other)
    for pk, why in _same_identifiers(entity):
        found[pk] = (1.0, why)
    return found


def _judge(found: LikelyTwins, name: Name, other: Name) -> None:
    verdict = judge(name.key, other.key)
    if verdict.chance >= MIN_CHANCE and verdict.chance > found.get(other.entity_id, (0.0, ""))[0]:
        how = "the same name" if name.key == other.key else verdict.reason
        found[other.entity_id] = (verdict.chance, f"“{name.text}” and “{other.text}”: {how}")


def _same_identifiers(entity: Entity) -> Iterable[tuple[int, str]]:
    """Yield entries that have one of its identifiers, whether written with its address or not, in whatever case."""
    for identifier in entity.external_ids.all():
        bare = identifier.value.rstrip("/").rpartition("/")[2]
        same = ExternalId.objects.filter(
            Q(value__iexact=bare) | Q(value__iendswith=f"/{bare}"), scheme=identifier.scheme
        )
        for other in same.filter(entity__kind=entity.kind).exclude(entity=entity):
            yield other.entity_id, f"the same identifier: {identifier.get_scheme_display()} {bare}"


def _keep(entity: Entity, found: LikelyTwins) -> None:
    """Replace the pairs of an entry."""
    LikelyPair.objects.filter(Q(one=entity) | Q(other=entity)).delete()
    LikelyPair.objects.bulk_create(
        [
            LikelyPair(
                one_id=min(entity.pk, pk),
                other_id=max(entity.pk, pk),
                chance=chance,
                reason=reason[:MAX_REASON],
            )
            for pk, (chance, reason) in found.items()
        ],
        ignore_conflicts=True,
    )


@app.task(name="compare_entries", queue="matching", lock="comparing", queueing_lock="comparing", retry=3)
def compare_entries() -> int:
    """Compare all entries that wait for it, batch by batch."""
    compared = 0
    while PendingComparison.objects.exists():
        compare_pending()
        compared += BATCH_SIZE
    return compared


def compare_later() -> None:
    """Let the worker compare what still waits, unless it is about to."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        compare_entries.defer()


def sources_alike() -> list[tuple[Source, Source, float, str]]:
    """Return pairs of sources whose names are alike, likeliest first, found by the keys of their names."""
    sources = {source.pk: source for source in Source.objects.order_by("pk")}
    likely = _names_alike(tuple((pk, source.name) for pk, source in sources.items()))
    return [(sources[one], sources[other], chance, reason) for one, other, chance, reason in likely]


@lru_cache(maxsize=1)  # the desk counts them each time it is opened
def _names_alike(named: tuple[tuple[int, str], ...]) -> list[tuple[int, int, float, str]]:
    keyed: dict[str, list[tuple[int, str]]] = {}
    for pk, name in named:
        key = name_key(name)
        for shared in name_keys(key) - word_keys(key):
            keyed.setdefault(shared, []).append((pk, key))
    pairs = {}
    for same in keyed.values():
        for place, (one, key) in enumerate(same):
            for other, other_key in same[place + 1 :][:BATCH_SIZE]:
                if (one, other) not in pairs:
                    pairs[one, other] = judge(key, other_key)
    likely = [
        (one, other, found.chance, found.reason)
        for (one, other), found in pairs.items()
        if found.chance >= MIN_CHANCE
    ]
    return sorted(likely, key=lambda pair: (-pair[2], pair[0], pair[1]))
