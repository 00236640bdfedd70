"""Phrases by signatures: the same reports as by vectors, and few vectors read."""

from __future__ import annotations

import random

import pytest
from django.db import connection
from django.http import QueryDict

from archive.models import Article, SearchSignature
from archive.search import search
from archive.search.matches import plan
from tests.engines import large, these_words
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = ["snow", "rain", "wind", "town", "of", "and", "the", "fell", "o'neill", "кабул"]
SIGNED = (
    "SELECT count(*) FROM archive_searchsignature WHERE signature LIKE ANY (archive_phrase_patterns(%s, %s))"
)


def asked(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()[0]


def found(query):
    """Return the reports that a search finds, by their headlines."""
    return sorted(hit.headline for hit in search(QueryDict(f"copies=1&{query}")).hits)


def random_text(chance, *, words):
    return " ".join(chance.choice(WORDS) for _ in range(words)) + "."


@pytest.fixture
def reports():
    chance = random.Random(4)
    for number in range(19):
        make_article(headline=f"Report {number}", body=random_text(chance, words=12))


def phrases():
    """Return questions with phrases of two to four words, alone and with other parts."""
    chance = random.Random(5)
    for _ in range(60):
        phrase = '"' + "+".join(chance.choice(WORDS) for _ in range(chance.randint(2, 4))) + '"'
        other = chance.choice(
            ["", "+wind", "+-town", '+"snow+fell"', "+OR+rain", '+OR+"wind+of+snow"', "+headline:report"]
        )
        yield f"q={phrase}{other}"


@pytest.mark.parametrize("frequent", [{"report"}, {"snow", "rain", "wind"}, set(WORDS)])
def test_signatures_find_what_vectors_have(reports, monkeypatch, frequent):
    by_vectors = {query: found(query) for query in phrases()}
    assert sum(map(len, by_vectors.values())) > 100
    asked_of = []
    ids_with_phrase = plan.ids_with_phrase
    monkeypatch.setattr(
        plan, "ids_with_phrase", lambda ids, phrase: asked_of.append(phrase) or ids_with_phrase(ids, phrase)
    )
    with large(commonest=these_words(*frequent)):
        assert {query: found(query) for query in by_vectors} == by_vectors
    assert len(set(asked_of)) > 20


def test_signatures_tell_most_reports_without_a_phrase_apart():
    chance = random.Random(6)
    words = [f"{chance.choice('bdfgklmnprst')}{vowel}{end}" for vowel in "aeiou" for end in "bdgklmnprt"]
    for _ in range(60):
        body = chance.sample(words, 30)
        make_article(headline="Weather", body=" ".join(["snow", *body, "town", *chance.sample(words, 10)]))
    make_article(headline="Weather", body="In a snow town.")
    assert asked(SIGNED, ["snow", "town"], [1]) in range(1, 8)


def test_a_text_too_long_for_a_signature_is_found_by_its_vector():
    make_article(headline="Long", body="Snow fell fast. " + "It was. " * 9_000 + "Rain.")
    make_article(headline="Short", body="Snow fell fast.")
    make_article(headline="Other", body="It fell on fast snow.")
    assert SearchSignature.objects.get(article__headline="Long").signature is None
    with large(commonest=these_words("fell", "fast")):
        assert found('q="fell+fast"') == ["Long", "Short"]


def test_a_signature_follows_its_report():
    article = make_article(body="Snow fell.")
    draft = make_article(body="Snow fell.", status="draft")
    before = SearchSignature.objects.get().signature
    Article.objects.filter(pk=article.pk).update(body="Fell snow.")
    assert SearchSignature.objects.get().signature != before
    with connection.cursor() as cursor:
        cursor.execute("UPDATE archive_article SET body = 'Snow fell.' WHERE id = %s", [article.pk])
    assert bytes(SearchSignature.objects.get().signature) == bytes(before)
    Article.objects.filter(pk=draft.pk).update(status="published")
    assert SearchSignature.objects.count() == 2
    Article.objects.filter(pk=draft.pk).update(status="withdrawn", withdrawn_reason="Asked for.")
    assert SearchSignature.objects.get().article_id == article.pk
    article.delete()
    assert not SearchSignature.objects.exists()


def test_a_signature_is_no_proof_where_words_share_a_sign():
    one, other = words_with_one_sign()
    make_article(headline="Shared", body=f"Snow {one}. Then {other} town and rain {one}.")
    make_article(headline="Apart", body=f"Snow {one}. Then {other} and town, or so.")
    make_article(headline="Phrase", body=f"Snow {one} town.")
    assert asked("SELECT count(*) FROM archive_searchsignature WHERE shared <> ''") == 2
    with large(commonest=these_words("snow", "town")):
        assert found(f'q="{one}+town"') == ["Phrase"]
        assert found(f'q="{other}+town"') == ["Shared"]


def words_with_one_sign():
    """Return two words that have the same sign; among the six thousand signs there are some after a few hundred words."""
    return asked(
        "SELECT array_agg(word) FROM (SELECT (array_agg(word ORDER BY word))[1:2] AS words FROM ("
        " SELECT 'w' || number || 'b' AS word FROM generate_series(1, 2000) AS number) AS made"
        " GROUP BY archive_sign(word) HAVING count(*) > 1 LIMIT 1) AS alike, unnest(words) AS word"
    )


def test_words_that_are_left_out_keep_words_apart():
    make_article(headline="Next", body="Snow town.")
    make_article(headline="Of", body="Snow of town.")
    make_article(headline="Of the", body="Snow of the town.")
    make_article(headline="Rain", body="Snow rain town.")
    with large(commonest=these_words("snow", "town")):
        assert found('q="snow+town"') == ["Next"]
        assert found('q="snow+of+town"') == ["Of", "Rain"]
        assert found('q="snow+of+the+town"') == ["Of the"]


def test_words_that_are_left_out_may_surround_one_that_is_not():
    make_article(headline="Of the", body="Snow of the town.")
    make_article(headline="Of rain of", body="Snow of rain of town.")
    make_article(headline="Rain of", body="Snow rain of town.")
    with large(commonest=these_words("snow", "town")):
        assert found('q="snow+of+the+town"') == ["Of the", "Rain of"]


def test_every_signature_fits_its_vector():
    chance = random.Random(7)
    for _ in range(5):
        make_article(headline="Weather", body=random_text(chance, words=40))
    assert (
        asked(
            "SELECT bool_and(signed.signature = made.signature AND signed.shared = made.shared AND length(signed.signature) > 30)"
            " FROM archive_searchsignature signed JOIN archive_searchvector USING (article_id), archive_signature(vector) AS made"
        )
        is True
    )
