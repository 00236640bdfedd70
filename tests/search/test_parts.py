"""A search does no unneeded work: parts omitted by feeds, tables, data or the first page are not counted."""

from __future__ import annotations

from collections import Counter

import pytest
from django.http import QueryDict

from archive.kinds import KINDS
from archive.search import search
from archive.search.counting.selection import Selection
from archive.search.facets import FACETS, LISTED
from archive.search.page import hits, results
from tests.factories import make_article, make_person, make_place, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(monkeypatch):
    """Count operations: {operation: number}."""
    done = Counter()

    def noting(name, function):
        def noted(*arguments, **options):
            done[name] += 1
            return function(*arguments, **options)

        return noted

    for name in ("counts", "added", "year_counts", "years_added", "by_date", "hidden_copies"):
        monkeypatch.setattr(Selection, name, noting(name, getattr(Selection, name)))
    monkeypatch.setattr(results, "suggest", noting("suggest", results.suggest))
    for name in ("marked", "by_relevance", "report_rows", "entities_named"):
        monkeypatch.setattr(hits, name, noting(name, getattr(hits, name)))
    return done


@pytest.fixture
def reports():
    person, place = make_person(slug="heron", name="Heron"), make_place(slug="fen", name="Fen")
    for year in range(1990, 1993):
        make_article(
            headline="Truce",
            body="Heron in Fen.",
            date_edtf=str(year),
            mentions=[(person, "Heron"), (place, "Fen")],
        )


@pytest.mark.parametrize("form", ["atom", "csv", "ris", "bib"])
def test_a_feed_or_a_table_counts_no_facets_marks_no_words_and_suggests_nothing(client, reports, work, form):
    response = client.get(f"/search.{form}", {"q": "truce", "person": "heron"})
    assert "Truce" in b"".join(response).decode()
    assert {name for name in work if name != "by_date"} == set()


def test_the_first_page_counts_what_it_shows_and_looks_for_no_hits(client, reports, work):
    assert client.get("/").status_code == 200
    assert work == {
        "counts": len(KINDS),  # for the total of each
        "year_counts": 3,  # and once for the axis of all searches
        "years_added": 1,
        "hidden_copies": 1,
    }


def test_the_total_alone_counts_nothing_else(reports, work, django_assert_num_queries):
    found = search(QueryDict("q=truce"))
    with django_assert_num_queries(0):
        assert found.total == 3
    assert not work


def test_each_part_is_made_once(reports, work):
    found = search(QueryDict("q=truce"))
    for _ in range(2):
        assert len(found.hits) == 3
        assert len(found.facets) == len(FACETS)
        assert found.histogram.bars
    assert work["report_rows"] == work["marked"] == 1
    assert work["counts"] == work["added"] == len(LISTED)


def test_every_part_is_of_the_state_in_which_the_search_was_answered(reports):
    found = search(QueryDict("q=truce"))
    assert found.total == 3
    make_article(headline="Truce", date_edtf="1999", source=make_source(slug="late"))
    assert found.total == sum(bar.count for bar in found.histogram.bars) == 3
    assert "late" not in [value.value for facet in found.facets for value in facet.values]
