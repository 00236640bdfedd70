"""The words of a query one by one: where each was typed, its lexeme, and how many reports have it."""

from __future__ import annotations

from dataclasses import dataclass

from archive.kinds import BY_KEY
from archive.search.language.nodes import Field, Not, Phrase, Word, children
from archive.search.language.parser import parse
from archive.search.meaning.index_query import index_query
from archive.search.meaning.lexemes import Lexeme
from archive.search.relevance.near_misses import MIN_REPORTS
from archive.search.relevance.rarity import reports_with
from archive.text.words import tokens

MOST_WORDS = 12
# Of a word to correct, and of one that no report contains: shorter ones are similar to too many others.
LEAST_LETTERS, LEAST_LETTERS_OF_UNKNOWN = 4, 3


@dataclass(frozen=True)
class QueryWord:
    """A word of a query, folded, from `start` to `end` of what was typed; `reports` is how many have it."""

    text: str
    start: int
    end: int
    lexeme: str
    reports: int

    @property
    def is_rare(self):
        return self.reports < MIN_REPORTS


def required_words(query, snapshot):
    """Return the first MOST_WORDS required words of a query, other than small and literal ones."""
    found: list[QueryWord] = []
    for leaf in _leaves(parse(query).tree):
        start, end = leaf.span
        for token in tokens(query[start:end]):
            if len(found) < MOST_WORDS:
                found += _looked_up(query, token, start, snapshot)
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


def _looked_up(query, token, offset, snapshot):
    start, end = offset + token.start, offset + token.end
    lexeme = index_query(Word(query[start:end]))
    if not isinstance(lexeme, Lexeme):
        return []
    return [QueryWord(token.folded, start, end, lexeme.text, reports_with(lexeme, snapshot))]
