"""Add the entities of records: rows, names and identifiers, many at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from archive.ingest.entities.record import EntityRecord, Id, RegisterName
from archive.kinds import BY_KEY, PERSON
from archive.models import Entity, ExternalId, Name, PastSlug
from archive.models.addresses import MAX_SLUG, slug_base
from archive.models.bulk import copy_rows
from archive.text.words import name_key

OWN = tuple(
    dict.fromkeys(
        column for kind in BY_KEY.values() for column in kind.columns if column not in ("lineage", "parent")
    )
)
COLUMNS = ("id", "kind", "slug", "name", "summary", "visibility", "parent_id", *OWN)
NAME_COLUMNS = ("entity_id", "text", "kind", "language", "used_from", "used_to", "is_primary", "ambiguous")
ACRONYM_LETTERS = 3


@dataclass(frozen=True)
class NewEntity:
    """A record of an entity to add, the id that it gets, and the place it lies in."""

    pk: int
    record: EntityRecord
    parent: int | None


def add_entities(new: Sequence[NewEntity], *, visibility: str = Entity.Visibility.PUBLIC) -> None:
    """Add an entity for each record. Call it in a transaction, in the context of an import."""
    if not new:
        return
    slugs = free_slugs([one.record for one in new])
    rows = (
        (
            one.pk,
            one.record.kind,
            slug,
            one.record.name,
            one.record.columns.get("summary", ""),
            visibility,
            one.parent,
            *_own(one.record),
        )
        for one, slug in zip(new, slugs, strict=True)
    )
    with connection.cursor() as cursor:
        # Their names are written below, all at once, and not by a trigger one by one.
        cursor.execute("SELECT set_config('archive.putting_back', 'on', true)")
        copy_rows(Entity, COLUMNS, rows)
        cursor.execute("SELECT set_config('archive.putting_back', '', true)")
    pairs = [(one.pk, one.record) for one in new]
    copy_rows(Name, NAME_COLUMNS, (row for pk, record in pairs for row in name_rows(pk, record)))
    copy_rows(
        ExternalId,
        ("entity_id", "scheme", "value"),
        ((pk, *one) for pk, record in pairs for one in record.ids),
    )


def _own(record: EntityRecord) -> list:
    empty = {column: value for kind in BY_KEY.values() for column, value in kind.columns.items()}
    kind = BY_KEY[record.kind].columns
    return [record.columns.get(column, empty[column]) if column in kind else empty[column] for column in OWN]


def name_rows(entity: int, record: EntityRecord) -> Iterable[tuple]:
    """Return the rows of the names of a new entity, its heading first."""
    own = next((name for name in record.names if name.text == record.name), RegisterName(record.name))
    yield name_row(entity, own, record, is_heading=True)
    yield from (name_row(entity, name, record) for name in record.names if name.text != record.name)


def name_row(entity: int, name: RegisterName, record: EntityRecord, *, is_heading: bool = False) -> tuple:
    """Return the row of a name; one that says little by itself is only suggested in reports."""
    return (
        entity, name.text, str(name.kind), name.language, name.used_from, name.used_to, is_heading, is_vague(name, record)
    )  # fmt: skip


def is_vague(name: RegisterName, record: EntityRecord) -> bool:
    """Return whether a name of a register means an entity only where more of the report says so (docs/names.md).

    All names of minor places; acronyms of two or three letters; of people single words, and the aliases that a register calls weak.
    """
    letters = name.text.replace(".", "")
    if record.is_minor or letters.isupper() and letters.isascii() and len(letters) <= ACRONYM_LETTERS:
        return True
    return record.kind == PERSON.key and (name.kind == Name.Kind.SHORT or " " not in name_key(name.text))


def free_slugs(records: Sequence[EntityRecord]) -> list[str]:
    """Return a slug for each record that no entity has or had: of its name; followed by its own number if that is taken."""
    bases = [slug_base(record.name) or record.kind for record in records]
    taken = _taken({(record.kind, base) for record, base in zip(records, bases, strict=True)})
    slugs, crowded = [], []
    for place, (record, base) in enumerate(zip(records, bases, strict=True)):
        if base == "none" or (record.kind, base) in taken:
            crowded.append(place)
        taken.add((record.kind, base))
        slugs.append(base)
    numbered = {place: _numbered(bases[place], records[place]) for place in crowded}
    others = _taken({(records[place].kind, slug) for place, slug in numbered.items()})
    for place, slug in numbered.items():
        kind, count, free = records[place].kind, 2, slug
        while (kind, free) in taken or (kind, free) in others:
            free, count = f"{slug}-{count}", count + 1
            others |= _taken({(kind, free)})
        taken.add((kind, free))
        slugs[place] = free
    return slugs


def _numbered(base: str, record: EntityRecord) -> str:
    own = slug_base(record.ids[0][1])[-40:].strip("-") if record.ids else ""
    return f"{base[: MAX_SLUG - len(own)].rstrip('-')}-{own}" if own else f"{base}-2"


def _taken(wanted: set[Id]) -> set[Id]:
    slugs = [slug for _, slug in wanted]
    rows = [model.objects.filter(slug__in=slugs).values_list("kind", "slug") for model in (Entity, PastSlug)]
    return {row for found in rows for row in found}
