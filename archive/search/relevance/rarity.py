"""How many reports contain a word, and how much a rare one weighs."""

from __future__ import annotations

import math
from functools import lru_cache

from django.db import connection

from archive.search.matches.posting_lists import known_count
from archive.search.meaning.tsquery import as_tsquery

# Above this a count is estimated: for a common word the exact number hardly matters.
MAX_COUNTED = 20_000


def rarity(reports, total):
    """Return the weight of a word in `reports` of `total` reports: the inverse document frequency of BM25.

    The form that is never negative, as in Lucene: log(1 + (total - reports + 0.5) / (reports + 0.5)).
    """
    return math.log(1 + (max(total, reports) - reports + 0.5) / (reports + 0.5))


def reports_with(query, snapshot):
    """Return the number of published reports that an index query finds, exact up to MAX_COUNTED; above that it may be an estimate."""
    known = known_count(query, snapshot)
    return _counted(query, snapshot.epoch, snapshot.serial) if known is None else known


@lru_cache(maxsize=5_000)
def _counted(query, epoch, serial):
    tsquery = as_tsquery(query)
    with connection.cursor() as cursor:
        estimated = _estimate(cursor, tsquery)
        if estimated >= 2 * MAX_COUNTED:
            return estimated
        cursor.execute("SELECT archive_count(%s::tsquery, %s)", [tsquery, MAX_COUNTED])
        counted = cursor.fetchone()[0]
        return counted if counted < MAX_COUNTED else max(counted, estimated)


def _estimate(cursor, tsquery):
    """Return the planner's estimate of the reports that match, from the statistics of the vectors."""
    cursor.execute(
        "EXPLAIN (FORMAT JSON) SELECT FROM archive_searchvector WHERE vector @@ %s::tsquery", [tsquery]
    )
    return int(cursor.fetchone()[0][0]["Plan"]["Plan Rows"])
