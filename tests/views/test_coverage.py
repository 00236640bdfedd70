"""What the archive does not know."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest

from archive.models import ExternalId, Story
from tests.factories import make_article, make_faction, make_mention, make_person, make_place, make_source

pytestmark = pytest.mark.django_db


def shown(client):
    response = client.get("/coverage/")
    assert response.status_code == 200
    return response.content.decode()


def part(html, id):
    return html[html.index(f'id="{id}"') :].split("</section>")[0]


def numbers(html):
    """Return {address: number} of every number on the page that leads to a search."""
    found = re.findall(r'<a[^>]*href="(/search/[^"]*)"[^>]*>(.*?)</a>', html, re.DOTALL)
    bare = (
        (unescape(url), re.sub(r'<span class="visually-hidden">.*?</span>|<[^>]+>', "", words))
        for url, words in found
    )
    return {url: int(words.split()[0].replace(",", "")) for url, words in bare if words[:1].isdigit()}


@pytest.fixture
def archive():
    """Reports of two sources, one of them with a gap, in two languages, with and without dates and names."""
    digest, gazette = make_source(name="Digest", slug="digest"), make_source(name="Gazette", slug="gazette")
    league, balkh = (
        make_faction(name="League", slug="league"),
        make_place(name="Balkh", slug="balkh", place_type="province", latitude=36.6, longitude=67.2),
    )
    make_place(name="Ghor", slug="ghor", place_type="province", latitude=34, longitude=65)
    ExternalId.objects.create(entity=balkh, scheme="geonames", value="1147288")
    for month in ("1997-01", "1997-02", "1997-02-03", "1997-03-09", "1999-05", "1999-06-01", "1999-07"):
        make_article(source=digest, date_edtf=month, mentions=[balkh])
    for date in ("", "1998", "1998-05~"):
        make_article(source=gazette, date_edtf=date, language="fr", mentions=[league])
    make_article(source=make_source(name="Post", slug="post"), language="", date_edtf="1997-02")
    return {"league": league, "digest": digest}


def test_every_number_is_that_of_the_search_it_leads_to(client, archive):
    story = Story.objects.create()
    for _ in range(2):
        make_article(source=archive["digest"], date_edtf="1997-02-04", story=story)
    make_mention(
        article=make_article(body="The League.", date_edtf="1997-02"),
        entity=archive["league"],
        text="League",
        status="suggested",
        method="names",
    )
    found = numbers(shown(client))
    assert len(found) > 40
    for url, number in found.items():
        assert client.get(url.replace("/search/", "/search.json")).json()["total"] == number, url


def test_months_hold_the_reports_that_are_certainly_of_them(client, archive):
    table = part(shown(client), "months")
    assert re.findall(r'<th scope="row">(\d+)</th>', table) == ["1997", "1998", "1999"]
    found = numbers(table)
    assert found["/search/?from=1997-02&to=1997-02&certain=1"] == 3
    assert found["/search/?from=1998-06&to=1998-06&certain=1"] == 0
    assert "29 months have none" in table


def test_a_source_with_reports_before_and_after_many_months_without_has_a_gap(client, archive):
    gaps = part(shown(client), "gaps")
    assert re.findall(r"<bdi>(\w+)</bdi></th><td>([^<]+)</td><td class=\"number\"[^>]*>(\d+)", gaps) == [
        ("Digest", "between April 1997 and April 1999", "25")
    ]
    assert numbers(gaps) == {
        "/search/?source=digest&to=1997-03&certain=1": 4,
        "/search/?source=digest&from=1997-04&to=1999-04&certain=1": 0,
        "/search/?source=digest&from=1999-05&certain=1": 3,
    }


def test_a_source_without_enough_reports_or_with_short_gaps_has_none(client):
    source = make_source()
    for month in ("1997-01", "1997-06", "1997-11", "1998-04", "1998-09", "1999-02"):
        make_article(source=source, date_edtf=month)
    for month in ("1990-01", "1999-01"):
        make_article(source=make_source(), date_edtf=month)
    assert 'id="gaps"' not in shown(client)


def test_undated_reports_languages_thin_sources_and_provinces_are_listed(client, archive):
    html = shown(client)
    assert "/search/?year=none" in part(html, "figures")
    assert numbers(part(html, "languages")) == {
        "/search/?language=en": 7, "/search/?language=fr": 3, "/search/?language=none": 1,
    }  # fmt: skip
    assert numbers(part(html, "sources")) == {"/search/?source=post": 1}
    assert list(numbers(part(html, "provinces")).items()) == [
        ("/search/?place=ghor", 0),
        ("/search/?place=balkh", 7),
    ]
    assert html.count("map-tint-4") == 1


def test_names_that_wait_for_a_decision_are_listed_with_the_reports_that_may_mean_them(client, archive):
    malik, hidden = (
        make_person(name="Malik", slug="malik"),
        make_person(name="Zulfiqar", slug="zulfiqar", visibility="protected"),
    )
    for _ in range(2):
        report = make_article(body="Malik and the League.")
        make_mention(article=report, entity=malik, text="Malik", status="suggested", method="names")
        make_mention(article=report, entity=hidden, text="Malik", status="suggested", method="names")
    draft = make_article(body="Malik.", status="draft")
    make_mention(article=draft, entity=malik, text="Malik", status="suggested", method="names")
    names = part(shown(client), "names")
    assert numbers(names) == {"/search/?possible=person-malik": 2}
    assert "Zulfiqar" not in names
    assert "<b>2</b>" not in names
    page = client.get("/people/malik/").content.decode()
    assert '<a href="/search/?possible=person-malik" rel="nofollow">2 reports</a> may' in page


def test_an_empty_archive_says_so_and_one_without_dates_has_no_months(client):
    assert "The archive is empty" in shown(client)
    make_article()
    html = shown(client)
    assert 'id="months"' not in html
    assert numbers(part(html, "figures"))["/search/?year=none"] == 1


def test_the_number_of_queries_does_not_grow(client, archive, django_assert_max_num_queries):
    for turn in range(2):
        # version and records, shapes and provinces, languages and sources, sources of gaps, names that wait: ranked, their reports, themselves
        with django_assert_max_num_queries(10):
            shown(client)
        for number in range(10):
            source, person = make_source(), make_person(name=f"Person {turn} {number}")
            report = make_article(source=source, body="A person.", date_edtf="1990-01")
            make_mention(article=report, entity=person, text="person", status="suggested", method="names")
            make_article(source=source, date_edtf="1999-01")


def test_the_data_and_the_table_have_every_number_of_the_page(client, archive):
    malik = make_person(name="Malik", slug="malik")
    make_mention(
        article=make_article(body="Malik."), entity=malik, text="Malik", status="suggested", method="names"
    )
    found = numbers(shown(client))
    data = client.get("/coverage.json").content.decode()
    told = {
        url: int(count)
        for count, url in re.findall(r'"reports": (\d+), "url": "http://testserver([^"]*)"', data)
    }
    assert found.items() <= told.items()
    response = client.get("/coverage.csv")
    table = list(csv.DictReader(io.StringIO(response.content.decode().removeprefix("\ufeff"))))
    listed = {row["url"].removeprefix("http://testserver"): int(row["reports"]) for row in table}
    assert listed.items() <= told.items()
    before_and_after = {url for url in found if "source=digest" in url} - listed.keys()
    assert found.keys() - listed.keys() == before_and_after
    gap = next(row for row in table if row["part"] == "gap")
    assert gap["label"] == "Digest: nothing between April 1997 and April 1999 (25 months)"
    assert next(row["value"] for row in table if row["part"].startswith("name")) == "person-malik"
    notices = client.get("/coverage.json").json()["notices"]
    assert "silence in the world" in notices[0] and "silence in the world" in response["Dateline-Notice"]


def test_the_page_leads_to_both_and_an_empty_archive_says_so_in_both(client):
    for form in ("json", "csv"):
        assert client.get(f"/coverage.{form}").status_code == 200
    assert client.get("/coverage.json").json()["notices"] == [
        "The archive is empty: nothing has been published yet."
    ]
    make_article()
    html = shown(client)
    assert (
        '<a href="/coverage.json" rel="nofollow">' in html
        and '<a href="/coverage.csv" rel="nofollow">' in html
    )
