"""Events that may be the same: one that reports tell of, and one of a data set, of about the same days, place and kind. Nothing is decided."""

from __future__ import annotations

from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from archive.dates import to_range
from archive.models import Entity, Event, Evidence
from archive.models.compiled import Compiled
from archive.reference.event_kinds import EVENT_KIND_OF

MAX_DAYS = 31  # a longer event holds many others
MAX_APART = 1  # days: what is reported of one night may be dated to either day
MAX_SHOWN = 10
MAX_READ = 100
NARROW = ("exact", "near", "district", "province")
PUBLIC = Compiled(lambda ids: Event.objects.public().filter(pk__in=ids).order_by().values_list("pk"))
IN_DATA_SETS = Compiled(
    lambda ids: (
        Evidence.objects.public()
        .filter(event__in=ids, dataset_row__isnull=False)
        .order_by()
        .values_list("event")
    )
)


def may_be_same(event: Event, *, in_data_set: bool) -> list[Event]:
    """Return public events that may be the same as a public one, those of the nearest days first.

    Args:
        in_data_set: whether readers see a row of a data set that tells of the event. The others are told of by none, or by one.
    """
    first, last = to_range(event.date_edtf) if event.date_edtf else (None, None)
    if event.place is None or not first or not last or (last - first).days >= MAX_DAYS:
        return []
    days = DateRange(first - timedelta(MAX_APART), last + timedelta(MAX_APART), "[]")
    near = Event.objects.accepted().overlapping(days).filter(_about(event.place))
    ids = list(
        near.exclude(pk__in=[event.pk, event.part_of_id or 0])
        .exclude(part_of=event.pk)
        .values_list("pk", flat=True)[:MAX_READ]
    )
    if not ids:  # mostly: what readers may see of an event takes longer to ask than all of this
        return []
    public = {pk for (pk,) in PUBLIC(ids)}
    in_sets = {pk for (pk,) in IN_DATA_SETS(public)}
    others = Event.objects.filter(pk__in=public - in_sets if in_data_set else in_sets)
    near_by = [(_apart(other, first, last), other) for other in others.select_related("place")]
    alike = [
        (apart, other) for apart, other in near_by if apart is not None and _group(other) == _group(event)
    ]
    return [other for _, other in sorted(alike, key=lambda one: (one[0], one[1].pk))[:MAX_SHOWN]]


def _about(place: Entity) -> Q:
    """Return the condition that an event was at a place, inside it, or somewhere in what holds it, no wider than a province."""
    if place.place_type == "country":
        return Q(place=place.pk)
    around = Q(place__in=place.lineage, place_precision__in=NARROW) & ~Q(place__place_type="country")
    return Q(place=place.pk) | Q(place__lineage__contains=[place.pk]) | around


def _apart(other: Event, first, last) -> int | None:
    """Return how many days the ends of two events are apart; None for an event that is too long."""
    lower, upper = to_range(other.date_edtf)
    if not lower or not upper or (upper - lower).days >= MAX_DAYS:
        return None
    return abs((lower - first).days) + abs((upper - last).days)


def _group(event: Event) -> str:
    return EVENT_KIND_OF[event.kind].group
