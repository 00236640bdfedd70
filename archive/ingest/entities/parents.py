"""Find the places that records lie in: by their identifiers, or by a name that one place alone has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from archive.ingest.entities.match import entities_of
from archive.ingest.entities.record import EntityRecord, Id
from archive.kinds import PLACE
from archive.models import Entity, Name
from archive.text.words import name_key

OUTER: tuple[str, ...] = ("country", "province", "district", "region")
COUNTRY: tuple[str, ...] = ("country",)


class Parents:
    """The places that records of an import lie in, looked up as they come and remembered: areas, that is, of which there are few."""

    def __init__(self) -> None:
        self._known: dict[Id, int | None] = {}
        self._named: dict[tuple[str, tuple[str, ...]], int | None] = {}

    def learn(self, records: Iterable[EntityRecord], coming: Mapping[Id, int] | None = None) -> None:
        """Look up the parents of many records at once; `coming` are the ids of entities that are being added."""
        coming = coming or {}
        records = list(records)
        wanted = {one for record in records for one in record.parents if self._known.get(one) is None}
        found = entities_of(wanted - coming.keys()) if wanted else {}
        self._known |= {one: coming.get(one) or found.get(one) for one in wanted}
        named = {(record.parent_name, OUTER) for record in records if record.parent_name}
        named |= {(record.country, COUNTRY) for record in records if record.country}
        for key in named - self._named.keys():
            self._named[key] = _area_named(*key)

    def of(self, record: EntityRecord) -> int | None:
        """Return the place that a record lies in, the innermost that the archive has; None for none."""
        found = next((known for one in record.parents if (known := self._known.get(one))), None)
        return (
            found
            or self._named.get((record.parent_name, OUTER))
            or self._named.get((record.country, COUNTRY))
        )


def _area_named(name: str, types: tuple[str, ...]) -> int | None:
    """Return the only country of a name, or else the only area, of the types that count; a town is not an area, whatever its name."""
    bearers = Name.objects.filter(key=name_key(name), entity__kind=PLACE.key).values("entity_id")
    places = list(
        Entity.objects.filter(pk__in=bearers, place_type__in=types).values_list("pk", "place_type")[:50]
    )
    countries = [pk for pk, sort in places if sort == "country"]
    return next((found[0] for found in (countries, [pk for pk, _ in places]) if len(found) == 1), None)
