"""Find the place of the archive that a row of a data set names: by its GeoNames number, or by name and coordinates.

Only existing places are taken, and only one that fits: of the right sort, and near the row's coordinates or, without coordinates, in the
country that the row names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from archive.ingest.datasets.event_row import Where
from archive.ingest.datasets.lookup import Bearer, Bearers
from archive.models import ExternalId
from archive.reference.earth import km_between

# What data sets add to names: "Naw Zad district", "Aleppo Governorate", "Kabul city".
SORT_WORDS = re.compile(
    r"\s+(?:special republican city|village|town|city|province|governorate|district|subdistrict|region|oblast|raion|county|department"
    r"|municipality|prefecture|division|state|area|camp|wilaya|neighbou?rhood)$",
    re.IGNORECASE,
)
IN_BRACKETS = re.compile(r"\s*\([^()]*\)")
# How far the row's coordinates may be from those of the place, in km, and the types of place that a sort can be.
WITHIN_KM = {"settlement": 25, "district": 80, "province": 250, "region": 150, "country": 3000}
NOT_A_SETTLEMENT = {"region", "country", "province", "district"}
TYPES = {"country": {"country"}, "province": {"province", "region"}, "district": {"district"}}


class Places:
    """The places of the archive, for the rows of one import."""

    def __init__(self) -> None:
        self._bearers = Bearers("place")
        self._numbers = dict(
            ExternalId.objects.filter(scheme=ExternalId.Scheme.GEONAMES).values_list("value", "entity_id")
        )

    def learn(self, wheres: Iterable[Where]) -> None:
        """Look up the names of many rows at once."""
        self._bearers.learn(name for where in wheres for name in (*spellings(where.name), where.country))

    def place_of(self, where: Where) -> int | None:
        """Return the id of the place that a row means, or None if none fits, or several do equally well."""
        if where.geonames and (known := self._numbers.get(where.geonames)):
            return known
        for name in spellings(where.name):
            fitting = [bearer for bearer in self._bearers.of(name) if self._fits(bearer, where)]
            if fitting:
                return _clearest(fitting, where)
        return None

    def _fits(self, bearer: Bearer, where: Where) -> bool:
        if not _is_of_sort(bearer.place_type, where.sort):
            return False
        away = km_apart(bearer, where)
        if away is not None:
            return away <= WITHIN_KM[where.sort]
        if where.sort == "country":
            return True
        countries = {country.entity_id for country in self._bearers.of(where.country)}
        return bool(countries.intersection(bearer.lineage))


def spellings(name: str) -> list[str]:
    """Return a name as the data set has it, then without brackets and without the word for its sort."""
    bare = IN_BRACKETS.sub("", name).strip()
    return [found for found in dict.fromkeys((name, bare, SORT_WORDS.sub("", bare))) if found]


def _is_of_sort(place_type: str, sort: str) -> bool:
    if not place_type or sort == "region":
        return True
    if sort == "settlement":
        return place_type not in NOT_A_SETTLEMENT
    return place_type in TYPES[sort]


def _clearest(fitting: list[Bearer], where: Where) -> int | None:
    """Return the only one, or the one much nearer than the next."""
    if len(fitting) == 1:
        return fitting[0].entity_id
    far = sorted(
        (away if (away := km_apart(bearer, where)) is not None else 1e9, bearer.entity_id)
        for bearer in fitting
    )
    return far[0][1] if far[0][0] * 2 < far[1][0] else None


def km_apart(bearer: Bearer, where: Where) -> float | None:
    """Return the distance of a place from the coordinates of a row; None if either has none."""
    if (
        bearer.latitude is None
        or bearer.longitude is None
        or where.latitude is None
        or where.longitude is None
    ):
        return None
    return km_between((bearer.longitude, bearer.latitude), (where.longitude, where.latitude))
