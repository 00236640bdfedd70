"""The list of sources, and the page of each."""

from __future__ import annotations

import re

import pytest

from tests.factories import make_article, make_person, make_source

pytestmark = pytest.mark.django_db


def shown(client, path, **params):
    response = client.get(path, params)
    assert response.status_code == 200
    return response.content.decode()


def test_it_lists_sources_with_kind_country_years_and_number_of_reports(client):
    digest = make_source(name="The Digest", kind="digest", country="GB")
    wire = make_source(name="A Wire", kind="agency")
    for date in ("1996-05", "1998~", "1997/1999", ""):
        make_article(source=digest, date_edtf=date)
    make_article(source=wire)
    html = shown(client, "/sources/")
    cells = [re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", html)[5:]]
    assert cells == [
        "A Wire",
        "News agency",
        "",
        "undated",
        "1",
        "The Digest",
        "Digest",
        "United Kingdom",
        "1996–1999",
        "4",
    ]


def test_it_can_be_ordered_by_number_of_reports(client):
    few, many = make_source(name="A few"), make_source(name="Many")
    for source in (few, many, many):
        make_article(source=source)
    assert re.findall(r"<bdi>([^<]+)", shown(client, "/sources/", sort="reports")) == ["Many", "A few"]


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_a_source_without_a_published_report_is_neither_listed_nor_there(client, status):
    source = make_source(name="Secret Paper", slug="secret")
    make_article(source=source, status=status)
    assert "Secret Paper" not in shown(client, "/sources/")
    assert client.get("/sources/secret/").status_code == 404


def test_its_page_shows_its_reports_years_and_whom_it_names(client):
    source = make_source(
        name="The Digest", slug="digest", description="Printed weekly.", url="https://example.org/"
    )
    person, hidden = (
        make_person(name="Massoud", slug="massoud"),
        make_person(name="Zulfiqar", visibility="draft"),
    )
    make_article(
        headline="Old", body="Massoud, Zulfiqar.", source=source, date_edtf="1996",
        mentions=[(person, "Massoud"), (hidden, "Zulfiqar")],
    )  # fmt: skip
    make_article(headline="New", source=source, date_edtf="1999")
    make_article(headline="Unready", source=source, status="draft")
    make_article(headline="Of another", date_edtf="1997")
    html = shown(client, "/sources/digest/")
    assert "Printed weekly." in html
    assert "<b>2</b> reports</a> in the archive" in html
    assert "<b>1996–1999</b>" in html
    assert html.index(">New<") < html.index(">Old<")
    assert 'href="/search/?source=digest&amp;year=1996"' in html
    assert re.search(
        r'/people/massoud/"><bdi>Massoud</bdi></a><a class="count" href="/search/[^"]*massoud[^"]*" rel="nofollow">1<',
        html,
    )
    for word in ("Unready", "Of another", "Zulfiqar"):
        assert word not in html


def test_its_page_says_its_name_and_its_kind_once_and_reports_do_not_repeat_them(client):
    source = make_source(name="The Digest", slug="digest", kind="digest", country="GB")
    make_article(source=source)
    main = shown(client, "/sources/digest/").partition("<main")[2].partition("<aside")[0]
    side = shown(client, "/sources/digest/").partition("<aside")[2]
    assert main.count("The Digest") == 1
    assert main.lower().count("digest</span>") == 1
    assert "<dt>Country</dt>" in side
    assert "Kind" not in side


def test_without_sources_it_says_so(client):
    assert "No sources yet" in shown(client, "/sources/")


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    source = make_source(slug="digest")
    make_article(source=source)
    for _ in range(2):
        with django_assert_max_num_queries(4):  # clock of the data, records, sources; one to spare
            client.get("/sources/")
        with django_assert_max_num_queries(7):  # source, its slug again, clock, records, reports, company
            client.get("/sources/digest/")
        for _ in range(15):
            make_article(source=make_source())
            make_article(source=source)
