"""Read Wikidata: the answers of its query service (JSON), and its own entities, one by one or as a dump in lines.

Tables of the query service (CSV, TSV) are read as other tables are (tables.py). Of an entity are taken: labels and aliases in languages
that reports are in, what it is, its dates, coordinates, population, the place it lies in, and its numbers in other registers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from archive.ingest.datasets.numbers import CellError
from archive.ingest.entities.record import EntityRecord, Id, RegisterName, dates_of, make_record, one_line
from archive.kinds import BY_KEY, FACTION, PERSON, PLACE
from archive.models import Name

# Of statements: property -> what is taken from it.
HUMAN = "Q5"
IDENTIFIERS = {"P1566": "geonames", "P214": "viaf", "P10632": "opensanctions"}
DATES = {"P569": "born_edtf", "P570": "died_edtf", "P571": "founded_edtf", "P576": "dissolved_edtf"}
INSTANCE, COORDINATES, POPULATION, LIES_IN, COUNTRY = "P31", "P625", "P1082", "P131", "P17"
SHORT_NAME, NICKNAME, NATIVE = "P1813", "P1449", "P1559"
PLACE_TYPES = {
    "Q6256": "country", "Q3624078": "country", "Q515": "city", "Q1549591": "city", "Q5119": "city", "Q3957": "town", "Q532": "village",
    "Q486972": "village", "Q10864048": "province", "Q158683": "province", "Q13220204": "district", "Q2492385": "district",
    "Q1402592": "pass", "Q133056": "pass", "Q39816": "valley", "Q4022": "river", "Q8502": "mountain", "Q46831": "mountain",
    "Q1248784": "airfield", "Q695850": "base", "Q245016": "base", "Q82794": "region",
}  # fmt: skip
FACTION_TYPES = {
    "Q7278": "party", "Q17149090": "armed group", "Q17127659": "armed group", "Q178706": "armed group", "Q1752939": "armed group",
    "Q127050": "armed group", "Q12104567": "armed group", "Q625994": "alliance", "Q1127126": "alliance", "Q7188": "government",
    "Q35798": "government", "Q192350": "government", "Q772547": "state forces", "Q37726": "state forces", "Q176799": "state forces",
    "Q43229": "organisation", "Q163740": "organisation", "Q484652": "organisation", "Q4830453": "organisation", "Q79913": "organisation",
}  # fmt: skip
# How a date is precise: 11 a day, 10 a month, 9 a year, 8 a decade, 7 a century.
CUT = {11: 10, 10: 7, 9: 4}
LANGUAGES = frozenset(
    [
        "en",
        "ar",
        "fa",
        "ps",
        "prs",
        "ur",
        "ru",
        "uk",
        "de",
        "fr",
        "es",
        "it",
        "tr",
        "ku",
        "ckb",
        "he",
        "zh",
        "so",
        "am",
        "ti",
        "ha",
        "sw",
        "hi",
        "bn",
        "my",
        "tg",
        "uz",
        "tk",
        "pt",
        "nl",
        "pl",
    ]
)


def read_binding(found: Mapping[str, Any]) -> dict[str, str]:
    """Return a row of an answer of the query service as cells."""
    return {
        name: str(cell.get("value", "")) if isinstance(cell, dict) else str(cell)
        for name, cell in found.items()
    }


def is_entity(found: Mapping[str, Any]) -> bool:
    """Return whether an object is an entity of Wikidata."""
    return isinstance(found.get("labels"), dict) and str(found.get("id", ""))[:1] in "QP"


def read_entity(
    found: Mapping[str, Any], *, kind: str, origin: str, position: int, size: int
) -> EntityRecord | None:
    """Return the record of an entity of Wikidata; None unless it is a person, place or faction.

    Args:
        kind: what it is, if somebody said so.

    Raises:
        CellError: it is one, but cannot be read.
    """
    claims = found.get("claims")
    claims = claims if isinstance(claims, dict) else {}
    sorts = [value.get("id", "") for value in _values(claims, INSTANCE) if isinstance(value, dict)]
    kind = kind or _kind(sorts, claims)
    if not kind or str(found["id"])[:1] != "Q":
        return None
    columns: dict[str, Any] = {"summary": one_line(_in_language(found.get("descriptions"), "en"))[:300]}
    dates, notices = dates_of(
        {column: _date(claims, name) for name, column in DATES.items() if column in BY_KEY[kind].columns}
    )
    columns |= dates | (_of_place(sorts, claims) if kind == PLACE.key else {})
    if kind == FACTION.key:
        columns["faction_type"] = next((FACTION_TYPES[sort] for sort in sorts if sort in FACTION_TYPES), "")
    names = list(_names(found, claims))
    labels, own = found.get("labels"), str(found["id"])
    first = names[0].text if names else ""
    heading = _in_language(labels, "en") or _in_language(labels, "mul") or first
    return make_record(
        kind=kind, name=heading, names=names, ids=(("wikidata", own), *_ids(claims)), columns=columns,
        parents=tuple(("wikidata", parent) for parent in _lies_in(claims) if parent != own) if kind == PLACE.key else (),
        origin=origin, position=position, size=size, notices=notices,
    )  # fmt: skip


def _lies_in(claims: Mapping[str, Any]) -> list[str]:
    """Return the numbers of what a place lies in, its country last."""
    values = [value for name in (LIES_IN, COUNTRY) for value in _values(claims, name)]
    return [
        pk for pk in dict.fromkeys(value.get("id", "") for value in values if isinstance(value, dict)) if pk
    ]


def _kind(sorts: list[str], claims: Mapping[str, Any]) -> str:
    if HUMAN in sorts:
        return PERSON.key
    if any(sort in FACTION_TYPES for sort in sorts):
        return FACTION.key
    if (
        any(sort in PLACE_TYPES for sort in sorts)
        or claims.get("P1566")
        or claims.get(COORDINATES)
        and claims.get(LIES_IN)
    ):
        return PLACE.key
    return ""


def _values(claims: Mapping[str, Any], name: str) -> list[Any]:
    """Return the values of a property, the preferred ones first, without those that are deprecated."""
    statements = [
        one for one in claims.get(name, ()) if isinstance(one, dict) and one.get("rank") != "deprecated"
    ]
    statements.sort(key=lambda one: one.get("rank") != "preferred")
    found = (one.get("mainsnak", {}).get("datavalue", {}).get("value") for one in statements)
    return [value for value in found if value is not None]


def _in_language(texts: Any, language: str) -> str:
    value = texts.get(language) if isinstance(texts, dict) else None
    return str(value.get("value", "")) if isinstance(value, dict) else ""


def _names(found: Mapping[str, Any], claims: Mapping[str, Any]) -> Iterator[RegisterName]:
    labels, aliases = found.get("labels") or {}, found.get("aliases") or {}
    for language, value in labels.items():
        if language in LANGUAGES and isinstance(value, dict):
            yield RegisterName(str(value.get("value", "")), language=language)
    for language, values in aliases.items() if isinstance(aliases, dict) else ():
        for value in values if language in LANGUAGES else ():
            text = str(value.get("value", ""))
            is_acronym = text.isupper() and text.isascii() and len(text) <= 6
            yield RegisterName(text, Name.Kind.ACRONYM if is_acronym else Name.Kind.SPELLING, language)
    for name, kind in (
        (SHORT_NAME, Name.Kind.SHORT),
        (NICKNAME, Name.Kind.NOM_DE_GUERRE),
        (NATIVE, Name.Kind.NATIVE),
    ):
        for value in _values(claims, name):
            if isinstance(value, dict) and value.get("text"):
                language = str(value.get("language", ""))
                yield RegisterName(str(value["text"]), kind.value, language if language in LANGUAGES else "")


def _ids(claims: Mapping[str, Any]) -> list[Id]:
    return [
        (scheme, str(value)) for name, scheme in IDENTIFIERS.items() for value in _values(claims, name)[:1]
    ]


def _date(claims: Mapping[str, Any], name: str) -> str:
    """Return a date as exact as it is known; "" for one before year 1, or less exact than a year."""
    for value in _values(claims, name)[:1]:
        time = str(value.get("time", "")) if isinstance(value, dict) else ""
        if time[:1] == "+" and (length := CUT.get(value.get("precision", 0))):
            return time[1 : length + 1]
    return ""


def _of_place(sorts: list[str], claims: Mapping[str, Any]) -> dict[str, Any]:
    point = next((value for value in _values(claims, COORDINATES) if isinstance(value, dict)), {})
    people = next((value for value in _values(claims, POPULATION) if isinstance(value, dict)), {})
    amount = str(people.get("amount", "")).lstrip("+").partition(".")[0]
    return {
        "place_type": next((PLACE_TYPES[sort] for sort in sorts if sort in PLACE_TYPES), ""),
        "latitude": _degrees(point.get("latitude"), 90),
        "longitude": _degrees(point.get("longitude"), 180),
        "population": int(amount) if amount.isdecimal() else None,
    }


def _degrees(value: Any, most: int) -> float | None:
    if value is None:
        return None
    if not isinstance(value, int | float) or not abs(value) <= most:
        raise CellError(f"has coordinates that cannot be ({str(value)[:20]}): correct them")
    return float(value)
