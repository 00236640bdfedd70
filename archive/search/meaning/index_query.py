"""Turn the tree of a query into an index query: its words become lexemes, all looked up in one statement.

Small words ("the") are dropped everywhere, but keep their position in a phrase; nothing may be left in the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from archive.search.facets import FACETS, language_number
from archive.search.language.grammar import WORD_FIELDS
from archive.search.language.nodes import (
    And,
    Entities,
    Field,
    Lexemes,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    Reports,
    Sides,
    Spelled,
    Token,
    Word,
    children,
    join_and,
    join_or,
    negate,
    walk,
)
from archive.search.meaning.dictionary import Form, LookUp, Placed, look_up
from archive.search.meaning.lexemes import Forms, Lexeme, LexemePhrase, NearLexemes, in_headline, is_possible

# A lexeme in no vector: text parsers make none that begins with "#", and the marks of entities end in numbers.
NO_LEXEME = "#none"

LookedUp = dict[LookUp, Placed]


class UnresolvedNodeError(TypeError):
    """Raised for a node that must first be resolved to Lexemes, Token or Entities."""


def index_query(tree: Node) -> Node:
    """Return the index query of a resolved tree, as nodes of lexemes; Nothing if only small words are left.

    It depends only on the tree and on the configurations of the database, not on the data, so it can be cached, unless the tree
    holds lists of reports, which may be long. Suffix, Fuzzy, DateField and fields other than those of words raise
    UnresolvedNodeError: they must be resolved to Lexemes, Token, Entities, Reports or dates first.
    """
    return (_looked_up if holds_reports(tree) else _kept)(tree)


def holds_reports(tree: Node) -> bool:
    """Return whether a part of a tree or of an index query is a list of reports, or of sides, which the index does not know."""
    return any(isinstance(node, Reports | Sides) for node in walk(tree))


def _looked_up(tree: Node) -> Node:
    return _index_query(tree, look_up(_asked(tree)))


_kept = lru_cache(maxsize=2_000)(_looked_up)


def _asked(node: Node) -> Iterator[LookUp]:
    match node:
        case Word() | Phrase():
            for text in (node.text, *node.also):
                yield from ((form, text) for form in (Form.WORDS, *node.languages))
        case Near():
            yield from ((Form.WORDS, text) for part in node.parts for text in part)
        case Spelled():
            for alternative in node.alternatives:
                yield from _asked(alternative)
        case Prefix(text):
            yield from ((form, text) for form in (Form.OPEN, Form.LAST, Form.UNSTEMMED))
        case _:
            for child in children(node):
                yield from _asked(child)


def _index_query(node: Node, known: LookedUp) -> Node:
    match node:
        case Word() | Phrase():
            return _in_all_forms(node, known)
        case Prefix(text):
            return _prefix(text, known)
        case Near(_, distance):
            return _near([_any_text(texts, known) for texts in node.parts], distance)
        case Spelled():
            return _any_query(_index_query(alternative, known) for alternative in node.alternatives)
        case Lexemes(lexemes) | Token(lexemes):
            return _any_of(lexemes)
        case Entities(ids, confirmed=True):
            return _within(_any_of(f"#c{pk}" for pk in ids), node.within)
        case Entities(ids):
            marks = _within(_any_of(f"#e{pk}" for pk in ids), node.within)
            return join_or([marks, *(_index_query(beside, known) for beside in children(node))])
        case Not(child):
            return negate(_index_query(child, known))
        case And(nodes):
            return join_and([_index_query(child, known) for child in nodes])
        case Or(nodes):
            return join_or([_index_query(child, known) for child in nodes])
        case Field("title", value):
            return in_headline(_index_query(value, known))
        case Field(name, Spelled() as value) if name in WORD_FIELDS:
            return _any_query(_index_query(Field(name, one), known) for one in value.alternatives)
        case Field(name, Word(text) | Phrase(text)) if name in WORD_FIELDS:
            mark = WORD_FIELDS[name].mark
            return join_and([_any_of([mark + lexeme]) for lexeme, _ in known[Form.WORDS, text]])
        case Nothing() | Reports() | Sides():
            return node
    raise UnresolvedNodeError(f"{node!r} must be resolved before the index is asked.")


def _within(marks: Node, within: tuple[str, ...]) -> Node:
    return join_and([marks, _any_of(within)]) if within else marks


def _in_all_forms(node: Word | Phrase, known: LookedUp) -> Node:
    """Return the index query of a word or a phrase: Forms if there is another form, or another stem in some language."""
    typed = _stemmed(Form.WORDS, node.text, known)
    if isinstance(typed, Nothing):
        return typed
    forms = dict.fromkeys([typed, *(_stemmed(Form.WORDS, text, known) for text in node.also)])
    for language in node.languages:
        mark = Lexeme(FACETS["language"].mark(language_number(language)))
        for text in (node.text, *node.also):
            stems = _stemmed(language, text, known)
            if stems not in forms and not isinstance(stems, Nothing):
                forms[And((stems, mark))] = None
    forms.pop(Nothing(), None)
    return Forms(tuple(forms)) if len(forms) > 1 else typed


def _stemmed(form: Form | str, text: str, known: LookedUp) -> Node:
    return _phrase((Lexeme(lexeme), place) for lexeme, place in known[form, text])


def _phrase(placed: Iterable[tuple[Node, int]]) -> Node:
    kept = [(part, place) for part, place in placed if not isinstance(part, Nothing)]
    parts = tuple(part for part, _ in kept)
    if len(parts) < 2:
        return parts[0] if parts else Nothing()
    return LexemePhrase(parts, tuple(after - before for (_, before), (_, after) in pairwise(kept)))


def _prefix(text: str, known: LookedUp) -> Node:
    """Return the phrase with its last word open, so that distances across small words stay correct.

    The letters of an unfinished word are not stemmed ("nation*" would become "nat*"), but vectors contain stems, and
    "fighting*" is the prefix of none: the stem of the finished word is searched for as well.
    """
    unfinished = _phrase(
        (Lexeme(lexeme, is_prefix=True), place) for lexeme, place in known[Form.UNSTEMMED, text]
    )
    finished = _phrase((Lexeme(lexeme), place) for lexeme, place in known[Form.LAST, text])
    *before, (_, place) = known[Form.OPEN, text]
    return _phrase(
        [*((Lexeme(lexeme), at) for lexeme, at in before), (join_or([unfinished, finished]), place)]
    )


def _near(words: list[Node], distance: int) -> Node:
    """Return the proximity query of words; small words are dropped first, and a single remaining word is just that word."""
    kept = tuple(word for word in words if not isinstance(word, Nothing))
    if len(kept) < 2:
        return kept[0] if kept else Nothing()
    return NearLexemes(kept, distance)


def _any_text(texts: Iterable[str], known: LookedUp) -> Node:
    return _any_query(_index_query(Word(text), known) for text in texts)


def _any_query(queries: Iterable[Node]) -> Node:
    """Return any of these, each once: spellings of a name are often the same lexemes."""
    return join_or(dict.fromkeys(queries))


def _any_of(lexemes: Iterable[str]) -> Node:
    possible = [Lexeme(lexeme) for lexeme in lexemes if is_possible(lexeme)]
    return join_or(possible or [Lexeme(NO_LEXEME)])
