"""Spelling suggestions: words and names of the archive that are spelt or sound like what was typed.

They are looked for only if few reports have everything that was typed, and offered only if their search finds more. The search
itself is always for what was typed.

A word of English or of a known name that reports have is rightly spelt, however rare. Any other is weighed against others in the same context: with the rest of the question, in which every other doubtful word may be read as
any of its candidates. So a misprint that reports contain too does not protect itself, and several words are corrected at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from math import log10

from django.db import connection
from django.utils.functional import cached_property

from archive.search.language.nodes import And, Nothing, join_and, join_or
from archive.search.matches.bounded_cache import cached
from archive.search.meaning.index_query import holds_reports, index_query
from archive.search.meaning.lexemes import Lexeme
from archive.search.meaning.tsquery import as_tsquery
from archive.search.meaning.vocabulary import MAX_LENGTH
from archive.search.parameters.choices import Match
from archive.search.relevance.near_misses import MIN_REPORTS
from archive.search.suggestions.compounds import compound_meant
from archive.search.suggestions.query_words import (
    LEAST_LETTERS,
    LEAST_LETTERS_OF_UNKNOWN,
    QueryWord,
    required_words,
)
from archive.search.suggestions.right_words import is_right, other_spellings
from archive.search.suggestions.sound_alikes import SimilarName, most_similar, names_like
from archive.text.english import is_english
from archive.text.likeness import effort, is_like, one_letter_off, skeleton
from archive.text.ordinary import ordinary_words
from archive.text.words import fold_word, tokens

MOST_CORRECTED = 3
# Candidates for a word whose reports are counted, exactly up to COUNTED.
MOST_CANDIDATES, COUNTED = 8, 1_000
# A word that reports contain is corrected only to one that is this many times as common in the same context, or, if it never
# occurs in that context, in the whole archive.
MUCH_COMMONER, COMMONER = 10, 3
# How much effort of typing (archive.text.likeness) ten times as many reports outweigh.
WEIGHT_OF_REPORTS = 0.35
MUCH_EASIER, MOST_EFFORT_OF_NAME = 0.25, 2.0
SURE = 0.35  # the chance from which a name is put into the corrected query
LONG = 7  # letters of a word that may have an ending
# The effort for a word that no report contains: more for longer ones.
MOST_EFFORT, MOST_EFFORT_FOR_SHORT, SHORT = 2.0, 1.0, 5
MOST_EFFORT_FOR_SHORTEST = 0.7  # of three letters (Eid): two swapped, or one doubled, unless one was lost
ACRONYM = 5  # letters: a word in capitals that is no longer is only corrected to another one in capitals
PLAIN_NAME = re.compile(r"[\w\s'’‘ʻʼʾʿ.\u0300-\u036f-]+")  # contains no character that is special in a query

CANDIDATES = """
    SELECT word, bool_or(is_near) FROM unnest(%s::text[]) AS form, archive_words_like(form, %s) AS alike WHERE word <> %s GROUP BY word
"""
PRINTED = """
    SELECT asked.place, cardinality(found.ids), archive_printed_forms(asked.word, found.ids[1:8])
    FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS asked (word, whole, place),
        LATERAL (SELECT archive_some_ids(asked.whole::tsquery, %s) AS ids) AS found
"""


@dataclass(frozen=True)
class Change:
    """The replacement for `start` to `end` of a query, and how unlikely it is to be mistyped as what it replaces."""

    start: int
    end: int
    text: str
    effort: float = 0.0


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


@dataclass(frozen=True)
class WordMeant:
    """A word that may be meant: its lexeme, how many reports have it in the context, and how they print it."""

    lexeme: str
    reports: int
    forms: list[str]


def suggest(given, answer):
    """Return the Suggestions for an Answer; `answer` answers another address likewise.

    They are looked for if fewer than MIN_REPORTS reports match the whole query, and cached until something changes.
    """
    query, address, snapshot = given.query, given.address, given.strict.snapshot
    if given.errors or query.is_empty or query.is_vain or len(given.strict) >= MIN_REPORTS:
        return Suggestions()

    def make():
        return _Suggester(query, snapshot, address, answer).suggest(have=given.strict_total())

    return cached(("suggestions", str(address.without("page"))), make, snapshot)


class _Suggester:
    def __init__(self, query, snapshot, address, look_up):
        self.query, self.address, self.look_up = query, address, look_up
        self.typed = required_words(query, snapshot)

    def suggest(self, *, have):
        """Return the Suggestions if `have` reports have everything that was typed."""
        if not self.typed:
            return Suggestions()
        named = _read(self.query.names)
        likes = [like for like in names_like(self.typed) if like.entity not in named]
        for text in self._queries(likes):
            other = self.address.setting("q", text)
            found = self.look_up(other)
            if found.strict_total() > have:
                named = _read(found.query.names)
                correction = Correction(text, str(other), found.total())
                return Suggestions(correction, most_similar(likes, apart_from=named))
        return Suggestions(self._each_for_itself(), most_similar(likes))

    def _each_for_itself(self):
        """Return the Correction of each word without regard to the others, if no report has any of them: most of those can be found."""
        if any(word.reports for word in self.typed):
            return None
        alone = {word: _lexemes_like(word) for word in self.doubtful}
        changes = [
            change
            for word, lexemes in alone.items()
            for found in _counted({word: lexemes}, Nothing()).values()
            if (change := self._best(word, found))
        ]
        other = self.address.setting("q", _changed(self.query.text, changes)).setting("match", Match.MOST)
        found = self.look_up(other)
        return Correction(found.query.text, str(other), found.total()) if changes and found.total() else None

    def _queries(self, likes):
        """Yield the one or two queries that were most likely meant: with a whole name, and with the words alone."""
        words = self._corrected_words()
        name = self._name_meant(likes)
        seen = {self.query.text.casefold()}
        for changes in self._ways(words, name, likes):
            text = _changed(self.query.text, changes)
            if text.casefold() not in seen:
                seen.add(text.casefold())
                yield text

    def _ways(self, words, name, likes):
        """Return the lists of Changes to try: that with the name first, unless its words were more easily mistyped for others."""
        if not name:
            return [words]
        within = [change for change in words if name.start <= change.start and change.end <= name.end]
        are_easier = within and sum(change.effort for change in within) < likes[0].effort - MUCH_EASIER
        return [words, [name, *words]] if are_easier else [[name, *words], words]

    def _name_meant(self, likes):
        """Return the most similar name if it is likely meant and all of it was typed, as a Change, or None."""
        for like in likes[:1]:
            is_likely = (
                like.is_whole
                and like.verdict.chance >= SURE
                and like.effort < MOST_EFFORT_OF_NAME * len(like.typed)
            )
            start, end = like.typed[0].start, like.typed[-1].end
            is_plain = PLAIN_NAME.fullmatch(like.text) and PLAIN_NAME.fullmatch(self.query.text[start:end])
            doubtful = {word.start for word in self.doubtful}
            if is_likely and is_plain and doubtful & {word.start for word in like.typed}:
                return Change(start, end, like.text)
        return None

    # Words

    @cached_property
    def known(self):
        """The words of known names, which are spelt as somebody's name is."""
        names = self.query.names
        typed = [name.typed for name in names.names] + [choice.typed for choice in names.choices]
        return {token.folded for name in typed for token in tokens(name)}

    @cached_property
    def doubtful(self):
        """The rare words to correct, rarest first, without those that are rightly spelt."""
        rare = [
            word
            for word in self.typed
            if word.is_rare
            and not word.has_forms
            and word.text not in self.known
            and len(word.text) <= MAX_LENGTH
            if len(word.text) >= (LEAST_LETTERS if word.reports else LEAST_LETTERS_OF_UNKNOWN)
            if word.text not in ordinary_words()
        ]
        rarest_first = sorted(rare, key=lambda word: (word.reports, word.start))
        return list(islice((word for word in rarest_first if not is_right(word)), MOST_CORRECTED))

    @cached_property
    def spellings(self):
        """{a doubtful word of names: the words that it may be another spelling of}: a name that no report prints is no other word."""
        return other_spellings(word.text for word in self.doubtful if not word.reports)

    def _corrected_words(self):
        alike = {word: _lexemes_like(word) for word in self.doubtful}
        counted = _counted({word: [word.lexeme, *lexemes] for word, lexemes in alike.items()}, self._rest)
        return [change for word, found in counted.items() if (change := self._best(word, found))]

    @cached_property
    def _rest(self):
        """The index query for the words that are not doubtful."""
        tree = self.query.tree
        if not isinstance(tree, And):
            return Nothing()
        rest = [
            node
            for node in tree.nodes
            if not holds_reports(node) and not any(_holds(node, word) for word in self.doubtful)
        ]
        return index_query(join_and(rest))

    def _is_acronym(self, word):
        """Whether a word was typed in capitals and is short."""
        return self.query.text[word.start : word.end].isupper() and len(word.text) <= ACRONYM

    def _best(self, word, found):
        """Return, as a Change, the form of a candidate likeliest to have been mistyped as the word, or None."""
        own = next((one.reports for one in found if one.lexeme == word.lexeme), 0)
        options = [
            (
                effort(word.text, fold_word(form)) - WEIGHT_OF_REPORTS * log10(one.reports),
                form.isupper(),
                form,
            )
            for one in found
            if one.lexeme != word.lexeme and one.reports
            for form in one.forms
            if _may_be_meant(word, fold_word(form), one, own)
            and (form.isupper() or not self._is_acronym(word))
            if fold_word(form) in self.spellings.get(word.text, (fold_word(form),))
        ]
        if not options:
            compound = "" if word.reports else compound_meant(word.text)
            return Change(word.start, word.end, compound, effort(word.text, compound)) if compound else None
        *_, form = min(options)
        same = {other for *_, other in options if other.casefold() == form.casefold()}
        text = form.lower() if form.lower() in same else form
        return Change(word.start, word.end, text, effort(word.text, fold_word(form)))


def _may_be_meant(word: QueryWord, form: str, candidate: WordMeant, own: int) -> bool:
    """Whether a candidate may be meant, if `own` reports have the typed word in the same context."""
    if not word.reports:
        if len(form) < LEAST_LETTERS_OF_UNKNOWN:
            return False
        if len(word.text) < LEAST_LETTERS:
            is_longer = len(form) > len(word.text) and is_like(word.text, form)
            return is_longer or effort(word.text, form) <= MOST_EFFORT_FOR_SHORTEST
        most = MOST_EFFORT_FOR_SHORT if len(word.text) < SHORT else MOST_EFFORT
        if is_english(
            word.text
        ):  # and rightly spelt for all that is known: but one slip may make another word
            return effort(word.text, form) <= MOST_EFFORT_FOR_SHORT
        return is_like(word.text, form) or effort(word.text, form) <= most
    if not is_like(word.text, form) or skeleton(word.text)[:1] != skeleton(form)[:1]:
        return False
    return candidate.reports >= (MUCH_COMMONER * own if own else COMMONER * word.reports)


def _read(names):
    """Return the ids of the entities that the names of a query were read as, or may mean."""
    may_be = {option.entity.pk for choice in names.choices for option in choice.options}
    return {name.entity.pk for name in names.names} | may_be


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


def _lexemes_like(word):
    """Return the lexemes of the archive most similar to a typed word, in an order that does not depend on when they came."""
    forms = sorted({word.lexeme, word.text, *_without_endings(word.text)})
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES, [forms, one_letter_off(word.text), word.lexeme])
        alike = [
            (min(effort(form, lexeme) for form in forms), is_near, lexeme)
            for lexeme, is_near in cursor.fetchall()
        ]
    rows = sorted((min(apart, 1.0) if is_near else apart, apart, lexeme) for apart, is_near, lexeme in alike)
    return [lexeme for *_, lexeme in rows][:MOST_CANDIDATES]


def _without_endings(text):
    """Return what a stem may be of a word whose ending is misprinted too."""
    return [text[:-2]] if len(text) >= LONG else []


def _counted(lexemes, rest):
    """Return {typed word: its WordMeants}, of {typed word: lexemes}, each counted with the rest and some lexeme of each other word.

    For a word that is only in reports in one other language, those in that language are counted.
    """
    pairs, wholes = [], []
    for word, own in lexemes.items():
        others = [join_or(list(map(Lexeme, found))) for other, found in lexemes.items() if other != word]
        pairs += [(word, lexeme) for lexeme in own]
        within = [Lexeme(word.language)] if word.language else []
        wholes += [as_tsquery(join_and([rest, *others, *within, Lexeme(lexeme)])) for lexeme in own]
    if not pairs:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(PRINTED, [[lexeme for _, lexeme in pairs], wholes, COUNTED])
        rows = cursor.fetchall()
    found: dict = {word: [] for word in lexemes}
    for place, reports, forms in rows:
        word, lexeme = pairs[place - 1]
        found[word].append(WordMeant(lexeme, reports, forms))
    return found
