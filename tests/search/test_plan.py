"""Every plan of an index query finds the same as PostgreSQL with its tsquery."""

from __future__ import annotations

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from archive.models import CommonWord
from archive.search.language.nodes import And, Nothing, Or, join_and, join_or, negate
from archive.search.language.parser import parse
from archive.search.matches.plan import Derived, Planner, rows_matching, rows_of_each
from archive.search.matches.posting_lists import Scan
from archive.search.meaning.index_query import index_query
from archive.search.meaning.lexemes import Lexeme, LexemePhrase, NearLexemes, in_headline
from archive.search.meaning.tsquery import as_tsquery
from archive.search.records import snapshot
from tests.engines import large, small, these_words
from tests.factories import make_article
from tests.search.queries import examples

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine("large")]

WORDS = ("snow", "snowdrift", "rain", "wind", "town", "fell", "o'neill")
FREQUENT = these_words("snow", "rain", "town", "#train")


@pytest.fixture
def reports():
    CommonWord.objects.bulk_create([CommonWord(lexeme=word, ready=True) for word in ("snow", "rain")])
    chance = random.Random(9)
    for _ in range(40):
        headline, body = (" ".join(chance.choices([*WORDS, "the", "of"], k=size)) for size in (3, 9))
        make_article(headline=headline, body=f"{body}.")


def planned(text):
    with large(commonest=FREQUENT), snapshot.reading() as now:
        return Planner(now).plan(asked(text))


def asked(text):
    return index_query(parse(text).tree)


def found(query):
    """Return the ids of the reports that a query finds."""
    with snapshot.reading() as now:
        return set(now.columns.ids[rows_matching(query, now).as_rows()].tolist())


def in_database(query):
    where, tsquery = ("WHERE vector @@ %s::tsquery", [as_tsquery(query)]) if query != Nothing() else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT article_id FROM archive_searchvector {where}", tsquery)
        return {pk for (pk,) in cursor.fetchall()}


SNOW, WIND, TOWN = map(Lexeme, ("snow", "wind", "town"))


def test_words_are_asked_for_one_by_one_and_joined(reports):
    assert planned("snow wind -town") == And((Scan(SNOW), Scan(WIND), negate(Scan(TOWN))))
    assert planned("snow OR wind") == Or((Scan(SNOW), Scan(WIND)))
    assert planned("title:rain wind") == And((Scan(Lexeme("#train")), Scan(WIND)))


def test_a_phrase_is_its_token_or_is_looked_for_where_all_its_words_are(reports):
    assert planned('"snow rain"') == Scan(Lexeme("snow rain"), in_tokens=True)
    phrase = LexemePhrase((SNOW, WIND), (1,))
    assert planned('"snow wind"') == Derived(phrase, And((Scan(SNOW), Scan(WIND))), (phrase,))
    with large(commonest=FREQUENT):
        assert found(phrase) == in_database(phrase) < found(asked("snow wind"))
    plan = planned('"snow wind" town')
    assert plan.plan == And((And((Scan(SNOW), Scan(WIND))), Scan(TOWN))) and plan.phrases == (phrase,)


def test_what_needs_a_look_into_vectors_is_left_to_the_database_with_the_words_that_narrow_it(reports):
    near = asked('"snow wind"~3')
    assert planned('"snow wind"~3 town -rain') == And((negate(Scan(Lexeme("rain"))), Scan(And((near, TOWN)))))
    assert planned('"wind fell"~3') == Scan(asked('"wind fell"~3'))


def test_a_prefix_is_put_together_from_its_frequent_words(reports):
    assert planned("snow*") == Or(
        (
            Derived(Lexeme("snow", is_prefix=True), Or((Scan(SNOW), Scan(Lexeme("snowdrift"))))),
            Scan(SNOW),
        )
    )
    assert planned("win*") == Or((Scan(Lexeme("win", is_prefix=True)), Scan(Lexeme("win"))))


def test_a_small_archive_is_asked_for_all_at_once(reports):
    with small(), snapshot.reading() as now:
        query = asked('snow "rain town" -wind fel*')
        assert Planner(now).plan(query) == Scan(query)


def test_all_lists_of_several_queries_are_asked_for_in_one_statement(reports):
    queries = [*map(asked, ("snow wind", "rain OR fell", "town -snow", "title:wind"))]
    with large(commonest=FREQUENT), snapshot.reading() as now:
        with CaptureQueriesContext(connection) as captured:
            lists = rows_of_each(queries, now)
        assert len(captured) == 1
        with CaptureQueriesContext(connection) as captured:
            assert [one.count for one in rows_of_each(queries, now)] == [one.count for one in lists]
        assert not captured


def test_many_words_are_asked_for_one_by_one_and_kept_as_one_list(reports):
    words = [Lexeme(word) for word in (*WORDS, *"abcd")]
    query = join_or(words)
    for put in (large(commonest=these_words("town")), small()):
        with put, CaptureQueriesContext(connection) as captured:
            assert found(query) == in_database(query)
            assert found(query) == in_database(query)
        scans = [one["sql"] for one in captured if "archive_ids(" in one["sql"]]
        assert len(scans) == 1 and "unnest" in scans[0]


def test_what_changed_is_asked_of_all_stale_lists_in_one_statement(reports):
    query = asked('snow wind "rain snow" tow*')
    with large(commonest=FREQUENT):
        found(query)
        make_article(body="Snow, wind, rain snow, town.")
        with snapshot.reading() as now, CaptureQueriesContext(connection) as captured:
            rows_matching(query, now)
        stale = [one["sql"] for one in captured if "archive_searchvector" in one["sql"]]
        assert len(stale) == 1 and "archive_ids" not in stale[0]
        assert found(query) == in_database(query)


lexemes = st.builds(Lexeme, st.sampled_from(WORDS[:-1])) | st.just(Lexeme("neill"))
leaves = st.one_of(
    lexemes,
    lexemes.map(in_headline),
    st.builds(Lexeme, st.sampled_from(["sn", "snow", "t", "x"]), is_prefix=st.just(True)),
    st.lists(lexemes, min_size=2, max_size=4).flatmap(
        lambda parts: st.builds(
            LexemePhrase,
            st.just(tuple(parts)),
            st.tuples(*[st.integers(1, 4) for _ in parts[1:]]),
        )
    ),
    st.builds(NearLexemes, st.tuples(lexemes, lexemes), st.integers(1, 3)),
)
trees = st.recursive(
    leaves | leaves.map(in_headline),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(join_and),
        st.lists(inner, min_size=2, max_size=4).map(join_or),
        inner.map(negate),
    ),
    max_leaves=8,
)


@examples(300)
@given(leaves | trees)
def test_it_finds_what_the_database_finds(reports, query):
    with large(commonest=FREQUENT):
        assert found(query) == in_database(query)
        assert found(query) == in_database(query)  # from the cache
