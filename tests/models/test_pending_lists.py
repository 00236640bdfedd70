"""The pending list of a GIN index is flushed at the end of each statement, so that no reader has to scan it."""

from __future__ import annotations

import pytest
from django.db import connection

from archive.models import Article, Fingerprint
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db

INDEXES = ("searchvector_vector", "searchvector_tokens", "fingerprint_bands")


def pages_waiting(index):
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index])
        return cursor.fetchone()[0]


def write():
    article = make_article(headline="Snow", body="Snow fell. Snow fell.")
    Fingerprint.objects.update_or_create(article=article, defaults={"text_hash": "", "bands": [1, 2]})
    source = make_source()
    Article.objects.bulk_create(
        Article(source=source, headline=f"Snow {word}", body="Fell.", status="published")
        for word in ("herat", "kabul")
    )
    Article.objects.update(body="It melted.")


@pytest.mark.parametrize("index", INDEXES)
def test_nothing_waits_after_a_statement(index):
    write()
    assert pages_waiting(index) == 0


@pytest.mark.parametrize("index", INDEXES)
def test_it_would_wait_without_the_triggers(index):
    table = "archive_fingerprint" if index == "fingerprint_bands" else "archive_searchvector"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_pending_filed%%' AND tgrelid = %s::regclass",
            [table],
        )
        (name,) = cursor.fetchone()
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
    write()
    assert pages_waiting(index) > 0


@pytest.mark.parametrize("index", INDEXES)
def test_an_index_that_is_not_there_stops_no_writer(index):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {index}")
    write()
    assert Article.objects.filter(body="It melted.").count() == 3
