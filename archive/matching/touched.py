"""Find the reports that a name may affect, without reading the others.

Published reports are found by the full-text index: all that contain every word of a name, in any form. Drafts and withdrawn
reports are not indexed, so their texts are scanned; so are all texts for a name that the index does not hold, such as WHO. A
name hyphenated at an old line break ("Moham-med") is found only by matching the whole archive.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction

from archive.matching.name_forms import NameRow
from archive.matching.trie import NameTrie
from archive.models import Article, Entity, Mention
from archive.models.visibility import is_published
from archive.search.language.grammar import WORD_FIELDS
from archive.text.words import APOSTROPHES

# The index is quick for any word, but for a word in most reports the planner would read all vectors.
STEER = "SET LOCAL enable_seqscan = off"
# The words of datelines are marks without places in the index.
QUOTED, PHRASED = re.compile(r"'((?:[^']|'')*)'"), re.compile(r"<(?:-|\d+)>")
INDEXED = "SELECT article_id FROM archive_searchvector WHERE vector @@ %s::tsquery"
QUERIES = "SELECT DISTINCT query::text FROM unnest(%s::text[]) AS form, archive_word_queries(form) AS query"


@dataclass(frozen=True)
class Touched:
    """The ids of the reports that names may affect, in order; `partial` if completing the list would have taken too long."""

    ids: list[int]
    partial: bool = False


def articles_touched(
    texts: Iterable[str], *, entity: Entity | None = None, look_through: int | None = None
) -> Touched:
    """Return the reports that contain one of these names, and those where this entity's spelling was removed.

    Args:
        texts: names as they are spelt now, or were before.
        entity: their bearer.
        look_through: the maximum number of texts to read; if that does not suffice, the answer is partial.
    """
    texts = sorted(set(texts))
    queries = index_queries(texts)
    found = set(indexed_articles([query for query in queries if query]))
    if entity is not None:
        orphans = Mention.objects.undecided().filter(entity=entity, method=Mention.Method.NAMES, name=None)
        found.update(orphans.values_list("article_id", flat=True))
    articles = Article.objects.all() if "" in queries else Article.objects.exclude(is_published())
    partial = look_through is not None and articles.count() > look_through
    if texts and not partial:
        found.update(articles_with(texts, articles))
    return Touched(sorted(found), partial)


def index_queries(texts: list[str]) -> list[str]:
    """Return index queries for these names, with and without apostrophes; "" for one that the index does not hold."""
    forms = [form for text in texts for form in (text, re.sub(f"[{APOSTROPHES}]", "", text))]
    with connection.cursor() as cursor:
        cursor.execute(QUERIES, [forms])
        return [
            form for (query,) in cursor.fetchall() for form in dict.fromkeys((query, in_datelines(query)))
        ]


def in_datelines(query: str) -> str:
    """Return the index query for the same words in datelines."""
    mark = WORD_FIELDS["dateline"].mark
    return PHRASED.sub("&", QUOTED.sub(rf"'{mark}\1'", query))


def indexed_articles(queries: list[str]) -> list[int]:
    """Return the published reports that match any of these queries."""
    if not queries:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(STEER)
        cursor.execute(INDEXED, [" | ".join(f"( {query} )" for query in sorted(queries))])
        return [pk for (pk,) in cursor.fetchall()]


def articles_with(texts: list[str], articles) -> list[int]:
    """Return which of these reports contain one of the names, by reading them."""
    trie = NameTrie(NameRow(number, 0, text) for number, text in enumerate(texts))
    columns = articles.order_by().values_list("pk", *Article.NAMED_FIELDS)
    return [pk for pk, *fields in columns.iterator() if any(trie.find(text) for text in fields)]
