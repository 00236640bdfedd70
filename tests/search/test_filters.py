"""The parameters of a search: each filter narrows the results, and values that cannot be read are reported."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.test.utils import override_script_prefix

from archive.search import search
from archive.search.counting.matched import find
from archive.search.language.nodes import Nothing
from archive.search.parameters.address import Address
from archive.search.parameters.filters import SearchFilterSet
from archive.search.records.snapshot import reading
from tests.factories import make_article, make_mention, make_person, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.engine("small")]


@pytest.fixture
def three():
    """A report of 1996 that names Omar, one of 1997 in French, one without a date."""
    omar = make_person(name="Omar", slug="omar")
    reports = [
        make_article(headline="First", date_edtf="1996-05-01", language="en"),
        make_article(headline="Second", date_edtf="1997", language="fr"),
        make_article(headline="Third", language="en", source=make_source(slug="digest")),
    ]
    make_mention(article=reports[0], entity=omar)
    return [report.pk for report in reports]


def narrowed(query):
    """Return the ids of all reports that pass the filters of an address, in order."""
    with reading() as snapshot:
        selection = SearchFilterSet(Address.read(QueryDict(query))).filter_queryset(
            find(Nothing(), snapshot).select()
        )
        return sorted(selection.columns.ids[selection.kept].tolist())


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("", [0, 1, 2]),
        ("person=omar", [0]),
        ("person=-omar", [1, 2]),
        ("person=none", [1, 2]),
        ("source=digest", [2]),
        ("language=fr&language=en", [0, 1, 2]),
        ("language=en&from=1996", [0]),
        ("to=1996", [0]),
        ("from=1997-02&to=1997-03", [1]),
        ("from=1997-02&to=1997-03&certain=1", []),
        ("year=none", [2]),
        ("year=1997&year=1996", [0, 1]),
        ("sort=oldest&exact=1&page=2&q=nothing", [0, 1, 2]),
    ],
)
def test_each_filter_narrows_what_was_found(three, query, places):
    assert narrowed(query) == [three[place] for place in places]


def test_a_value_beside_one_that_is_not_there_is_shown_as_chosen(three):
    results = search(QueryDict("person=omar&person=nobody"))
    assert results.errors == {"person": "No person in this archive has the address “nobody”."}
    assert [chip.label for chip in results.chips] == ["Omar", "nobody"]
    people = next(facet for facet in results.facets if facet.name == "person")
    assert [(value.label, value.selected, value.count) for value in people.values] == [("Omar", True, 0)]


def test_each_parameter_that_cannot_be_read_is_told():
    filters = SearchFilterSet(
        Address.read(QueryDict("from=1997&to=1996&sort=best&page=0&certain=perhaps&match=some"))
    )
    assert filters.complaints() == {
        "to": "“1996” lies before “1997”: write the earlier date first.",
        "sort": "“best” is not an order: write relevance, newest or oldest.",
        "page": "“0” is not a page number: pages are counted from 1.",
        "certain": "“perhaps” is neither yes nor no: write 1, or omit it.",
        "match": "“some” is not a way to match words: write all or most.",
    }


def test_addresses_of_a_search_begin_with_the_script_prefix(three, client):
    with override_script_prefix("/dateline/"):
        results = search(QueryDict("person=omar"))
        assert str(results.address) == "/dateline/search/?person=omar"
        assert {chip.url for chip in results.chips} == {"/dateline/search/"}
        assert all(
            value.url.startswith("/dateline/search/") for facet in results.facets for value in facet.values
        )
        feed = client.get("/search.atom").content.decode()
    assert 'href="http://testserver/dateline/search.atom"' in feed
    assert 'href="http://testserver/dateline/search/"' in feed
