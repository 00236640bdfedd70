"""Tell whether a record is an entity of the archive: by its identifiers, or by what it says; likely ones are for a curator to decide.

An entity that has another number of the record's own register is another one: the register itself tells them apart. The rest are looked
through for names alike (archive.text.likeness). Places must be near each other, people not born in different years.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor

from django.db.models import Exists, OuterRef

from archive.dates import DateError, to_range
from archive.ingest.entities.record import EntityRecord, Id
from archive.kinds import PERSON, PLACE
from archive.models import Entity, ExternalId, Name
from archive.reference.earth import km_between
from archive.text.likeness import judge, name_keys, word_keys
from archive.text.words import name_key

LIKELY = 0.5
# Of names equal but for case, accents and hyphens; the judge gives as much to names that only sound so.
SAME_NAME = 1.0
MAX_HELD = 60_000  # names in memory; beyond that each record asks the database
MAX_COMPARED, MAX_LIKELY = 12, 5  # of the names of a record, of the entities that it may be
# How far apart two records of one place may be, in km, by its type; within the second they are one if their names agree.
FAR: dict[str, tuple[float, float]] = {
    "country": (4000, 1500),
    "region": (600, 150),
    "province": (300, 80),
    "district": (100, 25),
}
ELSEWHERE = (40.0, 8.0)
AREAS = frozenset(["country", "province", "district", "region"])


@dataclass(frozen=True)
class LikelyEntity:
    """An entity that a record may be: how likely, and why, in words."""

    entity: int
    chance: float
    reason: str
    is_certain: bool = False


@dataclass(frozen=True)
class KnownEntity:
    """An entity of the archive, as far as records are compared with it."""

    pk: int
    place_type: str
    latitude: float | None
    longitude: float | None
    born: str
    keys: tuple[str, ...]


COLUMNS = ("pk", "place_type", "latitude", "longitude", "born_edtf")


class ComparedEntities:
    """The entities of one kind that have no number of one register, found by names alike and by where they are."""

    def __init__(self, kind: str, register: str) -> None:
        self.kind = kind
        scheme, _, of_list = register.partition(":")
        numbered = ExternalId.objects.filter(entity=OuterRef("pk"), scheme=scheme)
        if of_list:
            numbered = numbered.filter(value__startswith=f"{of_list}:")
        self._rows = Entity.objects.of_kind(kind).filter(~Exists(numbered))
        names = Name.objects.filter(entity__in=self._rows.values("pk"))
        self._is_held = names[: MAX_HELD + 1].count() <= MAX_HELD
        self._by_key: dict[str, set[int]] = {}
        self._by_cell: dict[tuple[int, int], set[int]] = {}
        self._nowhere: set[int] = set()
        self._known: dict[int, KnownEntity] = {}
        if self._is_held:
            for known in _read(self._rows):
                self._hold(known)

    def likely(self, record: EntityRecord) -> list[LikelyEntity]:
        """Return the entities that a record may be, the likeliest first."""
        found = filter(None, (compare(record, known) for known in self._perhaps(record)))
        return sorted(found, key=lambda like: (-like.chance, like.entity))[:MAX_LIKELY]

    def forget(self, entity: int) -> None:
        """Leave out an entity that now has a number of the register."""
        self._known.pop(entity, None)

    def _hold(self, known: KnownEntity) -> None:
        self._known[known.pk] = known
        if known.latitude is None or known.longitude is None or known.place_type in AREAS:
            self._nowhere.add(known.pk)
        else:
            self._by_cell.setdefault(_cell(known.latitude, known.longitude), set()).add(known.pk)
        for key in known.keys:
            for made in (f"!{key}", *name_keys(key)):
                self._by_key.setdefault(made, set()).add(known.pk)

    def _perhaps(self, record: EntityRecord) -> Iterable[KnownEntity]:
        keys = list(dict.fromkeys(map(name_key, record.texts)))
        if not self._is_held:
            return _read(self._rows.filter(pk__in=_asked(keys[:MAX_COMPARED], self.kind)))
        near = self._near(record)
        if not self._known or near is not None and not near:
            return []
        found = set().union(*(self._by_key.get(f"!{key}", ()) for key in keys))
        for key in keys[:MAX_COMPARED]:
            telling = name_keys(key) - (word_keys(key) if " " in key else set())
            found.update(*(self._by_key.get(made, ()) for made in telling))
        return [self._known[pk] for pk in (found if near is None else found & near) if pk in self._known]

    def _near(self, record: EntityRecord) -> set[int] | None:
        """Return the entities around a settlement, and those that lie nobody knows where; None for what is itself wide or nowhere."""
        latitude, longitude = record.columns.get("latitude"), record.columns.get("longitude")
        if latitude is None or longitude is None or record.columns.get("place_type") in AREAS:
            return None
        row, column = _cell(latitude, longitude)
        around = ((row + up, column + across) for up in (-1, 0, 1) for across in (-1, 0, 1))
        return self._nowhere.union(*(self._by_cell.get(cell, ()) for cell in around))


def _read(rows) -> Iterable[KnownEntity]:
    names: dict[int, list[str]] = {}
    for entity, key in Name.objects.filter(entity__in=rows.values("pk")).values_list("entity_id", "key"):
        names.setdefault(entity, []).append(key)
    for pk, sort, latitude, longitude, born in rows.order_by("pk").values_list(*COLUMNS):
        yield KnownEntity(pk, sort, latitude, longitude, born, tuple(dict.fromkeys(names.get(pk, ()))))


def _asked(keys: list[str], kind: str) -> set[int]:
    """Return the entities that the database finds by the keys of names."""
    found = set(Name.objects.filter(key__in=keys, entity__kind=kind).values_list("entity_id", flat=True))
    for key in keys[:2]:
        found |= set(Name.objects.filter(entity__kind=kind).perhaps(key).values_list("entity_id", flat=True))
    return found


def _cell(latitude: float, longitude: float) -> tuple[int, int]:
    return floor(latitude), floor(longitude)


# Two records


def compare(record: EntityRecord, known: KnownEntity) -> LikelyEntity | None:
    """Return how likely a record is an entity, and why; None for one that it is hardly or cannot be."""
    distance = km_apart(record, known)
    far, near = FAR.get(record.columns.get("place_type", "") or known.place_type, ELSEWHERE)
    if distance is not None and distance > far or _born_apart(record, known):
        return None
    chance, reason, is_heading = _best(record, known)
    if chance < LIKELY:
        return None
    told = [reason]
    if distance is not None:
        told.append(f"{distance:,.0f} km apart")
    is_certain = chance == SAME_NAME and is_heading and _agrees(record, known, distance, near)
    if record.kind == PERSON.key and record.columns.get("born_edtf") and known.born:
        told.append(f"born {known.born}")
    return LikelyEntity(known.pk, chance, ", ".join(told), is_certain)


def _best(record: EntityRecord, known: KnownEntity) -> tuple[float, str, bool]:
    """Return the chance of the two names most alike, what sets them apart, and whether they are names that say enough."""
    keys = list(dict.fromkeys(map(name_key, record.texts)))
    if shared := [key for key in keys if key in known.keys]:
        return SAME_NAME, "the same name", record.kind != PERSON.key or any(" " in key for key in shared)
    best = max(
        (judge(key, other) for key in keys[:MAX_COMPARED] for other in known.keys),
        key=lambda verdict: verdict.chance,
        default=None,
    )
    return (best.chance, best.reason, False) if best else (0.0, "", False)


def _agrees(record: EntityRecord, known: KnownEntity, distance: float | None, near: float) -> bool:
    """Return whether more than the name says that they are one: a place in its place, a person born on that day."""
    if record.kind == PLACE.key:
        mine, theirs = record.columns.get("place_type", ""), known.place_type
        if "country" in (mine, theirs):
            return mine == theirs
        is_of_sort = not mine or not theirs or (mine in AREAS) == (theirs in AREAS)
        return distance is not None and distance <= near and is_of_sort
    born = record.columns.get("born_edtf", "")
    return record.kind == PERSON.key and len(born) == len("1953-09-02") and born == known.born


def km_apart(record: EntityRecord, known: KnownEntity) -> float | None:
    """Return the distance of a record from an entity; None if either is nowhere."""
    latitude, longitude = record.columns.get("latitude"), record.columns.get("longitude")
    if latitude is None or longitude is None or known.latitude is None or known.longitude is None:
        return None
    return km_between((longitude, latitude), (known.longitude, known.latitude))


def _born_apart(record: EntityRecord, known: KnownEntity) -> bool:
    mine, theirs = record.columns.get("born_edtf", ""), known.born
    if not mine or not theirs:
        return False
    try:
        (first, last), (start, end) = to_range(mine.rstrip("~?%")), to_range(theirs.rstrip("~?%"))
    except DateError:
        return False
    return bool(last and start and last.year < start.year or end and first and end.year < first.year)


# Identifiers


def entities_of(ids: Iterable[Id]) -> dict[Id, int]:
    """Return identifier -> entity, for those that the archive has."""
    wanted = set(ids)
    rows = ExternalId.objects.filter(value__in=[value for _, value in wanted])
    return {
        (scheme, value): entity
        for scheme, value, entity in rows.values_list("scheme", "value", "entity_id")
        if (scheme, value) in wanted
    }
