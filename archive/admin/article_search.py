"""Reports found by the site's own search, drafts and withdrawn ones with them."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.http import QueryDict

from archive.models import Article
from archive.search.address import Address
from archive.search.asked import ask
from archive.search.filters import Window

# Reports that are not published have no place in the index. So many of the latest are read through.
MOST_READ_THROUGH = 300

FOUND = """
    SELECT article_id FROM archive_searchvector WHERE vector @@ %s::tsquery
    UNION ALL
    SELECT unnest(%s::integer[])
"""
READ_THROUGH = """
    SELECT article.id FROM archive_article article
    WHERE article.id = ANY (%s)
      AND archive_vector(article, archive_facet_values(article.id, article.source_id, article.language)) @@ %s::tsquery
"""


def find_articles(queryset, typed: str):
    """Keep the reports that the search of the site would find for what was typed, published or not."""
    asked = ask(Address.read(_as_query(typed)))
    if asked.is_vain:
        return queryset.filter(headline__icontains=typed.strip())
    for window in asked.windows:
        queryset = queryset.filter(_in_window(window))
    if asked.is_empty:
        return queryset
    return queryset.filter(pk__in=RawSQL(FOUND, [asked.tsquery, unpublished_with(asked.tsquery)]))


def unpublished_with(tsquery: str) -> list[int]:
    """Return which of the latest drafts and withdrawn reports answer a query."""
    latest = Article.objects.exclude(status=Article.Status.PUBLISHED).order_by("-id")
    with connection.cursor() as cursor:
        cursor.execute(READ_THROUGH, [list(latest.values_list("pk", flat=True)[:MOST_READ_THROUGH]), tsquery])
        return [pk for (pk,) in cursor.fetchall()]


def _as_query(typed: str) -> QueryDict:
    query = QueryDict(mutable=True)
    query["q"] = typed
    return query


def _in_window(window: Window) -> Q:
    """Return the condition that a date overlaps a window, or that it lies outside of it."""
    overlaps = Q(date_range__overlap=DateRange(_day(window.lower), _day(window.upper), "[]"))
    return Q(date_range__isnull=False) & ~overlaps if window.negated else overlaps


def _day(number: int | None) -> date | None:
    """Return the day of a number yyyymmdd; one with a day too few or too many is the day before or after that month."""
    if not number:
        return None
    try:
        return date(number // 10000, number // 100 % 100, 1) + timedelta(days=number % 100 - 1)
    except (ValueError, OverflowError):
        return date.min if number < 2_000_000 else date.max
