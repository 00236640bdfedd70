"""Find the place of the archive that a row of a data set names: by its GeoNames number, or by name and coordinates.

Only existing places are taken, and only one that fits: of the right sort, and near the row's coordinates or, without coordinates, in the
country that the row names. Where no name agrees, one that is spelt alike is taken if it is close by: Taluqan for Taloqan.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import floor

from django.utils.functional import cached_property

from archive.ingest.datasets.event_row import Where
from archive.ingest.datasets.lookup import Bearer, Bearers, bearers_on_the_map
from archive.models import ExternalId
from archive.reference.earth import km_between
from archive.text.likeness import judge, pair, telling
from archive.text.patterns import Linear
from archive.text.words import name_key

# What data sets add to names: "Naw Zad district", "Aleppo Governorate", "Kabul city".
SORT_WORDS = Linear(
    r"\s+(?:special republican city|village|town|city|province|governorate|district|subdistrict|region|oblast|raion|county|department"
    r"|municipality|prefecture|division|state|area|camp|wilaya|neighbou?rhood)$",
    ignore_case=True,
)
IN_BRACKETS = Linear(r"\s*\([^()]*\)")
# How far the row's coordinates may be from those of the place, in km, and the types of place that a sort can be.
WITHIN_KM = {"settlement": 25, "district": 80, "province": 250, "region": 150, "country": 3000}
NOT_A_SETTLEMENT = {"region", "country", "province", "district"}
# A district has the name of its town, and is taken for the town where it has no entry of its own: the event says "somewhere in the district".
TYPES = {
    "country": {"country"},
    "province": {"province", "region"},
    "district": {"district", "city", "town", "village", "valley"},
}
LIKELY, SHORT_WORD = 0.2, 3
ALIKE_WITHIN_KM = {"settlement": 15, "district": 40}
CELLS_A_DEGREE = 1


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
        return self._spelt_alike(where)

    def _spelt_alike(self, where: Where) -> int | None:
        """Return the place close by whose name is spelt like one of the row, if there is one alone."""
        within = ALIKE_WITHIN_KM.get(where.sort)
        if not within or where.latitude is None or where.longitude is None:
            return None
        names = {name_key(name) for name in spellings(where.name)}
        found = {
            bearer.entity_id
            for key, bearer in self._near(where.latitude, where.longitude)
            if _is_of_sort(bearer.place_type, where.sort)
            and any(is_spelt_alike(key, name) for name in names)
            and (km_apart(bearer, where) or 0) <= within
        }
        return found.pop() if len(found) == 1 else None

    def _near(self, latitude: float, longitude: float) -> list[tuple[str, Bearer]]:
        """Return the names of places in the cell of a point and in those around it."""
        row, column = _cell(latitude, longitude)
        around = ((row + up, column + across) for up in (-1, 0, 1) for across in (-1, 0, 1))
        return [found for cell in around for found in self._cells.get(cell, ())]

    @cached_property
    def _cells(self) -> dict[tuple[int, int], list[tuple[str, Bearer]]]:
        """The names of all places with coordinates, by cells of one degree."""
        cells: dict[tuple[int, int], list[tuple[str, Bearer]]] = {}
        for key, bearer in bearers_on_the_map():
            cells.setdefault(_cell(bearer.latitude or 0, bearer.longitude or 0), []).append((key, bearer))
        return cells

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


def is_spelt_alike(one: str, other: str) -> bool:
    """Return whether two folded names of as many words are likely spellings of one; short words must be the same."""
    words, others = one.split(), other.split()
    if len(words) != len(others):
        return False
    short = [pair for pair in zip(words, others, strict=True) if min(map(len, pair)) <= SHORT_WORD]
    pairing = pair(one, other)
    # Upper Riverton is another place than the town of Riverton.
    if telling(pairing.left + pairing.right):
        return False
    return all(word == facing for word, facing in short) and judge(one, other).chance >= LIKELY


def _cell(latitude: float, longitude: float) -> tuple[int, int]:
    return floor(latitude * CELLS_A_DEGREE), floor(longitude * CELLS_A_DEGREE)


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
    exact = [bearer for bearer in fitting if bearer.place_type == where.sort]
    if len(exact) == 1:
        return exact[0].entity_id
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
