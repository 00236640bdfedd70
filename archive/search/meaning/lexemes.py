"""The nodes of an index query: lexemes, as in the vectors, and phrases of them, under the And, Or and Not of a query.

`index_query` creates these nodes from a tree, `matches` plans with them, and `as_tsquery` writes them for PostgreSQL.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, product
from typing import ClassVar

from archive.search.language.nodes import And, Node, Not, Or, children, join_and, join_or, transform

# The mark of a report whose names have not been matched yet, which few reports have and none for long.
UNLINKED = "#unlinked"
# The mark of the value of a facet, which has no place in the text.
VALUE = re.compile("#c?[0-9]+-[0-9]+")
# PostgreSQL refuses longer lexemes in a query; its own parser skips them.
MAX_LEXEME_BYTES = 2046


@dataclass(frozen=True, slots=True)
class Lexeme(Node):
    """A lexeme of the vectors, or those with the prefix `text`; a mark ("#e12") is one too. `weight` is that of a field: "A"."""

    text: str
    is_prefix: bool = False
    weight: str = ""

    @property
    def is_mark(self) -> bool:
        """Whether it is a mark rather than a word of the text."""
        return self.text.startswith("#")


@dataclass(frozen=True, slots=True)
class LexemePhrase(Node):
    """Each of `parts` (a lexeme, a phrase, or alternatives) at the distance in `steps` after the one before it."""

    parts: tuple[Node, ...]
    steps: tuple[int, ...]

    @property
    def is_plain(self) -> bool:
        """Whether all parts are lexemes, without a prefix or a weight."""
        return all(isinstance(part, Lexeme) and part == Lexeme(part.text) for part in self.parts)


@dataclass(frozen=True, slots=True)
class NearLexemes(Node):
    """Each of `parts`, two or more, at most `distance` positions before or after the next one; a part may be an Or of spellings."""

    parts: tuple[Node, ...]
    distance: int

    def as_phrases(self) -> Node:
        """Return it expanded: for each pair either order at every distance."""
        by_width = [_by_width(part) for part in self.parts]
        return join_and(
            [
                join_or(
                    [
                        LexemePhrase(pair, (step,))
                        for one, other in product(ones, others)
                        for step in range(1, self.distance + 1)
                        for pair in ((one, other), (other, one))
                    ]
                )
                for ones, others in pairwise(by_width)
            ]
        )


def _by_width(part: Node) -> list[Node]:
    """Return the alternatives of a part, those of equal width joined: PostgreSQL places an OR by its widest operand."""
    alike: dict[int, list[Node]] = defaultdict(list)
    for node in part.nodes if isinstance(part, Or) else (part,):
        alike[sum(node.steps) if isinstance(node, LexemePhrase) else 0].append(node)
    return [join_or(nodes) for _, nodes in sorted(alike.items())]


@dataclass(frozen=True, slots=True)
class Forms(Or):
    """A word in its forms, of which any will do, the typed one first; in the order of reports they weigh as one word."""

    is_prefix: ClassVar[bool] = False
    is_mark: ClassVar[bool] = False

    @property
    def text(self) -> str:
        """Return the lexeme of the typed form, if it is one word."""
        return self.nodes[0].text if isinstance(self.nodes[0], Lexeme) else ""

    @property
    def typed(self) -> Lexeme | None:
        """Return the typed form, if it is one word."""
        return self.nodes[0] if isinstance(self.nodes[0], Lexeme) else None

    @property
    def words(self) -> list[Lexeme]:
        """Return the forms of one word, without those in another language."""
        return [node for node in self.nodes if isinstance(node, Lexeme)]

    def held(self, marks: Container[str]) -> list[Lexeme | LexemePhrase]:
        """Return the forms that count in a report with these marks: in another language only if the report is in it."""
        return [form for form, mark in map(_form_and_mark, self.nodes) if not mark or mark in marks]


def _form_and_mark(node: Node) -> tuple[Lexeme | LexemePhrase, str]:
    match node:
        case And((Lexeme() | LexemePhrase() as form, Lexeme(mark))):
            return form, mark
        case Lexeme() | LexemePhrase():
            return node, ""
    raise TypeError(f"{node!r} is not a form of a word.")


def lexemes_in(query: Node) -> Iterator[Lexeme]:
    """Yield the lexemes of an index query in order, including excluded ones."""
    match query:
        case Lexeme():
            yield query
        case LexemePhrase(parts) | NearLexemes(parts):
            for part in parts:
                yield from lexemes_in(part)
        case _:
            for child in children(query):
                yield from lexemes_in(child)


def needs_vectors(query: Node) -> bool:
    """Return whether PostgreSQL must read the vectors themselves, as for phrases and weights, and of many reports."""
    match query:
        case And(nodes) if Lexeme(UNLINKED) in nodes:
            return False
        case And() | Or() | Not():
            return any(map(needs_vectors, children(query)))
        case Lexeme(weight=weight):
            return bool(weight)
    return isinstance(query, LexemePhrase | NearLexemes)


def without_vectors_first(query: Node) -> tuple[Node, ...]:
    """Return index queries that together find what this one does, each report once: where only some alternatives require vectors,
    what is found without them comes first and alone.

    Asked at once, one report that may have the phrase of "present OR 'pre sent'" makes PostgreSQL 18 read the vectors of all that follow.
    """
    words = _words_alone(query)
    return (query,) if words == query or needs_vectors(words) else (words, And((query, Not(words))))


def _words_alone(query: Node) -> Node:
    match query:
        case Or(nodes):
            kept = [_words_alone(node) for node in nodes if not needs_vectors(node)]
            return join_or(kept) if 0 < len(kept) < len(nodes) else query
        case And(nodes):
            return join_and(map(_words_alone, nodes))
    return query


def in_headline(query: Node) -> Node:
    """Return the index query restricted to headlines.

    A single word has a mark for that, which does not require vectors; in a phrase it needs the weight of headlines.
    """
    return transform(query, _in_headline)


def _in_headline(node: Node) -> Node:
    match node:
        case Lexeme(text) if not node.is_mark and is_possible(f"#t{text}"):
            return replace(node, text=f"#t{text}")
        case Lexeme(text) if text == UNLINKED or VALUE.fullmatch(text):
            return node
    return _weighed(node)


def _weighed(node: Node) -> Node:
    match node:
        case Lexeme():
            return replace(node, weight="A")
        case LexemePhrase(parts) | NearLexemes(parts):
            return replace(node, parts=tuple(transform(part, _weighed) for part in parts))
    return node


def is_possible(lexeme: str) -> bool:
    """Return whether PostgreSQL accepts a text as a lexeme."""
    return 0 < len(lexeme.encode("utf-8", "replace")) <= MAX_LEXEME_BYTES and "\0" not in lexeme
