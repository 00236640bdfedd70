"""No dead end: a search that finds nothing offers a way on that finds what it says, or says that there is none."""

from __future__ import annotations

import random
from urllib.parse import urlencode, urlsplit

import pytest
from django.http import QueryDict

from archive.search import search
from tests.factories import make_article, make_person, make_place

pytestmark = pytest.mark.django_db

WORDS = [
    "rockets",
    "snow",
    "convoy",
    "hospital",
    "siege",
    "Kabul",
    "Massoud",
    "Herat",
    "goverment",
    "seige",
    "masood",
    "zzzz",
    "the",
    "WHO",
    "IS",
    "кабул",
    "کابل",
    "1996",
]
SHAPES = (
    '"{} {}"', '"{} {}', "{} {} {}", "{} AND {}", "{} -{}", "{}:{}", "person:{}", "place:{} {}", '"{} {}"~3', "={} {}", "({} OR {}) {}",
    "{}* {}", "*{}", "{}~ {}", "on:{}", "{} NOT {}", "{}/{}", 'title:"{} {}"', "{}", "«{} {}»",
)  # fmt: skip
FILTERS = (
    {}, {}, {}, {"exact": "1"}, {"language": "fr"}, {"person": "nobody"}, {"place": "kabul", "person": "massoud"}, {"from": "2050"},
    {"from": "1997", "to": "1996"}, {"from": "not a date"}, {"match": "all"}, {"source": "-test"},
)  # fmt: skip
FIXED = (
    "q=WHO", "q=IS", "q=the+of", "q=%22unclosed+phrase", "q=%22%22", "q=-", "q=~8", "q=%22rockets+herat%22~1", "q=*", "q=a*", "q=AND",
    "q=zzzz+yyyy", "q=person:", "q=((((", "q=rockets+zzzz&language=fr", "language=fr", "person=nobody", "q=kabbul&language=fr",
    "q=%22Massoud+rockets+snow%22", "q=rockets+kabul%22+~5", "q=mass%3Fud+zzzz", "q=from:2000+to:1990", "q=-rockets+-snow+-convoy+-siege",
)  # fmt: skip


def odd_questions():
    """Return over 300 questions: 300 made by rule, always the same, and a fixed list."""
    chance = random.Random(11)
    made = []
    for number in range(300):
        shape = SHAPES[number % len(SHAPES)]
        words = [chance.choice(WORDS) for _ in range(shape.count("{}"))]
        made.append(urlencode({"q": shape.format(*words), **chance.choice(FILTERS)}))
    return [*made, *FIXED]


@pytest.fixture
def archive():
    massoud = make_person(name="Ahmad Shah Massoud", slug="massoud", names=["Massoud"])
    kabul = make_place(name="Kabul", slug="kabul")
    for number in range(12):
        make_article(headline=f"Rockets {number}", body="Rockets fell in Kabul.", mentions=[(kabul, "Kabul")])
    make_article(
        headline="Convoy", body="A convoy left in the snow. Massoud waited.", mentions=[(massoud, "Massoud")]
    )
    make_article(headline="Siege", body="The siege of Herat. The government fell.", date_edtf="1996")


def found_by(url):
    return search(QueryDict(urlsplit(url).query)).total


def test_every_link_that_is_offered_finds_as_many_reports_as_it_says(archive):
    ended = 0
    for question in odd_questions():
        results = search(QueryDict(question))
        if results.total:
            assert not results.ways_on
            continue
        ended += 1
        assert [found_by(way.url) for way in results.ways_on] == [way.reports for way in results.ways_on], (
            question
        )
        assert all(way.reports for way in results.ways_on)
        meant = results.suggestions.correction
        assert meant is None or found_by(meant.url) == meant.reports > 0, question
        offered = (
            results.ways_on
            or results.suggestions
            or results.near_misses
            or results.choices
            or results.pending
        )
        assert bool(offered) != bool(results.nothing_near), question
    assert ended > 100


@pytest.mark.parametrize(
    ("query", "ways"),
    [
        ("q=%22rockets+snow%22", [("for “rockets”", 12)]),
        ("q=%22convoy+snow%22", [("without the quotation marks", 1)]),
        ("q=%22snow+convoy%22~1", [("without the quotation marks", 1)]),
        ("q=rockets&language=fr", [("without the filters", 12)]),
        ("q=rockets+zzzz", [("for “rockets”", 12)]),
        ("q=rockets&from=nonsense", [("without the filters", 12)]),
        ("q=person:zzzz+convoy", [("for “convoy”", 1)]),
    ],
)
def test_it_offers_the_same_with_less(archive, query, ways):
    offered = {way.text: way.reports for way in search(QueryDict(query)).ways_on}
    assert dict(ways).items() <= offered.items()


@pytest.mark.parametrize(
    ("query", "unwanted"),
    [
        ("rockets of zzzz", "for “rockets of”"),
        ("may 2050 rockets", "for “may rockets”"),
        ("rockets AND zzzz", "for “rockets AND”"),
        ("-rockets&year=1850", "for the words “rockets” alone"),
        ("NOT rockets&year=1850", "for the words “rockets” alone"),
        ("NOT rockets -snow -convoy", "for “rockets -snow -convoy”"),
    ],
)
def test_no_way_on_ends_in_a_small_word_parts_a_date_or_finds_what_was_excluded(archive, query, unwanted):
    offered = [way.text for way in search(QueryDict(f"q={query.replace(' ', '+')}")).ways_on]
    assert unwanted not in offered and (offered or query.startswith("NOT"))


def test_page_and_data_say_the_same(archive, client):
    page = client.get("/search/?q=%22convoy+snow%22&language=fr").content.decode()
    data = client.get("/search.json?q=%22convoy+snow%22&language=fr").json()
    assert data["ways_on"]
    for way in data["ways_on"]:
        assert way["url"].replace("&", "&amp;") in page
        assert found_by(way["url"]) == way["total"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("zzzz", "No similar search finds a report either."),
        ("WHO IS", "No name is spelt like that either."),
    ],
)
def test_where_there_is_no_way_on_it_says_so(archive, client, query, sentence):
    assert sentence in client.get("/search/", {"q": query}).content.decode()
    assert sentence in client.get("/search.json", {"q": query}).json()["messages"]


def test_the_parts_of_a_hyphened_word_are_a_way_on(archive):
    offered = search(QueryDict("q=non-convoy")).ways_on
    assert [(way.text, way.reports) for way in offered] == [("for “convoy” alone", 1)]


@pytest.mark.parametrize("query", ["' zzzz", "-snow zzzz", "= zzzz"])
def test_what_asks_for_nothing_is_no_way_on(archive, query):
    assert search(QueryDict(urlencode({"q": query}))).ways_on == []
