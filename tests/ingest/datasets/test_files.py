"""Files of data sets are read by the names of their columns, row by row."""

from __future__ import annotations

import pytest

from archive.ingest.datasets.files import read_file
from archive.ingest.datasets.kinds import ACLED_FILES, UCDP_FILES
from archive.ingest.raw import Notice, Refusal
from archive.reference.dataset_columns import cells_of, column_of
from archive.reference.datasets import (
    DATASETS,
    attribution_of,
    family_of,
    signature_of,
    version_in,
    version_line,
)
from tests.ingest.datasets.tables import acled, ged, table


def read(tmp_path, content, **options):
    path = tmp_path / "file.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_file(path, "file.csv", **options))


def rows(found):
    return [row for row in found if not isinstance(row, Refusal)]


def reasons(found):
    return [(type(row).__name__, row.line, row.reason) for row in found if isinstance(row, Refusal)]


def test_a_row_of_hxl_tags_is_no_row(tmp_path):
    tags = dict.fromkeys(ged(), "") | {"year": "#date+year", "best": "#affected+killed"}

    found = read(tmp_path, table(tags, ged()))

    assert [row.number for row in rows(found)] == ["1001"]
    assert [line[:2] for line in reasons(found)] == [("Notice", 2)]
    assert rows(found)[0].position == 3


def test_tags_further_down_are_a_row_that_is_read(tmp_path):
    tags = dict.fromkeys(ged(), "") | {"year": "#date+year"}
    assert len(rows(read(tmp_path, table(ged(), tags)))) == 2


def test_a_file_without_header_is_read_in_the_order_of_ged_if_it_has_all_columns(tmp_path):
    found = read(tmp_path, table(ged(), ged(id="2"), header=False))

    assert [(row.number, row.cells["best"], row.position) for row in rows(found)] == [
        ("1001", "12", 1),
        ("2", "12", 2),
    ]
    assert "no header" in reasons(found)[0][2]


def test_a_file_without_header_and_with_other_columns_is_refused(tmp_path):
    (refusal,) = read(tmp_path, "1001,1997,Government,League\n")
    assert "its columns are not theirs" in refusal.reason and not isinstance(refusal, Notice)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_columns_may_be_separated_in_other_ways(tmp_path, delimiter):
    assert [row.number for row in rows(read(tmp_path, table(ged(), delimiter=delimiter)))] == ["1001"]


def test_a_list_of_actors_in_windows_1252_with_blank_rows_at_its_end(tmp_path):
    text = "ActorId,NameData,NameOrig,NameChange\r\n77,Fêtards de la Vallée,Fêtards – l’Union,0\r\n,,,\r\n,,,\r\n"

    found = rows(read(tmp_path, text.encode("cp1252")))

    assert [(row.kind.dataset, row.number, row.values["NameOrig"]) for row in found] == [
        ("ucdp-actor", "77", "Fêtards – l’Union")
    ]


def test_a_byte_order_mark_upper_case_and_old_columns_of_acled(tmp_path):
    old = {
        name.upper(): value
        for name, value in acled(event_id_cnty="7SYL").items()
        if name not in ("tags", "timestamp")
    }
    old |= {"DATA_ID": "99", "ISO3": "SYL", "EVENT_ID_NO_CNTY": "7"}

    (row,) = rows(read(tmp_path, b"\xef\xbb\xbf" + table(old).encode(), among=ACLED_FILES))

    event = row.event_in(row.values, order="")
    assert (row.number, event.kind, event.date_edtf, event.where.name) == (
        "7SYL", "government-regains", "2018-08-10", "Riverton",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (
            {"event_type": "Battle-Non-state actor overtakes territory", "sub_event_type": ""},
            "group-overtakes",
        ),
        ({"event_type": "Riots/Protests", "sub_event_type": ""}, "protest"),
        ({"event_type": "Remote violence", "sub_event_type": ""}, "explosion"),
        ({"event_type": "Explosions/Remote violence", "sub_event_type": "Air/drone strike"}, "air-strike"),
        (
            {"event_type": "Strategic developments", "sub_event_type": "Non-violent transfer of territory"},
            "transfer-of-territory",
        ),
        ({"event_type": "Battles", "sub_event_type": "Something new"}, "battle"),
    ],
)
def test_event_types_of_acled_old_and_new(tmp_path, values, kind):
    (row,) = rows(read(tmp_path, table(acled(**values))))
    assert row.event_in(row.values, order="").kind == kind


@pytest.mark.parametrize(
    ("written", "order", "edtf"),
    [
        ("2018-08-10", "", "2018-08-10"), ("10 August 2018", "", "2018-08-10"), ("10-August-2018", "", "2018-08-10"),
        ("25/08/2018", "", "2018-08-25"), ("08/25/2018", "", "2018-08-25"), ("10/08/2018", "dmy", "2018-08-10"),
        ("10/08/2018", "mdy", "2018-10-08"), ("2018-08-10 00:00:00.000", "", "2018-08-10"), ("2018-08-10T00:00:00", "", "2018-08-10"),
        ("10/10/2018", "", "2018-10-10"),
    ],
)  # fmt: skip
def test_days_are_read_however_they_are_written(tmp_path, written, order, edtf):
    (row,) = rows(read(tmp_path, table(acled(event_date=written))))
    assert row.event_in(row.values, order=order).date_edtf == edtf


def test_years_of_dyads_are_events_of_a_year_and_battle_related_deaths_their_figures(tmp_path):
    dyad = {
        "conflict_id": "333", "dyad_id": "735", "location": "Sylvania", "side_a": "Government of Sylvania", "side_a_id": "130",
        "side_b": "League, Front", "side_b_id": "303, 304", "year": "1997", "bd_best": "500", "bd_low": "400", "bd_high": "900", "version": "22.1",
    }  # fmt: skip
    (row,) = rows(read(tmp_path, table(dyad), among=UCDP_FILES))
    event = row.event_in(row.values, order="")

    assert (row.kind.dataset, row.number, event.date_edtf, event.where.precision) == (
        "ucdp-dyadic", "735-1997", "1997", "country",
    )  # fmt: skip
    assert [(side.words, side.number) for side in event.sides] == [
        ("Government of Sylvania", "130"), ("League", "303"), ("Front", "304"),
    ]  # fmt: skip
    assert [(count.low, count.high, count.words) for count in event.counts] == [
        (400, 900, "best estimate 500")
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("id,year,city\n1,1997,Riverton\n", "Missing for events of UCDP GED: side_a, side_b, date_start"),
        ("id,id,side_a,side_b,date_start\n", "names the column id twice"),
        (b"PK\x03\x04rest", "unpack it"),
        ("id,side_a\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_a_file_that_is_none_of_them_is_refused_with_what_is_missing(tmp_path, content, said):
    (refusal,) = read(tmp_path, content)
    assert said in refusal.reason


def test_a_file_of_another_maker_is_named(tmp_path):
    (refusal,) = read(tmp_path, table(acled()), among=UCDP_FILES)
    assert "holds events of ACLED" in refusal.reason


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("2,too short\n", "has 2 fields"),
        ('2,"never closed\n', "quotation marks"),
    ],
)
def test_a_row_that_cannot_be_read_costs_no_other(tmp_path, broken, said):
    lines = table(ged(), ged(id="3")).splitlines(keepends=True)

    found = read(tmp_path, "".join([*lines[:2], broken, *lines[2:]]))

    assert [row.number for row in rows(found)] == ["1001", "3"]
    assert [(line, said in reason) for _, line, reason in reasons(found)] == [(3, True)]


def test_a_row_in_another_encoding_than_its_file_is_refused(tmp_path):
    lines = (
        table(*(ged(id=str(number), side_b="Fête") for number in range(12)))
        .encode()
        .splitlines(keepends=True)
    )
    bad = lines[5].replace("Fête".encode(), b"F\xeate")

    found = read(tmp_path, b"".join([*lines[:5], bad, *lines[6:]]))

    assert len(rows(found)) == 11 and "not valid UTF-8" in reasons(found)[0][2]


# Names of columns, versions and sources


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("source_art", "source_article"), ("LON", "longitude"), (" Event Date ", "event_date"), ("EVENT_ID_CNTY", "event_id_cnty"),
        ("adm1", "adm_1"), ("Side A", "side_a"), ("type_of_vi", "type_of_violence"), ("anything else", "anything_else"),
    ],
)  # fmt: skip
def test_columns_have_one_name_each(label, name):
    assert column_of(label) == name


def test_of_two_columns_of_one_name_the_one_that_is_filled_counts():
    assert cells_of({"lat": "", "latitude": "36.7"}) == {"latitude": "36.7"}


@pytest.mark.parametrize(
    ("name", "version", "line"),
    [
        ("GEDEvent_v24_1.csv", "24.1", "yearly"), ("ged191_afghanistan_subset.csv", "19.1", "yearly"), ("ged231-csv.csv", "23.1", "yearly"),
        ("GEDEvent_v26_0_7.csv", "26.0.7", "candidate"), ("ucdp-actor-221.csv", "22.1", "yearly"), ("Actor_v22_1.csv", "22.1", "yearly"),
        ("Dyadic_v23_1.csv", "23.1", "yearly"), ("my extract.csv", "", "yearly"), ("hdx_conflict_data_ukr.csv", "", "yearly"),
        ("ged_syria_16566.csv", "", "yearly"),
    ],
)  # fmt: skip
def test_the_name_of_a_file_gives_its_version(name, version, line):
    assert (version_in(name), version_line(version)) == (version, line)


def test_every_data_set_says_how_it_is_attributed():
    for dataset in DATASETS:
        said = attribution_of(dataset.key, "24.1")
        assert said and dataset.name in said.text and said.licence and said.licence_url.startswith("https://")
    ged_said, acled_said = attribution_of("ucdp-ged", "23.1"), attribution_of("acled", "2026-11-30")
    assert (
        "version 23.1" in ged_said.text and "Davies" in ged_said.citation and ged_said.licence == "CC BY 4.0"
    )
    assert "accessed 2026-11-30" in acled_said.text
    assert attribution_of("nobody") is None
    assert (signature_of("ucdp-ged", "24.1"), signature_of("acled", "2026-11-30")) == (
        "UCDP GED 24.1",
        "ACLED",
    )
    assert {family_of(dataset.key) for dataset in DATASETS} == {"ucdp", "acled"}
