"""The frequent words, from PostgreSQL's own statistics of the vectors."""

from __future__ import annotations

from django.db import connection

FREQUENT = """
    SELECT word FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS common (word, share)
    WHERE schemaname = current_schema() AND tablename = 'archive_searchvector' AND attname = 'vector'
        AND share >= %s AND word IS NOT NULL
    ORDER BY share DESC LIMIT %s
"""


def frequent_lexemes(share: float, most: int) -> list[str]:
    """Return the lexemes, including marks, in at least this share of the reports (0 to 1), commonest first."""
    with connection.cursor() as cursor:
        cursor.execute(FREQUENT, [share, most])
        return [word for (word,) in cursor.fetchall()]
