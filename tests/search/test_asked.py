"""How questions are read that people type as they speak: dates among the words, words of asking, a small "or"."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.urls import reverse

from archive.admin.article_search import find_articles
from archive.models import Article
from archive.search import listing, search
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def params(query, **others):
    made = QueryDict(mutable=True)
    made.update({"q": query, **others})
    return made


def asked(query, **others):
    return search(params(query, **others))


@pytest.fixture
def days():
    """Reports of one town on several dates, by their dates."""
    dated = ["1996-09-27", "1996-09", "1997-05", "1998", "2001-11-13", ""]
    return {
        date: make_article(
            headline=f"Rivertown {date or 'undated'}",
            body="On Rivertown, where troops may march.",
            date_edtf=date,
        )
        for date in dated
    }


def found(query, days, **others):
    shown = {hit.article.pk for hit in asked(query, **others).hits}
    return [date for date, article in days.items() if article.pk in shown]


ALL = ["1996-09-27", "1996-09", "1997-05", "1998", "2001-11-13", ""]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("rivertown 27 september 1996", ["1996-09-27", "1996-09"]),
        ("rivertown september 27, 1996", ["1996-09-27", "1996-09"]),
        ("27 septembre 1996 rivertown", ["1996-09-27", "1996-09"]),
        ("1996-09-27", ["1996-09-27", "1996-09"]),
        ("rivertown may 1997", ["1997-05"]),
        ("rivertown in the 1990s", ["1996-09-27", "1996-09", "1997-05", "1998"]),
        ("rivertown 199X", ["1996-09-27", "1996-09", "1997-05", "1998"]),
        ("rivertown summer 1998", ["1998"]),
        ("rivertown since 1998", ["1998", "2001-11-13"]),
        ("rivertown before 1997", ["1996-09-27", "1996-09"]),
        ("rivertown between 1997 and 1998", ["1997-05", "1998"]),
        ("from september 1996 to may 1997 rivertown", ["1996-09-27", "1996-09", "1997-05"]),
        ("year:1997 rivertown", ["1997-05"]),
        ("rivertown date:27 september 1996", ["1996-09-27", "1996-09"]),
        ("rivertown date:none", [""]),
        ("rivertown -date:none", ALL[:-1]),
        ("rivertown may", ALL),
        ("rivertown march", ALL),
        ("rivertown (may 1997 OR troops)", ALL),
        ('rivertown "27 september 1996"', []),
        ("rivertown -september 1996", ["1997-05", "1998", "2001-11-13", ""]),
    ],
)  # fmt: skip
def test_a_date_among_the_words_bounds_the_dates(query, expected, days):
    assert found(query, days) == expected


def test_a_date_is_said_and_can_be_searched_as_words(days):
    (day,) = asked("rivertown 27 september 1996").days
    assert (day.typed, day.edtf, day.label, day.on) == (
        "27 september 1996",
        "1996-09-27",
        "27 September 1996",
        True,
    )
    assert "datewords=1" in day.off_url
    as_words = asked("rivertown 27 september 1996", datewords="1")
    assert as_words.total == 0
    (off,) = as_words.days
    assert not off.on and "datewords" not in off.off_url


@pytest.mark.parametrize(
    "typed", ["-may 1997", "NOT may 1997", "-may '97", "-5.1997", "-mai 1997", "-(may 1997)"]
)
def test_an_excluded_date_leaves_its_reports_out(typed, days):
    query = f"rivertown {typed}"
    (day,) = asked(query).days
    assert (day.typed, day.edtf, day.label) == (typed, "1997-05", "not May 1997")
    assert (
        found(query, days) == found("rivertown -on:1997-05", days) == [one for one in ALL if one != "1997-05"]
    )
    assert f"“{typed}” was read as a date: not May 1997." in listing(params(query)).notices


def test_a_bare_year_only_weighs(days):
    results = asked("rivertown 1998")
    assert not results.days and results.total == 1


def test_exports_and_json_agree_with_the_page(client, days):
    query = params("rivertown may 1997")
    assert listing(query).ids == [days["1997-05"].pk]
    assert "“may 1997” was read as a date: May 1997." in listing(query).notices
    data = client.get(reverse("search-json"), query).json()
    assert data["total"] == 1
    assert [(one["typed"], one["edtf"], one["label"]) for one in data["dates"]] == [
        ("may 1997", "1997-05", "May 1997")
    ]
    page = client.get(reverse("search"), query).content.decode()
    assert "as a date" in page and "search the words instead" in page


@pytest.mark.parametrize(
    ("query", "expected"), [("date:none", [""]), ("-date:none", ALL[:-1]), ("may 1997", ["1997-05"])]
)
def test_the_search_of_the_admin_agrees(query, expected, days, django_user_model):
    editor = django_user_model.objects.create_superuser("editor", password="a word for tests")
    found = set(find_articles(Article.objects.all(), f"rivertown {query}", user=editor))
    assert [date for date, article in days.items() if article in found] == expected


def test_near_misses_keep_the_date(days):
    near = asked("rivertown bridge may 1997").near_misses
    assert [hit.article.pk for hit in near.hits] == [days["1997-05"].pk]


@pytest.mark.parametrize(
    ("query", "others", "url"),
    [
        ("rivertown between 1998 and 1996", {}, "q=rivertown+between+1996+and+1998"),
        ("rivertown from 2001 to 1996", {}, "q=rivertown+from+1996+to+2001"),
        ("rivertown from:2000 to:1990", {}, "q=rivertown+from%3A1990+to%3A2000"),
        ("rivertown", {"from": "2000", "to": "1990"}, "q=rivertown&from=1990&to=2000"),
    ],
)
def test_dates_that_run_backwards_are_offered_turned_round(client, query, others, url):
    (offer,) = asked(query, **others).offers
    assert "backwards" in offer.text and offer.url.endswith(url)
    assert offer.url in [
        one["url"] for one in client.get(reverse("search-json"), params(query, **others)).json()["offers"]
    ]
    assert "run" in client.get(reverse("search"), params(query, **others)).content.decode()


def test_each_day_that_figures_can_mean_is_offered(client, days):
    query = params("rivertown 11/12/2001")
    first, second = asked("rivertown 11/12/2001").offers
    said = "“11/12/2001” can be 11 December 2001 or 12 November 2001; it was searched for as words."
    assert first.text == second.text == said
    assert second.url.endswith("q=rivertown+12+November+2001")
    assert listing(query).notices.count(said) == 1
    assert second.url in client.get(reverse("search"), query).content.decode()
    assert found("rivertown 13/11/2001", days) == ["2001-11-13"]


@pytest.mark.parametrize(
    ("query", "urls"),
    [
        ("rivertown 27 sep", ["q=rivertown+1996-09-27"]),
        ("27th of September", ["q=1996-09-27"]),
        ("november 13 rivertown", ["q=2001-11-13+rivertown"]),
        ("9/27", ["q=1996-09-27"]),
        ("9/11", []),
        ("rivertown 5 may", []),
        ('"rivertown 27 sep"', []),
        ("rivertown 27 sep 1996", []),
    ],
)
def test_a_day_without_its_year_is_offered_in_the_years_that_have_reports_of_it(client, days, query, urls):
    offers = asked(query).offers
    assert [one.url.partition("?")[2] for one in offers] == urls
    if offers:
        assert "is a day without its year; it was searched for as words." in offers[0].text
        assert offers[0].label in ("Search 27 September 1996", "Search 13 November 2001")
        assert offers[0].url in client.get(reverse("search"), params(query)).content.decode()
        assert asked(offers[0].url.partition("q=")[2].replace("+", " ")).total


def test_of_a_day_in_several_years_the_one_with_most_reports_comes_first():
    for date in ("1997-09-27", "1996-09-27", "1998-09-27", "1998-09-27", "1999-09"):
        make_article(date_edtf=date)
    make_article(date_edtf="1995-09-27", status="draft")
    labels = [offer.label for offer in asked("27 september").offers]
    assert labels == [f"Search 27 September {year}" for year in (1998, 1996, 1997)]


def test_it_says_that_a_date_cannot_stand_beside_or(days):
    results = asked("rivertown may 1997 OR rivertown 1998")
    assert (
        "“may 1997” was searched for as words: a date bounds the whole search, and cannot stand beside OR."
        in results.messages
    )
    assert not results.days


# Words of asking


@pytest.mark.parametrize(
    ("query", "typed"),
    [
        ("please show me all articles about the siege of Khost", "please show me all articles about"),
        ("reports that describe how people lived in Rivertown", "reports that describe how"),
        ("tell me about dams", "tell me about"),
        ("i am looking for reports on land mines", "i am looking for reports on"),
        ("what happened in Rivertown", "what happened"),
        ("Can you find me anything about dams?", "Can you find me anything about"),
        ("articles about the dam", "articles about"),
        ("do you have anything on the dams", "do you have anything on"),
    ],
)
def test_words_of_asking_are_set_aside(query, typed):
    (aside,) = asked(query).aside
    assert (aside.typed, aside.on) == (typed, True) and "asking=1" in aside.off_url
    (kept,) = asked(query, asking="1").aside
    assert not kept.on and "asking=1" not in kept.off_url


@pytest.mark.parametrize(
    "query",
    [
        "reports",
        "press reports of torture",
        "find weapons",
        "show trial",
        '"tell me about" dams',
        "news agency",
        "what",
    ],
)
def test_words_that_may_be_meant_are_searched(query):
    assert not asked(query).aside


def test_a_question_finds_what_its_words_find():
    make_article(headline="The dam at Rivertown", body="The dam broke.")
    assert asked("please show me all articles about the dam").total == 1
    assert asked("please show me all articles about the dam", asking="1").total == 0


# Other slips


def test_a_small_or_is_hinted_at():
    make_article(headline="Rivertown fell", body="It fell.")
    (offer,) = asked("(rivertown or hilltown) fell").offers
    assert "OR in capitals" in offer.label and offer.url.endswith("q=%28rivertown+OR+hilltown%29+fell")
    assert asked("rivertown OR hilltown").total == 1
    assert not asked("rivertown OR hilltown").offers


def test_a_small_not_is_hinted_at_in_few_words():
    make_article(headline="Rivertown fell", body="It fell.")
    (offer,) = asked("rivertown not hilltown").offers
    assert "NOT in capitals" in offer.label and offer.url.endswith("q=rivertown+NOT+hilltown")
    assert [one.label for one in asked("Rivertown Or hilltown").offers] == ["OR in capitals finds either"]
    for query in ("it did not fall that night", "not rivertown", "rivertown NOT hilltown", "=not rivertown"):
        assert not asked(query).offers


def test_a_question_mark_and_a_star_inside_a_word_stand_for_letters():
    for name in ("Massoud", "Massaud", "Mazar", "Mahir"):
        make_article(headline=f"{name} spoke", body="A speech.")
    assert {hit.article.headline for hit in asked("mass?ud").hits} == {"Massoud spoke", "Massaud spoke"}
    assert {hit.article.headline for hit in asked("?assoud").hits} == {"Massoud spoke"}
    assert {hit.article.headline for hit in asked("?a?ar").hits} == {"Mazar spoke"}
    assert {hit.article.headline for hit in asked("ma*r").hits} == {"Mazar spoke", "Mahir spoke"}
    assert asked("mass??ud").total == 0
    assert {hit.article.headline for hit in asked("m?z*r").hits} == {"Mazar spoke"}
    assert "<mark>Mazar</mark>" in " ".join(hit.headline for hit in asked("maz?r").hits)


def test_the_parts_of_a_hyphened_word_may_stand_apart_in_near_misses():
    apart = make_article(headline="A counter was hit in an attack at Rivertown", body="Smoke rose.")
    near = asked("counter-attack rivertown").near_misses
    assert [hit.article.pk for hit in near.hits] == [apart.pk]


def test_a_phrase_that_is_one_word_and_small_ones_says_so_and_has_what_prints_it_first():
    make_article(headline="Fell", body="The town fell.")
    make_article(
        headline="Held", body="Though shelled for a month by everybody, the town did not fall to them."
    )
    make_article(headline="Falls", body="The fall.")
    results = asked('"did not fall"')
    assert [hit.article.headline for hit in results.hits] == ["Held", "Falls"]
    assert results.messages == [
        "“did not fall” also finds reports without its small words, which are not indexed."
    ]
    assert asked('"fall of the town"').messages == []
