"""The columns of data sets under one name each, whatever a version, an extract or a spreadsheet calls them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

NOT_LETTERS = re.compile(r"[^a-z0-9]+")

# All 49 columns of GED in their order, for files without a header, such as candidate 24.0.1.
_GED = """
    id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name dyad_dset_id
    dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b number_of_sources
    source_article source_office source_date source_headline source_original where_prec where_coordinates
    where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region event_clarity
    date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob
"""
GED_COLUMNS: tuple[str, ...] = tuple(_GED.split())
ALIASES: Mapping[str, str] = MappingProxyType(
    {
        # GED: names cut to ten letters by shape files, and those of older releases
        "source_art": "source_article", "source_off": "source_office", "source_dat": "source_date", "source_hea": "source_headline",
        "source_ori": "source_original", "where_coor": "where_coordinates", "where_desc": "where_description",
        "number_of_": "number_of_sources", "type_of_vi": "type_of_violence", "code_statu": "code_status", "deaths_civ": "deaths_civilians",
        "deaths_unk": "deaths_unknown", "event_clar": "event_clarity", "conflict_n": "conflict_name", "best_est": "best",
        "high_est": "high", "low_est": "low", "lat": "latitude", "lon": "longitude", "long": "longitude", "adm1": "adm_1", "adm2": "adm_2",
        # Dyadic: ids of both sides as older releases name them
        "dyadid": "dyad_id", "conflictid": "conflict_id", "sidea": "side_a", "sideb": "side_b", "sideaid": "side_a_id",
        "sidebid": "side_b_id", "bdbest": "bd_best", "bdlow": "bd_low", "bdhigh": "bd_high",
        # ACLED
        "eventid_cnty": "event_id_cnty", "eventdate": "event_date", "eventtype": "event_type", "sub_eventtype": "sub_event_type",
        "assoc_actor1": "assoc_actor_1", "assoc_actor2": "assoc_actor_2", "ally_actor_1": "assoc_actor_1",
        "ally_actor_2": "assoc_actor_2", "timeprecision": "time_precision", "geoprecision": "geo_precision", "geo_precis": "geo_precision",
        # the register of place names, in extracts that somebody enriched
        "geonameid": "geonames_id", "geoname_id": "geonames_id", "geonamesid": "geonames_id",
    }
)  # fmt: skip
"""Other names of columns, folded."""


@lru_cache(maxsize=1_000)
def column_of(label: str) -> str:
    """Return the name of a column by its label in a file: case, spaces and other marks make no difference."""
    folded = NOT_LETTERS.sub("_", label.strip().lower()).strip("_")
    return ALIASES.get(folded, folded)


def cells_of(values: Mapping[str, str]) -> dict[str, str]:
    """Return the cells of a row by the names of their columns; of two with one name the first that is not empty counts."""
    cells: dict[str, str] = {}
    for label, value in values.items():
        name = column_of(label)
        cells[name] = cells.get(name) or value
    return cells
