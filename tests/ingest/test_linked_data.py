"""The right node of a graph."""

from __future__ import annotations

import json

import pytest

from archive.ingest.html import read_page
from tests.ingest.test_placeholders import FIRST, SECOND

REPORT = {
    "@type": "NewsArticle",
    "headline": "Customs post taken",
    "datePublished": "1998-08-09T14:05:00Z",
    "author": [{"@id": "#iv"}],
}
WRITER = {"@type": "Person", "@id": "#iv", "name": "Ilse Varga"}
SITE_PAGE = {"@type": "WebPage", "@id": "/17", "datePublished": "2019-05-05", "author": {"name": "webmaster"}}
OTHER = {
    "@type": "NewsArticle",
    "headline": "Bridge opened by the minister",
    "datePublished": "2020-01-01",
    "author": "B. Helper",
}


def read(*data, head="", heading="Customs post taken"):
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(one)}</script>' for one in data)
    return read_page(
        f"<html><head><title>Customs post taken - Courier</title>{head}{scripts}</head>"
        f"<body><article><h1>{heading}</h1><p>{FIRST}</p><p>{SECOND}</p></article></body></html>"
    )


def values(page):
    return page.headline, page.byline, page.date.edtf


@pytest.mark.parametrize(
    "data",
    [
        [{"@graph": [SITE_PAGE, REPORT, WRITER]}],
        [SITE_PAGE, [WRITER, REPORT]],
        [{**SITE_PAGE, "mainEntity": REPORT}, WRITER],
        [
            {
                "@graph": [
                    {**SITE_PAGE, "mainEntity": {"@id": "#report"}},
                    {**REPORT, "@id": "#report"},
                    OTHER,
                    WRITER,
                ]
            }
        ],
        [{**REPORT, "@type": ["Thing", "http://schema.org/ReportageNewsArticle"]}, WRITER],
        [{**REPORT, "author": {"@list": [{"@id": "#iv"}]}}, WRITER],
        [{**REPORT, "author": {"givenName": "Ilse", "familyName": "Varga"}}],
        [{**REPORT, "author": ["Ilse Varga", {"name": "admin"}]}],
        [{"@type": "ItemList", "itemListElement": [OTHER]}, REPORT, WRITER],
        [{**REPORT, "hasPart": [OTHER]}, WRITER],
        [OTHER, REPORT, WRITER],
    ],
)
def test_the_report_of_the_page_is_found_in_any_form(data):
    assert values(read(*data)) == ("Customs post taken", "Ilse Varga", "1998-08-09")


def test_of_several_articles_that_with_the_address_of_the_page_counts():
    head = '<link rel="canonical" href="https://www.courier.example/17/">'
    named = {**OTHER, "headline": "Another title", "mainEntityOfPage": {"@id": "http://courier.example/17"}}

    assert values(read(REPORT, named, head=head))[1:] == ("B. Helper", "2020-01-01")


def test_of_several_articles_none_of_which_is_of_the_page_none_counts():
    found = read({**OTHER, "headline": "One of them"}, OTHER)

    assert values(found) == ("Customs post taken", "", "")


def test_the_page_itself_counts_where_no_article_is_stated():
    assert values(read(SITE_PAGE))[1:] == ("", "2019-05-05")


def test_a_headline_for_machines_gives_way_to_the_fuller_one_that_is_printed():
    stated = {**REPORT, "headline": "Customs post at Dorazpul taken by militiamen"}

    assert read(stated, WRITER, heading="Customs post at Dorazpul").headline == "Customs post at Dorazpul"
    assert read(stated, WRITER, heading="Courier").headline == "Customs post at Dorazpul taken by militiamen"


@pytest.mark.parametrize(
    "data", ["", "{", '{"@type": 7, "author": {"@id": 3}}', '[[[[[["x"]]]]]]', '{"@graph": {"@id": "#a"}}']
)
def test_what_is_no_linked_data_is_passed_over(data):
    page = f'<script type="application/ld+json">{data}</script><h1>Customs post taken</h1><p>{FIRST}</p><p>{SECOND}</p>'
    assert values(read_page(page)) == ("Customs post taken", "", "")


def test_nodes_that_refer_to_each_other_end():
    first = {"@type": "NewsArticle", "@id": "#a", "author": {"@id": "#b"}}
    second = {"@type": "Person", "@id": "#b", "name": {"@id": "#b"}}

    assert read(first, second).byline == ""
