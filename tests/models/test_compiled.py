"""QuerySets compiled to SQL once."""

from __future__ import annotations

from unittest.mock import Mock

import pytest
from django.db import connection

from archive.hosting.watched.base import ASKED_BEFORE_PLANNED
from archive.models import Mention, Source
from archive.models.compiled import Compiled
from tests.factories import make_article, make_person, make_source

pytestmark = pytest.mark.django_db


def slugs(ids):
    return Source.objects.filter(pk__in=ids).order_by("slug").values_list("pk", "slug")


def test_it_gives_the_rows_of_the_queryset_for_each_call():
    one, other, third = (make_source(slug=slug) for slug in ("b", "a", "c"))
    ask = Compiled(slugs)

    assert ask([one.pk, other.pk]) == list(slugs([one.pk, other.pk])) == [(other.pk, "a"), (one.pk, "b")]
    assert ask([third.pk]) == [(third.pk, "c")]


def test_the_queryset_is_made_once(django_assert_num_queries):
    make = Mock(wraps=slugs, __signature__=None)
    ask = Compiled(lambda ids: make(ids))
    source = make_source()
    with django_assert_num_queries(3):
        assert [ask([source.pk]) for _ in range(3)] == [[(source.pk, source.slug)]] * 3
    assert make.call_count == 1


def test_no_values_ask_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Compiled(slugs)([]) == []


def test_several_lists_go_where_they_are_named():
    person, other = make_person(), make_person()
    first, second = make_article(mentions=[person, other]), make_article(mentions=[person])
    ask = Compiled(
        lambda entity_ids, article_ids: (
            Mention.objects.filter(article__in=article_ids, entity__in=entity_ids)
            .order_by("article", "entity")
            .values_list("article", "entity")
        )
    )

    assert ask([person.pk], [first.pk, second.pk]) == [(first.pk, person.pk), (second.pk, person.pk)]
    assert ask([person.pk, other.pk], [first.pk]) == [(first.pk, person.pk), (first.pk, other.pk)]


def test_texts_are_quoted():
    make_source(name='O\'Hara \\ "x"', slug="o")
    ask = Compiled(lambda texts: Source.objects.filter(name__in=texts).values_list("slug", flat=True))

    assert ask(['O\'Hara \\ "x"', "%s", "'; --"]) == [("o",)]


def test_the_server_keeps_the_plan_of_a_statement_asked_again_and_again():
    source = make_source(slug="kept")
    ask = Compiled(lambda ids: Source.objects.filter(pk__in=ids, slug__gt="kep").values_list("slug"))
    assert [ask([source.pk]) for _ in range(ASKED_BEFORE_PLANNED + 2)] == [[("kept",)]] * (
        ASKED_BEFORE_PLANNED + 2
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement LIKE '%slug\" > $%' FROM pg_prepared_statements ORDER BY prepare_time DESC LIMIT 1"
        )
        assert cursor.fetchone() == (True,)
