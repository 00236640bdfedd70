"""A slow database keeps back the numbers beside the results, never the results: with sentence and link, in every format."""

from __future__ import annotations

import re
from time import monotonic

import pytest
from django.db import connection

from archive.search.facets import FACETS, entity_labels
from archive.search.page import pending
from archive.search.page.budget import NOT_COUNTED, Budget
from tests.factories import make_article, make_mention, make_person, make_source

pytestmark = pytest.mark.django_db(transaction=True)

SLEEP = 30  # seconds; a statement that nobody cancels would fail the test by its length


@pytest.fixture
def reports():
    ann = make_person(name="Ann", slug="ann")
    article = make_article(
        headline="Snow fell", body="Ann saw the snow.", date_edtf="1997-05", mentions=[ann]
    )
    make_mention(article=make_article(headline="Snow again"), entity=ann, status="suggested")
    return article


@pytest.fixture
def slow(settings, monkeypatch):
    """Make the database slow for whoever reads the labels of a facet, or looks for names awaiting a curator."""
    settings.SEARCH_COUNTING_SECONDS = 0.5

    def sleeping(function):
        def asleep(ids):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(%s)", [SLEEP])
            return function(ids)

        return asleep

    reading = sleeping(entity_labels)
    for name in ("person", "place", "faction"):
        monkeypatch.setattr(FACETS[name], "read_labels", reading)
    monkeypatch.setattr(pending, "with_suggestions", sleeping(pending.with_suggestions))


def test_the_page_comes_with_its_results_and_offers_to_count(reports, slow, client):
    response = client.get("/search/", {"q": "snow", "person": "ann", "page": "1"})
    html = response.content.decode()
    assert response.status_code == 200
    assert "fell</a>" in html
    assert NOT_COUNTED in html
    assert (
        'href="/search/?q=snow&amp;person=ann&amp;page=1&amp;wait=1" rel="nofollow">Count them now</a>'
        in html
    )
    assert "data-facet" not in html
    with connection.cursor() as cursor:  # the connection can be used again
        cursor.execute("SELECT 1")


def test_data_says_the_same(reports, slow, client):
    data = client.get("/search.json", {"q": "snow"}).json()
    assert [hit["headline"] for hit in data["results"]] == ["Snow fell", "Snow again"]
    assert data["messages"] == [NOT_COUNTED]
    assert data["wait_url"] == "/search/?q=snow&wait=1"
    assert "person" not in data["facets"]
    assert data["facets"]["year"][0]["value"] == "1997"  # was counted before


@pytest.mark.parametrize("path", ["/search.csv", "/search.atom"])
def test_exports_say_the_same_of_what_they_count(reports, slow, client, path):
    response = client.get(path, {"person": "ann"})
    text = b"".join(response).decode() if response.streaming else response.content.decode()
    assert response.status_code == 200
    assert "Snow fell" in text
    told = text + " ".join(response.headers.values())
    assert NOT_COUNTED in told


def test_the_page_of_all_values_says_so_too(reports, slow, client):
    response = client.get("/search/person/", {"q": "snow"})
    html = response.content.decode()
    assert response.status_code == 200
    assert NOT_COUNTED in html
    assert 'href="/search/person/?q=snow&amp;wait=1" rel="nofollow">Count them now</a>' in html
    assert "No name contains" not in html


def test_the_bearers_of_a_shared_name_are_offered_without_numbers(reports, client, settings):
    for slug, summary in (("one", "The first."), ("other", "The other.")):
        make_person(name=f"Bob {slug.title()}", slug=slug, names=["Bob"], summary=summary)
    settings.SEARCH_COUNTING_SECONDS = 0
    data = client.get("/search.json", {"q": "bob"}).json()
    assert [(one["name"], one["count"]) for one in data["choices"][0]["options"]] == [
        ("Bob One", None),
        ("Bob Other", None),
    ]
    assert NOT_COUNTED in data["messages"]
    html = client.get("/search/", {"q": "bob"}).content.decode()
    assert "Bob Other" in html and "The other." not in html
    data = client.get("/search.json", {"q": "bob", "wait": "1"}).json()
    assert [one["count"] for one in data["choices"][0]["options"]] == [0, 0]


def test_whoever_waits_is_told_everything(reports, client, settings):
    settings.SEARCH_COUNTING_SECONDS = 0
    assert client.get("/search.json", {"q": "snow"}).json()["facets"] == {"year": []}
    data = client.get("/search.json", {"q": "snow", "wait": "1"}).json()
    assert data["facets"]["person"][0]["label"] == "Ann"
    assert data["wait_url"] is None
    assert "wait=1" not in str(data)  # no other address waits
    html = client.get("/search/", {"q": "snow", "wait": "1"}).content.decode()
    links = re.findall(r'href="([^"]*wait=[^"]*)"', html)
    assert all("lang=" in link for link in links) and 'name="wait"' not in html


def test_a_statement_that_may_take_no_longer_is_told_too(reports, slow, client):
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '300ms'")
    try:
        data = client.get("/search.json", {"q": "snow", "wait": "1"}).json()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET statement_timeout")
    assert data["total"] == 2
    assert NOT_COUNTED in data["messages"]


def test_work_without_statements_is_counted_as_time_too():
    budget = Budget(0.01)

    def busy():
        begun = monotonic()
        while monotonic() < begun + 0.02:
            pass
        return "done"

    assert budget.counted(busy, "") == "done"
    assert not budget.is_over
    assert budget.counted(lambda: "more", "nothing") == "nothing"
    assert budget.is_over


def test_other_errors_are_errors(reports):
    def failing():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Budget(1).counted(failing, None)


def test_sources_are_still_read(reports, slow, client):
    make_source(slug="digest")
    assert client.get("/search/", {"q": "nothing at all like it"}).status_code == 200
