"""Each format is recognised by what it holds, and gives names with kind and language, dates, places within places, and numbers."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import zipfile

import pytest

from archive.ingest.entities.columns import ColumnsError, propose, read_meanings
from archive.ingest.entities.formats import RegisterReading, columns_in, format_of, read_register
from archive.ingest.entities.record import EntityRecord, from_values
from archive.ingest.raw import Refusal
from archive.ingest.readers.fields import RecordError
from archive.models import Entity, Name
from tests.ingest.entities.registers import (
    ACTORS,
    UN_LIST,
    geonames,
    import_text,
    of_money,
    other_names,
    wikidata_entity,
)
from tests.ingest.readers.test_columns import xlsx


def read(tmp_path, text, name="list.csv", **told):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_register(path, name, RegisterReading(**told)))


def records(found):
    return [one for one in found if isinstance(one, EntityRecord)]


def refusals(found):
    return [one.reason for one in found if type(one) is Refusal]


def named(record):
    return [(name.text, str(name.kind), name.language) for name in record.names]


# GeoNames


def test_areas_of_geonames_come_first_the_outer_before_the_inner_and_the_rest_after_them(tmp_path):
    found = records(read(tmp_path, geonames(), "SY.txt"))

    assert [(one.name, one.columns["place_type"], one.parents, one.is_minor) for one in found] == [
        ("Sylvania", "country", (), False),
        ("Valley Province", "province", (("geonames", "1"),), False),
        ("Riverton District", "district", (("geonames", "2"), ("geonames", "1")), False),
        ("Stone Pass", "pass", (("geonames", "3"), ("geonames", "2"), ("geonames", "1")), True),
        ("Hassan", "village", (("geonames", "3"), ("geonames", "2"), ("geonames", "1")), True),
        ("Riverton", "town", (("geonames", "3"), ("geonames", "2"), ("geonames", "1")), False),
    ]
    assert found[0].columns == {
        "latitude": 36.0,
        "longitude": 66.0,
        "place_type": "country",
        "population": 5_000_000,
    }


def test_other_names_of_geonames_are_kept_in_the_scripts_that_reports_are_printed_in(tmp_path):
    found = {one.name: named(one) for one in records(read(tmp_path, geonames(), "SY.txt"))}

    assert found["Sylvania"] == [("Republic of Sylvania", "spelling", ""), ("سيلفانيا", "native", "")]
    assert found["Riverton"] == [("Riverstadt", "spelling", "")]


def test_all_features_of_geonames_are_read_if_they_are_wanted(tmp_path):
    assert "Old Well" not in {one.name for one in records(read(tmp_path, geonames(), "SY.txt"))}
    assert "Old Well" in {one.name for one in records(read(tmp_path, geonames(), "SY.txt", features=("",)))}
    passes = records(read(tmp_path, geonames(), "SY.txt", features=("T.PASS",)))
    assert [(one.name, one.parents[0]) for one in passes] == [("Stone Pass", ("geonames", "3"))]


@pytest.mark.django_db
def test_names_of_geonames_with_their_languages_are_added_to_the_places_that_are_there(tmp_path):
    import_text(tmp_path, geonames(), name="SY.txt")
    rows = [(4, "ru", "Ривертон"), (4, "", "Old Riverton", "", "", "", 1, "1900", "1950"), (4, "link", "https://example.org"), (4, "post", "9"),
            (4, "abbr", "RVTN"), (4, "wkdt", "Q44"), (99, "en", "Nowhere")]  # fmt: skip

    outcome = import_text(tmp_path, other_names(*rows), name="alternateNames.txt")

    town = Entity.objects.get(name="Riverton")
    found = set(town.names.values_list("text", "kind", "language", "used_from", "used_to"))
    assert ("Ривертон", "native", "ru", "", "") in found
    assert ("Old Riverton", "former", "", "1900", "1950") in found
    assert ("RVTN", "acronym", "", "", "") in found
    assert ("wikidata", "Q44") in set(town.external_ids.values_list("scheme", "value"))
    assert Name.objects.filter(text="Nowhere").count() == 0 and len(found) == 5
    assert outcome.updated == 4 and "1 other names" in outcome.notices[-1].reason
    assert [place.name for place in town.ancestors()] == ["Sylvania", "Valley Province", "Riverton District"]


def test_codes_of_geonames_are_provinces_and_say_where_towns_of_a_table_lie(tmp_path):
    reading = RegisterReading()
    codes, towns = tmp_path / "admin1CodesASCII.txt", tmp_path / "towns.tsv"
    codes.write_text("SY.01\tVälley\tValley\t2\n")
    towns.write_text(
        "geonameid\tname\tcountrycode\tadmin1code\tpopulation\n4\tRiverton\tSY\t01\t40000\n5\tMill\tSY\t01\t0\n"
    )

    province = records(read_register(codes, codes.name, reading))
    found = records(read_register(towns, towns.name, reading))

    assert (province[0].name, province[0].columns["place_type"]) == ("Välley", "province")
    assert [(one.parents, one.columns["place_type"], one.is_minor) for one in found] == [
        ((("geonames", "2"),), "town", False),
        ((("geonames", "2"),), "village", True),
    ]


# Wikidata


def test_entities_of_wikidata_are_read_from_a_dump_in_lines_and_from_the_page_of_one(tmp_path):
    person = wikidata_entity(
        "Q1",
        "Adrian Falk",
        aliases=["A. Falk"],
        P569=[{"time": "+1961-00-00T00:00:00Z", "precision": 9}],
        P214=["77"],
    )
    town = wikidata_entity(
        "Q2", "Riverton", instance="Q515", P625=[{"latitude": 36.7, "longitude": 67.1}], P1082=[{"amount": "+40000"}],
        P131=[{"id": "Q3"}], P1566=["4"],
    )  # fmt: skip
    group = wikidata_entity("Q4", "Valley League Front", instance="Q17149090", aliases=["VLF"])
    other = wikidata_entity("Q5", "Love", instance="Q9415")
    dump = "[\n" + ",\n".join(map(json.dumps, [person, town, group, other])) + "\n]\n"

    for packed in (dump.encode(), gzip.compress(dump.encode()), bz2.compress(dump.encode())):
        found = read(tmp_path, packed, "dump.json")
        falk, riverton, league = records(found)
        assert (falk.kind, falk.ids, falk.columns) == (
            "person", (("wikidata", "Q1"), ("viaf", "77")), {"summary": "known for this", "born_edtf": "1961"},
        )  # fmt: skip
        assert (riverton.ids, riverton.parents, riverton.columns["population"]) == (
            (("wikidata", "Q2"), ("geonames", "4")), (("wikidata", "Q3"),), 40_000,
        )  # fmt: skip
        assert (league.columns["faction_type"], named(league)[-1]) == (
            "armed group",
            ("VLF", "acronym", "en"),
        )
        assert "1 record was passed over" in found[-1].reason
    page = read(tmp_path, json.dumps({"entities": {"Q1": person, "Q2": town}}, indent=1), "Q1.json")
    assert [one.name for one in records(page)] == ["Adrian Falk", "Riverton"]


@pytest.mark.parametrize("shape", ["json", "csv", "tsv"])
def test_answers_of_the_query_service_are_read(tmp_path, shape):
    rows = [
        {
            "item": "http://www.wikidata.org/entity/Q1",
            "itemLabel": "Adrian Falk",
            "dob": "1961-02-03T00:00:00Z",
            "itemAltLabel": "A. Falk",
        },
        {
            "item": "http://www.wikidata.org/entity/Q2",
            "itemLabel": "Berta Lind",
            "dob": "1960-01-01T00:00:00Z",
            "itemAltLabel": "",
        },
    ]
    if shape == "json":
        bindings = [
            {name: {"type": "literal", "value": value} for name, value in row.items()} for row in rows
        ]
        text = json.dumps({"head": {"vars": list(rows[0])}, "results": {"bindings": bindings}}, indent=2)
    else:
        sign, mark = (",", "") if shape == "csv" else ("\t", "?")
        cells = [[f"{mark}{name}" for name in rows[0]], *(row.values() for row in rows)]
        text = "\n".join(sign.join(line) for line in cells)

    found = records(read(tmp_path, text, f"query.{shape}"))

    assert [(one.name, one.ids, one.columns) for one in found] == [
        ("Adrian Falk", (("wikidata", "Q1"),), {"born_edtf": "1961-02-03"}),
        ("Berta Lind", (("wikidata", "Q2"),), {"born_edtf": "1960-01-01"}),
    ]
    assert named(found[0]) == [("A. Falk", "spelling", "")]


@pytest.mark.django_db
def test_rows_of_one_item_are_joined(tmp_path):
    text = "item,itemLabel,alias,dob\nQ1,Adrian Falk,A. Falk,1961\nQ1,Adrian Falk,The Miller,1961\n"

    outcome = import_text(tmp_path, text)

    assert (outcome.created, outcome.unchanged) == (1, 1)
    assert sorted(Entity.objects.get().names.values_list("text", flat=True)) == [
        "A. Falk",
        "Adrian Falk",
        "The Miller",
    ]


# Tables


def test_tables_of_openrefine_are_read_with_their_own_columns_and_those_of_languages(tmp_path):
    text = 'Name;name_ps;Wikidata QID;Coordinates;Description\nRiverton;ریورټون;Q2;"36.7, 67.1";a town\n'
    found = records(read(tmp_path, text, kind="place"))
    rows = records(
        read(tmp_path, json.dumps({"rows": [{"Name": "Riverton", "lat": 36.7, "lng": 67.1}]}), "rows.json")
    )

    assert (found[0].ids, found[0].columns) == (
        (("wikidata", "Q2"),),
        {"summary": "a town", "latitude": 36.7, "longitude": 67.1},
    )
    assert named(found[0]) == [("ریورټون", "native", "ps")]
    assert (rows[0].kind, rows[0].columns["latitude"]) == ("place", 36.7)


def test_columns_can_be_told_and_left_out(tmp_path):
    text = "Toponyme,Nom,Lat,Lon\nRiverton,x,36.7,67.1\n"
    assert "has no column for names" in refusals(read(tmp_path, text))[0]

    told = read_meanings(["name=Toponyme", "=Lat", "=Lon"])
    found = records(read(tmp_path, text, columns=told, kind="place"))

    assert (found[0].name, found[0].columns) == ("Riverton", {})
    for wrong, said in (
        (["name"], "write MEANING=LABEL"),
        (["colour=Nom"], "not something that a column can hold"),
        (["name=No"], "no column"),
    ):
        with pytest.raises(ColumnsError, match=said):
            propose(["Nom"], read_meanings(wrong))


def test_a_meaning_is_given_once():
    assert [column.meaning for column in propose(["name", "Label", "aliases", "acronym", "colour"])] == [
        "name", "", "names", "acronym", "",
    ]  # fmt: skip


def test_actors_of_ucdp_have_the_names_that_they_took_and_not_those_of_their_parents(tmp_path):
    (found,) = records(read(tmp_path, ACTORS))

    assert (found.kind, found.ids, found.columns) == (
        "faction",
        (("ucdp_actor", "77"),),
        {"faction_type": "armed group"},
    )
    assert {(text, kind) for text, kind, _ in named(found)} == {
        ("League of the Valley Front", "spelling"),
        ("VF", "former"),
    }


# Lists of sanctions


def test_entities_of_opensanctions_are_read_and_others_passed_over(tmp_path):
    lines = [
        of_money(
            "Q7",
            "Adrian Falk",
            birthDate=["1961", "1961-02-03"],
            alias=["A. Falk"],
            weakAlias=["The Miller"],
            position=["Quartermaster"],
        ),
        of_money(
            "o-1", "Valley League", schema="Organization", abbreviation=["VLF"], topics=["crime.terror"]
        ),
        of_money("a-1", "Mill Road 1", schema="Address"),
        "{not json",
        of_money("x", "", name=[]),
    ]

    found = read(tmp_path, "\n".join(lines), "entities.ftm.json")
    falk, league = records(found)

    assert (falk.ids, falk.columns) == (
        (("opensanctions", "Q7"), ("wikidata", "Q7")), {"born_edtf": "1961", "summary": "Quartermaster"},
    )  # fmt: skip
    assert {(text, kind) for text, kind, _ in named(falk)} == {
        ("A. Falk", "spelling"),
        ("The Miller", "short"),
    }
    assert (league.kind, named(league)) == ("faction", [("VLF", "acronym", "")])
    assert len(refusals(found)) == 2 and "has no name" in refusals(found)[1]


def test_a_simple_table_of_opensanctions_is_read(tmp_path):
    text = (
        'id,schema,name,aliases,birth_date\n"NK-1","Person","Adrian Falk","A. Falk;The Miller","1961-02-03"\n'
    )

    (found,) = records(read(tmp_path, text, register="opensanctions"))

    assert (found.kind, found.ids, found.columns["born_edtf"], len(found.names)) == (
        "person",
        (("opensanctions", "NK-1"),),
        "1961-02-03",
        2,
    )


def test_the_list_of_the_security_council_is_read_as_published_and_as_a_table(tmp_path):
    falk, league = records(read(tmp_path, UN_LIST, "consolidated.xml"))
    (row,) = records(
        read(
            tmp_path,
            "DATAID,FIRST_NAME,SECOND_NAME,NAME_ORIGINAL_SCRIPT\n111,ADRIAN,FALK,ادريان فالك\n",
            kind="person",
            register="un_list",
        )
    )

    assert (falk.kind, falk.name, falk.ids, falk.columns) == (
        "person", "Adrian Falk", (("un_list", "111"),), {"born_edtf": "1961~", "summary": "Quartermaster"},
    )  # fmt: skip
    assert named(falk) == [
        ("ادريان فالك", "native", ""),
        ("Adrien Falck", "spelling", ""),
        ("The Miller", "short", ""),
        ("ADRIAN FALK", "spelling", ""),
    ]
    assert (league.kind, league.name) == ("faction", "League of the Valley")
    assert named(league) == [("Valley League", "spelling", ""), ("LEAGUE OF THE VALLEY", "spelling", "")]
    assert (row.name, row.ids, named(row)) == (
        "Adrian Falk",
        (("un_list", "111"),),
        [("ادريان فالك", "native", ""), ("ADRIAN FALK", "spelling", "")],
    )


def test_entities_of_xml_are_not_resolved(tmp_path):
    trap = UN_LIST.replace(
        "?>", '?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>', 1
    ).replace("Quartermaster", "&a;&b;")

    found = read(tmp_path, trap, "consolidated.xml")

    assert not any("root:" in str(one) or "aaaa" in str(one) for one in found)


# Bad files


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"just words\nand more", "is not a list of people"),
        (b"<html><body>x</body></html>", "is not a list of people"),
        (b"\x1f\x8bnot gzip at all", "damaged"),
        (b"%PDF-1.4\n\0\0\n", "is not a list of people"),
        (b'{"a": ', "is not JSON"),
    ],
)
def test_a_file_that_is_none_of_them_is_refused_with_what_to_do(tmp_path, content, said):
    assert said in refusals(read(tmp_path, content))[0]


def test_zip_archives_of_one_file_are_read_and_others_refused(tmp_path):
    def packed(**files):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as archive:
            for name, text in files.items():
                archive.writestr(name.replace("__", "."), text)
        return held.getvalue()

    found = records(read(tmp_path, packed(SY__txt=geonames(), readme__txt="read me"), "SY.zip"))
    assert len(found) == 6
    assert "2 files of data" in refusals(read(tmp_path, packed(a__csv="x", b__csv="y"), "b.zip"))[0]
    assert (
        "spreadsheet"
        in refusals(read(tmp_path, packed(**{"[Content_Types]__xml": "x", "b__xml": "y"}), "b.xlsx"))[0]
    )


def test_rows_that_cannot_be_read_cost_no_other(tmp_path):
    text = "name,latitude,longitude,population\nA b,95,1,1\nC d,1,1,many\nE f,1,1,5\nG h,1,,5\n,1,1,1\n"

    found = read(tmp_path, text)

    assert [one.name for one in records(found)] == ["E f"]
    assert [line.split(":")[0] for line in refusals(found)] == [
        "latitude is “95”, which is not a number from -90 to 90", "population is “many”, which is not a whole number",
        "has only one of latitude and longitude", "has no name",
    ]  # fmt: skip


def test_a_date_that_is_none_is_left_out_with_a_word(tmp_path):
    (found,) = records(read(tmp_path, "id,name,born\n1,Adrian Falk,long ago\n", kind="person"))

    assert "born_edtf" not in found.columns and "born date was left out" in found.notices[0]


def test_a_format_is_recognised_whatever_its_name(tmp_path):
    for text, key in (
        (geonames(), "geonames"),
        (other_names((4, "en", "X")), "geonames-names"),
        (UN_LIST, "un-list"),
        (ACTORS, "table"),
    ):
        path = tmp_path / "file"
        path.write_text(text)
        assert format_of(path).key == key
    with pytest.raises(RecordError):
        (tmp_path / "file").write_text("nothing")
        format_of(tmp_path / "file")


def test_a_record_survives_its_time_in_a_column(tmp_path):
    for one in records(read(tmp_path, UN_LIST, "l.xml")) + records(read(tmp_path, geonames(), "SY.txt")):
        assert from_values(json.loads(json.dumps(one.as_values()))) == one


# Spreadsheets


def test_a_spreadsheet_is_read_from_its_header_on(tmp_path):
    rows = [
        ["Groups of the valley"],
        [],
        ["id", "name", "kind", "born"],
        [7, "Adrian Falk", "person", "1961"],
        [8, "Valley League", "faction"],
    ]

    found = read(tmp_path, xlsx(rows), "list.xlsx")

    assert [(one.name, one.kind, one.ids, one.position) for one in records(found)] == [
        ("Adrian Falk", "person", (("other", "list:7"),), 4), ("Valley League", "faction", (("other", "list:8"),), 5),
    ]  # fmt: skip
    assert found[0].reason.startswith("its columns: ")
    assert records(read(tmp_path, xlsx(rows), "list.csv")) != []  # whatever it is called


def test_columns_of_a_spreadsheet_are_proposed_and_told(tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_bytes(xlsx([["Nummer", "Bezeichnung"], [1, "Valley League"]]))

    told = RegisterReading(kind="faction", columns={"Bezeichnung": "name", "Nummer": "id"})

    assert [column.meaning for column in columns_in(path, told)] == ["id", "name"]
    assert [one.name for one in read_register(path, "list.xlsx", told) if isinstance(one, EntityRecord)] == [
        "Valley League"
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (xlsx([["x", "y"], [1, 2]]), "has no sheet with a header that names a column for names"),
        (xlsx([["name"], ["A b"]])[:-30], "damaged"),
        (b"\xd0\xcf\x11\xe0 and nothing else", "damaged"),
    ],
)
def test_a_spreadsheet_that_cannot_be_read_is_refused_with_what_to_do(tmp_path, content, said):
    assert said in refusals(read(tmp_path, content, "list.xlsx"))[0]
