"""The data in memory stays correct after any writes in any order."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from threading import Event
from types import SimpleNamespace

import numpy as np
import pytest
from django.db import OperationalError, connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from psycopg.errors import QueryCanceled

from archive.models import Article, CommonWord, Mention, SearchChange, Story
from archive.search import engine, search
from archive.search.facets import FACETS
from archive.search.matches import learn
from archive.search.matches.posting_lists import posting_list
from archive.search.meaning.lexemes import Lexeme
from archive.search.page import warm
from archive.search.records import snapshot
from archive.search.records.snapshot import current
from archive.search.relevance.frequencies import frequencies_of
from tests.engines import large, these_words
from tests.factories import make_article, make_mention, make_person, make_place, make_source

pytestmark = pytest.mark.django_db(transaction=True)

ALL_REPORTS = 1_000_000_000  # a number that no archive has: what begins there never begins

QUERIES = (
    "", "q=snow", "q=snow+rain", "q=snow+OR+fog", "q=-snow", 'q="snow+fell"', "q=title:snow", "q=fall*", "year=1997",
    "q=fe*", "q=fe*+snow", "q=-fe*", "q=ra*+OR+sno*",
    "q=snow&year=1997", "copies=1", "q=snow&copies=1&sort=oldest", "place=land", "q=snow&place=-town&sort=newest",
)  # fmt: skip


def shown(query):
    """Return what a reader sees of a search: total, reports, and the counts of every facet and year."""
    results = search(QueryDict(query))
    facets = {
        facet.name: sorted((value.value, value.count) for value in [*facet.values, facet.none] if value)
        for facet in results.facets
    }
    years = [(bar.value, bar.count) for bar in results.histogram.bars if bar.count]
    undated = results.histogram.undated.count if results.histogram.undated else 0
    return results.total, {hit.article.pk for hit in results.hits}, results.copies, facets, years, undated


def read_anew(query):
    with engine.using():
        return shown(query)


class Writer:
    """Writes at random, as curators and imports do."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.source = make_source()
        self.land = make_place(slug="land")
        self.town = make_place(slug="town", parent=self.land)
        self.person = make_person(slug="ann")
        self.stories = [Story.objects.create() for _ in range(3)]

    def write(self):
        self.chance.choice(
            [self.add, self.add, self.change, self.withdraw, self.publish, self.delete, self.join, self.name]
        )()

    def some(self):
        ids = list(Article.objects.values_list("pk", flat=True))
        return Article.objects.filter(
            pk__in=self.chance.sample(ids, min(len(ids), self.chance.randint(1, 3)))
        )

    def words(self):
        return " ".join(self.chance.choices(["snow", "rain", "fog", "fell", "falling", "on", "town"], k=12))

    def add(self):
        date = self.chance.choice(["1997-05", "1998", "", "1996/1997"])
        basis = "stated" if date else ""
        fields = {"source": self.source, "status": "published", "date_edtf": date, "date_basis": basis}
        Article.objects.bulk_create(
            [
                Article(headline=self.words(), body=self.words(), **fields)
                for _ in range(self.chance.randint(1, 4))
            ]
        )

    def change(self):
        self.some().update(body=self.words(), headline=self.words())

    def withdraw(self):
        self.some().update(status="withdrawn")

    def publish(self):
        self.some().update(status="published")

    def delete(self):
        self.some()[:1].get().delete() if Article.objects.exists() else None

    def join(self):
        self.some().update(story=self.chance.choice([*self.stories, None]))

    def name(self):
        for article in self.some():
            entity = self.chance.choice([self.town, self.person])
            if not Mention.objects.filter(article=article, entity=entity).exists():
                make_mention(article=article, entity=entity)


@pytest.mark.parametrize("seed", range(2))
def test_what_is_brought_up_to_date_is_what_is_read_anew(seed):
    writer = Writer(seed)
    with engine.using(most_loose=25, loose_share=0.3):  # so that rows are occasionally renumbered
        for _ in range(18):
            writer.write()
            for query in random.Random(writer.chance.random()).sample(QUERIES, 3):
                assert shown(query) == read_anew(query), query


def weighed(word, *, is_prefix=False):
    """Return {id of a report: the step of the impact of a word}, from the cache with later changes applied."""
    with snapshot.reading() as now:
        term = Lexeme(word, is_prefix)
        frequencies = frequencies_of([term], now)[term]
        return dict(zip(now.columns.ids[frequencies.rows].tolist(), frequencies.steps.tolist(), strict=True))


@pytest.mark.parametrize("seed", range(2))
def test_impacts_that_are_brought_up_to_date_are_those_read_anew(seed):
    writer, seen = Writer(seed), set()
    for _ in range(6):
        writer.add()
    for _ in range(14):
        writer.write()
        kept = weighed("snow")
        with engine.using():
            assert kept == weighed("snow")
        seen.update(kept.values())
    assert len(seen) > 2


def test_what_a_beginning_weighs_is_put_together_from_its_common_words():
    chance = random.Random(8)
    for _ in range(40):
        words = chance.choices(["snow", "snowball", "snowdrift", "o'snow", "town"], k=chance.randint(3, 30))
        make_article(headline="Weather", body=" ".join(words))
    with engine.using(common_from=ALL_REPORTS):
        expected = weighed("snow", is_prefix=True)
    assert len(set(expected.values())) > 3
    with large(commonest=these_words("snow")), CaptureQueriesContext(connection) as captured:
        assert weighed("snow", is_prefix=True) == expected
    asked = " ".join(one["sql"] for one in captured)
    assert "snowdrift" in asked and "snow'':*" not in asked


@pytest.mark.parametrize("seed", range(2))
def test_frequent_words_are_joined_to_what_the_database_would_find(seed):
    writer = Writer(seed)
    for _ in range(12):
        writer.add()
    with engine.using(common_from=ALL_REPORTS):
        expected = {query: shown(query) for query in QUERIES}
    with large(commonest=these_words("snow", "rain", "fell")):
        assert {query: shown(query) for query in QUERIES} == expected
        writer.change()
        for query in QUERIES:
            assert shown(query) == read_anew(query), query


def test_a_beginning_is_put_together_from_its_common_words():
    for word in (
        "snow",
        "snow",
        "snowball",
        "snowdrift",
        "snow" + "a" * 70,
        "snow" + "a" * 69 + "b",
        "sleet",
    ):
        make_article(headline="Weather", body=f"Much {word}.")
    with engine.using(common_from=ALL_REPORTS):
        expected = shown("q=snow*")
    assert expected[0] == 6
    with large(commonest=these_words("snow", "much")):
        with CaptureQueriesContext(connection) as captured:
            assert shown("q=snow*") == expected
        asked = " ".join(one["sql"] for one in captured)
        assert "''snowdrift''" in asked and "''snow'':*" not in asked
        make_article(headline="Weather", body="Much snowfall.")
        assert shown("q=snow*")[0] == shown("q=snow*+much")[0] == 7
        assert shown("q=snow*") == read_anew("q=snow*")


def test_a_change_is_read_alone():
    for _ in range(5):
        make_article(body="Snow.")
    search(QueryDict("q=snow"))
    before = current()
    make_article(body="Snow.")
    after = current()
    assert (after.epoch, after.serial) == (before.epoch, before.serial + 1)
    assert len(after) == 6


def test_what_another_transaction_undid_is_never_shown():
    make_article(body="Snow.")
    assert shown("q=snow")[0] == 1
    with transaction.atomic():
        make_article(body="Snow.")
        assert shown("q=snow")[0] == 2
        transaction.set_rollback(True)
    assert shown("q=snow")[0] == 1
    make_article(body="Rain.")
    assert shown("q=snow")[0] == 1


def test_everything_is_read_anew_where_the_log_of_changes_does_not_reach_back():
    make_article(body="Snow.")
    before = current()
    make_article(body="Snow.")
    SearchChange.objects.all().delete()
    make_article(body="Snow.")
    assert len(current()) == 3
    assert current().epoch != before.epoch


def test_who_waits_for_a_refresh_that_fails_fails_with_it_and_waits_no_longer(monkeypatch):
    begun, waits, moments, refreshes = Event(), Event(), count(), []

    def monotonic():
        moment = next(moments)
        if moment == 1:
            waits.set()  # the second is at the lock
        return moment

    def canceled(clock):
        refreshes.append(clock)
        begun.set()
        assert waits.wait(60)
        raise OperationalError("canceled") from QueryCanceled()

    monkeypatch.setattr(snapshot, "monotonic", monotonic)
    monkeypatch.setattr(snapshot, "look", lambda known: SimpleNamespace(is_writing=False))
    monkeypatch.setattr(snapshot, "_read_all", canceled)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(current)
        assert begun.wait(60)
        second = pool.submit(current)
        errors = [first.exception(60), second.exception(60)]

    assert [type(error.__cause__) for error in errors] == [QueryCanceled] * 2
    assert len(refreshes) == 1


def test_nobody_goes_back_in_time_on_a_server_that_lags(monkeypatch):
    make_article(body="Snow.")
    old = snapshot.look()
    assert len(current()) == 1
    make_article(body="Snow.")
    assert len(current()) == 2
    monkeypatch.setattr(snapshot, "look", lambda known: replace(old, rows={}))
    assert len(current()) == 2


def test_emptying_the_archive_empties_what_is_kept():
    make_article(body="Snow.")
    assert shown("q=snow")[0] == 1
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE archive_article CASCADE")
    assert shown("q=snow")[0] == 0


# Phrases of common words


@pytest.fixture
def learnt():
    """Treat the words of a tiny archive as common, and learn them."""
    bodies = [
        "Snow fell on the town.",
        "The town fell.",
        "Snow and rain fell on snow.",
        "Rain of snow fell fast on town.",
    ]
    for body in bodies * 3:
        make_article(headline="Weather", body=body)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE archive_searchvector")
    expected = {query: shown(query) for query in PHRASES}
    with engine.using(learnt_from=1):
        learn.learn_common_words()
        yield expected


PHRASES = (
    'q="snow+fell"', 'q="rain+of+snow"', 'q="snow+fell+town"', 'q="rain+fell"', 'q="snow+and+rain+fell"',
    'q="rain+snow+fell"', 'q="snow+fell"+town', 'q=-"snow+fell"', 'q="rain+of+snow+fell+fast"',
)  # fmt: skip


def test_phrases_of_common_words_find_the_same_by_tokens(learnt):
    assert {"snow", "fell", "town", "rain"} <= set(
        CommonWord.objects.filter(ready=True).values_list("lexeme", flat=True)
    )
    with large(commonest=these_words("snow")):
        for query in PHRASES:
            assert shown(query) == learnt[query], query
        make_article(headline="Weather", body="Snow fell.")
        assert shown('q="snow+fell"')[0] == learnt['q="snow+fell"'][0] + 1
        assert shown('q="snow+fell"') == read_anew('q="snow+fell"')


def test_learning_again_finds_nothing_new(learnt):
    assert learn.learn_common_words() == learn.Learnt()


def test_tokens_say_how_often_a_word_counts():
    make_article(headline="Snow", body="It fell. " + "Snow. " * 20)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(tokens) FROM archive_searchvector")
        (tokens,) = cursor.fetchone()
    assert [token for token in tokens if token.endswith("snow")] == ["#Gsnow"]


def test_sets_of_rows_agree_with_masks():
    from archive.search.records.rowsets import RowSet, Universe

    chance = np.random.default_rng(3)
    alive = chance.random(500) < 0.9
    universe = Universe(alive)
    masks = [(chance.random(500) < share) & alive for share in (0.001, 0.02, 0.3, 0.9)]
    for one in masks:
        assert np.array_equal(universe.none_of(RowSet.of_mask(one)).mask(), alive & ~one)
        for other in masks:
            sets = [RowSet.of_mask(one), RowSet.of_mask(other)]
            assert np.array_equal(universe.all_of(sets).mask(), one & other)
            assert np.array_equal(universe.any_of(sets).mask(), one | other)


def test_a_web_process_that_is_warm_has_the_common_words_and_their_weights_in_memory(
    django_assert_num_queries,
):
    for words in ("snow on snow", "snow and rain"):
        make_article(headline=words, body=f"{words}. It fell.")
    with engine.using(commonest=these_words("snow", FACETS["language"].mark(5))):
        warm.warm_up()
        with snapshot.reading() as now, django_assert_num_queries(0):
            snow = Lexeme("snow")
            assert posting_list(snow, now).count == 2
            assert len(frequencies_of([snow], now)[snow].rows) == 2


def test_what_cannot_be_warmed_up_is_read_when_it_is_asked_for(monkeypatch, caplog):
    make_article(headline="snow")
    monkeypatch.setattr(warm, "warm_up", broken_down)
    warm._warm_up_quietly()
    assert "could not be warmed up" in caplog.text
    assert shown("q=snow")[0] == 1


def broken_down():
    raise OperationalError("the server is away")
