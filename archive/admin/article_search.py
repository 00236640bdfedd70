"""Reports found by the site's own search, including drafts and withdrawn ones."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.http import QueryDict

from archive.models import Article
from archive.models.articles import public_words
from archive.models.rights import may_see_protected
from archive.models.visibility import is_published
from archive.search import Address, Window, read_query

# Unpublished reports are not in the index. This many of the latest are scanned.
MAX_READ_THROUGH = 300

FOUND = """
    SELECT article_id FROM archive_searchvector WHERE vector @@ %s::tsquery
    UNION ALL
    SELECT unnest(%s::integer[])
"""
READ_THROUGH = """
    SELECT (worded).id FROM (
        SELECT CASE WHEN %s THEN article ELSE archive_as_public(article) END AS worded
        FROM archive_article article WHERE article.id = ANY (%s)
        OFFSET 0
    ) AS latest, archive_facet_values(worded) AS facet_values
    WHERE archive_vector(worded, facet_values) @@ %s::tsquery
"""


def find_articles(queryset, typed: str, *, user):
    """Filter to the reports that the site's search would find for this text, published or not.

    Protected names find reports only for those who may see them.
    """
    query = read_query(Address.read(_as_query(typed)))
    if query.is_vain:
        return queryset.alias(shown=headline_for(user)).filter(shown__icontains=typed.strip())
    for window in query.windows:
        queryset = queryset.filter(_in_window(window))
    if query.is_empty:
        return queryset
    return queryset.filter(pk__in=RawSQL(FOUND, [query.tsquery, read_through(query.tsquery, user)]))


def headline_for(user):
    """Return the headline that this person may read, as an expression."""
    return F("headline") if may_see_protected(user) else public_words("headline")


def read_through(tsquery: str, user) -> list[int]:
    """Return which of the latest reports match a query outside the index: drafts, withdrawn ones, and the printed words of
    those that contain a protected name, if this person may read them."""
    unindexed = ~is_published()
    in_own_words = may_see_protected(user)
    if in_own_words:
        unindexed |= Q(wording__isnull=False)
    latest = Article.objects.filter(unindexed).order_by("-id").values_list("pk", flat=True)[:MAX_READ_THROUGH]
    with connection.cursor() as cursor:
        cursor.execute(READ_THROUGH, [in_own_words, list(latest), tsquery])
        return [pk for (pk,) in cursor.fetchall()]


def _as_query(typed: str) -> QueryDict:
    query = QueryDict(mutable=True)
    query["q"] = typed
    return query


def _in_window(window: Window) -> Q:
    """Return the condition that a date overlaps a window, or lies outside it; or that there is none."""
    if window.undated:
        return Q(date_range__isnull=not window.negated)
    overlaps = Q(date_range__overlap=DateRange(_day(window.lower), _day(window.upper), "[]"))
    return Q(date_range__isnull=False) & ~overlaps if window.negated else overlaps


def _day(number: int | None) -> date | None:
    """Return the day of a number yyyymmdd; day 0 or one too many is the day before or after that month."""
    if not number:
        return None
    try:
        return date(number // 10000, number // 100 % 100, 1) + timedelta(days=number % 100 - 1)
    except (ValueError, OverflowError):
        return date.min if number < 2_000_000 else date.max
