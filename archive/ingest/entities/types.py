"""The types that registers give places and groups, as types of the archive."""

from __future__ import annotations

import re
from collections.abc import Mapping

from archive.kinds import PLACE, Kind

# Of GeoNames: the feature codes (the longest beginning counts), and the classes in which the others are.
FEATURES: Mapping[str, str] = {
    "PCL": "country", "TERR": "region", "ADM1": "province", "ADM2": "district", "ADM": "district", "ADMD": "district", "ZN": "region",
    "PPLC": "city", "PPLA": "town", "PPLA3": "village", "PPLA4": "village", "PPLA5": "village", "PPL": "village", "STLMT": "village",
    "PASS": "pass", "GAP": "pass", "VAL": "valley", "VALS": "valley", "CNYN": "valley", "RVN": "valley",
    "MT": "mountain", "PK": "mountain", "PKS": "mountain", "HLL": "mountain", "RDGE": "mountain",
    "STM": "river", "WAD": "river", "CNL": "river",
    "AIR": "airfield", "MILB": "base", "INSM": "base", "NVB": "base", "FT": "base", "RGN": "region", "CST": "region", "PEN": "region",
    "DSRT": "region", "ISL": "region", "CONT": "region",
}  # fmt: skip
CITY, TOWN = 100_000, 10_000  # people
MINOR = 15_000
MAJOR_FEATURES = ("PCL", "TERR", "ADM1", "ADM2", "PPLC", "PPLA", "PPLA2")
HISTORICAL = re.compile(r"[A-Z0-9]{3,}H")

# Words in what a register says of a place or a group, the most telling first.
IN_WORDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "place": (
        ("capital city", "city"), ("big city", "city"), ("city", "city"), ("municipality", "town"), ("town", "town"),
        ("village", "village"), ("human settlement", "village"), ("populated place", "village"), ("settlement", "village"),
        ("sovereign state", "country"), ("country", "country"), ("province", "province"), ("governorate", "province"),
        ("oblast", "province"), ("district", "district"), ("raion", "district"), ("county", "district"), ("mountain pass", "pass"),
        ("pass", "pass"), ("valley", "valley"), ("river", "river"), ("mountain", "mountain"), ("airport", "airfield"),
        ("air base", "base"), ("airfield", "airfield"), ("military base", "base"), ("base", "base"), ("region", "region"),
        ("parish", "province"), ("emirate", "province"), ("canton", "province"), ("prefecture", "province"), ("state", "province"),
    ),
    "faction": (
        ("political party", "party"), ("party", "party"), ("armed organization", "armed group"), ("militia", "armed group"),
        ("militant", "armed group"), ("terrorist", "armed group"), ("guerrilla", "armed group"), ("rebel", "armed group"),
        ("paramilitary", "armed group"), ("armed group", "armed group"), ("alliance", "alliance"), ("coalition", "alliance"),
        ("government", "government"), ("ministry", "government"), ("armed forces", "state forces"), ("army", "state forces"),
        ("military unit", "state forces"), ("police", "state forces"), ("organization", "organisation"), ("organisation", "organisation"),
    ),
}  # fmt: skip


def place_type_of_feature(code: str, population: int = 0) -> str:
    """Return the type of a place by its feature code in GeoNames, such as PPLA or T.PASS; "" for anything else."""
    code = code.rpartition(".")[2]
    if not re.fullmatch(r"[A-Z][A-Z0-9]{1,5}", code):
        return ""
    known = max((start for start in FEATURES if code.startswith(start)), key=len, default="")
    kind = FEATURES.get(known, "")
    if kind in ("village", "town", "city"):
        return max(kind, type_by_size(population), key=("village", "town", "city").index)
    return kind


def is_minor_feature(code: str, population: int) -> bool:
    """Return whether a place of GeoNames is one of very many: neither populous, nor a province, a district or the seat of one."""
    code = code.removesuffix("H")
    return population < MINOR and not (code.startswith(("PCL", "TERR")) or code in MAJOR_FEATURES)


def type_by_size(population: int) -> str:
    """Return what a settlement of so many people is called here."""
    return "city" if population >= CITY else "town" if population >= TOWN else "village"


def is_historical(code: str) -> bool:
    """Return whether a feature code is that of something that exists no more."""
    return bool(HISTORICAL.fullmatch(code)) or code in ("PPLQ", "PPLW")


def type_in_words(kind: Kind, said: str) -> str:
    """Return the type of the archive that a register's words name; "" for none."""
    said = said.strip().lower()
    if said in kind.types:
        return said
    for words, meant in IN_WORDS.get(kind.key, ()):
        if re.search(rf"\b{words}s?\b", said):
            return meant
    return "other" if said and kind is PLACE and said.startswith(("tomb", "well", "spring")) else ""
