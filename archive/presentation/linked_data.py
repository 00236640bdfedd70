"""Entities in the vocabulary of schema.org, for machines that read pages."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.utils.safestring import SafeString, mark_safe

from archive import dates
from archive.kinds import BY_KEY
from archive.models import Entity, ExternalId, Name

# Like Django's own json_script: nothing in the data can close the enclosing element.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def as_linked_data(
    entity: Entity, *, names: Iterable[Name], identifiers: Iterable[ExternalId], path: list[Entity], root: str
) -> SafeString:
    """Return an entity as JSON-LD that is safe inside a script element. `root` is the address of the site."""
    site = root.rstrip("/")
    data = {
        "@context": "https://schema.org",
        "@type": BY_KEY[entity.kind].schema_type,
        "@id": site + entity.get_absolute_url(),
        "url": site + entity.get_absolute_url(),
        "name": entity.name,
        "alternateName": [name.text for name in names if name.text != entity.name],
        "description": entity.summary,
        "sameAs": [address for identifier in identifiers if (address := identifier.url())],
        **plain_dates(entity),
        **position(entity, path, site),
    }
    return mark_safe(
        json.dumps({key: value for key, value in data.items() if value}, ensure_ascii=False).translate(
            ESCAPES
        )
    )


def plain_dates(entity: Entity) -> dict[str, str]:
    """Return the dates that are a plain year, month or day; schema.org has no uncertain ones."""
    columns = BY_KEY[entity.kind].dates
    found = {one.schema_property: dates.plain_date(getattr(entity, one.column)) for one in columns}
    return {key: iso for key, iso in found.items() if iso}


def position(place: Entity, path: list[Entity], site: str) -> dict:
    """Return the location of a place: its coordinates, and the place it lies in."""
    found: dict = {}
    if place.latitude is not None:
        found["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": place.latitude,
            "longitude": place.longitude,
        }
    if path:
        outer = path[-1]
        found["containedInPlace"] = {
            "@type": BY_KEY[outer.kind].schema_type,
            "@id": site + outer.get_absolute_url(),
            "name": outer.name,
        }
    return found
