"""The words of a query one by one: where each was typed, its lexeme, and how many reports have it."""

from __future__ import annotations

from dataclasses import dataclass

from archive.kinds import BY_KEY
from archive.search.facets import FACETS, ID_MASK, SHIFT, language_number
from archive.search.language.nodes import Field, Not, Phrase, Word, children, walk
from archive.search.language.parser import parse
from archive.search.matches.plan import rows_matching
from archive.search.meaning.index_query import index_query
from archive.search.meaning.lexemes import Lexeme
from archive.search.relevance.near_misses import MIN_REPORTS
from archive.search.relevance.rarity import reports_with
from archive.text.words import fold_word, tokens

MOST_WORDS = 12
# Of a word to correct, and of one that no report contains: shorter ones are similar to too many others.
LEAST_LETTERS, LEAST_LETTERS_OF_UNKNOWN = 4, 3
ENGLISH = language_number("en")


@dataclass(frozen=True)
class QueryWord:
    """A word of a query, folded, from `start` to `end` of what was typed; `reports` is how many have it, in any of its forms.

    If it `has_forms` it was searched for in others that some report has. `language` is the mark of the only language, other than English,
    in which reports have it.
    """

    text: str
    start: int
    end: int
    lexeme: str
    reports: int
    has_forms: bool = False
    language: str = ""

    @property
    def is_rare(self):
        return self.reports < MIN_REPORTS


def required_words(query, snapshot):
    """Return the first MOST_WORDS required words of a Query as typed, other than small and literal ones."""
    forms = {fold_word(one.typed): Word(one.typed, also=tuple(one.also)) for one in query.words}
    forms |= {fold_word(node.text): node for node in walk(query.tree) if isinstance(node, Word)}
    found: list[QueryWord] = []
    for leaf in _leaves(parse(query.text).tree):
        start, end = leaf.span
        for token in tokens(query.text[start:end]):
            if len(found) < MOST_WORDS:
                found += _looked_up(query.text, token, start, snapshot, forms.get(token.folded))
    return found


def _leaves(node):
    """Yield the required words and phrases, in any field of names or text."""
    match node:
        case Word() | Phrase():
            if not node.literal:
                yield node
        case Not():
            return
        case Field(name):
            if name in (*BY_KEY, "title"):
                yield from _leaves(node.value)
        case _:
            for child in children(node):
                yield from _leaves(child)


def _looked_up(query, token, offset, snapshot, widened):
    start, end = offset + token.start, offset + token.end
    lexeme = index_query(Word(query[start:end]))
    if not isinstance(lexeme, Lexeme):
        return []
    reports = reports_with(lexeme, snapshot)
    with_forms = reports_with(index_query(widened), snapshot) if widened else reports
    language = _only_language(lexeme, snapshot) if 0 < with_forms < MIN_REPORTS else ""
    has_forms = with_forms > reports
    return [QueryWord(token.folded, start, end, lexeme.text, with_forms, has_forms, language)]


def _only_language(lexeme, snapshot):
    """Return the mark of the language of the few reports that have a lexeme; empty if it is English, or there are several or none."""
    facet, columns = FACETS["language"], snapshot.columns
    found = {
        int(value)
        for row in rows_matching(lexeme, snapshot).as_rows()
        for value in columns.values[columns.starts[row] : columns.starts[row + 1]]
        if value >> SHIFT == facet.number
    }
    numbers = {value & ID_MASK for value in found}
    return facet.mark(numbers.pop()) if len(numbers) == 1 and ENGLISH not in numbers else ""
