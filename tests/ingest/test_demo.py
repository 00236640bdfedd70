from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from archive.ingest.demo import DemoError, build_demo
from archive.ingest.demo_evidence import first_and_last
from archive.models import (
    Article,
    Claim,
    Entity,
    Event,
    Evidence,
    Mention,
    Name,
    Passage,
    SearchRecord,
    Source,
    Statement,
    Story,
)
from tests.factories import make_article, make_person, make_place

pytestmark = pytest.mark.django_db

FIXTURES = Path(settings.FIXTURE_DIRS[0])
COUNTED = (
    Source,
    Entity,
    Name,
    Story,
    Article,
    Mention,
    SearchRecord,
    Passage,
    Event,
    Claim,
    Statement,
    Evidence,
)


def everything():
    """Return every row of every table of the archive, history included, but for the version of the data and its log."""
    found = {}
    with connection.cursor() as cursor:
        tables = [
            name for name in connection.introspection.table_names(cursor) if name.startswith("archive_")
        ]
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            found[table] = cursor.fetchall()
    passing = {"archive_searchchange"}
    return {table: rows for table, rows in found.items() if table not in passing}


def test_the_fixture_is_up_to_date_with_its_sources():
    built = build_demo(FIXTURES / "demo")

    assert built == (FIXTURES / "demo.json").read_text(encoding="utf-8"), "Run python manage.py build_demo."
    assert not Article.objects.exists()


def test_loading_the_fixture_gives_the_whole_demo_and_loading_it_again_changes_nothing():
    person = make_person(name="Somebody Else")
    report = make_article(headline="Not of the demo")
    call_command("loaddata", "demo", verbosity=0)
    first = everything()

    call_command("loaddata", "demo", verbosity=0)

    assert everything() == first
    records = json.loads((FIXTURES / "demo.json").read_text(encoding="utf-8"))
    reports = [record for record in records if record["model"] == "archive.article"]
    assert Article.objects.published().count() == len(reports) + 1 >= 81
    assert SearchRecord.objects.count() == len(reports) + 1
    assert Entity.objects.filter(kind="place").exclude(lineage=[]).count() >= 50
    assert Name.objects.filter(is_primary=True).count() == Entity.objects.count()
    assert Mention.objects.filter(status="accepted").count() > 10 * len(reports)
    assert not Article.objects.filter(linked_digest="", source__slug__startswith="demo").exists()
    assert not Passage.objects.lost().exists()
    for model in (Event, Claim, Statement):
        assert model.objects.public().count() == model.objects.count() > 0
    assert {person, report} <= {*Entity.objects.all(), *Article.objects.all()}


def test_a_demo_that_was_loaded_can_be_built_again():
    call_command("loaddata", "demo", verbosity=0)
    before = [model.objects.count() for model in COUNTED]

    assert build_demo(FIXTURES / "demo") == (FIXTURES / "demo.json").read_text(encoding="utf-8")
    assert [model.objects.count() for model in COUNTED] == before


def test_it_is_not_built_among_other_names():
    make_place(name="Elsewhere")

    with pytest.raises(DemoError, match="empty archive"):
        build_demo(FIXTURES / "demo")


def small_demo(folder, **changes):
    content = {
        "sources": [{"slug": "digest", "name": "Digest", "kind": "digest"}],
        "places": [
            {
                "slug": "town",
                "name": "Town",
                "place_type": "town",
                "parent": "land",
                "names": [{"text": "Town"}],
            },
            {
                "slug": "land",
                "name": "Land",
                "place_type": "country",
                "parent": None,
                "names": [{"text": "Land"}],
            },
        ],
        "people": [],
        "factions": [
            {"slug": "league", "name": "League", "external_ids": [{"scheme": "wikidata", "value": "Q1"}]}
        ],
        "events": [],
        "claims": [],
        "statements": [],
        "dataset_actors": [],
    } | changes
    for name, rows in content.items():
        (folder / f"{name}.json").write_text(json.dumps(rows))
    reports = [
        {
            "id": "1",
            "source": "digest",
            "headline": "Town",
            "text": "The League left Town.",
            "published": "1998",
        }
    ]
    (folder / "reports.jsonl").write_text("\n".join(map(json.dumps, changes.get("reports", reports))))
    return folder


def test_it_writes_natural_keys_each_record_after_those_it_refers_to(tmp_path):
    records = json.loads(build_demo(small_demo(tmp_path)))

    assert [record["model"].split(".")[1] for record in records] == [
        *["source", "entity", "entity", "entity"],
        *["name", "name", "name", "externalid", "article"],
    ]
    assert all("pk" not in record for record in records)
    assert [record["fields"]["slug"] for record in records[1:4]] == ["league", "land", "town"]
    assert records[3]["fields"]["parent"] == ["place", "land"]
    assert records[-1]["fields"]["source"] == ["digest"]
    assert records[-1]["fields"]["date_edtf"] == "1998"


def test_a_report_that_is_refused_stops_it(tmp_path):
    with pytest.raises(DemoError, match="line 1: its text is empty"):
        build_demo(small_demo(tmp_path, reports=[{"text": ""}]))


def test_places_in_a_circle_stop_it(tmp_path):
    places = [{"slug": "a", "name": "A", "parent": "b"}, {"slug": "b", "name": "B", "parent": "a"}]

    with pytest.raises(DemoError, match="does not exist: a, b"):
        build_demo(small_demo(tmp_path, places=places))


FELL = {"report": "1", "words": "The League left Town."}
EVENT = {"key": "town", "title": "Fighting for Town", "kind": "battle", "place": "town", "passages": [FELL]}
CLAIM = {
    "key": "left", "event": "town", "topic": "control", "object": "town", "former_entity": "league", "passages": [FELL]
}  # fmt: skip
MEMBER = {"subject": "ally", "predicate": "allied-with", "object": "league"}
ALLY = {"slug": "ally", "name": "Ally"}


def built(folder, **changes):
    """Build a small demo; return its records by their models."""
    found: dict[str, list] = {}
    for record in json.loads(build_demo(small_demo(folder, **changes))):
        found.setdefault(record["model"].removeprefix("archive."), []).append(record["fields"])
    return found


def test_events_and_claims_rest_on_quoted_words_at_their_place(tmp_path):
    denial = CLAIM | {"key": "denied", "act": "denies", "answers": "left", "passages": [{"report": "1", "words": "Town", "field": "headline"}]}  # fmt: skip
    found = built(tmp_path, events=[EVENT], claims=[CLAIM, denial])

    left, denied = found["claim"]
    assert [(passage["field"], passage["start"], passage["end"]) for passage in found["passage"]] == [
        ("body", 0, 21),
        ("headline", 0, 4),
    ]
    assert left["event"] == [found["event"][0]["uid"]]
    assert (left["object"], left["former_entity"]) == (["place", "town"], ["faction", "league"])
    assert denied["answers"] == [left["uid"]]
    assert len(found["evidence"]) == 3  # the passage of the event and of the claim is one
    assert found == built(tmp_path, events=[EVENT], claims=[CLAIM, denial])


def test_a_statement_is_cited_at_the_dates_of_its_reports_but_for_those_that_look_back(tmp_path):
    texts = {
        "1997-05": "The League and its ally.",
        "1998-06": "They were allies.",
        "2001": "They had been allies.",
    }
    reports = [
        {"id": key, "source": "digest", "headline": "Town", "text": text, "date_edtf": key, "date_basis": "stated"}
        for key, text in texts.items()
    ]  # fmt: skip
    quoted = [{"report": key, "words": text} for key, text in texts.items()]
    quoted[2]["looks_back"] = True

    (found,) = built(
        tmp_path, factions=[ALLY, {"slug": "league", "name": "League"}], reports=reports, statements=[MEMBER | {"passages": quoted}]
    )["statement"]  # fmt: skip

    assert (found["first_cited"], found["last_cited"]) == ("1997-05", "1998-06")


@pytest.mark.parametrize(
    ("dates", "cited"),
    [
        ([], ("", "")),
        (["1997-05"], ("1997-05", "1997-05")),
        (["1998-08-08", "1997-05-20", "1997"], ("1997-05-20", "1998-08-08")),
        (["1996-09-27", "1996-23"], ("1996-23", "1996-09-27")),  # the day is certain, the autumn possible
        (["1997-05-20", "1997-05", "1997-05-29"], ("1997-05-20", "1997-05-29")),
        (["1997", "1997-05"], ("1997", "1997")),
    ],
)
def test_of_dates_the_two_that_tell_most_are_first_and_last(dates, cited):
    assert first_and_last(dates) == cited


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"passages": [FELL | {"words": "nothing of the kind"}]}, "0 times"),
        ({"passages": [FELL | {"words": "e"}]}, "4 times"),
        ({"passages": [FELL | {"report": "2"}]}, "no report “2”"),
        ({"object": "village"}, "“village”, the object of left, does not come before it"),
        ({"answers": "left"}, "does not come before it"),
        ({"act": "shouts"}, "left: .*shouts"),
        ({"object": "league"}, "left: Control: choose a place here"),
    ],
)
def test_a_claim_that_is_not_of_its_reports_stops_it(tmp_path, changes, message):
    with pytest.raises(DemoError, match=message):
        build_demo(small_demo(tmp_path, events=[EVENT], claims=[CLAIM | changes]))


def test_of_words_that_stand_several_times_the_one_said_is_taken(tmp_path):
    quoted = FELL | {"words": "e", "nth": 3}

    found = built(tmp_path, events=[EVENT | {"passages": [quoted]}])

    assert found["passage"][0]["start"] == "The League left Town.".index("ue left") + 1


def test_rows_of_data_sets_become_events_whose_actors_are_known(tmp_path):
    header = "id,side_a,side_b,adm_2,date_start,date_end,deaths_a,deaths_b,latitude,longitude\n"
    (tmp_path / "ged191.csv").write_text(
        f"{header}7,Men of the League,Others,,1998-05-01,1998-05-02,3,0,36.7,67.1\n"
    )
    actor = {"family": "ucdp", "words": "Men of the League", "entity": "league"}

    found = built(tmp_path, dataset_actors=[actor])

    assert [(row["number"], row["version"], row["origin"]) for row in found["datasetrow"]] == [
        ("7", "19.1", "ged191.csv")
    ]
    assert [(party["role"], party["entity"]) for party in found["eventparty"]] == [
        ("side a", ["faction", "league"]),
        ("side b", None),
    ]
    assert [(claim["claimant_sort"], claim["low"], claim["high"]) for claim in found["claim"]] == [
        ("data set", 3, 3)
    ]
    assert found == built(tmp_path, dataset_actors=[actor])


def test_a_row_of_a_data_set_that_is_refused_stops_it(tmp_path):
    (tmp_path / "ged191.csv").write_text("id,side_a,side_b,date_start,deaths_a\n7,One,,1998-05-01,3\n")

    with pytest.raises(DemoError, match="ged191.csv: line 2: side_b is empty"):
        build_demo(small_demo(tmp_path))


def test_the_command_writes_where_it_differs_and_can_only_look(tmp_path, settings):
    settings.FIXTURE_DIRS = [tmp_path]
    (tmp_path / "demo").mkdir()
    small_demo(tmp_path / "demo")

    with pytest.raises(CommandError, match="out of date"):
        call_command("build_demo", "--check")
    out = StringIO()
    call_command("build_demo", stdout=out)
    call_command("build_demo", "--check", stdout=out)

    assert "was written: 9 records" in out.getvalue()
    assert "is up to date" in out.getvalue()
