"""What a search finds, to take away."""

from __future__ import annotations

import csv
import io
import json

import pytest

from archive.models import Story
from archive.views import exports
from tests.factories import make_article, make_person, make_place, make_source

pytestmark = pytest.mark.django_db

FORMATS = ("csv", "ris", "bib")


def text(response):
    assert response.status_code == 200
    return b"".join(response).decode()


def rows(client, **params):
    content = text(client.get("/search.csv", params))
    assert content.startswith("\ufeffid,headline,")
    return list(csv.DictReader(io.StringIO(content.removeprefix("\ufeff"))))


def test_the_table_has_a_row_for_each_report_in_the_order_of_the_search(client):
    person, place = make_person(name="Massoud"), make_place(name="Kabul")
    report = make_article(
        headline="Truce, it is said",
        body="Massoud in Kabul.",
        source=make_source(name="The Digest"),
        date_edtf="1996-23",
        dateline="KABUL",
        mentions=[(person, "Massoud"), (place, "Kabul")],
    )
    make_article(headline="Older", date_edtf="1990", body="A truce.")
    make_article(headline="Another")
    found = rows(client, q="truce", sort="newest")
    assert [row["headline"] for row in found] == ["Truce, it is said", "Older"]
    assert (
        found[0]
        | {
            "id": str(report.pk),
            "source": "The Digest",
            "date": "1996-23",
            "date_in_words": "autumn 1996",
            "people": "Massoud",
            "places": "Kabul",
            "url": f"http://testserver{report.get_absolute_url()}",
        }
        == found[0]
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " ="])
def test_a_cell_that_looks_like_a_formula_is_made_harmless(client, start):
    make_article(headline=f"{start}HYPERLINK(1)", byline=f"{start}cmd")
    found = rows(client)[0]
    assert found["headline"] == f"'{start.strip()}HYPERLINK(1)"
    assert found["byline"] == f"'{start.strip()}cmd"


def test_lines_and_quotes_in_a_cell_stay_in_it(client):
    make_article(headline='He said "no"\nand left')
    assert rows(client)[0]["headline"] == 'He said "no" and left'


def test_copies_are_listed_each_and_share_the_number_of_their_story(client):
    story = Story.objects.create()
    for _ in range(2):
        make_article(headline="Convoy", story=story)
    found = rows(client, q="convoy")
    assert [row["story"] for row in found] == [str(story.pk)] * 2


def test_it_ends_at_its_bound(client, monkeypatch):
    monkeypatch.setattr(exports, "MOST_ROWS", 3)
    monkeypatch.setattr(exports, "MOST_REFERENCES", 2)
    for _ in range(5):
        make_article()
    assert len(rows(client)) == 3
    assert text(client.get("/search.ris")).count("TY  - NEWS") == 2


def test_references_follow_the_search(client):
    make_article(headline="Truce", date_edtf="1998-08")
    make_article(headline="Another")
    ris = text(client.get("/search.ris?q=truce"))
    assert "TI  - Truce\r\n" in ris
    assert "DA  - 1998/08//\r\n" in ris
    assert "Another" not in ris
    bibtex = text(client.get("/search.bib?q=truce"))
    assert bibtex.count("@article{") == 1
    assert "title = {{Truce}}" in bibtex


@pytest.mark.parametrize("extension", FORMATS)
def test_nothing_unpublished_is_given_away(client, extension):
    hidden = make_person(name="Zulfiqar", visibility="protected")
    make_article(headline="Public", body="Zulfiqar.", mentions=[(hidden, "Zulfiqar")])
    make_article(headline="Drafted", status="draft")
    make_article(headline="Takenback", status="withdrawn")
    content = text(client.get(f"/search.{extension}"))
    assert "Public" in content
    for word in ("Drafted", "Takenback", "Zulfiqar"):
        assert word not in content


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("query", ["q=(((", "q=%00", "place=nowhere", "from=199z&page=x&year=x", "q=the"])
def test_odd_searches_give_a_file_and_no_error(client, extension, query):
    make_article()
    text(client.get(f"/search.{extension}?{query}"))


@pytest.mark.parametrize("extension", ["ris", "bib", "json"])
def test_one_report_is_given_when_it_is_published(client, extension):
    report = make_article(headline="Truce", date_edtf="1998-08-09")
    response = client.get(f"/articles/{report.pk}.{extension}")
    assert "Truce" in response.content.decode()
    assert f"http://testserver{report.get_absolute_url()}" in response.content.decode()
    for status in ("draft", "withdrawn"):
        assert client.get(f"/articles/{make_article(status=status).pk}.{extension}").status_code == 404
    assert client.get(f"/articles/999999999999.{extension}").status_code == 404


def test_one_report_for_citation_processors(client):
    report = make_article(headline="Truce", date_edtf="1997~", source=make_source(name="The Digest"))
    item = json.loads(client.get(f"/articles/{report.pk}.json").content)
    assert item["container-title"] == "The Digest"
    assert item["issued"] == {"date-parts": [[1997]], "circa": True}


def test_the_number_of_queries_grows_with_the_hundreds_alone(client, django_assert_max_num_queries):
    person = make_person(name="Massoud")
    for _ in range(20):
        make_article(body="Massoud.", mentions=[(person, "Massoud")])
    with django_assert_max_num_queries(5):  # version, records, mentions, entities, reports
        text(client.get("/search.csv"))
