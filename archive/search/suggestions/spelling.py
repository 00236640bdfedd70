"""Spelling suggestions: words and names of the archive that are spelt or sound like what was typed.

They are looked for only if few reports have everything that was typed, and offered only if their search finds more. The search
itself is always for what was typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.db import connection
from django.utils.functional import cached_property

from archive.search.language.nodes import And, Nothing, join_and
from archive.search.matches.bounded_cache import kept
from archive.search.meaning.index_query import holds_reports, index_query
from archive.search.meaning.lexemes import Lexeme
from archive.search.meaning.tsquery import as_tsquery
from archive.search.meaning.vocabulary import MAX_LENGTH
from archive.search.relevance.near_misses import MIN_REPORTS
from archive.search.suggestions.query_words import words_typed
from archive.search.suggestions.sound_alikes import SimilarName, most_similar, names_like
from archive.text.likeness import is_like, one_letter_off, skeleton, unlikeness
from archive.text.words import fold_word, name_key

MOST_CORRECTED = 3
# Candidates for a word whose reports are counted, exactly up to COUNTED.
MOST_CANDIDATES, COUNTED = 8, 1_000
# A word that occurs in reports is corrected only to one that occurs in at least this many times as many.
MUCH_COMMONER = 10
PLAIN_NAME = re.compile(r"[\w\s'’.-]+")  # contains no character that is special in a query

CANDIDATES = """
    SELECT word, bool_or(is_near) FROM archive_words_like(%s, %s) AS alike WHERE word <> %s GROUP BY word
"""
PRINTED = """
    SELECT asked.place, cardinality(found.ids), archive_printed_forms(asked.word, found.ids[1:8])
    FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS asked (word, whole, place),
        LATERAL (SELECT archive_some_ids(asked.whole::tsquery, %s) AS ids) AS found
"""


@dataclass(frozen=True)
class Change:
    """The replacement for `start` to `end` of a query."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Correction:
    """A query that finds more than the typed one: its words, its address, and its number of reports."""

    query: str
    url: str
    reports: int


@dataclass(frozen=True)
class Suggestions:
    """Suggestions: at most one other query, and names that sound alike."""

    correction: Correction | None = None
    names: list[SimilarName] = field(default_factory=list)
    nbytes = 2_000

    def __bool__(self):
        return bool(self.correction or self.names)


def suggest(given, answer):
    """Return the Suggestions for an Answer; `answer` answers another address likewise.

    They are looked for if fewer than MIN_REPORTS reports match the whole query, and cached until something changes.
    """
    query, address, snapshot = given.query, given.address, given.strict.snapshot
    if given.errors or query.is_empty or query.is_vain or len(given.strict) >= MIN_REPORTS:
        return Suggestions()

    def make():
        return _Suggester(query, snapshot, address, answer).suggest(have=given.strict_total())

    return kept(("suggestions", str(address.without("page"))), make, snapshot)


class _Suggester:
    def __init__(self, query, snapshot, address, look_up):
        self.query, self.address, self.look_up = query, address, look_up
        self.typed = words_typed(query.text, snapshot)

    def suggest(self, *, have):
        """Return the Suggestions if `have` reports have everything that was typed."""
        if not any(word.is_rare for word in self.typed):
            return Suggestions()
        named = {name.entity.pk for name in self.query.names.names}
        likes = [like for like in names_like(self.typed) if like.entity not in named]
        for text in self._queries(likes):
            other = self.address.setting("q", text)
            found = self.look_up(other)
            if found.strict_total() > have:
                named = {name.entity.pk for name in found.query.names.names}
                correction = Correction(text, str(other), found.total())
                return Suggestions(correction, most_similar(likes, apart_from=named))
        return Suggestions(None, most_similar(likes))

    def _queries(self, likes):
        """Yield the one or two queries that were most likely meant: with a whole name, and with the words alone."""
        words = self._corrected_words()
        name = self._name_meant(likes)
        seen = {self.query.text.casefold()}
        for changes in ([name, *words], words) if name else (words,):
            text = _changed(self.query.text, changes)
            if text.casefold() not in seen:
                seen.add(text.casefold())
                yield text

    def _name_meant(self, likes):
        """Return the most similar name whose words were all typed, side by side, as a Change, or None."""
        for like in likes:
            places = [self.typed.index(word) for word in like.typed]
            is_run = like.is_whole and places == list(range(places[0], places[0] + like.words))
            if is_run and like.apart and PLAIN_NAME.fullmatch(like.text) and {*like.typed} & {*self.unknown}:
                return Change(like.typed[0].start, like.typed[-1].end, like.text)
        return None

    # Words

    @cached_property
    def unknown(self):
        """The rare words to correct; words of known names are spelt as somebody's name is."""
        names = self.query.names
        typed = [name.typed for name in names.names] + [choice.typed for choice in names.choices]
        known = {word for name in typed for word in name_key(name).split()}
        return [word for word in self.typed if word.is_rare and word.text not in known][:MOST_CORRECTED]

    def _corrected_words(self):
        candidates = {word: _candidates(word) for word in self.unknown if len(word.lexeme) <= MAX_LENGTH}
        printed = _printed(candidates, self._context(self.unknown))
        return [change for word, forms in printed if (change := _best(word, forms))]

    def _context(self, wanted):
        """Return the index query for the words that are not to be corrected."""
        tree = self.query.tree
        if not isinstance(tree, And):
            return Nothing()
        rest = [
            node
            for node in tree.nodes
            if not holds_reports(node) and not any(_holds(node, word) for word in wanted)
        ]
        return index_query(join_and(rest))


def _holds(node, word):
    return node.span[0] < word.end and word.start < node.span[1]


def _changed(text, changes):
    """Return a query with the changes applied; of two that overlap, the first."""
    done: list[Change] = []
    for change in changes:
        if all(change.end <= other.start or other.end <= change.start for other in done):
            done.append(change)
    for change in sorted(done, key=lambda change: -change.start):
        text = text[: change.start] + change.text + text[change.end :]
    return text


def _candidates(word):
    """Return the lexemes of the archive most similar to a typed word, in an order that does not depend on when they came."""
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES, [word.lexeme, one_letter_off(word.text), word.lexeme])
        alike = [(is_near, unlikeness(word.lexeme, lexeme), lexeme) for lexeme, is_near in cursor.fetchall()]
    rows = sorted((1 if is_near else apart, apart, lexeme) for is_near, apart, lexeme in alike)
    return [lexeme for *_, lexeme in rows][:MOST_CANDIDATES]


def _printed(candidates, context):
    """Return [(typed word, [(reports, forms in print)])] for the lexemes that some report has together with the context."""
    pairs = [(word, lexeme) for word, found in candidates.items() for lexeme in found]
    if not pairs:
        return []
    lexemes = [lexeme for _, lexeme in pairs]
    whole = [as_tsquery(join_and([context, Lexeme(lexeme)])) for lexeme in lexemes]
    with connection.cursor() as cursor:
        cursor.execute(PRINTED, [lexemes, whole, COUNTED])
        rows = cursor.fetchall()
    found: dict = {word: [] for word in candidates}
    for place, reports, forms in rows:
        found[pairs[place - 1][0]].append((reports, forms))
    return list(found.items())


def _may_be_meant(word, form, reports):
    """Whether a word in this many reports may be meant: it must be much commoner than a typed word that occurs itself."""
    if not word.reports:
        return True
    return reports >= MUCH_COMMONER * word.reports and skeleton(word.text)[:1] == skeleton(form)[:1]


def _best(word, printed):
    """Return the most similar printed form as a Change, in a tie that of most reports; None if none will do."""
    options = [
        (unlikeness(word.text, fold_word(form)), -reports, form.isupper(), form)
        for reports, forms in printed
        for form in forms
        if is_like(word.text, fold_word(form)) and _may_be_meant(word, fold_word(form), reports)
    ]
    if not options:
        return None
    *_, form = min(options)
    same = {other for *_, other in options if other.casefold() == form.casefold()}
    return Change(word.start, word.end, form.lower() if form.lower() in same else form)
