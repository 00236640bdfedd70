"""Read GeoNames' own files: places of a country or the world, other names with their languages, and codes of provinces.

Source: the readme of GeoNames' download server. Countries, provinces and districts of a file come first, so that the places in them find
them; the file is read twice for that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from archive.ingest.datasets.numbers import CellError, coordinate, whole_number
from archive.ingest.entities.codes import AdminCodes
from archive.ingest.entities.record import EntityRecord, Id, RegisterName, edtf_of, make_record
from archive.ingest.entities.scripts import in_own_scripts
from archive.ingest.entities.sources import opened
from archive.ingest.entities.tables import MAX_POPULATION
from archive.ingest.entities.types import is_historical, is_minor_feature, place_type_of_feature
from archive.ingest.raw import MAX_RECORD_BYTES, TOO_LARGE, Refusal
from archive.ingest.readers.objects import MARK, skip_line
from archive.kinds import PLACE
from archive.models import Name
from archive.reference.countries import COUNTRIES
from archive.text.scripts import in_latin_script

MAIN_COLUMNS, NAME_COLUMNS, CODE_COLUMNS = 19, 4, 4
# Features that reports name. The other classes hold wells, tombs, farms, forests, roads.
FEATURES = ("A", "P", "T.MT", "T.PASS", "T.VAL", "H.STM", "S.AIR", "L.RGN", "L.MILB", "S.INSM")
EVERY_FEATURE = ("",)
# What GeoNames files under names and is not a name: links, postal codes, codes of airports, pronunciations.
NO_NAMES = frozenset("link post iata icao faac tcid unlc phon piny fr_1793".split())  # noqa: SIM905


def read_places(
    path: Path,
    origin: str,
    *,
    codes: AdminCodes,
    features: tuple[str, ...] = FEATURES,
    with_names: bool = True,
) -> Iterator[EntityRecord | Refusal]:
    """Yield the places of a file of the main table: areas first, the outer before the inner.

    Args:
        codes: learns the numbers of the areas.
        features: the classes and codes that are wanted, by their beginnings: "P", "T.PASS".
        with_names: take the column of other names too; not where a file of them is read.
    """
    areas: list[tuple[int, int, list[str]]] = []
    for number, cells in _lines(path, origin):
        if isinstance(cells, list) and cells[6] == "A" and (level := _level(cells[7])) is not None:
            codes.learn(_code(cells, level), cells[0])
            areas.append((level, number, cells))
    areas.sort(key=lambda area: area[:2])
    known = {number for _, number, _ in areas}
    if _is_wanted("A", "", features):
        yield from (_place(cells, number, origin, codes, with_names=with_names) for _, number, cells in areas)
    for number, cells in _lines(path, origin):
        if isinstance(cells, Refusal):
            yield cells
        elif number not in known and _is_wanted(cells[6], cells[7], features) and not is_historical(cells[7]):
            yield _place(cells, number, origin, codes, with_names=with_names)


def _lines(path: Path, origin: str, columns: int = MAIN_COLUMNS) -> Iterator[tuple[int, list[str] | Refusal]]:
    with opened(path) as file:
        number = 0
        while line := file.readline(MAX_RECORD_BYTES + 1):
            number += 1
            if len(line) > MAX_RECORD_BYTES:
                skip_line(file, line)
                yield number, Refusal(origin, number, TOO_LARGE)
                continue
            cells = line.removeprefix(MARK).decode(errors="replace").rstrip("\r\n").split("\t")
            if len(cells) >= columns:
                yield number, cells
            elif any(cell.strip() for cell in cells) and not cells[0].startswith("#"):
                reason = f"has {len(cells)} fields where a row of GeoNames has {columns}"
                yield number, Refusal(origin, number, reason)


def _level(feature: str) -> int | None:
    """Return how deep an area lies in a country, from 0; None for what has no code of its own."""
    if feature.startswith("PCL") and feature != "PCLH":
        return 0
    return int(feature[3]) if feature[:3] == "ADM" and feature[3:] in ("1", "2", "3", "4") else None


def _code(cells: list[str], level: int) -> str:
    parts = (cells[8], *cells[10 : 10 + level])
    return ".".join(parts) if all(parts) else ""


def _is_wanted(of_class: str, code: str, features: tuple[str, ...]) -> bool:
    return f"{of_class}.{code}".startswith(features)


def _place(
    cells: list[str], number: int, origin: str, codes: AdminCodes, *, with_names: bool
) -> EntityRecord | Refusal:
    try:
        population = whole_number(cells[14], "population", most=MAX_POPULATION) or 0
        level = _level(cells[7]) if cells[6] == "A" else None
        columns = {
            "latitude": coordinate(cells[4], "latitude", most=90),
            "longitude": coordinate(cells[5], "longitude", most=180),
            "place_type": place_type_of_feature(cells[7], population) or "other",
            "population": population,
        }
        names = (
            [RegisterName(cells[2]), *in_own_scripts(map(RegisterName, cells[3].split(",")), cells[8])]
            if with_names
            else [RegisterName(cells[2])]
        )
        return make_record(
            kind=PLACE.key, name=cells[1], names=names, ids=(("geonames", cells[0]),), columns=columns,
            parents=tuple(_above(cells, level, codes)), country=COUNTRIES.get(cells[8], "") if level != 0 else "",
            origin=origin, position=number, size=sum(map(len, cells)), is_minor=is_minor_feature(cells[7], population),
        )  # fmt: skip
    except CellError as error:
        return Refusal(origin, number, str(error))


def _above(cells: list[str], level: int | None, codes: AdminCodes) -> list[tuple[str, str]]:
    parts = [cells[8], *cells[10:14]]
    deep = next((place for place, part in enumerate(parts) if not part or part == "00"), len(parts))
    deep = min(deep, level) if level is not None else deep
    found = codes.above(".".join(parts[:deep])) if deep else []
    return [above for above in found if above[1] != cells[0]]


def read_names(
    path: Path, origin: str, *, is_known: Callable[[str], bool] = bool
) -> Iterator[EntityRecord | Refusal]:
    """Yield the other names of places, with their languages and times: each adds to the place that has its number."""
    for number, cells in _lines(path, origin, NAME_COLUMNS):
        if isinstance(cells, Refusal):
            yield cells
            continue
        _, place, language, text, *marks = (*cells, *[""] * 6)
        if language in NO_NAMES or not place.isdecimal() or not text.strip() or not is_known(place):
            continue
        yield _addition(place, language, text, marks, origin, number)


def _addition(
    place: str, language: str, text: str, marks: list[str], origin: str, number: int
) -> EntityRecord:
    ids: tuple[Id, ...] = (("geonames", place),)
    names: tuple[RegisterName, ...] = ()
    if language == "wkdt":
        ids = (*ids, ("wikidata", text.strip()))
    else:
        _, is_short, _, is_former, since, until, *_ = marks
        kind = _kind_of(text, language, is_short=is_short == "1", is_former=is_former == "1")
        code = language.partition("-")[0]
        code = code if code.isalpha() and len(code) in (2, 3) else ""
        names = (RegisterName(text.strip(), kind, code, _time(since), _time(until)),)
    return EntityRecord(
        kind=PLACE.key,
        name="",
        ids=ids,
        names=names,
        origin=origin,
        position=number,
        size=len(text) + 40,
        adds_only=True,
    )


def _kind_of(text: str, language: str, *, is_short: bool, is_former: bool) -> str:
    if language == "abbr":
        return Name.Kind.ACRONYM.value
    if is_former:
        return Name.Kind.FORMER.value
    if is_short:
        return Name.Kind.SHORT.value
    return Name.Kind.NATIVE.value if in_latin_script(text) else Name.Kind.SPELLING.value


def _time(text: str) -> str:
    """Return a time of GeoNames in EDTF, "" for one that is not understood: it has notes among them."""
    try:
        return edtf_of(text)
    except CellError:
        return ""


def read_codes(path: Path, origin: str, *, codes: AdminCodes) -> Iterator[EntityRecord | Refusal]:
    """Yield the provinces or districts of a file of codes (admin1CodesASCII.txt, admin2Codes.txt), which have no coordinates."""
    for number, cells in _lines(path, origin, CODE_COLUMNS):
        if isinstance(cells, Refusal):
            yield cells
            continue
        code, name, plain, place = (cell.strip() for cell in cells[:4])
        codes.learn(code, place)
        try:
            yield make_record(
                kind=PLACE.key, name=name, names=[RegisterName(plain)], ids=(("geonames", place),),
                columns={"place_type": "province" if code.count(".") == 1 else "district"}, parents=tuple(codes.above(code.rpartition(".")[0])),
                country=COUNTRIES.get(code.partition(".")[0], ""), origin=origin, position=number, size=sum(map(len, cells)),
            )  # fmt: skip
        except CellError as error:
            yield Refusal(origin, number, str(error))
