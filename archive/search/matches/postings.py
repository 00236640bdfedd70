"""Which reports match a query, as rows of the snapshot: asked of PostgreSQL once, kept, and brought up to date.

What PostgreSQL found for a tsquery is kept as a set of rows. When reports change, it is asked about these alone, so that
neither an edit nor an import makes anything be found anew. Words that are in very many reports are kept one by one and
joined here: reading half a million ids from the index takes fifty times as long as joining two sets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from django.db import connection

from archive.search import engine
from archive.search.language.nodes import And, Lexemes, Not, Nothing, Or, join_and
from archive.search.matches.bounded_cache import SHARE_OF_READ, BoundedCache, cache_limit
from archive.search.matches.gaps import Gaps, packed, unpacked
from archive.search.matches.phrases import (
    SINGLE,
    has_signature,
    ids_with_phrase,
    tokens_of_phrase,
    words_and_steps,
)
from archive.search.matches.prefixes import BEGINNING, ids_of_any, words_begun
from archive.search.meaning.evaluate import as_text
from archive.search.records.distinct import distinct
from archive.search.records.rowsets import RowSet

# Asking about so many changed reports costs as much as asking anew.
MOST_TOUCHED = 2_000
# The index is asked for more words than this one by one: the time for one long OR grows with words times hits.
MOST_AT_ONCE = 8
# A word in the headline alone: there is a mark for it, which needs no look into the vectors.
IN_HEADLINE = re.compile(r"(?<!')'((?!#)(?:[^']|'')+)':(\*?)A(?![A-D])")

CHANGED = {
    "archive_ids": "SELECT article_id FROM archive_searchvector WHERE article_id = ANY (%s) AND vector @@ %s::tsquery",
    "archive_token_ids": "SELECT article_id FROM archive_searchvector WHERE article_id = ANY (%s) AND tokens @@ %s::tsquery",
}


@dataclass(frozen=True, eq=False)
class Posting:
    """The rows that match one tsquery, as of one refresh of a snapshot; kept in little memory."""

    kept: RowSet | Gaps
    serial: int

    @classmethod
    def of(cls, found, snapshot):
        """Keep a RowSet of a snapshot."""
        return cls(packed(found), snapshot.serial)

    @property
    def found(self):
        """The rows, as a RowSet."""
        return unpacked(self.kept)

    @property
    def nbytes(self):
        return self.kept.nbytes


_cache = BoundedCache()


def rows_matching(tree, snapshot, *, tsquery=None):
    """Return the RowSet of the reports that match a resolved tree; of all reports for an empty one."""
    text = as_text(tree) if tsquery is None else tsquery
    if not text:
        return snapshot.universe.everything
    return _Evaluator(snapshot).evaluate(tree, text)


class _Evaluator:
    def __init__(self, snapshot):
        self.snapshot = snapshot
        self.universe = snapshot.universe
        self.frequent = frequent_words(snapshot)

    def evaluate(self, tree, text):
        if isinstance(tree, Lexemes) and len(tree.lexemes) > MOST_AT_ONCE:
            words = [as_text(Lexemes((lexeme,))) for lexeme in tree.lexemes]
            return self.universe.any_of(postings(words, self.snapshot))
        if not self.frequent:
            return posting(text, self.snapshot)
        kept = _cached((text, "archive_ids"), self.snapshot)
        return kept.found if kept else self._joined(tree, text)

    def _joined(self, tree, text):
        match tree:
            case Not(child):
                return self.universe.none_of(self.evaluate(child, as_text(child)))
            case And(nodes):
                return self._all_of(nodes, text)
            case Or(nodes) if any(self._is_easy(node) or self._is_heavy(node) for node in nodes):
                asked = [(node, as_text(node)) for node in nodes]
                return self.universe.any_of([self.evaluate(node, part) for node, part in asked if part])
        return self._phrase(text) or self._begun(text) or posting(text, self.snapshot)

    def _all_of(self, nodes, text):
        """Join words and what is excluded here, and ask PostgreSQL for all the rest at once.

        Words are asked for one by one, in one statement: their counts, which relevance needs, come along.
        """
        parts = {node: part for node in nodes if (part := as_text(node))}
        words = [node for node in parts if SINGLE.fullmatch(parts[node])]
        phrases = [node for node in parts if has_signature(parts[node]) and not self._is_easy(node)]
        if phrases:
            return self._with_phrases(phrases, [node for node in parts if node not in phrases], text)
        easy = [node for node in parts if node not in words and self._is_easy(node)]
        rest = [node for node in parts if node not in words and node not in easy]
        asked = as_text(join_and(rest)) if rest else ""
        if _is_checked(asked) and (words or not all(isinstance(node, Not) for node in easy)):
            return posting(text, self.snapshot)  # the more words narrow it, the fewer vectors are looked at
        sets = postings([parts[word] for word in words], self.snapshot)
        sets += [self.evaluate(node, parts[node]) for node in easy]
        if asked:
            sets.append(posting(asked, self.snapshot))
        return self.universe.all_of(sets)

    def _is_easy(self, node):
        """Whether a part is answered from sets that are kept: common words and phrases of them, exclusions."""
        if isinstance(node, Not):
            return True
        if isinstance(node, And | Or | Nothing):
            return isinstance(node, And | Or) and all(self._is_easy(child) for child in node.nodes)
        text = as_text(node)
        single = SINGLE.fullmatch(text)
        if single:
            return single[1] in self.frequent
        return (
            len(tokens_of_phrase(text, self.snapshot)) == 1
            or words_of_beginning(text.split(" | ")[0], self.snapshot)[0] != []
        )

    def _is_heavy(self, node):
        """Whether a part is a phrase of frequent words: so many reports have these that PostgreSQL would look into very many vectors."""
        text = as_text(node)
        return has_signature(text) and all(word in self.frequent for word in words_and_steps(text)[0])

    def _phrase(self, text):
        """Return the rows of a phrase, or None where it is none that tokens or signatures tell of."""
        tokens = tokens_of_phrase(text, self.snapshot)
        if len(tokens) == 1:
            return posting(tokens[0], self.snapshot, index="archive_token_ids")
        if not has_signature(text):
            return None
        found = self._perhaps_with(text, tokens)
        return self._kept(text, _checked(found, text, self.snapshot))

    def _perhaps_with(self, phrase, tokens):
        """Return the rows with all words of a phrase; with all its tokens where it has some."""
        if tokens:
            sets = [posting(token, self.snapshot, index="archive_token_ids") for token in tokens]
        else:
            sets = postings([f"'{word}'" for word in words_and_steps(phrase)[0]], self.snapshot)
        return self.universe.all_of(sets)

    def _with_phrases(self, phrases, others, text):
        """Return the rows with all these parts: phrases are looked for where all else is."""
        sets = [self._perhaps_with(as_text(phrase), []) for phrase in phrases]
        if others:
            rest = join_and(others)
            sets.append(self.evaluate(rest, as_text(rest)))
        found = self.universe.all_of(sets)
        for phrase in phrases:
            found = _checked(found, as_text(phrase), self.snapshot)
        return self._kept(text, found)

    def _kept(self, text, found):
        keep_lasting((text, "archive_ids"), Posting.of(found, self.snapshot), self.snapshot)
        return found

    def _begun(self, text):
        """Return the rows of a beginning, of its finished word too where that is asked; None where it is none.

        With common words it is put together, otherwise asked for.
        """
        beginning, *finished = text.split(" | ")
        if not BEGINNING.fullmatch(beginning) or not all(SINGLE.fullmatch(part) for part in finished):
            return None
        common, rest = words_of_beginning(beginning, self.snapshot)
        if not common:
            return self.universe.any_of(postings([beginning, *finished], self.snapshot))
        kept = _cached((beginning, "archive_ids"), self.snapshot)
        if not kept:
            rows, _ = distinct(self.snapshot.rows_of(ids_of_any(rest)))
            sets = [*postings(common, self.snapshot), RowSet.of_rows(rows, len(self.snapshot.columns))]
            kept = Posting.of(self.universe.any_of(sets), self.snapshot)
            keep_lasting((beginning, "archive_ids"), kept, self.snapshot)
        return self.universe.any_of([kept.found, *postings(finished, self.snapshot)])


def _with_marks(text):
    """Return a tsquery with marks for the words that are asked of the headline, where they are no phrase."""
    if "<" in text:
        return text
    return IN_HEADLINE.sub(lambda word: f"'#t{word[1]}'" + (":*" if word[2] else ""), text)


def _is_checked(text):
    """Whether PostgreSQL must look into the vectors themselves for a tsquery: for phrases and weights."""
    text = _with_marks(text)
    return "<" in text or re.search(r"':\*?[A-D]", text) is not None


def _checked(found, phrase, snapshot):
    """Keep of a set the rows whose reports have a phrase."""
    ids = ids_with_phrase(snapshot.columns.ids[found.as_rows()], phrase)
    return RowSet.of_rows(snapshot.rows_of(ids), len(snapshot.columns))


def frequent_words(snapshot):
    """Return the words that are kept one by one: none in a small archive."""
    now = engine.current()
    if len(snapshot) < now.common_from:
        return frozenset()
    return snapshot.remembered("frequent words", lambda: frozenset(commonest_words(now.most_common)))


def words_of_beginning(text, snapshot):
    """Return (the words that are kept one by one, the others) that a tsquery for one beginning stands for, as in a tsquery."""
    words, frequent = words_begun(text, snapshot) or [], frequent_words(snapshot)
    common = [word for word in words if (single := SINGLE.fullmatch(word)) and single[1] in frequent]
    return common, [word for word in words if word not in common]


def commonest_words(most):
    """Return the words that are kept one by one, the commonest first, as they are quoted in a tsquery."""
    now = engine.current()
    return [word.replace("'", "''") for word in now.commonest(now.common_share, most)]


def posting(text, snapshot, *, index="archive_ids"):
    """Return the RowSet of the reports that match a tsquery in PostgreSQL's own notation, from memory where it is known.

    `index` is the function that reads the ids: archive_ids for vectors, archive_token_ids for tokens.
    """
    return postings([text], snapshot, index=index)[0]


def postings(texts, snapshot, *, index="archive_ids"):
    """Return the RowSets of several tsqueries; those that are not in memory are asked for in one statement."""
    kept = {text: _cached((text, index), snapshot) for text in texts}
    found = {text: posting.found for text, posting in kept.items() if posting}
    missing = [text for text in kept if text not in found]
    if missing:
        for text, ids in zip(missing, ids_matching(index, missing), strict=True):
            found[text] = RowSet.of_rows(snapshot.rows_of(ids), len(snapshot.columns))
            keep_lasting((text, index), Posting.of(found[text], snapshot), snapshot)
    return [found[text] for text in texts]


def known_count(text, snapshot):
    """Return how many reports match a tsquery where that is in memory, otherwise None."""
    kept = _cached((text, "archive_ids"), snapshot)
    return kept.kept.count if kept else None


def _cached(key, snapshot):
    """Return a Posting from memory as of this snapshot, or None."""

    def brought_up(kept, touched):
        rows = snapshot.rows_of(_changed(key[1], touched, key[0]))
        found = kept.found
        grown = found.within(snapshot.alive[: found.size]).with_rows(rows, len(snapshot.columns))
        return Posting.of(grown, snapshot)

    return lasting(key, snapshot, brought_up)


def lasting(key, snapshot, brought_up):
    """Return what is kept under a key as of this snapshot, or None.

    Where it is of an earlier one, `brought_up` makes it anew from it and the ids of the reports touched since.
    """
    if not snapshot.is_shared:
        return None
    kept = _cache.get((snapshot.epoch, *key))
    if kept is None or kept.serial == snapshot.serial:
        return kept
    if kept.serial > snapshot.serial:
        return None
    touched = snapshot.touched_since(kept.serial)
    if touched is None or len(touched) > MOST_TOUCHED:
        return None
    kept = brought_up(kept, touched.tolist())
    keep_lasting(key, kept, snapshot)
    return kept


def keep_lasting(key, kept, snapshot):
    """Keep under a key what has a `serial` and a size in bytes, `nbytes`."""
    if snapshot.is_shared:
        _cache.put((snapshot.epoch, *key), kept, limit=cache_limit(snapshot, SHARE_OF_READ))


def ids_matching(index, texts):
    """Return for each tsquery the ids that the index has for it, as an array; asked for in one statement."""
    if not texts:
        return []
    one = f"SELECT %s AS place, {index}(%s::tsquery)"
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join([one] * len(texts)) + " ORDER BY place",
            [value for place, text in enumerate(texts) for value in (place, _with_marks(text))],
        )
        return [np.frombuffer(packed or b"", dtype=">i4").astype(np.int32) for _, packed in cursor.fetchall()]


def _changed(index, ids, text):
    with connection.cursor() as cursor:
        cursor.execute(CHANGED[index], [ids, text])
        return [pk for (pk,) in cursor.fetchall()]
