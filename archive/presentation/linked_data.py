"""Entities in the vocabulary of schema.org, for machines that read pages."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.utils.safestring import SafeString, mark_safe

from archive import dates
from archive.evidence.cited import Cited
from archive.kinds import BY_KEY
from archive.models import Entity, ExternalId, Name
from archive.presentation.statements import period

# Like Django's own json_script: nothing in the data can close the enclosing element.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
# (between two factions, said of this entity) -> the property of schema.org.
PROPERTIES = {
    (False, True): "memberOf",
    (False, False): "member",
    (True, True): "parentOrganization",
    (True, False): "subOrganization",
}


def as_linked_data(
    entity: Entity,
    *,
    names: Iterable[Name],
    identifiers: Iterable[ExternalId],
    path: list[Entity],
    cited: Iterable[Cited],
    root: str,
) -> SafeString:
    """Return an entity as JSON-LD that is safe inside a script element. `root` is the address of the site.

    `cited` is what readers may see cited of it.
    """
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
        **sides(cited, site),
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
        found["containedInPlace"] = reference(path[-1], site)
    return found


def reference(entity: Entity, site: str) -> dict[str, str]:
    """Return an entity as others refer to it."""
    kind = BY_KEY[entity.kind]
    return {"@type": kind.schema_type, "@id": site + entity.get_absolute_url(), "name": entity.name}


def sides(cited: Iterable[Cited], site: str) -> dict[str, list[dict]]:
    """Return whose side an entity is on and who is on its: each tie a Role of schema.org, with the dates and words cited of it."""
    found: dict[str, list[dict]] = {}
    for one in cited:
        if one.other and one.statement.about.is_side:
            key = PROPERTIES[one.is_relation, one.is_outgoing]
            found.setdefault(key, []).append(role(one, key, reference(one.other, site)))
    return found


def role(one: Cited, key: str, other: dict[str, str]) -> dict:
    """Return a tie as a Role: it begins and ends where a source says so, with a plain date; the dates of citations are not used."""
    statement = one.statement
    data = {
        "@type": "Role" if one.is_relation else "OrganizationRole",
        key: other,
        "roleName": statement.role or statement.about.words,
        "startDate": dates.plain_date(statement.start),
        "endDate": dates.plain_date(statement.end),
        "description": f"{statement.certainty}; {', '.join(period(statement))}",
    }
    return {name: value for name, value in data.items() if value}
