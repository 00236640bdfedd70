"""Read records from tables with a header, and from flat JSON objects: OpenRefine, Wikidata's query service, UCDP's actors, one's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from archive.ingest.datasets.factions import full_names
from archive.ingest.datasets.numbers import CellError, coordinate, identifier, whole_number
from archive.ingest.entities.codes import AdminCodes
from archive.ingest.entities.columns import NAME_KINDS, NAME_PARTS, SCHEMES, Column
from archive.ingest.entities.record import (
    NAMED,
    OTHER,
    EntityRecord,
    Id,
    RegisterName,
    dates_of,
    make_record,
    one_line,
)
from archive.ingest.entities.scripts import in_own_scripts
from archive.ingest.entities.types import MINOR, place_type_of_feature, type_by_size, type_in_words
from archive.kinds import BY_KEY, FACTION, PERSON, PLACE
from archive.reference.countries import COUNTRIES
from archive.text.words import name_key

POINT = re.compile(
    r"(?i)\s*point\s*\(\s*(-?[\d.]+)[\s,]+(-?[\d.]+)\s*\)\s*|\s*(-?[\d.]+)\s*[,;]\s*(-?[\d.]+)\s*"
)
BETWEEN_NAMES = re.compile(r"[|;\n]")
WIKIDATA = re.compile(r"(?i)<?(?:https?://www\.wikidata\.org/(?:entity|wiki)/|wd:)?(Q[1-9]\d*)>?")
MAX_POPULATION = 10**12
# UCDP's Org: what sort of actor it is.
ACTOR_SORTS = {"1": "armed group", "2": "other", "3": "other", "4": "government"}
SCHEMA_KINDS = {
    "person": PERSON.key, "organization": FACTION.key, "organisation": FACTION.key, "legalentity": FACTION.key,
    "publicbody": FACTION.key, "company": FACTION.key, "human": PERSON.key, "individual": PERSON.key, "entity": FACTION.key,
    "group": FACTION.key, "party": FACTION.key, "city": PLACE.key, "town": PLACE.key,
} | {kind.key: kind.key for kind in BY_KEY.values()} | {kind.plural: kind.key for kind in BY_KEY.values()}  # fmt: skip


@dataclass(frozen=True)
class RegisterDefaults:
    """What holds for a whole file: the kind of its records, the register that numbers them, and the codes of provinces."""

    kind: str = ""
    register: str = ""
    codes: AdminCodes = field(default_factory=AdminCodes)


def record_of(
    cells: Mapping[str, str],
    columns: Iterable[Column],
    defaults: RegisterDefaults,
    *,
    origin: str,
    position: int,
    size: int,
) -> EntityRecord:
    """Return the record of a row.

    Args:
        cells: the row by the labels of its columns.

    Raises:
        CellError: it is not a record, or has a cell that cannot be read.
    """
    row = _by_meaning(cells, columns)
    kind = kind_of(row, defaults)
    given, notices = columns_of(row, kind)
    name = row.get("name", "") or " ".join(filter(None, (row.get(part, "") for part in NAME_PARTS)))
    ids = ids_of(row, defaults) or (named_id(kind, name, defaults),)
    defaults.codes.learn(row.get("geonames code", ""), dict(ids).get("geonames", ""))
    names = names_of(cells, columns)
    if "geonames" in row:
        names = in_own_scripts(names, row.get("country code", "") or row.get("geonames code", "")[:2])
    return make_record(
        kind=kind, name=_unlabelled(name), names=names, ids=ids, columns=given, parents=parents_of(row, defaults),
        parent_name=one_line(row.get("parent", "")),
        country=COUNTRIES.get(row.get("country code", "").upper(), ""), origin=origin, position=position, size=size, notices=notices, is_minor=_is_minor(given),
    )  # fmt: skip


def _by_meaning(cells: Mapping[str, str], columns: Iterable[Column]) -> dict[str, str]:
    row: dict[str, str] = {}
    for column in columns:
        value = (cells.get(column.label) or "").strip()
        if value and column.meaning and not row.get(column.meaning):
            row[column.meaning] = value
    return row


def kind_of(row: Mapping[str, str], defaults: RegisterDefaults) -> str:
    """Return the kind of a row: as it says, as its columns show, or as the file.

    Raises:
        CellError: none of these says it.
    """
    said = re.sub(r"\W", "", row.get("kind", "")).lower()
    if said in SCHEMA_KINDS:
        return SCHEMA_KINDS[said]
    if defaults.kind:
        return defaults.kind
    if "ucdp_actor" in row:
        return FACTION.key
    if row.keys() & {"geonames", "latitude", "point", "population", "geonames code"}:
        return PLACE.key
    if row.keys() & {"born", "died"}:
        return PERSON.key
    for kind in BY_KEY.values():
        if row.get("type", "").lower() in (kind.key, *kind.types):
            return kind.key
    raise CellError(
        "does not say what it is: give it a column for its kind (person, place or faction), or say it for all"
    )


def columns_of(row: Mapping[str, str], kind: str) -> tuple[dict, tuple[str, ...]]:
    """Return the columns of Entity that a row fills, and notices. Raises CellError for a cell that cannot be read."""
    said = row.get("type", "")
    given: dict = {"summary": one_line(row.get("summary", ""))[:300]}
    if kind == PLACE.key:
        given["latitude"], given["longitude"] = _point(row)
        people = given["population"] = whole_number(
            row.get("population", ""), "population", most=MAX_POPULATION
        )
        given["place_type"] = place_type_of_feature(said, people or 0) or type_in_words(PLACE, said)
        if "geonames" in row and people is not None and not said:  # its lists of towns have no column for it
            given["place_type"] = type_by_size(people)
        return given, ()
    if kind == FACTION.key:
        given["faction_type"] = (
            ACTOR_SORTS.get(said, "") if "ucdp_actor" in row else type_in_words(FACTION, said)
        )
    dates, notices = dates_of(
        {date.column: row.get(date.column.removesuffix("_edtf"), "") for date in BY_KEY[kind].dates}
    )
    return given | dates, notices


def _is_minor(given: Mapping) -> bool:
    """Return whether a place is small: of a gazetteer, that is, which says how many live there."""
    people = given.get("population")
    return (
        people is not None
        and people < MINOR
        and given["place_type"] not in ("country", "province", "district", "region")
    )


def _point(row: Mapping[str, str]) -> tuple[float | None, float | None]:
    latitude = coordinate(row.get("latitude", "").replace(",", "."), "latitude", most=90)
    longitude = coordinate(row.get("longitude", "").replace(",", "."), "longitude", most=180)
    if (latitude is None) != (longitude is None):
        raise CellError("has only one of latitude and longitude: give both, or neither")
    found = POINT.fullmatch(row.get("point", "")) if latitude is None else None
    if not found:
        return latitude, longitude
    east, north, first, second = found.groups()
    pair = (north, east) if north else (first, second)
    return coordinate(pair[0], "latitude", most=90), coordinate(pair[1], "longitude", most=180)


def ids_of(row: Mapping[str, str], defaults: RegisterDefaults) -> tuple[Id, ...]:
    """Return the identifiers of a row: of a known register, and its own number in the list that it comes from."""
    found = []
    for scheme in SCHEMES:
        value = identifier(row.get(scheme, ""))
        if scheme == "wikidata":
            match = WIKIDATA.fullmatch(value)
            value = match[1].upper() if match else ""
        if value:
            found.append((scheme, value.rstrip("/").rpartition("/")[2][:200]))
    if own := row.get("id", ""):
        number = identifier(own)
        if defaults.register in SCHEMES:
            return ((defaults.register, number[:200]), *found)
        found.append((OTHER, f"{defaults.register}:{number}"[:200]))
    return tuple(found)


def named_id(kind: str, name: str, defaults: RegisterDefaults) -> Id:
    """Return what stands for the number of a row that has none: the list, and the name there."""
    return OTHER, f"{defaults.register}{NAMED}{kind} {name_key(name)}"[:200]


def parents_of(row: Mapping[str, str], defaults: RegisterDefaults) -> tuple[Id, ...]:
    """Return the identifiers of the places that a row lies in, innermost first."""
    found: list[Id] = []
    for scheme in ("wikidata", "geonames"):
        value = row.get(f"parent {scheme}", "")
        match = WIKIDATA.fullmatch(value) if scheme == "wikidata" else None
        if value := match[1].upper() if match else "" if scheme == "wikidata" else identifier(value):
            found.append((scheme, value))
    codes = defaults.codes
    if code := row.get("parent geonames code", ""):
        found += codes.above(code)
    elif code := row.get("geonames code", ""):
        found += codes.above(code.rpartition(".")[0])
    elif country := row.get("country code", ""):
        found += codes.above(
            ".".join(filter(None, (country, row.get("admin1 code"), row.get("admin2 code"))))
        )
    return tuple(found)


def names_of(cells: Mapping[str, str], columns: Iterable[Column]) -> list[RegisterName]:
    """Return the names in the columns that hold some, each with its kind and language."""
    found = []
    for column in columns:
        if kind := NAME_KINDS.get(column.meaning):
            texts = BETWEEN_NAMES.split(cells.get(column.label) or "")
            language = column.language if len(column.language) <= 3 else ""
            found += [RegisterName(_unlabelled(text), kind, language) for text in texts if text.strip()]
    return found


def _unlabelled(text: str) -> str:
    """Return a label of the query service without its language: "Kabul"@en."""
    found = re.fullmatch(r'"(.*)"(?:@[\w-]+)?', text.strip())
    return found[1] if found else text


def with_actor_names(record: EntityRecord, cells: Mapping[str, str]) -> EntityRecord:
    """Return the record of an actor of UCDP with the names that its list has; it says nothing else in words of its own."""
    return make_record(**(vars(record) | {"names": actor_names(cells)}))


def actor_names(cells: Mapping[str, str]) -> list[RegisterName]:
    """Return the names of an actor in UCDP's list: full ones, the first one, and those that it took later."""
    heading = cells.get("namedata", "").strip()
    changed = cells.get("namechange", "0").strip() not in ("", "0")
    found = [RegisterName(text) for text in full_names(dict(cells), former=True)]
    original = cells.get("nameorig", "").strip()
    if original and original != heading:
        found.append(RegisterName(original, "former" if changed else "spelling"))
    later = [text.strip() for text in cells.get("newname", "").split(",")]
    return found + [RegisterName(text) for text in later if text and text.lower() != "n/a"]
