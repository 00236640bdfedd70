"""A resolved query: parsed, its names widened, its fields, prefixes and similar spellings resolved."""

from __future__ import annotations

from dataclasses import dataclass

from archive.search.language.grammar import OPERATORS
from archive.search.language.nodes import Node, Nothing, is_only_negative
from archive.search.language.parser import parse
from archive.search.meaning.fields import resolve_fields
from archive.search.meaning.forms import WidenedWord, widen_words
from archive.search.meaning.index_query import index_query
from archive.search.meaning.names import NamesRead, widen_names
from archive.search.meaning.tsquery import as_tsquery
from archive.search.meaning.vocabulary import expand_parts
from archive.search.parameters.choices import Window

# This many words in capitals are not a series of acronyms.
SHOUTED_WORDS = 6


@dataclass
class Query:
    """A resolved query: its `tree`, and the index query for it.

    `is_joined` says that AND or brackets join its words.
    """

    text: str
    tree: Node
    index_query: Node
    names: NamesRead
    words: list[WidenedWord]
    messages: list[str]
    windows: list[Window]
    is_joined: bool = False

    @property
    def is_empty(self):
        return isinstance(self.tree, Nothing)

    @property
    def tsquery(self):
        """The tsquery for the words; empty if they are only small words."""
        return as_tsquery(self.index_query)

    @property
    def is_vain(self):
        """Whether words were typed, but none that are indexed."""
        return not self.is_empty and isinstance(self.index_query, Nothing)


def read_query(address, *, exact=False):
    """Read the words of an address into a Query."""
    text = address.one("q")
    parsed = parse(text.lower() if is_shouted(text) else text)
    tree, names = parsed.tree, NamesRead()
    if not exact:
        tree, names = widen_names(tree, source=parsed.source, address=address)
    tree, read = resolve_fields(tree)
    words, said = [], []
    if not exact:
        tree, words, said = widen_words(tree, source=parsed.source, address=address)
    tree = expand_parts(tree)
    query = Query(
        text=parsed.source,
        tree=tree,
        index_query=index_query(tree),
        names=names,
        words=words,
        messages=[*parsed.messages, *names.messages, *read.messages, *said],
        windows=read.windows,
        is_joined=parsed.is_joined,
    )
    if query.is_vain:
        query.messages.append("Only small words such as “the” were typed, which are not searched.")
    elif not query.is_empty and is_only_negative(tree):
        query.messages.append("Only exclusions were typed: these are all the other reports.")
    return query


def is_shouted(text):
    """Whether a whole query is in capitals, so that AND, OR and NOT in it are words and US and WHO are not acronyms."""
    words = [word for word in text.split() if word not in OPERATORS and word.isalpha()]
    return text.isupper() and len(words) >= SHOUTED_WORDS
