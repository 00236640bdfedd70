"""The rankings the archive is compared with: BM25 by bm25s, without and with feedback, and PostgreSQL's ts_rank as commonly used."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable

import bm25s
import numpy as np
import Stemmer
from django.db import connection

from archive.models import Article

logging.getLogger("bm25s").setLevel(logging.WARNING)
DEPTH = 1000
FED_BACK, WORDS_FED_BACK, OF_QUESTION = 10, 20, 0.5
Ask = Callable[[str], list[int]]


def bm25(*, feedback: bool = False) -> Ask:
    """Index headline and body of all reports with bm25s (Lucene's BM25), English stop words and stems; return a search function.

    With `feedback` the question is asked again with the words of the ten best reports (RM3, Abdul-Jaleel et al., "UMass at TREC 2004").
    """
    rows = list(Article.objects.order_by("pk").values_list("pk", "headline", "body"))
    stemmer = Stemmer.Stemmer("english")
    retriever = bm25s.BM25()
    indexed = _tokens([f"{headline}\n{body}" for _, headline, body in rows], stemmer)
    retriever.index(indexed, show_progress=False)

    def ask(question: str) -> list[int]:
        asked = Counter(indexed.vocab[word] for word in _words(question, stemmer) if word in indexed.vocab)
        scores = _scores(retriever, asked)
        if feedback and scores.any():
            scores = _scores(retriever, _fed_back(asked, scores, indexed.ids))
        best = np.argsort(-scores, kind="stable")[:DEPTH]
        return [rows[place][0] for place in best if scores[place] > 0]

    return ask


def _words(question, stemmer):
    tokens = _tokens([question], stemmer)
    names = {number: word for word, number in tokens.vocab.items()}
    return [names[number] for number in tokens.ids[0]]


def _scores(retriever, weights) -> np.ndarray:
    scores = np.zeros(retriever.scores["num_docs"])
    for word, weight in weights.items():
        scores += weight * retriever.get_scores_from_ids([word])
    return scores


def _fed_back(asked, scores, texts):
    """Return {word: weight}: half from the question, half from the twenty commonest words of the best reports."""
    best = [place for place in np.argsort(-scores, kind="stable")[:FED_BACK] if scores[place] > 0]
    model: Counter[int] = Counter()
    for place in best:
        for word, count in Counter(texts[place]).items():
            model[word] += scores[place] * count / len(texts[place])
    common = dict(model.most_common(WORDS_FED_BACK))
    weights = Counter({word: OF_QUESTION * count / asked.total() for word, count in asked.items()})
    for word, weight in common.items():
        weights[word] += (1 - OF_QUESTION) * weight / sum(common.values())
    return weights


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
