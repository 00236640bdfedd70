"""The histogram of years: one axis for all searches of an archive, what was chosen shaded, every number what its click gives."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from archive.search import search
from tests.factories import make_article, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def reports():
    ann = make_person(name="Ann", slug="ann")
    make_article(date_edtf="1990-05")
    make_article(date_edtf="1995-07-03", mentions=[ann])
    make_article(date_edtf="1996", mentions=[ann])
    make_article(date_edtf="1999/2000")
    make_article()


def chart(query):
    return search(QueryDict(query)).histogram


def years(found):
    return {bar.value: bar for bar in found.bars}


@pytest.mark.parametrize("query", ["", "person=ann", "year=1995", "from=1996-02", "year=none"])
def test_all_searches_of_an_archive_have_the_same_axis(reports, query):
    assert [bar.value for bar in chart(query).bars] == [str(year) for year in range(1990, 2001)]


def test_a_search_that_finds_nothing_has_no_axis(reports):
    found = chart("q=zanzibar")
    assert (found.bars, found.spans, found.peak) == ([], [], None)


def test_a_report_misdated_by_centuries_does_not_squeeze_the_axis(reports, client):
    make_article(headline="Misdated", date_edtf="1200")
    found = chart("")
    assert [bar.value for bar in found.bars] == [str(year) for year in range(1990, 2001)]
    assert [(bar.value, bar.own, bar.count) for bar in found.earlier] == [("1200", 1, 1)]
    assert [hit.article.headline for hit in search(QueryDict("year=1200")).hits] == ["Misdated"]
    assert chart("person=ann").earlier == []
    html = client.get("/search/").content.decode()
    assert 'href="/search/?year=1200" rel="nofollow">Earlier, 1200: 1</a>' in html
    assert {"value": "1200", "count": 1}.items() <= client.get("/search.json").json()["facets"]["year"][
        0
    ].items()
    make_article(date_edtf="2996")
    assert [bar.value for bar in chart("").later] == ["2996"]


def test_old_reports_that_are_many_belong_to_the_axis(reports):
    for _ in range(4):
        make_article(date_edtf="1880")
    found = chart("")
    assert (found.bars[0].value, found.outside) == ("1880", [])


def test_the_peak_is_the_first_of_the_years_with_most_reports(reports):
    make_article(date_edtf="1996")
    peak = chart("").peak
    assert (peak.label, peak.own) == ("1996", 2)


@pytest.mark.parametrize(
    ("query", "spans"),
    [
        ("", []),
        ("year=1995", [(5, 6)]),
        ("year=1995&year=1996&year=1999", [(5, 7), (9, 10)]),
        ("from=1996-07&to=1999", [(6.5, 10)]),
        ("from=1996", [(6, 11)]),
        ("to=1990-12", [(0, 1)]),
        ("from=1980&to=2010", [(0, 11)]),
    ],
)
def test_what_was_chosen_is_shaded(reports, query, spans):
    found = chart(query)
    assert [(round(start, 2), round(end, 2)) for start, end in found.spans] == spans
    places = [place for start, end in spans for place in range(int(start), -int(-end // 1))]
    assert [place for place, bar in enumerate(found.bars) if bar.inside] == places


def test_the_years_outside_the_days_chosen_stay_and_a_click_sets_them_free(reports):
    found = years(chart("person=ann&from=1996&to=1996"))
    assert (found["1995"].own, found["1995"].count, found["1995"].url) == (
        1,
        1,
        "/search/?person=ann&year=1995",
    )
    assert found["1996"].inside and not found["1996"].selected
    for query in ("from=1996&to=1996", "year=1995&from=1996", "year=1995&to=1999&certain=1"):
        for bar in chart(query).bars:
            assert search(QueryDict(bar.url.partition("?")[2])).total == bar.count, (query, bar)


def test_a_year_without_reports_is_no_link(reports, client):
    assert not years(chart(""))["1991"].is_offered
    html = client.get("/search/").content.decode()
    assert "year=1991" not in html
    assert '<g data-year="1991" data-value="1991: no reports">' in html
    assert "1991" not in [value["value"] for value in client.get("/search.json").json()["facets"]["year"]]


def test_the_caption_says_what_is_drawn_and_its_highest_number(reports, client):
    make_article(date_edtf="1996-03")
    html = client.get("/search/").content.decode()
    assert "<span>Reports by year</span>" in html
    assert "most: 2 (1996)</span>" in html
