"""The rankings the archive is compared with: BM25 by bm25s, and PostgreSQL's ts_rank as commonly used."""

from __future__ import annotations

import logging
from collections.abc import Callable

import bm25s
import Stemmer
from django.db import connection

from archive.models import Article

logging.getLogger("bm25s").setLevel(logging.WARNING)
DEPTH = 1000
Ask = Callable[[str], list[int]]


def bm25() -> Ask:
    """Index headline and body of all reports with bm25s (Lucene's BM25), English stop words and stems; return a search function."""
    rows = list(Article.objects.order_by("pk").values_list("pk", "headline", "body"))
    stemmer = Stemmer.Stemmer("english")
    retriever = bm25s.BM25()
    texts = [f"{headline}\n{body}" for _, headline, body in rows]
    retriever.index(_tokens(texts, stemmer), show_progress=False)

    def ask(question: str) -> list[int]:
        tokens = _tokens([question], stemmer)
        if not tokens.vocab:
            return []
        places, scores = retriever.retrieve(tokens, k=min(DEPTH, len(rows)), show_progress=False)
        return [rows[place][0] for place, score in zip(places[0], scores[0], strict=True) if score > 0]

    return ask


def _tokens(texts, stemmer):
    return bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False)


def ts_rank(*, any_word: bool) -> Ask:
    """Build plain English vectors of all reports for this connection; return a search function by websearch_to_tsquery.

    All words must occur, or with `any_word` one of them.
    """
    asked = "websearch_to_tsquery('english', %s)"
    if any_word:
        asked = f"replace({asked}::text, '&', '|')::tsquery"
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS plain AS"
            " SELECT id, to_tsvector('english', headline || ' ' || body) AS vector FROM archive_article"
        )
        cursor.execute("CREATE INDEX IF NOT EXISTS plain_vector ON plain USING gin (vector)")

    def ask(question: str) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id FROM plain, (SELECT {asked} AS query) AS asked WHERE vector @@ query"
                f" ORDER BY ts_rank(vector, query) DESC, id LIMIT {DEPTH}",
                [question],
            )
            return [row[0] for row in cursor.fetchall()]

    return ask
