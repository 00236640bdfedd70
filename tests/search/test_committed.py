"""A search gives the same answer when shared, when cached, and in a transaction that has written."""

from __future__ import annotations

import re

import pytest
from django.http import QueryDict

from archive.models import Source
from archive.search import search
from archive.search.records import snapshot
from tests.committed import committed
from tests.engines import large, small
from tests.golden.answers import answers, differences
from tests.search.birds import QUERIES, build

# A feed without entries was updated just now.
UPDATED = re.compile(rb"<updated>.*?</updated>")
EXPORTS = ("json", "csv", "ris", "bib", "atom")


@pytest.fixture(scope="module")
def shared_archive(django_db_setup, django_db_blocker):
    with committed(django_db_blocker, build):
        yield


@pytest.mark.django_db
def test_an_answer_is_the_same_however_it_was_found(shared_archive, engine_used):
    found = answers(QUERIES)
    assert snapshot.current().is_shared
    kept = answers(QUERIES)
    with large() if engine_used == "small" else small():
        by_the_other = answers(QUERIES)
    Source.objects.create(name="New", slug="new")
    assert not snapshot.current().is_shared
    written = answers(QUERIES)
    for other in (kept, by_the_other, written):
        assert list(differences(found, other)) == []
    assert sum(one.get("total", 0) > 0 for one in found.values()) > 55


@pytest.mark.django_db
def test_exports_and_feeds_are_the_same_however_they_were_found(shared_archive, client):
    def exported():
        return {(query, form): body(client, query, form) for query in QUERIES[::4] for form in EXPORTS}

    first = exported()
    assert exported() == first
    Source.objects.create(name="New", slug="new")
    assert exported() == first
    for query in QUERIES[::4]:
        total = search(QueryDict(f"{query}&copies=1")).total
        assert body(client, f"{query}&copies=1", "ris").count(b"TY  - NEWS") == total, query


def body(client, query, form):
    response = client.get(f"/search.{form}?{query}")
    assert response.status_code == 200, (query, form)
    return UPDATED.sub(b"", response.getvalue() if response.streaming else response.content)


@pytest.mark.django_db
def test_every_number_is_the_total_of_its_address(shared_archive):
    totals = {}
    for query in QUERIES[::3]:
        results = search(QueryDict(query))
        for value in (value for facet in results.facets for value in [*facet.values, facet.none] if value):
            click = value.url.partition("?")[2]
            totals.setdefault(click, search(QueryDict(click)).total)
            assert value.count == totals[click], (query, value)
