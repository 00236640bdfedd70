"""Bring entities up to date with records, without touching what a curator has decided.

An empty column is filled, a value that an import wrote is replaced, names and identifiers are added. What somebody wrote at a desk stays, and a
line says so; a name that somebody deleted does not come back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from archive.ingest.entities.add import NAME_COLUMNS, OWN, name_row
from archive.ingest.entities.owners import Owners, deleted_names, names_by_imports
from archive.ingest.entities.record import EntityRecord, RegisterName
from archive.kinds import BY_KEY
from archive.models import Entity, ExternalId, Name
from archive.models.bulk import copy_rows
from archive.text.words import name_key

TAKEN_OVER = ("name", "summary", "parent_id", *OWN)
WORDS = {
    "parent_id": "what it lies in",
    "latitude": "coordinates",
    "longitude": "coordinates",
    "place_type": "type",
    "faction_type": "type",
}
ABOUT = 1e-4  # degrees: two notations of one point


@dataclass
class EntityChange:
    """A record, the entity that it is, and what came of it: columns and texts changed, and what was left, in words."""

    record: EntityRecord
    entity: Entity
    parent: int | None = None
    columns: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    ids: int = 0
    kept: list[str] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        return bool(self.columns or self.texts or self.ids)

    @property
    def wanted(self) -> dict:
        """The columns that the record fills."""
        record = self.record
        own = BY_KEY[self.entity.kind].columns
        found = {name: value for name, value in record.columns.items() if name in ("summary", *own)}
        if record.name:
            found["name"] = record.name
        if not found.get("population"):  # a gazetteer that does not know it says nothing new
            found.pop("population", None)
        if self.parent and self.parent != self.entity.pk and self.entity.pk not in _above(self.parent):
            found["parent_id"] = self.parent
        return found


def change_entities(changes: Sequence[EntityChange]) -> None:
    """Apply records to the entities that they are. Call it in a transaction, in the context of an import."""
    if not changes:
        return
    _change_columns(changes)
    _change_names(changes)
    _add_ids(changes)


def _change_columns(changes: Sequence[EntityChange]) -> None:
    differing = {
        change.entity.pk: {
            name: value
            for name, value in change.wanted.items()
            if _differs(name, getattr(change.entity, name), value)
        }
        for change in changes
    }
    owners = Owners([pk for pk, columns in differing.items() if columns], TAKEN_OVER)
    for change in changes:
        entity = change.entity
        for name, value in differing[entity.pk].items():
            is_empty = getattr(entity, name) in (None, "")
            is_decided = owners.emptied if is_empty else owners.decided
            if is_decided(entity.pk, name):
                if name != "name":
                    change.kept.append(WORDS.get(name, name.removesuffix("_edtf").replace("_", " ")))
                continue
            setattr(entity, name, value)
            change.columns.append(name)
            if name == "name":
                change.texts.append(str(value))
        if change.columns:
            entity.save(update_fields=[name.removesuffix("_id") for name in change.columns])


def _differs(name: str, ours, theirs) -> bool:
    if name in ("latitude", "longitude") and ours is not None:
        return abs(ours - theirs) > ABOUT
    return ours != theirs


def _change_names(changes: Sequence[EntityChange]) -> None:
    entities = {change.entity.pk for change in changes}
    standing: dict[int, dict[str, Name]] = {pk: {} for pk in entities}
    for name in Name.objects.filter(entity__in=entities).order_by("pk"):
        standing[name.entity_id].setdefault(name_key(name.text), name)  # as the keys below are made
    gone = deleted_names(entities)
    rows, described = [], []
    for change in changes:
        ours = standing[change.entity.pk]
        is_vague = change.record.is_minor or change.record.adds_only and _is_minor(ours.values())
        record = replace(change.record, is_minor=is_vague)
        deleted = {name_key(text) for text in gone.get(change.entity.pk, ())}
        for given in _given(change.record):
            key = name_key(given.text)
            if key in ours:
                described.append((change, ours[key], given))
            elif key not in deleted:
                rows.append(name_row(change.entity.pk, given, record))
                ours[key] = Name(text=given.text)
                change.texts.append(given.text)
    copy_rows(Name, NAME_COLUMNS, rows)
    _describe(described)


def _is_minor(names: Iterable[Name]) -> bool:
    """Return whether an entity was added as a minor one: then the name that heads its page is vague too."""
    return any(name.is_primary and name.ambiguous for name in names)


def _given(record: EntityRecord) -> tuple[RegisterName, ...]:
    heading = (
        []
        if not record.name or any(name.text == record.name for name in record.names)
        else [RegisterName(record.name)]
    )
    return (*heading, *record.names)


def _describe(described) -> None:
    """Add language, kind and times to names of imports that had none."""
    open_ones = [
        (change, name, given) for change, name, given in described
        if name.pk and given.language and not name.language
    ]  # fmt: skip
    ours = names_by_imports([name.pk for _, name, _ in open_ones]) if open_ones else set()
    for change, name, given in open_ones:
        if name.pk in ours:
            name.language, name.kind = given.language, given.kind
            name.used_from, name.used_to = given.used_from, given.used_to
            name.save(update_fields=["language", "kind", "used_from", "used_to"])
            change.ids += 1


def _add_ids(changes: Sequence[EntityChange]) -> None:
    wanted = {one: change for change in changes for one in change.record.ids}
    found = ExternalId.objects.filter(value__in=[value for _, value in wanted]).values_list(
        "scheme", "value", "entity_id"
    )
    known = {(scheme, value): entity for scheme, value, entity in found}
    rows = []
    for one, change in wanted.items():
        if one not in known:
            rows.append((change.entity.pk, *one))
            change.ids += 1
        elif known[one] != change.entity.pk:
            scheme = ExternalId.Scheme(one[0]).label
            change.kept.append(f"its number in {scheme}, which another entry has")
    copy_rows(ExternalId, ("entity_id", "scheme", "value"), rows)


def _above(place: int) -> list[int]:
    return Entity.objects.filter(pk=place).values_list("lineage", flat=True).first() or []
