from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from archive.ingest.demo import DemoError, build_demo
from archive.models import Article, Entity, Mention, Name, SearchRecord, Source, Story
from tests.factories import make_article, make_person, make_place

pytestmark = pytest.mark.django_db

FIXTURES = Path(settings.FIXTURE_DIRS[0])
COUNTED = (Source, Entity, Name, Story, Article, Mention, SearchRecord)


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
