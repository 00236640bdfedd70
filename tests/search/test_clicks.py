"""The count of a value is what a click gives, whatever is chosen; orders and formats agree on the total."""

from __future__ import annotations

import csv
import io
import random

import pytest
from django.http import QueryDict

from archive.models import Mention, Story
from archive.search import engine, search, whole_facet
from tests.committed import committed
from tests.factories import make_article, make_faction, make_person, make_place, make_source

WORDS = ("falcon", "heron", "egret", "swan", "crane", "stork", "the", "ibis")
DATES = (
    "",
    "1996",
    "1997-05",
    "1998-08-09",
    "1996/1998",
    "1997-12/1998-02",
    "../1995",
    "1999/..",
    "199X",
    "2003",
)
CHOICES = {
    "person": ["ann", "bo", "none", "-ann", "-bo", "-none"],
    "place": ["country", "town", "none", "-town", "-country"],
    "faction": ["red", "blue", "-red", "none"],
    "source": ["digest", "weekly", "-digest"],
    "language": ["en", "fr", "none", "-en"],
    "year": ["1996", "1997", "1998", "-1997", "none", "-none", "1990"],
    "certain": ["1"],
    "copies": ["1"],
    "from": ["1996", "1997-06"],
    "to": ["1998", "2001"],
    "match": ["most", "all"],
    "person.all": ["1"],
    "confirmed": ["1"],
    "basis": ["stated", "inferred", "-inferred", "none"],
    "place.all": ["1"],
    "leaveout": ["person", "place", "source", "faction"],
}


@pytest.fixture(scope="module")
def shared_archive(django_db_setup, django_db_blocker):
    with committed(django_db_blocker, build):
        yield


@pytest.fixture
def archive(shared_archive, db):
    """The reports, committed once for all tests here."""


def build():
    """Add reports with names, dates and stories by chance, the same each time."""
    chance = random.Random(8)
    country = make_place(name="Country", slug="country")
    named = [
        country,
        make_place(name="Town", slug="town", parent=country),
        *(make_person(name=name, slug=name.lower()) for name in ("Ann", "Bo", "Cy", "Di")),
        *(make_faction(name=name, slug=name.lower()) for name in ("Red", "Blue")),
    ]
    sources = [make_source(name=name, slug=name.lower()) for name in ("Digest", "Weekly")]
    stories = [Story.objects.create() for _ in range(4)]
    for _ in range(60):
        article = make_article(
            body=" ".join(chance.sample(WORDS, chance.randint(2, 6))),
            source=chance.choice(sources),
            story=chance.choice([None, None, *stories]),
            date_edtf=(day := chance.choice(DATES)),
            date_basis=chance.choice(["stated", "inferred"]) if day else "",
            language=chance.choice(["en", "en", "fr", ""]),
            mentions=(mentioned := chance.sample(named, chance.randint(0, 4))),
        )
        Mention.objects.filter(article=article, entity__in=mentioned[::2]).update(method="names")


def random_searches(seed, number):
    """Yield query strings of searches with up to five choices."""
    chance = random.Random(seed)
    for _ in range(number):
        pairs = [("q", " ".join(chance.sample(WORDS, chance.randint(0, 6))))]
        for key in chance.sample(sorted(CHOICES), chance.randint(0, 4)):
            values = chance.sample(CHOICES[key], min(len(CHOICES[key]), chance.choice([1, 1, 2])))
            if key in ("match", "from", "to", "leaveout"):
                values = values[:1]
            pairs += [(key, value) for value in values]
        made = QueryDict(mutable=True)
        for key, value in pairs:
            made.appendlist(key, value)
        yield made.urlencode()


def found(query, **changes):
    params = QueryDict(query, mutable=True)
    params.update(changes)
    return search(params)


def values_of(results):
    years = [*results.histogram.bars, results.histogram.undated]
    for name, values in [
        *((facet.name, [*facet.values, facet.none]) for facet in results.facets),
        ("year", years),
    ]:
        yield from ((name, value) for value in values if value)


# One row in so many is few: with 1 all are gathered, with a million all are counted by bits and lists.
COUNTING = {"gathered": 1, "inverted": 1_000_000}


def counting_by(name):
    return engine.using(gathered=COUNTING[name], rows_at_once=7)


@pytest.fixture(params=COUNTING)
def counting(request, engine_used):
    with counting_by(request.param):
        yield


@pytest.mark.parametrize("seed", range(4))
def test_every_number_is_the_total_of_its_address(archive, engine_used, seed):
    """Both ways of counting say the same numbers; each way asks for every other total, so that each address is asked for once."""
    queries, numbers, totals = list(random_searches(seed, 12)), {}, {}
    for turn, way in enumerate(COUNTING):
        with counting_by(way):
            for query in queries:
                said = {
                    (name, value.url.partition("?")[2]): value.count
                    for name, value in values_of(found(query))
                }
                assert numbers.setdefault(query, said) == said, (way, query)
                for place, (_, click) in enumerate(sorted(said)):
                    if place % 2 == turn and click not in totals:
                        totals[click] = found(click).total
    for query, said in numbers.items():
        for (name, click), count in said.items():
            assert count == totals[click], (query, name, click)


def test_the_whole_list_of_a_facet_says_the_same_numbers(archive, counting):
    for query in random_searches(21, 10):
        facets = {facet.name: facet for facet in found(query).facets}
        for name in ("person", "place"):
            whole, _ = whole_facet(QueryDict(query), name=name)
            numbers = {value.value: value.count for value in whole.values}
            assert numbers.items() >= {value.value: value.count for value in facets[name].values}.items()
            assert whole.none == facets[name].none


def test_a_list_keeps_its_order_when_one_of_it_is_chosen(archive):
    labels = [value.label for value in found("").facets[0].values]
    assert [value.label for value in found("person=bo").facets[0].values] == labels


# Totals


def test_no_order_and_no_form_changes_a_total(archive, client):
    for query in random_searches(34, 15):
        totals = {found(query, sort=sort).total for sort in ("", "relevance", "newest", "oldest")}
        assert len(totals) == 1, query
        copies = QueryDict(query, mutable=True)
        copies["copies"] = "1"
        address = copies.urlencode()
        total = search(copies).total
        assert client.get(f"/search.json?{address}").json()["total"] == total
        table = client.get(f"/search.csv?{address}").content.decode().removeprefix("\ufeff")
        assert len(list(csv.reader(io.StringIO(table)))) - 1 == total, query
        assert client.get(f"/search.ris?{address}").content.count(b"TY  - NEWS") == total
        assert client.get(f"/search.bib?{address}").content.count(b"\n  title = {") == total
        assert client.get(f"/search.atom?{address}").content.count(b"<entry") == min(total, 50)


def ids(query, **changes):
    params = QueryDict(query, mutable=True)
    params.update({"copies": "1", **changes})
    return {hit.article.pk for hit in search(params, per_page=1000).hits}


def test_whatever_has_all_of_the_words_has_most_of_them(archive):
    for query in random_searches(55, 20):
        strict, most = ids(query, match="all"), ids(query, match="most")
        assert strict <= most, query
        results = found(query, match="all")
        if results.near_misses:
            assert results.total + results.near_misses.total == found(query, match="most").total, query
