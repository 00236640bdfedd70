"""Print the query plans of the statements of a search page, in Markdown.

    python -m bench.plans WORD ANOTHER_WORD > docs/query-plans.md

Words are lexemes of the archive in ARCHIVE_HOME; choose one in most reports and one in few.
"""

from __future__ import annotations

import os
import re
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402

STATEMENTS = (
    (
        "What has changed",
        "Run before every search, with the transaction below which everything is known.",
        "SELECT id, xid, articles FROM archive_searchchange, pg_current_snapshot() AS now"
        " WHERE xid >= (SELECT max(xid) FROM archive_searchchange) AND xid < pg_snapshot_xmax(now)",
        "The index on the transaction. The log is trimmed to some 10,000 changes.",
    ),
    (
        "The ids of a rare word",
        "The query of `archive_ids`.",
        "SELECT string_agg(int4send(article_id), '') FROM archive_searchvector WHERE vector @@ '{rare}'::tsquery",
        "The GIN index. Its pending list is flushed at the end of each writing statement, so that no reader pays for it.",
    ),
    (
        "The ids of a very common word",
        "The same; run once in the life of a web process, then kept up to date.",
        "SELECT string_agg(int4send(article_id), '') FROM archive_searchvector WHERE vector @@ '{common}'::tsquery",
        "`enable_seqscan = off` in the function ([decision 8](decisions/0008-searches-read-by-the-index.md)): a sequential scan would fetch"
        " every vector from out-of-line storage. Rows of some 50 bytes keep the heap small.",
    ),
    (
        "A phrase of common words, by its token",
        "The query of `archive_token_ids`.",
        "SELECT string_agg(int4send(article_id), '') FROM archive_searchvector WHERE tokens @@ '''{common} {common}'''::tsquery",
        "No vector is read: the token is the phrase ([decision 13](decisions/0013-phrases-and-relevance-have-tokens-of-their-own.md)).",
    ),
    (
        "A phrase of other words, by the signatures",
        "The query of `archive_ids_of_phrase`, with the ids of the reports that contain all the words.",
        "SELECT string_agg(int4send(article_id), '') FROM archive_searchsignature signed WHERE article_id = ANY ({ids}) AND CASE"
        " WHEN signature LIKE ANY (archive_phrase_patterns(ARRAY['{common}', '{rare}'], ARRAY[1]))"
        " AND NOT shared LIKE ANY (ARRAY['%'::bytea || archive_sign('{common}') || '%', '%'::bytea || archive_sign('{rare}') || '%']) THEN true"
        " WHEN signature IS NULL OR signature LIKE ANY (archive_phrase_patterns(ARRAY['{common}', '{rare}'], ARRAY[1]))"
        " THEN (SELECT vector @@ '{common} <-> {rare}'::tsquery FROM archive_searchvector filed WHERE filed.article_id = signed.article_id)"
        " ELSE false END",
        "CASE leaves the vectors until last, and for reports whose signature proves nothing: otherwise the planner would look for the phrase by"
        " the GIN index, and in the vectors of all candidates"
        " ([decision 14](decisions/0014-phrases-of-other-words-are-looked-for-in-signatures.md)).",
    ),
    (
        "The vectors of the best hits",
        "For exact weights and proximity; 60 reports at most.",
        "SELECT article_id, vector::text FROM archive_searchvector WHERE article_id = ANY ({ids})",
        "The primary key.",
    ),
    (
        "The texts of a page",
        "20 reports with their sources, in one statement.",
        "SELECT article.id, headline, body, source.name FROM archive_article article"
        " JOIN archive_source source ON source.id = article.source_id WHERE article.id = ANY ({page})",
        "The primary key.",
    ),
    (
        "The entities they name",
        "The mentions of 20 reports.",
        "SELECT mention.article_id, mention.entity_id FROM archive_mention mention"
        " JOIN archive_entity entity ON entity.id = mention.entity_id"
        " WHERE mention.article_id = ANY ({page}) AND mention.status = 'accepted' AND entity.visibility = 'public'",
        "The unique constraint on mentions begins with the report.",
    ),
    (
        "The mentions of a report whose text changes",
        "A trigger's check for mentions that have moved.",
        'SELECT id, start FROM archive_mention WHERE article_id = 5 AND "end" IS NOT NULL ORDER BY start',
        "The unique constraint on mentions. `start IS NOT NULL` would read its index from end to end, or skip through that on entities ten"
        " thousand times: PostgreSQL 18 takes it for an index condition and skips over the columns in between. So the end is tested, which no"
        " index contains.",
    ),
    (
        "Names with a typed prefix",
        "For suggestions.",
        "SELECT entity_id FROM archive_name WHERE key LIKE 'ba%'",
        "Text is compared byte by byte (the builtin locale C.UTF-8), so the ordinary index on the key serves prefixes.",
    ),
)


def main(common: str, rare: str) -> None:
    """Print every statement with its plan."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), current_setting('server_version') FROM archive_searchvector")
        count, version = cursor.fetchone()
        values = {"common": common, "rare": rare, "ids": _some(cursor, 60), "page": _some(cursor, 20)}
        print(
            f"# Query plans of the search page\n\nOver {count:,} reports, PostgreSQL {version}, everything in memory; a common word is"
            f" `{common}`, a rare one `{rare}`. Made by `python -m bench.plans {common} {rare}`."
        )
        for title, what, statement, why in STATEMENTS:
            print(f"\n## {title}\n\n{what} {why}\n\n```\n{_plan(cursor, statement.format(**values))}\n```")


def _some(cursor, most: int) -> str:
    cursor.execute(
        "SELECT array_agg(article_id)::text FROM (SELECT article_id FROM archive_searchvector LIMIT %s) AS chosen",
        [most],
    )
    return f"'{cursor.fetchone()[0]}'::integer[]"


def _plan(cursor, statement: str) -> str:
    cursor.execute("SET enable_seqscan = off" if "@@" in statement else "RESET enable_seqscan")
    plan = "EXPLAIN (ANALYZE, COSTS off, BUFFERS off, SUMMARY on) " + statement.replace("%", "%%")
    for _ in range(2):  # the first run reads from disk
        cursor.execute(plan, [])
        lines = [line for (line,) in cursor.fetchall()]
    return "\n".join(re.sub(r"'\{[\d,]{40,}\}'", "'{...}'", line)[:180] for line in lines)


if __name__ == "__main__":
    main(*sys.argv[1:3])
