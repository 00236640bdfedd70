"""Pages mention reports that may name somebody and await a curator; each number agrees with the page it links to."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from archive.search import search
from tests.factories import make_article, make_mention, make_name, make_person, make_place, make_source

pytestmark = pytest.mark.django_db


def found(query):
    return search(QueryDict(query))


def total(url):
    return found(url.partition("?")[2]).total


def told(results):
    return [(one.entity.slug, one.reports, one.url) for one in results.pending]


@pytest.fixture
def maliks():
    """Two people with the same name: two reports name the first, one the second, and nine may name either."""
    people = [
        make_person(name="Abdul Malik", slug="abdul-malik"),
        make_person(name="Malik Ghulam", slug="malik-ghulam"),
    ]
    for person in people:
        make_name(entity=person, text="Malik", ambiguous=True)
    for person in (people[0], people[0], people[1]):
        make_article(body="Malik spoke at length.", mentions=[(person, "Malik")])
    for year in range(1990, 1999):
        report = make_article(body="Malik spoke at night.", date_edtf=str(year))
        for person in people:
            make_mention(article=report, entity=person, text="Malik", status="suggested")
    return people


def test_a_shared_name_tells_how_many_reports_name_each_and_may_name_each(maliks):
    choice = found("q=malik").choices[0]
    assert found("q=malik").total == 12
    assert [(option.entity.slug, option.reports, option.pending.reports) for option in choice.options] == [
        ("abdul-malik", 2, 9),
        ("malik-ghulam", 1, 9),
    ]
    for option in choice.options:
        assert total(option.url) == option.reports
        assert total(option.pending.url) == option.pending.reports


def test_the_other_words_and_the_filters_hold_for_the_numbers(maliks):
    option = found("q=malik+night&year=1990&year=1991").choices[0].options[0]
    assert (option.reports, option.pending.reports) == (0, 2)
    assert option.pending.url == "/search/?q=night&year=1990&year=1991&possible=person-abdul-malik"
    assert total(option.pending.url) == 2


@pytest.mark.parametrize(
    ("query", "url"),
    [
        ("q=abdul+malik", "/search/?possible=person-abdul-malik"),
        ("q=abdul+malik+spoke", "/search/?q=spoke&possible=person-abdul-malik"),
        ("q=spoke+AND+abdul+malik", "/search/?q=spoke&possible=person-abdul-malik"),
        ('q=person:"abdul+malik"+spoke', "/search/?q=spoke&possible=person-abdul-malik"),
        ('q="abdul+malik"+-zzzz', "/search/?q=-zzzz&possible=person-abdul-malik"),
        ("person=abdul-malik", "/search/?possible=person-abdul-malik"),
        ("person=abdul-malik&person=malik-ghulam&q=spoke", "/search/?q=spoke&possible=person-abdul-malik"),
    ],
)
def test_a_name_typed_or_chosen_tells_of_those_that_may_name_it(maliks, query, url):
    assert told(found(query))[0] == ("abdul-malik", 9, url)
    assert total(url) == 9


@pytest.mark.parametrize(
    "query", ['q=spoke+-"abdul+malik"', "q=abdul+malik+OR+night", "person=-abdul-malik", "q=spoke", ""]
)
def test_nothing_is_told_of_a_name_that_reports_need_not_have(maliks, query):
    assert told(found(query)) == []


def test_what_names_somebody_already_waits_for_no_one(maliks):
    report = make_article(body="Abdul Malik spoke. Malik left.", mentions=[(maliks[0], "Abdul Malik")])
    make_mention(article=report, entity=maliks[0], start=19, end=24, status="suggested")
    assert told(found("person=abdul-malik"))[0][1] == 9


def test_nothing_is_told_of_drafts_rejected_names_or_protected_people(maliks):
    hidden = make_person(name="Zulfiqar", slug="zulfiqar", visibility="protected")
    shared = make_person(name="Sher Khan", slug="sher-khan")
    for person in (hidden, shared):
        make_mention(article=make_article(body="Khan."), entity=person, text="Khan", status="rejected")
        make_mention(
            article=make_article(body="Khan.", status="draft"), entity=person, text="Khan", status="suggested"
        )
    make_mention(article=make_article(body="Khan."), entity=hidden, text="Khan", status="suggested")
    assert told(found("person=sher-khan")) == []
    refused = found("possible=person-zulfiqar")
    assert (refused.total, list(refused.errors)) == (0, ["possible"])
    assert refused.errors == {
        "possible": found("possible=person-nobody").errors["possible"].replace("nobody", "zulfiqar")
    }


def test_one_bearer_is_not_called_several(client):
    front = make_person(name="Northern Alliance", slug="northern-alliance")
    make_name(entity=front, text="United Front", ambiguous=True)
    make_article(body="The United Front.", mentions=[(front, "United Front")])
    html = client.get("/search/", {"q": "united front"}).content.decode()
    assert "several" not in html
    assert "“<bdi>united front</bdi>” may mean:" in html


def test_the_pages_and_the_data_tell_the_same(maliks, client):
    html = client.get("/search/", {"person": "abdul-malik"}).content.decode()
    assert (
        '<a href="/search/?possible=person-abdul-malik" rel="nofollow">9 reports</a> may name'
        " <bdi>Abdul Malik</bdi>: a curator has yet to decide."
    ) in html
    page = client.get("/people/abdul-malik/").content.decode()
    assert (
        '<a href="/search/?possible=person-abdul-malik" rel="nofollow">9 more</a> may: they contain the name'
        in page
    )
    data = client.get("/search.json", {"q": "malik"}).json()
    option = data["choices"][0]["options"][0]
    assert (option["entity"], option["count"], option["pending"]["count"]) == ("abdul-malik", 2, 9)
    data = client.get("/search.json", {"person": "abdul-malik"}).json()
    assert data["pending_names"] == [
        {
            "kind": "person",
            "entity": "abdul-malik",
            "name": "Abdul Malik",
            "count": 9,
            "url": "/search/?possible=person-abdul-malik",
        }
    ]
    header = client.get("/search.csv", {"person": "abdul-malik"})["Dateline-Notice"]
    assert header == '%"9 reports may name Abdul Malik: a curator has yet to decide."'
    chosen = client.get("/search/", {"possible": "person-abdul-malik"}).content.decode()
    assert '<span class="chip-kind">May name</span> <bdi>Abdul Malik</bdi>' in chosen


def test_a_page_of_a_place_that_no_report_names_tells_of_those_that_may(client):
    place = make_place(name="Bagram", slug="bagram")
    make_mention(
        article=make_article(body="At Bagram.", source=make_source()),
        entity=place,
        text="Bagram",
        status="suggested",
    )
    assert "1 report</a> may: it contains the name" in client.get("/places/bagram/").content.decode()
