"""The words of the archive are stored on every kind of write, and no writer waits for another."""

from __future__ import annotations

import pytest
from django.db import connection, connections, transaction

from archive.models import Article, LexiconWord
from tests.factories import make_article, make_person, make_source

pytestmark = pytest.mark.django_db


def words():
    return list(LexiconWord.objects.each_once())


def run(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def test_it_keeps_the_words_of_a_saved_report_as_they_stand_in_vectors():
    make_article(headline="Sälang closed", body="Attacks at Jalalabad.")
    assert sorted(words()) == ["attack", "close", "jalalabad", "salang"]


def test_it_keeps_the_words_of_bulk_writes_and_of_changes():
    source = make_source()
    Article.objects.bulk_create(
        Article(source=source, headline=f"Snow {word}", body="Fell.", status="published")
        for word in ("herat", "kabul")
    )
    Article.objects.update(body="Melted.")
    run("UPDATE archive_article SET headline = 'Rain'")
    assert sorted(words()) == ["fell", "herat", "kabul", "melt", "rain", "snow"]


def test_it_adds_a_word_once_and_keeps_it_when_the_last_report_is_gone():
    for number in range(3):
        make_article(headline="Snow", body="Snow fell.", source=make_source(), byline=f"Writer {number}")
    Article.objects.all().delete()
    assert sorted(LexiconWord.objects.values_list("word", flat=True)) == ["fell", "snow"]


def test_it_leaves_out_drafts_marks_and_numbers_and_cuts_what_is_too_long():
    make_article(headline="Draft", status="draft")
    body = f"{'a' * 61} {'a' * 60}b fell"
    make_article(headline="1997 x1997", body=body, byline="Somebody", mentions=[make_person()])
    assert sorted(words()) == ["a" * 60, "fell", "x1997"]


def test_it_gathers_the_words_of_vectors_that_were_written_without_triggers():
    make_article(headline="Snow snow", body="Snow fell.")
    make_article(headline="Snow", body="Wind.")
    before = sorted(words())
    run("TRUNCATE archive_lexiconword")
    for _ in range(2):
        run("SELECT archive_gather_words()")
    assert list(LexiconWord.objects.order_by("id").values_list("word", flat=True)) == [
        "snow",
        *sorted({*before} - {"snow"}),
    ]


def test_it_is_asked_for_endings_by_an_index():
    make_article(headline="Jalalabad Faizabad abadan", body="100%abad.")
    assert list(LexiconWord.objects.ending_in("abad").each_once()) == ["abad", "faizabad", "jalalabad"]
    assert list(LexiconWord.objects.ending_in("%").each_once()) == []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "lexicon_ending" in LexiconWord.objects.ending_in("abad").explain()


@pytest.mark.django_db(transaction=True)
def test_two_writers_of_the_same_new_words_do_not_wait_for_each_other():
    other = connections.create_connection("default")
    insert = (
        "INSERT INTO archive_searchvector (article_id, vector, tokens) VALUES (%s, '''herat'' ''kabul''', '')"
    )
    one, two = (make_article(status="draft").pk for _ in range(2))
    try:
        with transaction.atomic():
            run(insert, one)
            with other.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
                cursor.execute(insert, [two])  # on its own, and seen at once
        assert sorted(LexiconWord.objects.values_list("word", flat=True)) == [
            "herat",
            "herat",
            "kabul",
            "kabul",
        ]
        assert words() == ["herat", "kabul"]
    finally:
        other.close()
