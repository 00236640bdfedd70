"""Posting lists: the rows of the reports that an index query finds, read from PostgreSQL once, cached, and kept up to date.

When reports change, PostgreSQL is queried about these alone, so that neither an edit nor an import invalidates a list. In a large
archive the lists of frequent words are combined here: reading half a million ids from the index takes fifty times as long as
combining two sets.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from django.db import connection

from archive.search import engine
from archive.search.language.nodes import Node, Or
from archive.search.matches.bounded_cache import is_read, keep_read, read_before
from archive.search.meaning.lexemes import Lexeme, without_vectors_first
from archive.search.meaning.tsquery import as_tsquery
from archive.search.records.arrays import distinct
from archive.search.records.rowsets import RowSet

# More words than this are looked up one by one: the time for one long OR grows with words times hits.
MAX_AT_ONCE = 8

IDS = """
    SELECT place, ids FROM unnest(%s::integer[], %s::text[]) AS asked (place, query), {function}(query::tsquery) AS ids
    WHERE ids IS NOT NULL
"""
TOUCHED = """
    SELECT place, array_agg(article_id)
    FROM unnest(%s::boolean[], %s::text[]::tsquery[]) WITH ORDINALITY AS asked (in_tokens, query, place)
        JOIN archive_searchvector ON CASE WHEN in_tokens THEN tokens ELSE vector END @@ query
    WHERE article_id = ANY (%s) GROUP BY place
"""


@dataclass(frozen=True, slots=True)
class Scan(Node):
    """One index scan for an index query: of the vectors, or of the tokens beside them."""

    query: Node
    in_tokens: bool = False

    @property
    def is_long(self) -> bool:
        """Return whether it is an OR with too many words to look up together."""
        match self.query:
            case Or(nodes):
                return len(nodes) > MAX_AT_ONCE and all(isinstance(node, Lexeme) for node in nodes)
        return False


@dataclass(frozen=True, eq=False)
class PostingList:
    """The rows that a Scan finds, as of one refresh of a snapshot."""

    rows: RowSet
    serial: int

    @property
    def nbytes(self):
        return self.rows.nbytes


def posting_list(query, snapshot):
    """Return the RowSet of the reports that an index query finds."""
    return posting_lists([Scan(query)], snapshot)[Scan(query)]


def posting_lists(scans, snapshot):
    """Return {scan: the RowSet it finds}, from the cache if possible; the others are read in one statement."""

    def refresh(stale, touched):
        ids = ids_touched(list(stale), touched)
        return {scan: _refreshed(one, ids[scan], snapshot) for scan, one in stale.items()}

    lists = {scan: kept.rows for scan, kept in read_before(scans, snapshot, refresh).items()}
    missing = [scan for scan in dict.fromkeys(scans) if scan not in lists]
    for scan, ids in ids_matching(missing).items():
        lists[scan] = RowSet.of_rows(snapshot.rows_of(ids), len(snapshot.columns))
        keep_list(scan, lists[scan], snapshot)
    return lists


def keep_list(scan, rows, snapshot):
    """Cache a RowSet as the result of a Scan."""
    keep_read({scan: PostingList(rows, snapshot.serial)}, snapshot)


def _refreshed(kept, ids, snapshot):
    rows = kept.rows
    rows = rows.within(snapshot.alive[: rows.size]).with_rows(snapshot.rows_of(ids), len(snapshot.columns))
    return PostingList(rows, snapshot.serial)


def known_count(query, snapshot):
    """Return how many reports match an index query if its list is cached, otherwise None."""
    return posting_list(query, snapshot).count if is_read(Scan(query), snapshot) else None


def frequent_words(snapshot):
    """Return the lexemes whose lists are cached one by one, as a set: none in a small archive."""
    now = engine.current()
    if len(snapshot) < now.common_from:
        return frozenset()
    return snapshot.remembered("frequent words", lambda: frozenset(commonest_words(now.most_common)))


def commonest_words(most):
    """Return the lexemes whose lists are cached one by one, commonest first."""
    now = engine.current()
    return now.commonest(now.common_share, most)


# Statements


def ids_matching(scans):
    """Return {scan: the ids that the index has for it, as an array}, read in one statement."""
    if not scans:
        return {}
    places: dict[str, list[int]] = defaultdict(list)
    queries: dict[str, list[str]] = defaultdict(list)
    for place, scan in enumerate(scans):
        nodes = scan.query.nodes if scan.is_long else without_vectors_first(scan.query)
        function = "archive_token_ids" if scan.in_tokens else "archive_ids"
        places[function] += [place] * len(nodes)
        queries[function] += map(as_tsquery, nodes)
    found: dict[int, list[bytes]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(IDS.format(function=function) for function in places),
            [argument for function in places for argument in (places[function], queries[function])],
        )
        for place, packed in cursor.fetchall():
            found[place].append(packed)
    ids = {
        scan: np.frombuffer(b"".join(found[place]), dtype=">i4").astype(np.int32)
        for place, scan in enumerate(scans)
    }
    return {scan: distinct(found)[0] if scan.is_long else found for scan, found in ids.items()}


def ids_touched(scans, touched):
    """Return {scan: those of these ids that it finds}, read in one statement."""
    in_tokens, queries = [scan.in_tokens for scan in scans], [as_tsquery(scan.query) for scan in scans]
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, [in_tokens, queries, touched])
        ids = dict(cursor.fetchall())
    return {scan: ids.get(place, []) for place, scan in enumerate(scans, start=1)}
