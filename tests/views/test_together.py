"""The page of two entities, and the reports that name both."""

from __future__ import annotations

import re

import pytest

from archive.models import EventParty, Story
from tests.factories import (
    make_article,
    make_event,
    make_faction,
    make_passage,
    make_person,
    make_place,
    make_statement,
)

pytestmark = pytest.mark.django_db

ADDRESS = "/together/person-dostum/person-massoud/"


@pytest.fixture
def dostum():
    return make_person(name="Dostum", slug="dostum")


@pytest.fixture
def massoud():
    return make_person(name="Massoud", slug="massoud")


@pytest.fixture
def both(dostum, massoud):
    return [dostum, massoud]


def shown(client, path=ADDRESS, **params):
    response = client.get(path, params)
    assert response.status_code == 200
    return response.content.decode()


def test_a_search_takes_those_who_must_be_named_too(client, both, dostum):
    league = make_faction(name="League", slug="league")
    make_article(headline="Both", mentions=both)
    make_article(headline="All three", mentions=[*both, league])
    make_article(headline="One", mentions=[dostum, league])

    def found(query):
        return [hit["headline"] for hit in client.get(f"/search.json?{query}").json()["results"]]

    assert found("person=dostum&with=person-massoud") == ["All three", "Both"]
    assert found("with=person-dostum&with=person-massoud&with=faction-league") == ["All three"]
    assert found("with=person-dostum&person=-massoud") == ["One"]
    refused = client.get("/search.json?with=person-nobody")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["with"])
    html = client.get("/search/?with=person-massoud").content.decode()
    assert '<span class="chip-kind">Named with</span> <bdi>Massoud</bdi>' in html


def test_company_links_to_the_reports_that_name_both_and_to_the_page_of_both(client, both):
    make_article(mentions=both)
    html = shown(client, "/people/massoud/")
    company = html[html.index('id="company"') :]
    assert (
        '<a class="count" href="/search/?person=massoud&amp;with=person-dostum" rel="nofollow">1<' in company
    )
    assert f'href="{ADDRESS}"' in company
    assert client.get("/search.json?person=massoud&with=person-dostum").json()["total"] == 1


def test_it_shows_the_reports_that_name_both_over_time(client, both, dostum):
    for year in (1997, 1997, 2001):
        make_article(headline=f"In {year}", date_edtf=str(year), mentions=both)
    make_article(headline="Alone", date_edtf="1998", mentions=[dostum])
    html = shown(client)
    assert (
        '<a href="/search/?person=dostum&amp;with=person-massoud" rel="nofollow"><b>3</b> reports</a> name both.'
        in html
    )
    assert re.findall(r"<title>(\d{4}: \d+ reports?)", html) == ["1997: 2 reports", "2001: 1 report"]
    assert re.findall(r">(In \d+|Alone)<", html) == ["In 2001", "In 1997", "In 1997"]
    assert re.findall(r">(In \d+|Alone)<", shown(client, sort="oldest")) == ["In 1997", "In 1997", "In 2001"]


def test_copies_of_a_story_count_once(client, both):
    story = Story.objects.create()
    for _ in range(2):
        make_article(mentions=both, story=story)
    assert "<b>1</b> report</a> names both" in shown(client)


def test_others_named_with_both_are_counted_in_these_reports(client, both, dostum):
    league, city = make_faction(name="League", slug="league"), make_place(name="City", slug="city")
    make_article(mentions=[*both, league])
    make_article(mentions=[*both, league, city])
    make_article(mentions=[dostum, city])
    html = shown(client)
    company = html[html.index('id="company"') :]
    assert re.findall(r'with=person-massoud&amp;with=([\w-]+)" rel="nofollow">(\d)<', company) + re.findall(
        r'with=([a-z]+-[a-z]+)&amp;with=person-massoud" rel="nofollow">(\d)<', company
    ) == [("place-city", "1"), ("faction-league", "2")]


def test_statements_between_them_are_quoted_with_what_they_rest_on(client, dostum):
    league = make_faction(name="League", slug="league")
    report = make_article(
        headline="A report", body="Dostum commands the League, it said.", date_edtf="1997-05-20"
    )
    said = make_passage(article=report, words="Dostum commands the League")
    make_statement(
        subject=dostum,
        predicate="commands",
        object=league,
        first_cited="1997-05",
        last_cited="1998",
        passages=[said],
    )
    make_statement(subject=dostum, object=league, status="suggested", passages=["It was suggested."])
    make_statement(subject=dostum, object=league)  # not sourced
    html = shown(client, "/together/person-dostum/faction-league/")
    assert html.count("<blockquote") == 1
    assert "“Dostum commands the League”" in html
    assert "first cited for May 1997, last cited for 1998" in html
    assert f"{report.get_absolute_url()}#p1" in html
    assert "No report names both" in html


def test_events_with_both_are_listed(client, both):
    event = make_event(title="Talks in the north", kind="talks", date_edtf="1997-05", passages=["They met."])
    for entity in both:
        EventParty.objects.create(event=event, entity=entity, role="side a")
    other = make_event(title="A battle", passages=["They fought."])
    EventParty.objects.create(event=other, entity=both[0], role="side a")
    html = shown(client)
    assert "Talks in the north" in html
    assert "A battle" not in html


def test_every_form_of_the_address_leads_to_the_one_in_use(client, both, massoud):
    massoud.slug = "ahmad-shah-massoud"
    massoud.save()
    response = client.get("/together/person-massoud/person-dostum/")
    address = "/together/person-ahmad-shah-massoud/person-dostum/"
    assert (response.status_code, response["Location"]) == (301, address)
    assert client.get("/together/person-dostum/person-dostum/")["Location"] == "/people/dostum/"


@pytest.mark.parametrize("other", ["person-nobody", "place-dostum", "nonsense", "ship-dostum"])
def test_nobody_public_is_a_404(client, both, other):
    assert client.get(f"/together/person-dostum/{other}/").status_code == 404


@pytest.mark.parametrize("visibility", ["draft", "protected"])
def test_what_is_not_public_has_no_page(client, both, visibility):
    make_person(name="Hidden", slug="hidden", visibility=visibility)
    assert client.get("/together/person-dostum/person-hidden/").status_code == 404


def test_crawlers_are_kept_off(client, both):
    assert client.get(ADDRESS)["X-Robots-Tag"] == "noindex, nofollow"
    assert "/together/" in client.get("/robots.txt").content.decode()


def test_the_number_of_queries_does_not_grow(client, both, django_assert_max_num_queries):
    league = make_faction(name="League", slug="league")
    for _ in range(2):
        make_article(mentions=[*both, league])
        # version and records, both entities, the entity filtered by twice, reports, names, events, protected names, statements
        with django_assert_max_num_queries(14):
            shown(client)
        for number in range(10):
            make_article(mentions=[*both, make_person(name=f"Person {number}")])
