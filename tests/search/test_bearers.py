"""A name that several share: each bearer is offered with what tells it from the others, and the date of a search may choose one."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.utils.http import urlencode

from archive.search import search
from tests.factories import (
    make_article,
    make_faction,
    make_mention,
    make_name,
    make_person,
    make_place,
    make_statement,
)

pytestmark = pytest.mark.django_db


def ask(query, **others):
    return search(QueryDict(urlencode({"q": query, **others})))


def read(results):
    return [(name.typed, name.entity.slug, name.rule) for name in results.names]


@pytest.fixture
def rabbanis():
    """The first is cited in 1995, the second in 2009; one report names the first, another may name either."""
    party = make_faction(name="Party")
    people = [
        make_person(
            name="Burhanuddin Rabbani",
            slug="first",
            summary="President.",
            born_edtf="1940",
            died_edtf="2011-09-20",
        ),
        make_person(name="Salahuddin Rabbani", slug="second"),
    ]
    for person, year in zip(people, ("1995", "2009"), strict=True):
        make_name(entity=person, text="Rabbani", ambiguous=True)
        make_statement(
            subject=person,
            object=party,
            first_cited=year,
            last_cited=year,
            status="accepted",
            unsourced_reason="Known.",
        )
    make_article(body="Rabbani spoke.", mentions=[(people[0], "Rabbani")], date_edtf="1995")
    either = make_article(body="Rabbani left.", date_edtf="1995-05")
    for person in people:
        make_mention(article=either, entity=person, text="Rabbani", status="suggested")
    make_article(body="Nobody left.", date_edtf="1995")
    return people


@pytest.mark.parametrize(
    ("query", "others"),
    [
        ("rabbani on:1995", {}),
        ("rabbani 1995", {"match": "most"}),
        ("rabbani", {"year": "1995"}),
        ("rabbani", {"from": "1994", "to": "1996"}),
        ("rabbani before:2001", {}),
        ("rabbani", {"to": "1999"}),
    ],
)
def test_the_date_of_a_search_chooses_who_was_cited_then(rabbanis, query, others):
    results = ask(query, **others)
    assert read(results) == [("rabbani", "first", "cited")]
    assert results.total == 2
    (choice,) = results.choices
    assert (choice.read_as, [option.entity for option in choice.options]) == (rabbanis[0], [rabbanis[1]])


@pytest.mark.parametrize(
    ("query", "others"),
    [
        ("rabbani", {}),
        ("rabbani on:2001", {}),
        ("rabbani", {"from": "1990"}),
        ("rabbani", {"year": "2001"}),
        ("=rabbani on:1995", {}),
    ],
)
def test_no_date_or_one_at_which_nobody_or_several_are_cited_chooses_no_one(rabbanis, query, others):
    assert read(ask(query, **others)) == []


def test_what_readers_may_not_see_chooses_no_one(rabbanis):
    rabbanis[0].statements.update(status="suggested")
    assert read(ask("rabbani on:1995")) == []


def test_each_bearer_is_told_apart_and_counted_and_what_waits_is_said(rabbanis, client):
    (choice,) = ask("rabbani").choices
    assert [(one.entity.slug, one.entity.summary, one.apart, one.reports) for one in choice.options] == [
        ("first", "President.", "born 1940, died 20 September 2011", 1),
        ("second", "", "", 0),
    ]
    assert (choice.read_as, choice.waiting) == (None, 1)
    html = client.get("/search/", {"q": "rabbani"}).content.decode()
    assert 'President.</span> · <span dir="auto">born 1940, died 20 September 2011</span>' in html
    assert "In 1 report with the name, a curator has yet to decide who is meant." in html
    data = client.get("/search.json", {"q": "rabbani"}).json()["choices"][0]
    assert (data["waiting"], data["read_as"], data["options"][0]["apart"]) == (
        1,
        None,
        "born 1940, died 20 September 2011",
    )


def test_the_chosen_bearer_is_said_everywhere_with_the_way_back(rabbanis, client):
    query = {"q": "rabbani on:1995"}
    html = client.get("/search/", query).content.decode()
    assert "was read as <" in html
    assert "the only bearer of the name who is cited at that date" in html
    assert "may also mean:" in html
    assert "search only for “<bdi>rabbani</bdi>”" in html
    data = client.get("/search.json", query).json()
    assert (data["names"][0]["rule"], data["choices"][0]["read_as"]) == ("cited", "first")
    header = client.get("/search.csv", query)["Dateline-Notice"]
    assert "may also mean Salahuddin Rabbani (person)" in header


def test_places_are_told_apart_by_where_they_are():
    country = make_place(name="Afghanistan", place_type="country")
    for name in ("Balkh", "Ghor"):
        province = make_place(name=name, parent=country, place_type="province")
        village = make_place(name=f"Charsu of {name}", parent=province, place_type="village")
        make_name(entity=village, text="Charsu", ambiguous=True)
    assert [option.apart for option in ask("charsu").choices[0].options] == [
        "village in Balkh, Afghanistan",
        "village in Ghor, Afghanistan",
    ]


def test_the_summary_of_a_bearer_withholds_protected_names(client):
    make_person(name="Zulfiqar Ansari", visibility="protected")
    for side in ("North", "South"):
        person = make_person(name=f"Malik {side}", summary="A cousin of Zulfiqar Ansari.")
        make_name(entity=person, text="Malik", ambiguous=True)
    assert "Zulfiqar" not in client.get("/search/", {"q": "malik"}).content.decode()
    assert "Zulfiqar" not in client.get("/search.json", {"q": "malik"}).content.decode()
    assert "Zulfiqar" not in client.get("/search/", {"q": "malik north"}).content.decode()
