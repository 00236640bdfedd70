"""Read lists of sanctions: OpenSanctions (entities of FollowTheMoney, a line each), and the Security Council's own list in XML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from lxml import etree

from archive.ingest.datasets.numbers import CellError
from archive.ingest.entities.record import EntityRecord, RegisterName, dates_of, make_record, one_line
from archive.ingest.entities.types import type_in_words
from archive.ingest.raw import Refusal
from archive.kinds import FACTION, PERSON
from archive.models import Name

# Schemas of FollowTheMoney. Others, such as addresses, ships and payments, are passed over.
SCHEMAS = {
    "Person": PERSON.key, "Organization": FACTION.key, "LegalEntity": FACTION.key, "PublicBody": FACTION.key, "Company": FACTION.key,
}  # fmt: skip
NAME_PROPERTIES = {
    "name": Name.Kind.SPELLING, "alias": Name.Kind.SPELLING, "weakAlias": Name.Kind.SHORT, "previousName": Name.Kind.FORMER,
    "abbreviation": Name.Kind.ACRONYM,
}  # fmt: skip
DATES = {
    PERSON.key: {"born_edtf": "birthDate", "died_edtf": "deathDate"},
    FACTION.key: {"founded_edtf": "incorporationDate", "dissolved_edtf": "dissolutionDate"},
}  # fmt: skip


def is_of_money(found: Mapping[str, Any]) -> bool:
    """Return whether an object is an entity of FollowTheMoney."""
    return isinstance(found.get("properties"), dict) and "schema" in found


def read_of_money(found: Mapping[str, Any], *, origin: str, position: int, size: int) -> EntityRecord | None:
    """Return the record of an entity of FollowTheMoney; None for anything but a person or group.

    Raises:
        CellError: it is one, but cannot be read.
    """
    kind, given = SCHEMAS.get(str(found["schema"]), ""), found["properties"]
    if not kind:
        return None

    def values(name: str) -> list[str]:
        value = given.get(name) or ()
        return [str(one) for one in (value if isinstance(value, list) else [value]) if one]

    names = [
        RegisterName(text, sort.value) for name, sort in NAME_PROPERTIES.items() for text in values(name)
    ]
    heading = str(found.get("caption") or "") or next((name.text for name in names), "")
    dates, notices = dates_of({column: _only(values(name)) for column, name in DATES[kind].items()})
    columns = dates | {
        "summary": one_line(next(iter(values("position") + values("notes") + values("summary")), ""))[:300]
    }
    if kind == FACTION.key:
        columns["faction_type"] = type_in_words(
            FACTION, " ".join([*values("topics"), *values("legalForm"), *values("description")])
        )
    own = str(found.get("id") or "")[:200]
    if not own:
        raise CellError("has no id, by which it could be recognised again: give it one")
    wikidata = [value for value in [*values("wikidataId"), own] if value[:1] == "Q" and value[1:].isdecimal()]
    ids = (("opensanctions", own), *(("wikidata", value) for value in wikidata[:1]))
    return make_record(
        kind=kind, name=heading, names=names, ids=ids, columns=columns, origin=origin, position=position, size=size, notices=notices,
    )  # fmt: skip


def _only(dates: list[str]) -> str:
    """Return the one date, or the least exact of several that agree; "" for several that do not."""
    shortest = min(dates, key=len, default="")
    return shortest if all(date.startswith(shortest) for date in dates) else ""


# The Security Council's list

FULL_NAME = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
RECORDS = {"INDIVIDUAL": PERSON.key, "ENTITY": FACTION.key}


def read_list(file: BinaryIO, origin: str) -> Iterator[EntityRecord | Refusal]:
    """Yield the persons and groups of the list as it is published in XML, each with its aliases and dates of birth."""
    number = 0
    try:
        parsing = etree.iterparse(
            file,
            events=("end",),
            tag=tuple(RECORDS),
            resolve_entities=False,
            no_network=True,
            huge_tree=False,
            load_dtd=False,
        )
        for _, element in parsing:
            number += 1
            try:
                yield _listed(element, origin, number)
            except CellError as error:
                yield Refusal(origin, number, str(error))
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        yield Refusal(
            origin, number + 1, f"is not XML from here on, and the rest was not read: {str(error)[:120]}"
        )


def _listed(element, origin: str, number: int) -> EntityRecord:
    kind = RECORDS[element.tag]
    text = _reader(element)
    own = text("DATAID") or text("REFERENCE_NUMBER")
    if not own:
        raise CellError("has no DATAID, by which it could be recognised again")
    heading = " ".join(filter(None, map(text, FULL_NAME)))
    names = (
        [RegisterName(text("NAME_ORIGINAL_SCRIPT"), Name.Kind.NATIVE.value)]
        if text("NAME_ORIGINAL_SCRIPT")
        else []
    )
    for alias in element.findall(f"{element.tag}_ALIAS"):
        names += _aliases(_reader(alias))
    dates, notices = dates_of({"born_edtf": _born(element)} if kind == PERSON.key else {})
    summary = (
        one_line(text("DESIGNATION/VALUE") or text("COMMENTS1"))[:300]
        if kind == PERSON.key
        else one_line(text("COMMENTS1"))[:300]
    )
    size = len(etree.tostring(element))
    return make_record(
        kind=kind, name=heading, names=names, ids=(("un_list", own),), columns=dates | {"summary": summary}, origin=origin,
        position=number, size=size, notices=notices,
    )  # fmt: skip


def _reader(element):
    return lambda path: one_line(element.findtext(path) or "")


def _aliases(text) -> list[RegisterName]:
    """Return the names of one alias; of low quality are those that say little by themselves."""
    quality = text("QUALITY").lower()
    kind = (
        Name.Kind.SHORT
        if quality == "low"
        else Name.Kind.FORMER
        if quality.startswith("f")
        else Name.Kind.SPELLING
    )
    if quality.startswith("a.k.a") or quality in ("good", ""):
        kind = Name.Kind.SPELLING
    return [RegisterName(part.strip(), kind.value) for part in text("ALIAS_NAME").split(";") if part.strip()]


def _born(element) -> str:
    """Return the date of birth, if the list has one that it does not contradict."""
    found = []
    for birth in element.findall("INDIVIDUAL_DATE_OF_BIRTH"):
        text = _reader(birth)
        about = "about " if text("TYPE_OF_DATE").upper().startswith("APPROX") else ""
        first, last = text("FROM_YEAR"), text("TO_YEAR")
        date = text("DATE").partition("T")[0] or text("YEAR") or (f"{first}/{last}" if first and last else "")
        if date:
            found.append(about + date)
    return _only(list(dict.fromkeys(found)))
