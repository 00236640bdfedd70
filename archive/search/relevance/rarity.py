"""How many reports contain a word, and how much a rare one weighs."""

from __future__ import annotations

import math
from itertools import chain, islice

from django.db import connection

from archive.search.matches.posting_lists import known_count
from archive.search.meaning.lexemes import without_vectors_first
from archive.search.meaning.tsquery import as_tsquery

# Above this a count is estimated: for a common word the exact number hardly matters.
MAX_COUNTED = 20_000
COMMON = 2 * MAX_COUNTED
MAX_REMEMBERED = 5_000
COUNT = """
    SELECT archive_count(query::tsquery, %s) FROM unnest(%s::text[]) WITH ORDINALITY AS asked (query, place) ORDER BY place
"""


def rarity(reports, total):
    """Return the weight of a word in `reports` of `total` reports: the inverse document frequency of BM25.

    The form that is never negative, as in Lucene: log(1 + (total - reports + 0.5) / (reports + 0.5)).
    """
    return math.log(1 + (max(total, reports) - reports + 0.5) / (reports + 0.5))


def reports_with(query, snapshot):
    """Return the number of published reports that an index query finds, exact up to MAX_COUNTED; above that it may be an estimate."""
    return reports_with_each([query], snapshot)[query]


def reports_with_each(queries, snapshot):
    """Return {index query: the number of reports it finds}, as reports_with; those not known are counted in one statement."""
    queries = list(dict.fromkeys(queries))
    counts = {query: count for query in queries if (count := _known(query, snapshot)) is not None}
    missing = [query for query in queries if query not in counts]
    if missing:
        remembered = snapshot.remembered(reports_with, dict)
        if len(remembered) > MAX_REMEMBERED:
            remembered.clear()
        fresh = _counted(missing, may_be_common=len(snapshot) > COMMON)
        remembered.update(fresh)
        counts |= fresh
    return counts


def _known(query, snapshot):
    count = known_count(query, snapshot)
    return snapshot.remembered(reports_with, dict).get(query) if count is None else count


def _counted(queries, *, may_be_common):
    """Return {index query: the number of its reports}; of those that may be common it is first estimated."""
    with connection.cursor() as cursor:
        estimates = (
            {query: _estimate(cursor, as_tsquery(query)) for query in queries} if may_be_common else {}
        )
        common = {query: count for query, count in estimates.items() if count >= COMMON}
        parts = {query: without_vectors_first(query) for query in queries if query not in common}
        counted = iter(_count(cursor, chain.from_iterable(parts.values())))
    exact = {query: sum(islice(counted, len(each))) for query, each in parts.items()}
    return common | {
        query: count if count < MAX_COUNTED else max(count, estimates.get(query, count))
        for query, count in exact.items()
    }


def _count(cursor, queries) -> list[int]:
    texts = list(map(as_tsquery, queries))
    if not texts:
        return []
    cursor.execute(COUNT, [MAX_COUNTED, texts])
    return [count for (count,) in cursor.fetchall()]


def _estimate(cursor, tsquery):
    """Return the planner's estimate of the reports that match, from the statistics of the vectors."""
    cursor.execute(
        "EXPLAIN (FORMAT JSON) SELECT FROM archive_searchvector WHERE vector @@ %s::tsquery", [tsquery]
    )
    return int(cursor.fetchone()[0][0]["Plan"]["Plan Rows"])
