"""The registry of facets, and the functions that declare it to the database."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DataError, connection
from django.http import QueryDict

from archive.kinds import KINDS
from archive.models import Article
from archive.models.search_triggers import INDEXED
from archive.search.facets import FACETS, ID_MASK, SHIFT, SourceFacet, by_name
from archive.search.language.grammar import FIELDS, WORD_FIELDS
from archive.search.page.results import search
from tests.factories import make_article, make_mention, make_place, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.engine("small")]

# The columns of a report that archive_pack and archive_vector read regardless of facets and fields.
READ_BESIDES = {
    "status",
    "headline",
    "standfirst",
    "body",
    "date_range",
    "story_id",
    "linked_digest",
}


def value_in_database(facet, pk):
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_facet_value(%s, %s)", [facet, pk])
        return cursor.fetchone()[0]


def test_numbers_are_given_once_and_fit_into_records():
    numbers = [facet.number for facet in FACETS.values()]
    assert len(set(numbers)) == len(numbers)
    assert all(0 < number < 16 for number in numbers)


def test_the_database_numbers_facets_as_the_registry_does():
    for facet in FACETS.values():
        assert value_in_database(facet.name, 77) == facet.number << SHIFT | 77
        assert value_in_database(facet.name, ID_MASK) & ID_MASK == ID_MASK


def test_the_database_refuses_a_facet_that_it_was_not_told_of():
    with pytest.raises(DataError, match="No facet is called event"):
        value_in_database("event", 1)


def test_every_kind_is_a_facet_and_every_facet_a_query_field():
    assert list(FACETS)[: len(KINDS)] == [kind.key for kind in KINDS]
    assert FACETS.keys() <= FIELDS.keys()


def test_whatever_facets_and_fields_follow_from_has_a_report_indexed_anew():
    declared = {column for facet in FACETS.values() for column in facet.columns}
    declared |= {field.column for field in WORD_FIELDS.values()}
    assert set(INDEXED) == READ_BESIDES | declared


def test_another_value_of_a_report_reaches_the_search():
    report = make_article(headline="Truce", language="en", source=make_source(slug="digest"))
    Article.objects.filter(pk=report.pk).update(language="ps", source=make_source(slug="gazette"))
    assert search(QueryDict("language=ps&source=gazette")).total == 1
    assert search(QueryDict("q=language:pashto source:gazette truce")).total == 1
    assert search(QueryDict("language=en")).total == search(QueryDict("q=source:digest")).total == 0


def test_a_list_of_values_stands_in_columns_unless_they_lie_inside_each_other(client):
    report = make_article(source=make_source(slug="digest"))
    make_mention(article=report, entity=make_place(name="Kunduz"))
    for name, facet in FACETS.items():
        page = client.get(f"/search/{name}/").content.decode()
        assert ("facet-values--columns" in page) is not facet.is_nested, name


def test_two_facets_of_one_number_are_refused():
    class DeskFacet(SourceFacet):
        name = "desk"

    with pytest.raises(ImproperlyConfigured, match="source and desk both have the number 4"):
        by_name([*FACETS.values(), DeskFacet()])
