"""What rows of data sets cite, and which reports of the archive those are."""

from __future__ import annotations

from datetime import date

import pytest

from archive.evidence.citations import (
    Citation,
    citation,
    citations_in,
    citations_of,
    same_headline,
    same_office,
)
from archive.models import Article, DatasetRow
from tests.factories import make_article, make_source

LISTED = '"Post,1997-05-29,Fighting at the bridge, say elders";"The Gazette,1997-05-30,Six dead; road cut"'


def row(**values):
    return DatasetRow(dataset="ucdp-ged", number="1", values=values)


def test_each_source_of_a_list_has_its_office_day_and_headline():
    assert citations_of(row(source_article=LISTED)) == [
        Citation(
            "Post,1997-05-29,Fighting at the bridge, say elders", "Post", date(1997, 5, 29), "Fighting at the bridge, say elders",
        ),
        Citation("The Gazette,1997-05-30,Six dead; road cut", "The Gazette", date(1997, 5, 30), "Six dead; road cut"),
    ]  # fmt: skip


def test_a_list_that_was_cut_off_keeps_what_it_has():
    assert [one.office for one in citations_of(row(source_art=LISTED[:-10]))] == ["Post", "The Gazette"]


@pytest.mark.parametrize(
    ("text", "office", "day", "headline"),
    [
        ('Wire 1989-05-17 "REBELS BLOW UP LINES', "Wire", date(1989, 5, 17), "REBELS BLOW UP LINES"),
        ("Wire  25/2-09", "Wire  25/2-09", None, ""),
        (
            'Institute, June 2010, "On the heels of them", 18',
            "Institute, June 2010",
            None,
            "On the heels of them",
        ),
    ],
)
def test_older_ways_of_citing_are_read_as_far_as_they_go_and_kept_whole(text, office, day, headline):
    assert citation(text) == Citation(text, office, day, headline)


def test_the_outlets_of_acled_are_its_sources():
    found = citations_of(DatasetRow(dataset="acled", number="1", values={"SOURCE": "Post; Gazette;"}))
    assert [(one.text, one.headline) for one in found] == [("Post", ""), ("Gazette", "")]


def test_a_row_without_sources_cites_nothing():
    assert citations_of(row(best="3")) == []


@pytest.mark.parametrize(
    ("cited", "printed", "same"),
    [
        ("Fighting at the bridge", "FIGHTING at the Bridge!", True),
        (
            "Fighting at the bridge of Riverton, say el",
            "Fighting at the bridge of Riverton, say elders",
            True,
        ),
        ("Fighting", "Fighting at the bridge", False),
        ("", "", False),
    ],
)
def test_headlines_are_one_as_far_as_both_go(cited, printed, same):
    assert same_headline(cited, printed) is same


@pytest.mark.parametrize(
    ("cited", "source", "same"),
    [
        ("Reuters News", "Reuters", True), ("Associated Press Newswires", "The Associated Press", True), ("Post", "Gazette", False),
        ("BBC Monitoring South Asia", "BBC Monitoring", True), ("News Agency", "Press Agency", False), ("Morning Post", "Evening Post", False),
    ],
)  # fmt: skip
def test_offices_are_one_if_the_shorter_name_is_in_the_longer(cited, source, same):
    assert same_office(cited, source) is same


@pytest.mark.django_db
def test_a_citation_means_the_report_of_its_source_day_and_headline_alone():
    post = make_source(name="The Post")
    told = {"headline": "Fighting at the bridge, say elders", "source": post}
    report = make_article(date_edtf="1997-05-28", **told)
    make_article(date_edtf="1997-06-28", **told)
    make_article(**told | {"source": make_source(name="Gazette"), "date_edtf": "1997-05-29"})
    make_article(**told | {"headline": "Six dead", "date_edtf": "1997-05-29"})

    (first, found), (_, other) = citations_in(
        [row(source_article=LISTED)], reports=Article.objects.published()
    )

    assert (first.office, found, other) == ("Post", report, None)


@pytest.mark.django_db
def test_readers_are_led_to_published_reports_alone():
    make_article(
        headline="Fighting at the bridge, say elders",
        source=make_source(name="Post"),
        date_edtf="1997-05-29",
        status="draft",
    )
    found = citations_in([row(source_article=LISTED)], reports=Article.objects.published())
    assert [report for _, report in found] == [None, None]
