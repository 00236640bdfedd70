"""Snippets of the hits on a page, with the matches marked: words, and names by their mentions.

Candidate words are found here, and the database's own stemmer says which match; its answers are cached. Marking and escaping are
done on the text as printed.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import chain, pairwise

from archive import dates
from archive.models import Mention
from archive.models.compiled import Compiled
from archive.models.wordings import shifted
from archive.search.facets import FACETS, language_number
from archive.search.language.characters import has_letters
from archive.search.language.nodes import (
    Entities,
    Phrase,
    Reports,
    Sides,
    Spelled,
    Word,
    positive_terms,
    walk,
)
from archive.search.meaning.dictionary import lexemes_of_words
from archive.search.meaning.index_query import index_query
from archive.search.meaning.lexemes import Forms, Lexeme, LexemePhrase, lexemes_in
from archive.search.page.passages import Spot, after_stand_in, mark, passages
from archive.search.relevance.weighted_terms import terms_of
from archive.text.words import APOSTROPHES, NOT_FOLDED, FoldedWord, fold_in_place, tokens

# An apostrophe joins its word (Sana'a), but before the ending of a possessive or of a shortened verb, as in archive_join_signs.
WORD_FROM_HERE = re.compile(
    rf"[^\W_]*(?:[{APOSTROPHES}](?!(?:s|t|re|ve|ll|d|m)(?![^\W_]))[^\W_]+|(?<=[0-9]),[0-9]{{3}}(?![0-9]))*"
)
JOINED = re.compile(
    rf"[^\W_][^{APOSTROPHES}]*[{APOSTROPHES}](?!(?:s|t|re|ve|ll|d|m)(?![^\W_]))[^\W_][^{APOSTROPHES}\s]*"
)
# In Arabic script an article may come before the letters of a lexeme.
HAS_ARTICLES = re.compile("[\u0600-\u06ff]")
# Stemming changes the end of a word: at most this many of the last letters of a stem ("countri" from "country").
CHANGED_LETTERS = 2
MOST_BETWEEN = 60  # characters between the words of a phrase, for each word between

PLACED = Compiled(
    lambda article_ids, entity_ids: (
        Mention.objects.counted()
        .filter(article__in=article_ids, entity__in=entity_ids, end__isnull=False)
        .order_by()
        .values_list("article", "field", "start", "end", "entity")
    )
)


@dataclass(frozen=True)
class Marked:
    """The headline and the passage of one hit, safe to show."""

    headline: str
    snippet: str


@dataclass(frozen=True)
class Marks:
    """What a query marks in reports: the words that are one of its `terms`, and mentions of entities.

    `spells` are those of (id, first day, last day) who were cited with a side that was asked for. `typed` are (ids,
    the words) of names: they are marked in a report that names none of these entities, as it was found by the words.
    """

    terms: list[Lexeme]
    entity_ids: list[int]
    spells: list[tuple[int, int, int]]
    typed: list[tuple[tuple[int, ...], list[Lexeme | LexemePhrase]]] = field(default_factory=list)

    @classmethod
    def of(cls, tree):
        """Return what a tree marks; the words of a phrase, and the names in it, only where the whole phrase occurs."""
        leaves = positive_terms(tree)
        named = [leaf for leaf in leaves if not isinstance(leaf, Spelled) or not _phrases_of(leaf)]
        terms = [term for term in terms_of(tree) if not term.is_mark]
        return cls(
            _as_phrases(terms, leaves),
            [pk for leaf in named if isinstance(leaf, Entities | Spelled) for pk in leaf.ids],
            [spell for leaf in leaves if isinstance(leaf, Sides) for spell in leaf.spells],
            _typed_names(leaves),
        )

    def __bool__(self):
        return bool(self.terms or self.entity_ids or self.spells or self.typed)

    def entities(self, article):
        """Return the ids of the entities whose mentions are marked in a report."""
        return {*self.entity_ids, *_at_the_time(article, self.spells)}

    def words(self, texts):
        """Return {text: the Spots of its words that are one of the terms}; `texts` are {text: its language}."""
        return _word_spots(texts, self.terms)

    def typed_words(self, texts, named):
        """Return the same of the words of those names that none of the entities `named` bears."""
        terms = [word for ids, words in self.typed if named.isdisjoint(ids) for word in words]
        return _word_spots(texts, terms) if terms else {}


def marked(articles, tree, rarities=None):
    """Return {id: Marked} of articles. `rarities` are those of the terms of the tree: the rarest are shown first, all alike without."""
    marks = Marks.of(tree)
    texts = {text: article.language for article in articles for text in (article.headline, article.body)}
    spots = marks.words(texts)
    names = _name_spots(articles, marks)
    for text, found in _as_typed(articles, marks, names).items():
        spots[text] = [*spots[text], *found]
    weights = {_called(term): rarity for term, rarity in (rarities or {}).items()}
    return {
        article.pk: Marked(
            mark(article.headline, apart(spots[article.headline] + names[article.pk, "headline"])),
            passages(
                article.body,
                apart(spots[article.body] + names[article.pk, "body"]),
                weights=weights,
                start=after_stand_in(article.headline, article.body),
            ),
        )
        for article in articles
    }


def _as_typed(articles, marks, names):
    """Return {text: the Spots of names as typed} of the reports that do not name their entities; reports alike in that are read together."""
    alike: dict[frozenset[int], dict[str, str]] = defaultdict(dict)
    wanted = {f"#e{pk}": pk for ids, _ in marks.typed for pk in ids}
    for article in articles:
        there = [spot.what for name in ("headline", "body") for spot in names[article.pk, name]]
        texts = alike[frozenset(wanted[what] for what in there if what in wanted)]
        texts.update(dict.fromkeys((article.headline, article.body), article.language))
    found: dict[str, list[Spot]] = {}
    for named, texts in alike.items():
        found |= marks.typed_words(texts, named)
    return found


def _typed_names(leaves):
    """Return (ids, the words as printed, as lexemes and phrases) of the names among leaves that are searched for as words too."""
    named = [leaf for leaf in leaves if isinstance(leaf, Entities) and leaf.words]
    return [(leaf.ids, list(_printed(leaf))) for leaf in named]


def _printed(name):
    """Yield the lexemes and phrases of a name as it is printed."""
    phrases = [node for node in walk(name.words) if isinstance(node, Phrase)]
    for query in map(index_query, phrases or [Phrase(name.typed)]):
        forms = query.nodes if isinstance(query, Forms) else (query,)
        yield from (one for one in forms if isinstance(one, Lexeme | LexemePhrase))


def _as_phrases(terms, leaves):
    """Return terms with the phrases among the leaves in place of their words, unless a word is asked for by itself too."""
    phrases = {leaf: found for leaf in leaves if (found := _phrases_of(leaf))}
    alone = {
        lexeme
        for leaf in leaves
        if leaf not in phrases and not isinstance(leaf, Reports | Sides)
        for lexeme in lexemes_in(index_query(leaf))
    }
    found = list(dict.fromkeys(chain.from_iterable(phrases.values())))
    in_phrases = {lexeme for phrase in found for lexeme in lexemes_in(phrase)} - alone
    return [*(term for term in terms if term not in in_phrases), *found]


def _phrases_of(leaf):
    """Return the phrases of which a leaf of a query finds any; nothing if it finds single words too, or words further apart."""
    if isinstance(leaf, Spelled):
        found = [_phrases_of(alternative) for alternative in leaf.alternatives]
        return list(dict.fromkeys(chain.from_iterable(found))) if all(found) else []
    if not isinstance(leaf, Word | Phrase):
        return []
    query = index_query(leaf)
    forms = query.nodes if isinstance(query, Forms) else [query]
    are_plain = all(isinstance(form, LexemePhrase) and form.is_plain for form in forms)
    return list(forms) if are_plain else []


def _word_spots(texts, terms):
    """Return {text: the Spots of its words that are one of the terms}; `texts` are {text: its language}."""
    forms = {language: _forms_in_reports(terms, language) for language in dict.fromkeys(texts.values())}
    sought = {
        language: list(dict.fromkeys(chain.from_iterable(map(lexemes_in, its)))) for language, its in forms.items()
    }  # fmt: skip
    candidates = {text: _candidates(text, sought[language]) for text, language in texts.items()}
    words: dict[str, set[str]] = {language: set() for language in forms}
    for text, language in texts.items():
        words[language].update(word for word, _, _ in candidates[text])
    lexemes = lexemes_of_words(words)
    spots: dict[str, list[Spot]] = {}
    for language, its in forms.items():
        there = {text: candidates[text] for text, other in texts.items() if other == language}
        spots |= _by_term(_spots_of(there, its, sought[language], lexemes[language]), terms, language)
    return spots


def _spots_of(candidates, forms, sought, lexemes):
    """Return {text: the Spots of the forms}, single words and runs of words, among its candidates."""
    found = _single_spots(candidates, sought, lexemes)
    runs = [
        ([part.text for part in lexemes_in(form)], form.steps) for form in forms if isinstance(form, LexemePhrase)
    ]  # fmt: skip
    single = {form.text for form in forms if isinstance(form, Lexeme)}
    return {text: _in_runs(text, ours, single, runs) for text, ours in found.items()} if runs else found


def _by_term(found, terms, language):
    """Return the Spots with the term that each matches for what it is: all words that a beginning finds are one, and all forms of a word."""
    called, begun = {}, []
    for term in reversed(terms):
        for form in chain.from_iterable(map(lexemes_in, _forms_in_reports([term], language))):
            if form.is_prefix:
                begun.append((form.text, _called(term)))
            else:
                called[form.text] = _called(term)

    @cache
    def what(lexeme):
        return called.get(lexeme) or next((name for text, name in begun if lexeme.startswith(text)), lexeme)

    return {
        text: [Spot(start, end, what(lexeme)) for start, end, lexeme in spots]
        for text, spots in found.items()
    }


def _called(term):
    """Return the name of a term of the query among the Spots."""
    first = next(lexemes_in(term))
    return f"{first.text}*" if first.is_prefix else first.text


def _forms_in_reports(terms, language):
    """Return the lexemes and phrases to mark in reports in a language."""
    marks = {FACETS["language"].mark(language_number(language))}
    return [form for term in terms for form in (term.held(marks) if isinstance(term, Forms) else [term])]


def _in_runs(text, spots, single, runs):
    """Return the Spots of single lexemes, and one for each run of others, each so many words after the one before."""
    kept = [spot for spot in spots if spot.what in single]
    beginning = defaultdict(list)
    for run, steps in runs:
        beginning[run[0]].append((run, steps))
    for place, first in enumerate(spots):
        for run, steps in beginning.get(first.what, ()):
            there = spots[place : place + len(run)]
            if [spot.what for spot in there] == run and all(
                _are_apart(text, one.end, other.start, step)
                for (one, other), step in zip(pairwise(there), steps, strict=False)
            ):
                kept.append(Spot(first.start, there[-1].end, first.what))
    return sorted(set(kept), key=lambda spot: spot.start)


def _are_apart(text, end, start, step):
    """Whether two words are `step` words apart, given where the first ends and the second starts."""
    if start - end > MOST_BETWEEN * step:
        return False
    between = text[end:start]
    return not has_letters(between) if step == 1 else len(list(tokens(between))) == step - 1


def _single_spots(candidates, terms, lexemes):
    whole = {term.text for term in terms if not term.is_prefix}
    begun = tuple(term.text for term in terms if term.is_prefix)
    return {
        text: [
            Spot(start, end, lexemes[word])
            for word, start, end in words
            if lexemes[word] in whole or begun and (lexemes[word].startswith(begun) or word.startswith(begun))
        ]
        for text, words in candidates.items()
    }


def _candidates(text, terms):
    """Return (word in lower case, start, end) of the words of a text that may be one of the terms."""
    if not terms:
        return []
    folded = fold_in_place(text)
    if NOT_FOLDED in folded or any(HAS_ARTICLES.match(term.text) for term in terms):
        return _joined(text)  # slower, word by word
    words = {}
    for letters in {_kept_letters(term) for term in terms}:
        reached = 0  # what an apostrophe joins is one word: its parts are not read again
        for start in _beginnings(folded, letters):
            if start >= reached and (word := WORD_FROM_HERE.match(folded, start)):
                words[start] = (word[0], *word.span())
                reached = word.end()
    return [words[start] for start in sorted(words)]


def _joined(text):
    """Return the words of a text as the index has them: an apostrophe joins."""
    words: list[FoldedWord] = []
    for word in tokens(text):
        if words and JOINED.fullmatch(text, words[-1].start, word.end):
            words[-1] = FoldedWord(words[-1].folded + word.folded, words[-1].start, word.end)
        else:
            words.append(word)
    return words


def _beginnings(text, letters):
    """Yield where words begin with these letters; one regular expression for all of them takes longer."""
    start = text.find(letters)
    while start >= 0:
        if not start or not text[start - 1].isalnum():
            yield start
        start = text.find(letters, start + 1)


def _kept_letters(term):
    """Return the letters that every word of a term begins with."""
    if term.is_prefix:
        return term.text
    return term.text[: max(len(term.text) - CHANGED_LETTERS, 1)]


def _name_spots(articles, marks):
    """Return {(id, field): the Spots of these entities, and of those who were cited with a side when the report was dated}."""
    spots: dict[tuple[int, str], list[Spot]] = defaultdict(list)
    wanted = {article.pk: marks.entities(article) for article in articles}
    everybody = set().union(*wanted.values())
    if not everybody:
        return spots
    ids = [article.pk for article in articles]
    withheld = {article.pk: json.loads(article.withheld) for article in articles if article.withheld}
    for pk, name, start, end, entity in PLACED(ids, sorted(everybody)):
        if entity not in wanted[pk]:
            continue
        place = shifted(withheld[pk].get(name, ()), start, end) if pk in withheld else (start, end)
        if place:
            start, end = place
            spots[pk, name].append(Spot(start, end, f"#e{entity}"))
    return spots


def _at_the_time(article, spells):
    """Return the ids of the spells, (id, first day, last day), that the date of a report touches."""
    if not spells or not article.date_edtf:
        return set()
    first, last = dates.to_range(article.date_edtf)
    lower, upper = dates.as_number(first or date.min), dates.as_number(last or date.max)
    return {pk for pk, start, end in spells if lower <= end and upper >= start}


def apart(spots):
    """Return the Spots in order, without those inside an earlier one."""
    kept: list[Spot] = []
    for spot in sorted(spots, key=lambda spot: (spot.start, -spot.end)):
        if not kept or spot.start >= kept[-1].end:
            kept.append(spot)
    return kept
