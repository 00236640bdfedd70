"""Small tables of our own making, to the headers of UCDP and ACLED."""

from __future__ import annotations

import csv
from io import StringIO

from archive.ingest.datasets.files import read_file
from archive.ingest.datasets.load import load_rows
from archive.reference.dataset_columns import GED_COLUMNS

GED = {
    "id": "1001", "year": "1997", "type_of_violence": "1", "side_a_new_id": "130", "side_a": "Government of Sylvania",
    "side_b_new_id": "303", "side_b": "League", "where_prec": "1", "where_coordinates": "Riverton town", "adm_1": "Valley province",
    "adm_2": "Riverton district", "latitude": "36.70", "longitude": "67.11", "country": "Sylvania", "date_prec": "1",
    "date_start": "1997-05-28", "date_end": "1997-05-28", "deaths_a": "4", "deaths_b": "3", "deaths_civilians": "5",
    "deaths_unknown": "0", "best": "12", "high": "20", "low": "10", "source_original": "League spokesman",
    "source_article": '"Post,1997-05-29,Fighting at the bridge"', "source_office": "Post", "source_date": "1997-05-29",
    "source_headline": "Fighting at the bridge",
}  # fmt: skip
ACLED_COLUMNS = """
    event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 actor2 assoc_actor_2
    inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location latitude longitude geo_precision source
    source_scale notes fatalities tags timestamp
""".split()  # noqa: SIM905
ACLED = {
    "event_id_cnty": "SYL12", "event_date": "2018-08-10", "year": "2018", "time_precision": "1", "event_type": "Battles",
    "sub_event_type": "Government regains territory", "actor1": "Military Forces of Sylvania (2014-2021)", "inter1": "State forces",
    "actor2": "League", "inter2": "Rebel group", "country": "Sylvania", "admin1": "Valley", "location": "Riverton",
    "latitude": "36.70", "longitude": "67.11", "geo_precision": "1", "source": "Post; Gazette", "fatalities": "7", "timestamp": "1600000000",
}  # fmt: skip


def ged(**values) -> dict[str, str]:
    """Return a row of GED, with all its columns."""
    return dict.fromkeys(GED_COLUMNS, "") | GED | values


def acled(**values) -> dict[str, str]:
    """Return a row of ACLED, in its columns of today."""
    return dict.fromkeys(ACLED_COLUMNS, "") | ACLED | values


def table(*rows: dict[str, str], header: bool = True, delimiter: str = ",") -> str:
    """Return rows as CSV under the columns of the first."""
    text = StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    if header:
        writer.writerow(rows[0])
    writer.writerows(row.values() for row in rows)
    return text.getvalue()


def import_rows(tmp_path, *rows, name="GEDEvent_v24_1.csv", text=None, encoding="utf-8", **options):
    """Write rows, or a text, to a file and load it."""
    path = tmp_path / name
    path.write_bytes((text or table(*rows)).encode(encoding))
    told = options.pop("told", "")
    return load_rows(read_file(path, path.name, told=told), label="test", **options)
