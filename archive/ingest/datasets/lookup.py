"""Entities by their names, looked up as the rows of a data set need them, and remembered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archive.models import Name
from archive.models.among import among
from archive.text.words import name_key

MAX_REMEMBERED = 200_000

COLUMNS = (
    "key", "text", "ambiguous", "entity_id", "entity__place_type", "entity__latitude", "entity__longitude", "entity__lineage",
    "entity__founded_edtf", "entity__dissolved_edtf",
)  # fmt: skip


@dataclass(frozen=True)
class Bearer:
    """An entity that has a name, with what helps to decide whether it is meant."""

    text: str
    ambiguous: bool
    entity_id: int
    place_type: str
    latitude: float | None
    longitude: float | None
    lineage: tuple[int, ...]
    founded: str
    dissolved: str


class Bearers:
    """The entities of one kind by their folded names."""

    def __init__(self, kind: str):
        self.kind = kind
        self._known: dict[str, tuple[Bearer, ...]] = {}

    def learn(self, texts: Iterable[str]) -> None:
        """Look up many names at once."""
        if len(self._known) > MAX_REMEMBERED:
            self._known.clear()
        keys = {name_key(text) for text in texts if text} - self._known.keys() - {""}
        if not keys:
            return
        found: dict[str, dict[int, Bearer]] = {key: {} for key in keys}
        rows = Name.objects.filter(key__in=among(keys, "text"), entity__kind=self.kind).order_by(
            "ambiguous", "pk"
        )
        for key, *values in rows.values_list(*COLUMNS):
            bearer = _bearer(values)
            found[key].setdefault(bearer.entity_id, bearer)
        self._known |= {key: tuple(bearers.values()) for key, bearers in found.items()}

    def of(self, text: str) -> tuple[Bearer, ...]:
        """Return the entities that have this name, whatever its case, accents and hyphens."""
        key = name_key(text)
        if key and key not in self._known:
            self.learn([text])
        return self._known.get(key, ())


def bearers_on_the_map() -> Iterator[tuple[str, Bearer]]:
    """Yield the folded names of all places with coordinates, each with its place."""
    rows = Name.objects.filter(entity__kind="place", entity__latitude__isnull=False).order_by("pk")
    for key, *values in rows.values_list(*COLUMNS).iterator():
        yield key, _bearer(values)


def _bearer(values: list) -> Bearer:
    text, ambiguous, entity, sort, latitude, longitude, lineage, *dates = values
    return Bearer(text, ambiguous, entity, sort, latitude, longitude, tuple(lineage or ()), *dates)
