"""Who last set a column of an entity, added or deleted one of its names: an import, or somebody at a desk.

The history has each version of a row before its change, with the reason; that of an import begins with its name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps

from archive.ingest.identity import IMPORTED
from archive.models import Entity


class Owners:
    """What people, and not imports, decided about some entities."""

    def __init__(self, entities: Iterable[int], columns: Iterable[str]) -> None:
        self._written: dict[int, set[str]] = defaultdict(set)
        self._emptied: dict[int, set[str]] = defaultdict(set)
        if ids := list(entities):
            self._read(ids, tuple(columns))

    def decided(self, entity: int, column: str) -> bool:
        """Return whether a person wrote what is in this column, or it is older than the history."""
        return column in self._written[entity]

    def emptied(self, entity: int, column: str) -> bool:
        """Return whether a person took out what was in this column, rather than never filling it."""
        return column in self._emptied[entity]

    def _read(self, ids: list[int], columns: tuple[str, ...]) -> None:
        """Walk the history of these entities backwards until the change that wrote each column."""
        unknown = {pk: set(columns) for pk in ids}
        later = {row["pk"]: row for row in Entity.objects.filter(pk__in=ids).values("pk", *columns)}
        events = (
            apps.get_model("archive", "EntityEvent").objects.filter(pgh_obj_id__in=ids).order_by("-pgh_id")
        )
        for row in events.values("pgh_obj_id", "pgh_label", "pgh_context__metadata", *columns):
            pk, is_first = row["pgh_obj_id"], row["pgh_label"] == "added"
            changed = {name for name in unknown[pk] if is_first or row[name] != later[pk][name]}
            if not is_import(row["pgh_context__metadata"]):
                self._written[pk] |= changed
                self._emptied[pk] |= set() if is_first else changed
            unknown[pk] -= changed
            later[pk] = row
        for pk, left in unknown.items():
            self._written[pk] |= left


def names_by_imports(names: Iterable[int]) -> set[int]:
    """Return which of these names an import added and nobody has changed since."""
    ids = list(names)
    events = apps.get_model("archive", "NameEvent").objects.filter(pgh_obj_id__in=ids)
    by_imports: dict[int, bool] = {}
    for pk, metadata in events.order_by("pgh_id").values_list("pgh_obj_id", "pgh_context__metadata"):
        by_imports[pk] = by_imports.get(pk, True) and is_import(metadata)
    return {pk for pk, is_only in by_imports.items() if is_only}


def deleted_names(entities: Iterable[int]) -> dict[int, set[str]]:
    """Return entity -> the names that people deleted from it."""
    gone: dict[int, set[str]] = defaultdict(set)
    events = apps.get_model("archive", "NameEvent").objects.filter(
        entity_id__in=list(entities), pgh_label="deleted"
    )
    for entity, text, metadata in events.values_list("entity_id", "text", "pgh_context__metadata"):
        if not is_import(metadata):
            gone[entity].add(text)
    return gone


def is_import(metadata: dict | None) -> bool:
    """Return whether the context of a change is an import."""
    return str((metadata or {}).get("reason") or "").startswith(IMPORTED)
