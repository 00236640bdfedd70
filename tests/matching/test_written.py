"""Where a report was written, as its dateline says, apart from the places that it tells of."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.http import QueryDict

from archive.matching.link import add_readings, link, readings_of, text_digest, texts_of
from archive.matching.names import known_names
from archive.models import Article, Entity, Mention
from archive.search import search
from tests.factories import make_article, make_faction, make_mention, make_person, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    """Kabul in Afghanistan, Islamabad in Pakistan, and people and groups that are called like towns."""
    afghanistan, pakistan = (
        make_place(name=name, slug=name.lower(), place_type="country") for name in ("Afghanistan", "Pakistan")
    )
    make_place(name="Kabul", slug="kabul", parent=afghanistan)
    make_place(name="Islamabad", slug="islamabad", parent=pakistan)
    make_faction(name="Quetta Shura", slug="quetta-shura")
    make_person(name="Ilse Varga", slug="varga")


def roles(article):
    rows = article.mentions.order_by("field", "start").values_list("field", "text", "role")
    return list(rows)


def written(**values):
    article = make_article(**values)
    link(articles=[article.pk])
    return article


def headlines(query):
    return sorted(hit.article.headline for hit in search(QueryDict(query)).hits)


@pytest.mark.parametrize(
    ("dateline", "body", "expected"),
    [
        ("KABUL", "The road to Kabul is open.", [("body", "Kabul", "told"), ("dateline", "KABUL", "written")]),
        ("KABUL", "KABUL, Aug. 9 (AP) — Kabul is calm.", [("body", "KABUL", "written"), ("body", "Kabul", "told"), ("dateline", "KABUL", "written")]),
        ("Kabul", "KABUL (AP) — Calm.", [("body", "KABUL", "written"), ("dateline", "Kabul", "written")]),
        ("KABUL, Afghanistan", "KABUL, Afghanistan (AP) — Calm.", [
            ("body", "KABUL", "written"), ("body", "Afghanistan", "written"),
            ("dateline", "KABUL", "written"), ("dateline", "Afghanistan", "written"),
        ]),
        ("KABUL", "Kabul fell.", [("body", "Kabul", "told"), ("dateline", "KABUL", "written")]),
        ("KABUL", "Kabul, the capital, fell: a day to mourn.", [("body", "Kabul", "told"), ("dateline", "KABUL", "written")]),
        ("Kabul", "Kabul, 9 August 1998 (IRIN) - Calm.", [("body", "Kabul", "written"), ("dateline", "Kabul", "written")]),
        ("", "KABUL fell.", [("body", "KABUL", "told")]),
        ("ISLAMABAD/KABUL", "Talks go on.", [("dateline", "ISLAMABAD", "written"), ("dateline", "KABUL", "written")]),
        ("QUETTA SHURA", "Talks go on.", []),
    ],
)  # fmt: skip
def test_the_dateline_gives_the_place_of_writing(places, dateline, body, expected):
    assert roles(written(dateline=dateline, body=body)) == expected


def test_a_report_written_in_a_town_is_not_about_it(places):
    written(headline="From", dateline="ISLAMABAD", body="ISLAMABAD, Aug. 9 (AP) — The road to Kabul is open.")
    written(headline="About", dateline="KABUL", body="A bomb went off in Islamabad.")
    written(headline="Unsaid", body="Nothing happened in Islamabad.")
    assert headlines("place=islamabad") == ["About", "Unsaid"]
    assert headlines("place=pakistan") == ["About", "Unsaid"]
    assert headlines("written=islamabad") == ["From"]
    assert headlines("written=pakistan") == ["From"]
    assert headlines("written=none") == ["Unsaid"]
    assert headlines("q=place:islamabad") == ["About", "Unsaid"]
    assert headlines("q=written:pakistan") == ["From"]
    assert headlines("q=islamabad+-written:islamabad") == ["About", "Unsaid"]
    assert headlines("q=islamabad") == ["About", "From", "Unsaid"]  # its words are in the text
    assert headlines("q=place:kabul") == ["From"]
    assert headlines("q=written:nowhere") == []


def test_places_of_writing_count_apart(places):
    written(dateline="ISLAMABAD", body="The road to Kabul is open.")
    panels = {panel.name: panel for panel in search(QueryDict("")).facets}
    counted = {name: [(one.label, one.count) for one in panels[name].values] for name in ("place", "written")}
    assert counted == {
        "place": [("Afghanistan", 1), ("Kabul", 1)],
        "written": [("Pakistan", 1), ("Islamabad", 1)],
    }


def test_a_curator_confirms_a_place_of_writing(places):
    article = written(headline="From", dateline="KABUL", body="Calm.")
    assert headlines("written=kabul&confirmed=1") == []
    article.mentions.update(method=Mention.Method.CURATOR)
    assert headlines("written=kabul&confirmed=1") == ["From"]
    assert headlines("q=written:kabul&confirmed=1") == ["From"]


def test_roles_follow_the_dateline_whoever_writes_it(places):
    article = written(body="KABUL, Aug. 9 (AP) — Kabul is calm.")
    Article.objects.filter(pk=article.pk).update(dateline="KABUL")
    assert roles(article) == [("body", "KABUL", "written"), ("body", "Kabul", "told")]
    assert headlines("written=kabul") == [article.headline]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE archive_article SET dateline = '' WHERE id = %s", [article.pk])
        cursor.execute("UPDATE archive_mention SET role = 'written' WHERE article_id = %s", [article.pk])
    assert {role for *_, role in roles(article)} == {"told"}
    assert headlines("written=kabul") == []


def test_a_new_dateline_is_matched_and_an_old_one_forgotten(places):
    article = written(dateline="KABUL", body="Calm.")
    Article.objects.filter(pk=article.pk).update(dateline="ISLAMABAD")
    assert roles(article) == []
    article.refresh_from_db()
    assert article.linked_digest != text_digest(article)
    link(articles=[article.pk])
    assert roles(article) == [("dateline", "ISLAMABAD", "written")]


def test_a_loader_that_adds_mentions_first_gives_their_role(places):
    kabul = Entity.objects.get(slug="kabul")
    article = Article(
        pk=10**6,
        headline="First",
        dateline="KABUL",
        body="KABUL (AP) — Calm.",
        source=make_article().source,
        status="published",
    )
    found = readings_of(texts_of(article), known_names())
    assert [reading.role for reading in found] == ["written", "written"]
    add_readings({article.pk: found})
    Mention.objects.create(article=article, entity=kabul, start=13, end=17, text="Calm")
    article.save(force_insert=True)
    assert roles(article) == [
        ("body", "KABUL", "written"),
        ("body", "Calm", "told"),
        ("dateline", "KABUL", "written"),
    ]


def test_roles_of_mentions_that_their_writer_did_not_know(places):
    article = Article(
        pk=10**6, headline="First", dateline="KABUL", body="KABUL (AP) — Calm.", source=make_article().source
    )
    make_mention(article=article, entity=Entity.objects.get(slug="kabul"), text="KABUL")
    assert roles(article) == [("body", "KABUL", "told")]
    article.save(force_insert=True)
    assert roles(article) == [("body", "KABUL", "written")]


def test_a_new_name_is_found_in_datelines(places):
    from archive.matching.touched import articles_touched

    article = written(dateline="MAZAR-I-SHARIF", body="Calm.")
    assert articles_touched(["Mazar-i-Sharif"]).ids == [article.pk]


def test_the_answer_as_data_names_places_of_writing(places, client):
    written(dateline="ISLAMABAD", body="The road to Kabul is open.")
    (report,) = json.loads(client.get("/search.json").content)["results"]
    assert [one["name"] for one in report["written_in"]] == ["Islamabad"]
    assert [one["name"] for one in report["entities"]] == ["Kabul"]
