"""What has changed in the searchable data since it was last read, as the database tells it.

Every change puts a token of its own into a row of DataVersion and says in SearchChange which reports it touched. The tokens
that a reader sees are its clock. Changes of one shard follow one another, as its row is locked until the writer commits; so
what came after a token is what stands behind it in its shard.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

KEPT = 500  # archive_note_change keeps at least so many changes of each shard

CLOCK = "SELECT shard, token, pg_current_xact_id_if_assigned() IS NOT NULL FROM archive_dataversion"
SINCE = """
    SELECT log.shard, log.token, log.articles, mark.id IS NOT NULL
    FROM unnest(%s::smallint[], %s::bigint[]) AS known (shard, token)
    LEFT JOIN archive_searchchange mark ON mark.token = known.token
    JOIN archive_searchchange log ON log.shard = known.shard AND log.id > coalesce(mark.id, 0)
    ORDER BY log.id
"""


@dataclass(frozen=True)
class Clock:
    """The token of each shard, and whether this transaction has itself written something that others do not see."""

    tokens: dict[int, int]
    is_writing: bool = False


def read_clock():
    """Return the Clock as this transaction sees it."""
    with connection.cursor() as cursor:
        cursor.execute(CLOCK)
        rows = cursor.fetchall()
    return Clock({shard: token for shard, token, _ in rows}, bool(rows) and rows[0][2])


@dataclass(frozen=True)
class Changes:
    """The reports that were touched, None for all of them, and the tokens of the shards after the last change."""

    articles: set[int] | None
    tokens: dict[int, int]


def changes_since(known, shards):
    """Return the Changes of these shards since the tokens in `known` (shard -> token)."""
    asked = [(shard, known.get(shard, 0)) for shard in shards]
    with connection.cursor() as cursor:
        cursor.execute(SINCE, [[shard for shard, _ in asked], [token for _, token in asked]])
        rows = cursor.fetchall()
    articles, tokens, counts = set(), {}, {}
    for shard, token, touched, is_marked in rows:
        tokens[shard] = token
        counts[shard] = counts.get(shard, 0) + 1
        is_whole = is_marked or (shard not in known and counts[shard] < KEPT)
        if articles is None or touched is None or not is_whole:
            articles = None
        else:
            articles.update(touched)
    lost = any(shard not in tokens for shard in shards)
    return Changes(None if lost else articles, tokens)
