"""Names that count only where a curator confirmed them, and what the date of a report rests on: in filters, words, counts and exports."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.utils import timezone

from archive.models import Entity, Mention
from archive.search import search
from tests.factories import make_article, make_faction, make_mention, make_person, make_place

pytestmark = pytest.mark.django_db


def found(query):
    return search(QueryDict(query))


def headlines(query):
    return {hit.article.headline for hit in found(query).hits}


@pytest.fixture
def reports():
    """Reports that name Massoud: by a curator, found and then reviewed, found by a machine, and as a possibility."""
    massoud = make_person(name="Massoud", slug="massoud", names=["Masood"])
    country = make_place(name="Afghanistan", slug="afghanistan")
    kabul = make_place(name="Kabul", slug="kabul", parent=country)
    said = [
        ("Chosen", {"method": "curator"}),
        ("Reviewed", {"method": "names", "reviewed_at": timezone.now()}),
        ("Found", {"method": "names"}),
        ("Perhaps", {"method": "curator", "certainty": "possible"}),
    ]
    for headline, how in said:
        article = make_article(headline=headline, body="Massoud was in Kabul.")
        make_mention(article=article, entity=massoud, text="Massoud", **how)
        make_mention(article=article, entity=kabul, text="Kabul", **how)
    make_article(headline="Nobody", body="Nobody was named.")
    return massoud


CONFIRMED = {"Chosen", "Reviewed"}
ALL = {*CONFIRMED, "Found", "Perhaps"}


@pytest.mark.parametrize(
    "query",
    [
        "person=massoud",
        "with=person-massoud",
        "place=kabul",
        "place=afghanistan",
        "q=masood",
        "q=person:massoud",
        "q=kabul",
        "q=place:afghanistan",
        "q=massoud+kabul",
        'q="massoud+was"',
        "q=massoud&match=most",
        "person=massoud&place=kabul&person.all=1",
    ],
)
def test_filters_and_words_find_only_what_a_curator_confirmed(reports, query):
    assert headlines(query) == ALL
    assert headlines(f"{query}&confirmed=1") == CONFIRMED


def test_each_name_in_a_phrase_must_be_confirmed(reports):
    kabul = Entity.objects.get(slug="kabul")
    half = make_article(headline="Half", body="Massoud was in Kabul.")
    make_mention(article=half, entity=reports, text="Massoud")
    make_mention(article=half, entity=kabul, text="Kabul", method="names")
    assert headlines('q="massoud+was+in+kabul"') == {*ALL, "Half"}
    assert headlines('q="massoud+was+in+kabul"&confirmed=1') == CONFIRMED


def test_counts_are_those_of_confirmed_names(reports):
    facets = {facet.name: facet for facet in found("confirmed=1").facets}
    assert [(value.label, value.count) for value in facets["person"].values] == [("Massoud", 2)]
    assert facets["person"].none.count == 3
    assert [(value.label, value.count) for value in facets["place"].values] == [
        ("Afghanistan", 2),
        ("Kabul", 2),
    ]
    assert found("confirmed=1").total == 5
    assert headlines("person=none&confirmed=1") == {"Found", "Perhaps", "Nobody"}
    assert headlines("person=-massoud&confirmed=1") == {"Found", "Perhaps", "Nobody"}
    assert headlines("q=-person:massoud&confirmed=1") == {"Found", "Perhaps", "Nobody"}


def test_a_decision_of_a_curator_shows_at_the_next_search(reports):
    Mention.objects.filter(method="names", reviewed_at=None).update(reviewed_at=timezone.now())
    assert headlines("person=massoud&confirmed=1") == {*CONFIRMED, "Found"}
    Mention.objects.filter(article__headline="Chosen").update(certainty="probable")
    assert headlines("q=masood&confirmed=1") == {"Reviewed", "Found"}
    Mention.objects.filter(article__headline="Reviewed").delete()
    assert headlines("person=massoud&confirmed=1") == {"Found"}


def test_what_is_inside_a_place_confirms_the_place_but_not_its_name():
    country = make_place(name="Afghanistan", slug="afghanistan")
    kabul = make_place(name="Kabul", slug="kabul", parent=country)
    article = make_article(headline="Both", body="Kabul, Afghanistan.")
    make_mention(article=article, entity=kabul, text="Kabul")
    make_mention(article=article, entity=country, text="Afghanistan", method="names")
    assert headlines("place=afghanistan&confirmed=1") == {"Both"}
    assert headlines("q=afghanistan&confirmed=1") == set()


def test_every_format_says_so_and_finds_the_same(reports, client):
    query = {"q": "masood", "confirmed": "1"}
    data = client.get("/search.json", query).json()
    assert data["total"] == 2
    assert "Names count only where a curator confirmed them." in data["messages"]
    html = client.get("/search/", query).content.decode()
    assert "Names count only where a curator confirmed them." in html
    assert "confirmed by a curator" in html  # a chip
    assert 'href="/search/?q=masood" rel="nofollow" aria-current="true">Count all names again' in html
    for path in ("/search.csv", "/search.atom", "/search.ris"):
        response = client.get(path, query)
        text = b"".join(response).decode() if response.streaming else response.content.decode()
        assert "Chosen" in text and "Found" not in text
    assert "confirmed=1" in client.get("/search/").content.decode()


def test_sides_are_those_of_confirmed_names(reports):
    faction = make_faction(name="Jamiat", slug="jamiat")
    article = make_article(headline="Side", body="Jamiat.", date_edtf="1996")
    make_mention(article=article, entity=faction, text="Jamiat", method="names")
    assert headlines("q=faction:jamiat") == {"Side"}
    assert headlines("q=faction:jamiat&confirmed=1") == set()


# What a date rests on


def test_reports_with_inferred_dates_are_a_value_of_their_own(client):
    make_article(headline="Printed", date_edtf="1997")
    make_article(headline="Guessed", date_edtf="1997", date_basis="inferred")
    make_article(headline="Undated")
    assert headlines("basis=inferred") == headlines("q=basis:inferred") == {"Guessed"}
    assert headlines("basis=stated") == {"Printed"}
    assert headlines("basis=none") == {"Undated"}
    assert headlines("basis=-inferred") == {"Printed", "Undated"}
    (dates,) = (facet for facet in found("").facets if facet.name == "basis")
    assert {value.label: value.count for value in [*dates.values, dates.none]} == {
        "Printed with the report": 1,
        "Inferred": 1,
        "Undated": 1,
    }
    assert client.get("/search.json?basis=inferred").json()["total"] == 1
    assert client.get("/search.json?basis=guessed").status_code == 400
