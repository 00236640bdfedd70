"""Read rows of UCDP's data sets: georeferenced events (GED, yearly and candidate), and years of a dyad (Dyadic, BRD).

Source: UCDP GED Codebook, UCDP Dyadic Dataset Codebook.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from archive.ingest.datasets.event_row import Count, EventRow, Side, Where
from archive.ingest.datasets.numbers import CellError, coordinate, day, identifier, whole_number
from archive.ingest.datasets.precision import UCDP_PRECISIONS, ucdp_date, window
from archive.ingest.datasets.titles import title_of
from archive.reference.event_kinds import UCDP_KINDS

CIVILIANS = "civilians"
ONE_SIDED = 3
# Of where_prec: the columns that may name the place, the best first, and what sort of place that is.
NAMED_IN: Mapping[int, tuple[tuple[str, str], ...]] = {
    1: (("where_coordinates", "settlement"), ("where_description", "settlement"), ("adm_2", "district")),
    2: (("where_coordinates", "settlement"), ("where_description", "settlement"), ("adm_2", "district")),
    3: (("adm_2", "district"), ("where_coordinates", "district")),
    4: (("adm_1", "province"), ("where_coordinates", "province")),
    5: (("where_coordinates", "region"), ("where_description", "region")),
    6: (("country", "country"),),
    7: (("where_coordinates", "region"),),
}
NOT_SAID = (
    ("where_coordinates", "settlement"),
    ("adm_2", "district"),
    ("adm_1", "province"),
    ("country", "country"),
)
AREAS = {"district", "province", "country"}
MAX_WORDS = 300
BETWEEN_ALLIES = re.compile(r"(,\s+)")


def read_ged(cells: Mapping[str, str], *, order: str = "") -> EventRow:
    """Return the event of a row of GED.

    Args:
        cells: the row by the names of its columns.
        order: how days in figures are written, "dmy" or "mdy".

    Raises:
        CellError: for a row that is not an event as GED describes them.
    """
    sort = whole_number(cells.get("type_of_violence", ""), "type_of_violence")
    if sort is not None and sort not in UCDP_KINDS:
        raise CellError(
            f"type_of_violence is {sort}, which GED does not have (1, 2 or 3): it is not a row of GED"
        )
    sides = _sides(cells, "new_id")
    if sort is None:
        sort = ONE_SIDED if any(side.role == CIVILIANS for side in sides) else 1
    date_edtf = _date(cells, order)
    where = where_in_ged(cells)
    counts, notices = _counts(cells)
    kind = UCDP_KINDS[sort]
    title = title_of(kind, sides, where, date_edtf)
    reported_by = cells.get("source_original", "").strip()
    return EventRow(
        identifier(cells["id"]), kind, title, date_edtf, where, sides, counts, reported_by, notices
    )


def read_dyad_year(cells: Mapping[str, str], *, order: str = "") -> EventRow:
    """Return a year of fighting between two parties as an event, from a row of the Dyadic Dataset or of battle-related deaths.

    Raises:
        CellError: for a row without dyad, year or sides.
    """
    year = whole_number(cells.get("year", ""), "year", least=1, most=9998)
    dyad = identifier(cells.get("dyad_id", ""))
    if not dyad or year is None:
        raise CellError("has no dyad_id or no year, which tell its rows apart: correct it")
    sides = _sides(cells, "id")
    where = where_of_dyad(cells)
    counts, notices = _totals(cells, "bd_best", "bd_low", "bd_high")
    title = title_of("battle", sides, where, f"{year:04}")
    return EventRow(f"{dyad}-{year}", "battle", title, f"{year:04}", where, sides, counts, "", notices)


def where_of_dyad(cells: Mapping[str, str]) -> Where:
    """Return the country of a year of fighting, if it is one."""
    country = cells.get("location", "").strip() or cells.get("location_inc", "").strip()
    is_one = "," not in country
    return Where(
        country if is_one else "", "country", country, country[:MAX_WORDS], "country" if is_one else "unknown"
    )


def _date(cells: Mapping[str, str], order: str) -> str:
    first = day(cells.get("date_start", ""), "date_start", order=order)
    last = day(cells.get("date_end", ""), "date_end", order=order) or first
    first = first or last
    if first is None or last is None:
        year = whole_number(cells.get("year", ""), "year", least=1, most=9998)
        if year is None:
            raise CellError("has no date_start, date_end or year: give it a date")
        return window(date(year, 1, 1), date(year, 12, 31))
    if last < first:
        raise CellError(f"date_end, {last}, is before date_start, {first}: correct them")
    return ucdp_date(first, last, whole_number(cells.get("date_prec", ""), "date_prec"))


def allies_in(words: str) -> list[str]:
    """Split the parties of a side at commas, but not within brackets that are closed."""
    found, depth, place, last_end = [""], 0, 0, words.rfind(")")
    for piece in BETWEEN_ALLIES.split(words):
        if piece[:1] == "," and not (depth > 0 and place < last_end):
            found.append("")
            depth = 0
        else:
            found[-1] += piece
            depth += piece.count("(") - piece.count(")")
        place += len(piece)
    return [ally.strip() for ally in found if ally.strip()]


def _sides(cells: Mapping[str, str], ending: str) -> tuple[Side, ...]:
    """Return the parties of both sides; allies are separated by commas, also within the name that a coalition has."""
    sides: dict[Side, None] = {}
    for letter in "ab":
        words = cells.get(f"side_{letter}", "").strip()
        if not words:
            raise CellError(f"side_{letter} is empty: every row of UCDP names both sides")
        allies = [ally.strip()[:MAX_WORDS] for ally in allies_in(words)]
        numbers = cells.get(f"side_{letter}_{ending}", "").split(",")
        known = numbers if len(numbers) == len(allies) else [""] * len(allies)
        for ally, number in zip(allies, map(identifier, known), strict=True):
            is_civil = ally.casefold() == CIVILIANS
            sides[
                Side(ally, CIVILIANS if is_civil else f"side {letter}", number if number.isdecimal() else "")
            ] = None
    return tuple(sides)


def where_in_ged(cells: Mapping[str, str]) -> Where:
    """Return where a row of GED says that its event was. Raises CellError for coordinates or a precision that cannot be read."""
    precision = whole_number(cells.get("where_prec", ""), "where_prec", least=None)
    columns = NAMED_IN.get(precision or 0, NOT_SAID)
    name, sort = next(
        ((cells[column].strip(), sort) for column, sort in columns if cells.get(column, "").strip()),
        ("", "region"),
    )
    latitude = coordinate(cells.get("latitude", ""), "latitude", most=90)
    longitude = coordinate(cells.get("longitude", ""), "longitude", most=180)
    if (latitude is None) != (longitude is None):
        raise CellError("has only one of latitude and longitude: give both, or neither")
    around = (name, cells.get("adm_2", ""), cells.get("adm_1", ""), cells.get("country", ""))
    outer = {"district": around[2:], "province": around[3:], "country": ()}.get(sort, around[1:])
    words = ", ".join(dict.fromkeys(word.strip() for word in (name, *outer) if word.strip()))
    # Without a code, a row that names only a district says that much.
    how_near = UCDP_PRECISIONS.get(precision or 0) or (sort if sort in AREAS else "unknown")
    country = cells.get("country", "").strip()
    number = identifier(cells.get("geonames_id", ""))
    return Where(name, sort, country, words[:MAX_WORDS], how_near, latitude, longitude, number)


def _counts(cells: Mapping[str, str]) -> tuple[tuple[Count, ...], tuple[str, ...]]:
    """Return the totals, and the dead of each side and among civilians where the row has any."""
    totals, notices = _totals(cells, "best", "low", "high")
    counts = list(totals)
    for letter in "ab":
        if number := whole_number(cells.get(f"deaths_{letter}", ""), f"deaths_{letter}"):
            side = cells[f"side_{letter}"].strip()
            is_civil = side.casefold() == CIVILIANS
            counted, role = (CIVILIANS, "") if is_civil else ("fighters", f"side {letter}")
            counts.append(Count(f"deaths_{letter}", number, number, counted, role=role, side=side))
    if number := whole_number(cells.get("deaths_civilians", ""), "deaths_civilians"):
        counts.append(Count("deaths_civilians", number, number, CIVILIANS))
    return tuple(counts), notices


def _totals(
    cells: Mapping[str, str], best: str, low: str, high: str
) -> tuple[tuple[Count, ...], tuple[str, ...]]:
    """Return the range from the low to the high estimate, with the best one in words where the three differ."""
    numbers = {column: whole_number(cells.get(column, ""), column) for column in (best, low, high)}
    known = [number for number in numbers.values() if number is not None]
    if not any(known):
        return (), ()
    notices: tuple[str, ...] = ()
    stated = [numbers[column] for column in (low, best, high) if numbers[column] is not None]
    if stated != sorted(known):
        notices = (f"its estimates are out of order ({_said(numbers)}): the range holds all of them",)
    words = ""
    if numbers[best] is not None and min(known) < max(known):
        words = f"best estimate {numbers[best]:,}"
    return (Count(best, min(known), max(known), words=words),), notices


def _said(numbers: Mapping[str, int | None]) -> str:
    return ", ".join(f"{column} {number:,}" for column, number in numbers.items() if number is not None)
