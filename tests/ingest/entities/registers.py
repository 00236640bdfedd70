"""Small files of our own making, in the formats of registers."""

from __future__ import annotations

import json
from pathlib import Path

from archive.ingest.entities.formats import RegisterReading, read_register
from archive.ingest.entities.load import load_entities

GEONAMES = (
    (1, "Sylvania", "Republic of Sylvania,سيلفانيا,zwrt", 36.0, 66.0, "A", "PCLI", "SY", "", "", 5_000_000),
    (2, "Valley Province", "Wilayat-e Valley", 36.5, 66.5, "A", "ADM1", "SY", "01", "", 900_000),
    (3, "Riverton District", "", 36.7, 67.0, "A", "ADM2", "SY", "01", "0101", 90_000),
    (4, "Riverton", "Riverstadt,RVT,リバートン", 36.71, 67.11, "P", "PPLA", "SY", "01", "0101", 40_000),
    (5, "Hassan", "", 36.72, 67.2, "P", "PPL", "SY", "01", "0101", 0),
    (6, "Old Well", "", 36.72, 67.3, "H", "WLL", "SY", "01", "0101", 0),
    (7, "Stone Pass", "", 36.9, 67.3, "T", "PASS", "SY", "01", "0101", 0),
    (8, "Gone District", "", 36.9, 67.3, "A", "ADM2H", "SY", "01", "0102", 0),
)


def geonames_row(
    number, name, others, latitude, longitude, of_class, code, country, first, second, people
) -> str:
    cells = (
        number, name, name, others, latitude, longitude, of_class, code, country, "", first, second, "", "", people, "", "", "", "2020-01-01",
    )  # fmt: skip
    return "\t".join(map(str, cells))


def geonames(*rows) -> str:
    """Return a file of GeoNames' main table, of these rows or of GEONAMES; the areas stand last, where they are hard to find."""
    rows = rows or sorted(GEONAMES, key=lambda row: -row[0])
    return "\n".join(geonames_row(*row) for row in rows) + "\n"


def other_names(*rows) -> str:
    """Return a file of other names, of rows (place, language, name, marks…)."""
    lines = [
        "\t".join(map(str, (100 + number, *row, *[""] * (9 - len(row))))) for number, row in enumerate(rows)
    ]
    return "\n".join(lines) + "\n"


def wikidata_entity(number, label, *, instance="Q5", aliases=(), **claims) -> dict:
    """Return an entity of Wikidata; claims are lists of values by property."""
    claims = {"P31": [{"id": instance}], **claims}
    return {
        "type": "item",
        "id": number,
        "labels": {"en": {"language": "en", "value": label}},
        "aliases": {"en": [{"language": "en", "value": alias} for alias in aliases]},
        "descriptions": {"en": {"language": "en", "value": "known for this"}},
        "claims": {
            name: [{"mainsnak": {"datavalue": {"value": value}}, "rank": "normal"} for value in values]
            for name, values in claims.items()
        },
    }


def of_money(number, caption, *, schema="Person", **properties) -> str:
    return json.dumps(
        {"id": number, "caption": caption, "schema": schema, "properties": {"name": [caption], **properties}}
    )


UN_LIST = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2020-01-01"><INDIVIDUALS><INDIVIDUAL>
<DATAID>111</DATAID><FIRST_NAME>ADRIAN</FIRST_NAME><SECOND_NAME>FALK</SECOND_NAME><REFERENCE_NUMBER>XXi.001</REFERENCE_NUMBER>
<NAME_ORIGINAL_SCRIPT>ادريان فالك</NAME_ORIGINAL_SCRIPT><DESIGNATION><VALUE>Quartermaster</VALUE></DESIGNATION>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Adrien Falck</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>The Miller</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1961</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
</INDIVIDUAL></INDIVIDUALS><ENTITIES><ENTITY><DATAID>112</DATAID><FIRST_NAME>LEAGUE OF THE VALLEY</FIRST_NAME>
<ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>Valley League</ALIAS_NAME></ENTITY_ALIAS></ENTITY></ENTITIES></CONSOLIDATED_LIST>
"""
ACTORS = (
    "ActorId,NameData,NameOrig,NameOrigFull,NameOrigFullEng,NameChange,NewName,Org,NamePrev\n"
    "77,LVF,VF,n/a,League of the Valley Front,1,LVF,1,Old Front\n"
)


def import_text(
    tmp_path: Path,
    text: str | bytes,
    *,
    name: str = "list.csv",
    reading: RegisterReading | None = None,
    **options,
):
    """Load one file, and return the outcome."""
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    records = read_register(path, name, reading or RegisterReading())
    return load_entities(records, label=name, **options)
