"""A resolved query: parsed, its names widened, its fields, prefixes and similar spellings resolved."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext

from archive.search.language.grammar import OPERATORS
from archive.search.language.nodes import DateField, Node, Nothing, Phrase, is_only_negative, positive_terms
from archive.search.language.parser import parse
from archive.search.language.prose import PROSE_READ, is_prose, without_signs
from archive.search.meaning.asking import SetAside, set_aside_asking
from archive.search.meaning.confirmed import only_confirmed
from archive.search.meaning.dates_in_words import ReadDate, read_dates
from archive.search.meaning.fields import resolve_fields
from archive.search.meaning.forms import WidenedWord, widen_words
from archive.search.meaning.index_query import index_query
from archive.search.meaning.lexemes import Lexeme
from archive.search.meaning.names import NamesRead, widen_names
from archive.search.meaning.offers import Offer, operators_meant
from archive.search.meaning.tsquery import as_tsquery
from archive.search.meaning.vocabulary import expand_parts
from archive.search.parameters.choices import Window
from archive.search.relevance.small_words import has_small_words

# This many words in capitals are not a series of acronyms.
SHOUTED_WORDS = 6


@dataclass
class Query:
    """A resolved query: its `tree`, and the index query for it.

    `days`, `aside` and `offers` are what was read as dates or set aside, and other ways to ask; `bounds` are its fields of dates
    open on one side. `is_joined` says that AND or brackets join its words. `requested_days` are the windows with both ends,
    which weigh in the order of reports. `dates_as_words` is the same query with the dates among its words as words, if there are any.
    """

    text: str
    tree: Node
    index_query: Node
    names: NamesRead
    words: list[WidenedWord]
    days: list[ReadDate]
    aside: list[SetAside]
    offers: list[Offer]
    messages: list[str]
    windows: list[Window]
    bounds: list[DateField]
    is_joined: bool = False
    requested_days: tuple[Window, ...] = ()
    dates_as_words: Query | None = None

    @property
    def is_empty(self):
        return isinstance(self.tree, Nothing)

    @property
    def is_bounded(self):
        """Whether a field, rather than a date among the words, bounds the dates."""
        return len(self.windows) > sum(day.on for day in self.days)

    @property
    def loose(self):
        """The query for reports with most of the words: dates among them bound nothing, and are searched for as words too."""
        return self if self.dates_as_words is None or self.is_empty else self.dates_as_words

    @property
    def tsquery(self):
        """The tsquery for the words; empty if they are only small words."""
        return as_tsquery(self.index_query)

    @property
    def is_vain(self):
        """Whether words were typed, but none that are indexed."""
        return not self.is_empty and isinstance(self.index_query, Nothing)


def read_query(address, *, exact=False, datewords=False, asking=False, confirmed=False):
    """Read the words of an address into a Query: names and words as typed if `exact`, dates as words, words of asking searched too.

    If `confirmed`, names find only the reports in which a curator confirmed them.
    """
    plain, prose, notices = _plain_words(address)
    parsed = parse(plain)
    typed = {"source": parsed.source, "address": address}
    tree, aside = set_aside_asking(parsed.tree, keep=asking, **typed)
    offers = operators_meant(tree, **typed)
    names, words, said = NamesRead(), [], []
    if not exact:
        tree, names = widen_names(tree, **typed)
    tree, days, turned, beside = read_dates(tree, as_words=datewords or prose, **typed)
    tree, read = resolve_fields(tree)
    if not exact:
        tree, words, said = widen_words(tree, **typed)
    tree, expanded = expand_parts(tree)
    tree = only_confirmed(tree) if confirmed else tree
    query = Query(
        text=parsed.source,
        tree=tree,
        index_query=index_query(tree),
        names=names,
        words=words,
        days=days,
        aside=aside,
        offers=[*offers, *turned],
        messages=[*notices, *parsed.messages, *names.messages, *beside, *read.messages, *said, *expanded],
        windows=read.windows,
        bounds=read.bounds,
        is_joined=parsed.is_joined,
        requested_days=tuple(read.days),
    )
    if any(day.on for day in days):
        as_words = read_query(address, exact=exact, datewords=True, asking=asking, confirmed=confirmed)
        query.dates_as_words = replace(as_words, requested_days=query.requested_days)
    query.messages += [*_notices_of_little(query), *_notices_of_phrases(query)]
    return query


def _plain_words(address) -> tuple[str, bool, list[str]]:
    """Return (the words of an address as they are parsed, whether they are prose, notices on that)."""
    text = address.one("q")
    text = text.lower() if is_shouted(text) else text
    if not is_prose(text):
        return text, False, []
    plain = without_signs(text)
    return plain, True, [gettext(PROSE_READ)] if plain != text else []


def _notices_of_little(query):
    """Say so where nothing is searched for, or all but what is excluded."""
    if query.is_vain:
        return [gettext("Only small words such as “the” were typed, which are not searched.")]
    if not query.is_empty and is_only_negative(query.tree):
        return [gettext("Only exclusions were typed: these are all the other reports.")]
    return []


def _notices_of_phrases(query):
    """Say so where all words of a phrase but one are small, and not searched."""
    phrases = [leaf for leaf in dict.fromkeys(positive_terms(query.tree)) if isinstance(leaf, Phrase)]
    said = gettext("“{phrase}” also finds reports without its small words, which are not indexed.")
    return [
        said.format(phrase=phrase.text)
        for phrase in phrases
        if has_small_words(phrase) and isinstance(index_query(Phrase(phrase.text)), Lexeme)
    ]


def is_shouted(text):
    """Whether a whole query is in capitals, so that AND, OR and NOT in it are words and US and WHO are not acronyms."""
    words = [word for word in text.split() if word not in OPERATORS and word.isalpha()]
    return text.isupper() and len(words) >= SHOUTED_WORDS
