"""Events that the words of a search name stand above the reports."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from archive.models import Event, EventParty
from archive.search import search
from tests.factories import make_article, make_event, make_faction, make_person, make_place, make_source

pytestmark = pytest.mark.django_db


def named(q, **more):
    query = QueryDict(mutable=True)
    query.update({"q": q, **more})
    return [event.title for event in search(query).events]


@pytest.fixture
def events():
    balkh = make_place(name="Balkh", slug="balkh")
    mazar = make_place(name="Mazar-i-Sharif", slug="mazar-i-sharif", parent=balkh, names=["Mazar-e-Sharif"])
    taliban = make_faction(name="Taliban", slug="taliban", names=["Taleban"])
    may = make_event(
        title="Fighting for Mazar-i-Sharif, May 1997", date_edtf="1997-05-28", place=mazar, passages=["One."]
    )
    august = make_event(title="The fall of a city", date_edtf="1998-08-08", place=mazar, passages=["Two."])
    EventParty.objects.create(event=august, entity=taliban, role="side a")
    make_event(title="Talks in Ashgabat", date_edtf="1999-03", passages=["Three."])
    make_event(title="Draft talks", date_edtf="1999-03", status="suggested")
    return may


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("mazar-e-sharif 1998", ["The fall of a city"]),
        ("Mazar-i-Sharif fighting", ["Fighting for Mazar-i-Sharif, May 1997"]),
        ("fights for mazar-i-sharif", ["Fighting for Mazar-i-Sharif, May 1997"]),
        ("balkh 1997", ["Fighting for Mazar-i-Sharif, May 1997"]),
        ("taleban mazar-i-sharif", ["The fall of a city"]),
        ("taliban fall", ["The fall of a city"]),
        ("ashgabat", ["Talks in Ashgabat"]),
        ("talks 1999", ["Talks in Ashgabat"]),
        ("talks 1998", []),
        ("draft", []),
        ("", []),
        ("taliban -fall", ["The fall of a city"]),
        ("talks OR fall", []),
        ("source:digest talks", []),
        ("ta*", []),
    ],
)  # fmt: skip
def test_events_are_named_by_words_names_and_years(events, q, expected):
    assert named(q) == expected


@pytest.mark.parametrize(
    ("q", "more", "expected"),
    [
        ("mazar-i-sharif august 1998", {}, ["The fall of a city"]),
        ("fighting mazar-i-sharif may 1997", {}, ["Fighting for Mazar-i-Sharif, May 1997"]),
        ("fighting mazar-i-sharif august 1998", {}, []),
        ("mazar-i-sharif on:1998-08-08", {}, ["The fall of a city"]),
        ("mazar-i-sharif", {"from": "1998", "to": "1998"}, ["The fall of a city"]),
        ("mazar-i-sharif", {"from": "1998-09"}, []),
        ("mazar-i-sharif -on:1998", {}, ["The fall of a city", "Fighting for Mazar-i-Sharif, May 1997"]),
        ("august 1998", {}, []),
        ("mazar-i-sharif after:1997-09", {}, ["The fall of a city"]),
        ("mazar-i-sharif before:1998-08-01", {}, ["Fighting for Mazar-i-Sharif, May 1997"]),
        ("mazar-i-sharif before:../1998", {}, []),
        ("mazar-i-sharif after:1998/..", {}, []),
    ],
)  # fmt: skip
def test_a_date_among_the_words_or_beside_them_is_that_of_the_event(events, q, more, expected):
    assert named(q, **more) == expected


def test_the_list_of_all_such_events_has_the_date_too(client, events):
    data = client.get("/search.json", {"q": "mazar-i-sharif august 1998"}).json()
    assert (
        data["events_url"] == "http://testserver/events/?from=1998-08-01&to=1998-08-31&place=mazar-i-sharif"
    )
    listed = client.get(data["events_url"].replace("/events/", "/events.json")).json()
    assert [one["title"] for one in listed["events"]] == ["The fall of a city"]
    assert client.get("/search.json", {"q": "nothing"}).json()["events_url"] is None


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("place=balkh", ["The fall of a city", "Fighting for Mazar-i-Sharif, May 1997"]),
        ("faction=taliban", ["The fall of a city"]),
        ("with=faction-taliban", ["The fall of a city"]),
        ("place=balkh&year=1997", ["Fighting for Mazar-i-Sharif, May 1997"]),
        ("place=balkh&faction=taliban&year=1997", []),
        ("place=kabul", []),
        ("year=1999", []),
    ],
)  # fmt: skip
def test_they_pass_the_place_party_and_year_chosen_beside_the_words(events, more, expected):
    make_place(name="Kabul", slug="kabul")
    assert [event.title for event in search(QueryDict(f"q=mazar-i-sharif&{more}")).events] == expected


@pytest.mark.parametrize(
    "more",
    [
        "place=-balkh", "place=none", "place=balkh&place=kabul", "place=balkh&with=place-kabul", "year=1997&year=1998", "year=-1997",
        "source=digest", "language=en", "written=kabul", "basis=stated", "claims=denied", "possible=place-kabul", "confirmed=1", "certain=1",
    ],
)  # fmt: skip
def test_they_are_left_out_where_their_list_cannot_be_narrowed_by_what_is_chosen(events, more):
    make_place(name="Kabul", slug="kabul")
    make_source(slug="digest")
    results = search(QueryDict(f"q=mazar-i-sharif&{more}"))
    assert (results.errors, results.events) == ({}, [])


def test_the_list_of_all_such_events_has_what_is_chosen_beside_the_words(client, events):
    query = {"q": "fall", "place": "mazar-i-sharif", "with": "faction-taliban", "year": "1998"}
    data = client.get("/search.json", query).json()
    assert (
        data["events_url"] == "http://testserver/events/?q=fall&place=mazar-i-sharif&year=1998&party=taliban"
    )
    listed = client.get(data["events_url"].replace("/events/", "/events.json")).json()
    assert [one["title"] for one in listed["events"]] == ["The fall of a city"]


def test_they_are_the_latest_three_and_the_page_leads_to_all(client, events):
    for year in (2001, 2002, 2003, 2004):
        make_event(title=f"Shelling of Kabul, {year}", date_edtf=str(year), passages=["It."])
    assert named("shelling kabul") == [f"Shelling of Kabul, {year}" for year in (2004, 2003, 2002)]
    assert named("shelling") == []
    html = client.get("/search/", {"q": "shelling kabul"}).content.decode()
    assert 'href="/events/?q=shelling+kabul"' in html and "all events like this" in html
    assert (
        search(QueryDict("q=mazar-i-sharif+1998+fall")).events_url
        == "/events/?q=fall&place=mazar-i-sharif&year=1998"
    )


def test_they_are_part_of_no_count_and_stand_on_the_first_page_alone(client, events):
    for _ in range(21):
        make_article(body="Talks in Ashgabat.")
    results = client.get("/search.json", {"q": "ashgabat talks"}).json()
    assert (results["total"], [one["title"] for one in results["events"]]) == (21, ["Talks in Ashgabat"])
    assert named("ashgabat talks", page="2") == []
    assert named("ashgabat", **{"from": "nonsense"}) == []


def test_a_change_of_an_event_shows_at_the_next_search(events):
    assert named("ashgabat")
    Event.objects.filter(title__contains="Ashgabat").update(status="rejected")
    assert named("ashgabat") == []


def test_a_protected_name_names_no_event(client):
    make_person(name="Qorban", slug="qorban", visibility="protected")
    make_event(title="Qorban freed at noon", passages=["He left."])
    assert named("qorban") == named("qorban freed") == []
    assert named("freed noon") == ["[name withheld] freed at noon"]
    assert "qorban" not in client.get("/search/", {"q": "freed noon"}).content.decode()
