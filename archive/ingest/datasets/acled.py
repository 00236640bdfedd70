"""Read rows of ACLED, in its columns of today and those before 2023.

Source: ACLED Codebook; ACLED's guide to the column changes of 2023.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from archive.ingest.datasets.event_row import Count, EventRow, Side, Where
from archive.ingest.datasets.numbers import CellError, coordinate, day, identifier, whole_number
from archive.ingest.datasets.precision import ACLED_PRECISIONS, acled_date
from archive.ingest.datasets.titles import title_of
from archive.reference.event_kinds import ACLED_KINDS

# Event types before 2019, in lower case.
FORMER_KINDS: Mapping[str, str] = {
    "battle-no change of territory": "armed-clash",
    "battle-government regains territory": "government-regains",
    "battle-non-state actor overtakes territory": "group-overtakes",
    "remote violence": "explosion",
    "riots/protests": "protest",
    "strategic development": "development",
    "headquarters or base established": "base-established",
    "non-violent transfer of territory": "transfer-of-territory",
}
CIVILIAN_CODES = {"7", "civilians", "civilian"}
IN_CIVILIANS = re.compile(r"civilians\b", re.IGNORECASE)
SORTS = {1: "settlement", 2: "settlement", 3: "region"}
MAX_WORDS = 300


def read_acled(cells: Mapping[str, str], *, order: str = "") -> EventRow:
    """Return the event of a row of ACLED.

    Args:
        cells: the row by the names of its columns.
        order: how days in figures are written, "dmy" or "mdy".

    Raises:
        CellError: for a row that is not an event as ACLED describes them.
    """
    kind = _kind(cells)
    when = day(cells.get("event_date", ""), "event_date", order=order)
    if when is None:
        raise CellError("has no event_date: give it one")
    date_edtf = acled_date(when, whole_number(cells.get("time_precision", ""), "time_precision"))
    sides, where = _sides(cells), where_in_acled(cells)
    deaths = whole_number(cells.get("fatalities", ""), "fatalities")
    # Where no number was reported ACLED writes 0, which does not say that nobody died.
    counts = (Count("fatalities", deaths, deaths),) if deaths else ()
    number = identifier(cells["event_id_cnty"])
    title = title_of(kind, sides, where, date_edtf)
    return EventRow(number, kind, title, date_edtf, where, sides, counts, cells.get("source", "").strip())


def _kind(cells: Mapping[str, str]) -> str:
    given = [cells.get(column, "").strip() for column in ("sub_event_type", "event_type")]
    for words in given:
        folded = words.casefold()
        if found := ACLED_KINDS.get(folded) or FORMER_KINDS.get(folded):
            return found
    raise CellError(f"event_type is “{given[1]}”, which ACLED does not have: correct it")


def _sides(cells: Mapping[str, str]) -> tuple[Side, ...]:
    found: dict[Side, None] = {}
    for number, letter in (("1", "a"), ("2", "b")):
        code = cells.get(f"inter{number}", "").strip().casefold().removesuffix(".0")
        actor = cells.get(f"actor{number}", "").strip()
        for words in (actor, *cells.get(f"assoc_actor_{number}", "").split(";")):
            words = words.strip()[:MAX_WORDS]
            if not words:
                continue
            is_civil = IN_CIVILIANS.match(words) or (words == actor and code in CIVILIAN_CODES)
            found[Side(words, "civilians" if is_civil else f"side {letter}")] = None
    if not found:
        raise CellError("names no actor: every row of ACLED has actor1")
    return tuple(found)


def where_in_acled(cells: Mapping[str, str]) -> Where:
    """Return where a row of ACLED says that its event was. Raises CellError for coordinates or a precision that cannot be read."""
    precision = whole_number(cells.get("geo_precision", ""), "geo_precision", least=None)
    columns = ("location", "admin3", "admin2", "admin1", "country")
    around = [cells.get(column, "").strip() for column in columns]
    name = next(filter(None, around), "")
    latitude = coordinate(cells.get("latitude", ""), "latitude", most=90)
    longitude = coordinate(cells.get("longitude", ""), "longitude", most=180)
    if (latitude is None) != (longitude is None):
        raise CellError("has only one of latitude and longitude: give both, or neither")
    words = ", ".join(dict.fromkeys(filter(None, around)))[:MAX_WORDS]
    how_near = ACLED_PRECISIONS.get(precision or 0, "unknown")
    sort, number = SORTS.get(precision or 1, "region"), identifier(cells.get("geonames_id", ""))
    return Where(name, sort, around[-1], words, how_near, latitude, longitude, number)
