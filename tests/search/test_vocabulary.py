"""Words by prefix, ending or similarity, from all words of the archive."""

from __future__ import annotations

import pytest
from django.db import connection

from archive.models import Article
from archive.search.meaning.vocabulary import MAX_ENDING, similar_words, words_ending
from archive.text.likeness import skeleton
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db


def test_it_gives_every_word_with_an_ending_those_first_that_came_first():
    make_article(body="At Faizabad.")
    make_article(body="At Jalalabad and Faizabad.")
    assert words_ending("abad") == ["faizabad", "jalalabad"]
    assert words_ending("ÂBAD") == ["faizabad", "jalalabad"]
    assert words_ending("%bad") == ["faizabad", "jalalabad"]
    assert words_ending("_") == []


def test_it_finds_a_word_that_one_report_of_many_has():
    source = make_source()
    Article.objects.bulk_create(
        Article(source=source, headline=f"Number{n} came", body="Snow.", status="published")
        for n in range(400)
    )
    make_article(body="At Secunderabad.")
    assert words_ending("erabad") == ["secunderabad"]
    assert similar_words("sekunderabat") == ["secunderabad"]


def test_it_takes_so_many_words_and_no_more():
    make_article(body=" ".join(f"w{n}stan" for n in range(MAX_ENDING + 20)))
    assert len(words_ending("stan")) == MAX_ENDING


@pytest.mark.parametrize("typed", ["masud", "Masood", "massuod", "assoud", "mazoud"])
def test_it_finds_a_name_in_another_transliteration_and_after_a_slip(typed):
    make_article(body="Massoud must go. Most came.")
    assert similar_words(typed) == ["massoud"]


@pytest.mark.parametrize("typed", ["offensves", "ofensive", "offnesive"])
def test_it_finds_the_stem_of_what_was_meant(typed):
    make_article(body="The offensives went on.")
    assert similar_words(typed) == ["offens"]


def test_it_has_nothing_for_what_is_no_word():
    make_article(body="Massoud spoke.")
    assert similar_words("") == similar_words("!!") == similar_words("a" * 300) == []


def test_the_database_makes_the_same_skeletons():
    words = [
        "schah",
        "tchad",
        "dschalal",
        "zhawar",
        "djan",
        "dhikr",
        "uthman",
        "phase",
        "gholam",
        "khost",
        "backa",
    ]
    words += [
        "cilicia",
        "cacao",
        "allahh",
        "h",
        "qowyy",
        "aaeeii",
        "hezb",
        "کابل",
        "x1997",
        "mississippi",
        "ceci",
        "",
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_skeleton(word) FROM unnest(%s::text[]) AS word", [words])
        assert [made for (made,) in cursor.fetchall()] == [skeleton(word) for word in words]
