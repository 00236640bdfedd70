"""Crawlers are kept away from searches, and visitors from endless combinations."""

from __future__ import annotations

import re
from urllib.robotparser import RobotFileParser

import pytest

from archive.views.crawlers import MAX_COMBINED
from tests.factories import make_article, make_faction, make_person, make_place, make_source

pytestmark = pytest.mark.django_db

SEARCHES = [
    "/search/",
    "/search/person/",
    "/search.json",
    "/search.atom",
    "/search.csv",
    "/search.ris",
    "/search.bib",
    "/suggest.json",
    *(f"/{name}.{form}" for name in ("events", "claims") for form in ("json", "csv", "atom")),
    *(f"/{name}.{form}" for name in ("timeline", "coverage") for form in ("json", "csv")),
]
YEARS = "&".join(f"year={1980 + n}" for n in range(MAX_COMBINED))
LEFT_OUT = "At most 12 filters can be combined. These were ignored: year 1992, year 1993."


@pytest.mark.parametrize("path", SEARCHES)
def test_no_answer_to_a_search_is_to_be_kept(client, path):
    make_article(headline="Truce")
    for address in (path, f"{path}?q=truce&year=1997&page=2"):
        assert client.get(address)["X-Robots-Tag"] == "noindex, nofollow", address


@pytest.mark.parametrize("path", SEARCHES)
def test_robots_are_asked_to_stay_off_searches(client, path):
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").content.decode().splitlines())
    assert not robots.can_fetch("Crawler", f"{path}?q=truce&person=massoud")
    assert robots.can_fetch("Crawler", "/people/massoud/")


def test_a_report_is_to_be_kept(client):
    assert "X-Robots-Tag" not in client.get(make_article().get_absolute_url())


def links_to_searches(html):
    links = re.findall(r"<a\s[^>]*>", html)
    return [link for link in links if re.search(r'href="/search[/.][^"]*\?', link)]


def test_no_link_to_a_search_is_to_be_followed(client):
    person, place = make_person(slug="massoud", name="Massoud"), make_place(slug="kunduz")
    source = make_source(slug="digest")
    for year in range(1990, 2020):
        make_article(
            headline="Truce",
            date_edtf=str(year),
            source=source,
            mentions=[person, place, make_faction(), make_person()],
        )
    for page in (
        "/search/?q=truce&person=massoud&place=-herat&sort=oldest&page=2",
        "/search/?q=trucce",
        "/search/person/?q=truce&place=kunduz",
        "/people/massoud/",
        "/sources/digest/",
        "/",
    ):
        links = links_to_searches(client.get(page).content.decode())
        assert links, page
        assert [link for link in links if "nofollow" not in link] == [], page


# Combinations


def test_as_many_filters_as_are_allowed_are_combined_over_all_facets(client):
    make_article(date_edtf="1990")
    person = make_person(slug="massoud")
    html = client.get(f"/search/?{YEARS.replace('year=1981&', '')}&person={person.slug}").content.decode()
    assert "left out:" not in html


def test_more_are_left_out_and_the_page_says_which(client):
    make_article(date_edtf="1990")
    response = client.get(f"/search/?q=&{YEARS}&year=1992&year=1993&sort=oldest")
    html = response.content.decode()
    assert response.status_code == 200
    assert f'<p class="said-message">{LEFT_OUT}</p>' in html
    assert html.count('class="chip"') == MAX_COMBINED
    links = re.findall(r'href="([^"]*)"', html)
    assert not any("year=1993" in link for link in links if "lang=" not in link)
    assert "sort=oldest" in html


def test_more_are_left_out_of_lists_and_data_too(client):
    make_article(date_edtf="1990")
    query = f"{YEARS}&year=1992&year=1993"
    assert LEFT_OUT in client.get(f"/search/source/?{query}").content.decode()
    data = client.get(f"/search.json?{query}").json()
    assert data["messages"] == [LEFT_OUT]
    assert data["total"] == 1


@pytest.mark.parametrize("path", ["/search.atom", "/search.csv", "/search.ris", "/search.bib"])
def test_formats_that_cannot_say_so_refuse(client, path):
    response = client.get(f"{path}?{YEARS}&year=1992&year=1993")
    assert response.status_code == 400
    assert response.content.decode() == LEFT_OUT
    assert client.get(f"{path}?{YEARS}").status_code == 200


def test_a_switch_of_a_list_takes_the_place_of_a_filter(client):
    person = make_person(slug="massoud")
    make_article(date_edtf="1990", mentions=[person])
    years = YEARS.replace("year=1981&", "")
    data = client.get(f"/search.json?{years}&person=massoud&person.all=1&leaveout=place").json()
    assert data["messages"] == [
        f"At most {MAX_COMBINED} filters can be combined. These were ignored: person.all 1, leaveout place."
    ]


def test_curators_may_combine_more(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("curator", is_staff=True))
    make_article(date_edtf="1990")
    html = client.get(f"/search/?{YEARS}&year=1992&year=1993").content.decode()
    assert "left out:" not in html
    assert html.count('class="chip"') == MAX_COMBINED + 2


def test_what_was_left_out_is_escaped(client):
    html = client.get(f"/search/?{YEARS}&year=<b>x</b>").content.decode()
    assert "<b>x</b>" not in html
    assert "year &lt;b&gt;x&lt;/b&gt;" in html


def test_what_is_left_out_is_told_to_the_last_however_much_it_is(client):
    query = "&".join(f"year={1900 + n}" for n in range(60))
    left_out = 60 - MAX_COMBINED
    html = client.get(f"/search/?{query}").content.decode()
    assert f"year 1931 and {left_out - 20} more." in html
    assert client.get(f"/search.csv?{query}").status_code == 400
