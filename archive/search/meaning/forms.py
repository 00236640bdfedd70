"""The other forms of the words of a query: variant words (died, death), one word or two (ceasefire, cease fire), stems of other languages.

Only forms that the archive has are searched for. Names have spellings of their own and are not widened here, nor is what was typed with "=".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, islice, pairwise

from django.utils.translation import gettext

from archive.search.language.nodes import And, Field, Near, Node, Not, Or, Phrase, Spelled, Word, word_runs
from archive.search.meaning.index_query import index_query
from archive.search.meaning.known_forms import KnownForms, known_forms
from archive.search.meaning.lexemes import Lexeme
from archive.search.meaning.spellings import MAX_COMBINATIONS

MAX_PHRASES = 12
MAX_CHANGES = 2  # in one form of a phrase


@dataclass(frozen=True)
class WidenedWord:
    """A typed word or phrase whose other forms were searched for too; if `on` is false it was searched for as typed."""

    typed: str
    also: list[str]
    off_url: str
    on: bool = True


def widen_words(tree, *, source, address):
    """Return (the tree with the other forms of its words, WidenedWords, messages). `source` is the text that its spans refer to."""
    asked = dict.fromkeys(_texts(tree, source))
    if not asked:
        return tree, [], []
    widener = _WordWidener(source, address, known_forms(tuple(asked)))
    return widener.widen(tree), widener.noted, widener.messages


def _texts(node: Node, source: str) -> Iterator[str]:
    """Yield the words, phrases and neighbouring words that may have other forms."""
    match node:
        case Word(text):
            yield text
        case Phrase(text, literal=False):
            yield text
            yield from (*node.words, *map(" ".join, pairwise(node.words)))
        case Near(literal=False):
            yield from (part[0] for part in node.parts)
        case Spelled(typed):
            yield from _texts(typed, source)
        case And(nodes):
            yield from (f"{one.text} {other.text}" for one, other in _neighbours(nodes, source))
            yield from chain.from_iterable(_texts(child, source) for child in nodes)
        case Or(nodes):
            yield from chain.from_iterable(_texts(child, source) for child in nodes)
        case Not(child) | Field("title", child):
            yield from _texts(child, source)


def _neighbours(nodes, source) -> Iterator[tuple[Word, Word]]:
    for start, end in word_runs(nodes, source):
        yield from (pair for pair in pairwise(nodes[start:end]) if not any(word.literal for word in pair))


class _WordWidener:
    def __init__(self, source, address, known: KnownForms):
        self.source, self.address, self.known = source, address, known
        self.noted: list[WidenedWord] = []
        self.messages: list[str] = []
        self.most = MAX_PHRASES

    def widen(self, node: Node, beside: tuple[str, ...] = ()) -> Node:
        """Return a node with its other forms; `beside` are those of a word together with its neighbours."""
        match node:
            case And(nodes):
                joined = self._joined(nodes)
                made = (self.widen(child, joined.get(place, ())) for place, child in enumerate(nodes))
                return replace(node, nodes=tuple(made))
            case Or(nodes):
                return replace(node, nodes=tuple(map(self.widen, nodes)))
            case Not(child):
                return replace(node, node=self.widen(child))
            case Field("title", child):
                return replace(node, value=self.widen(child))
            case Word():
                return self._word(node, beside)
            case Phrase(literal=False):
                return self._phrase(node)
            case Near(literal=False):
                return self._near(node)
            case Spelled(typed, others):
                return self._spelled(node, typed, others)
        return node

    def _near(self, near: Near):
        also = [self.known.also.get(part[0], ()) if len(part) == 1 else () for part in near.parts]
        self._note([near], chain.from_iterable(also))
        parts = tuple((*part, *forms) for part, forms in zip(near.parts, also, strict=True))
        return replace(near, spellings=parts) if any(also) else near

    def _spelled(self, node: Spelled, typed, others):
        """Return a name's spellings in a phrase, each in the other forms of the words beside the name: fewer for many spellings."""
        share = MAX_COMBINATIONS // (1 + len(others))
        whole, self.most = self.most, min(MAX_PHRASES, max(1, share))
        widened = self.widen(typed)
        noted, messages = list(self.noted), list(self.messages)
        made = replace(node, node=widened, others=tuple(map(self.widen, others)))
        self.noted, self.messages, self.most = noted, messages, whole
        return made

    def _joined(self, nodes) -> dict[int, tuple[str, ...]]:
        """Return {place of a word: the forms of it and a neighbour together}."""
        joined: dict[int, tuple[str, ...]] = {}
        places = {id(node): place for place, node in enumerate(nodes)}
        for pair in _neighbours(nodes, self.source):
            if also := self.known.also.get(f"{pair[0].text} {pair[1].text}"):
                self._note(pair, also)
                for word in pair:
                    joined[places[id(word)]] = (*joined.get(places[id(word)], ()), *also)
        return joined

    def _word(self, word: Word, beside):
        also = self.known.also.get(word.text, ())
        self._note([word], also)
        if word.literal:
            return word
        languages = self.known.languages.get(word.text, ())
        return replace(word, also=(*also, *beside), languages=languages)

    def _phrase(self, phrase: Phrase):
        if len(phrase.words) > 1 and isinstance(index_query(phrase), Lexeme):
            return phrase  # of all its words but one, the index has none: “did not fall” is not “fell”
        forms = list(islice(_forms_of_phrase(phrase.words, self.known), self.most + 1))
        if len(forms) > self.most:
            said = gettext("“{typed}” has more forms than are searched for: only the first {most} were.")
            said = said.format(typed=phrase.text, most=self.most)
            self.messages += [said] if said not in self.messages else []
        also = tuple(forms[: self.most])
        self._note([phrase], also)
        return replace(phrase, also=also, languages=self.known.languages.get(phrase.text, ()))

    def _note(self, nodes: Sequence[Node], also: Iterable[str]) -> None:
        start, end = nodes[0].span[0], nodes[-1].span[1]
        typed, shown = self.source[start:end].removeprefix("="), list(dict.fromkeys(also))
        if not shown or any(one.typed == typed for one in self.noted):
            return
        on = not getattr(nodes[0], "literal", False)
        self.noted.append(WidenedWord(typed, shown, str(self._switched(nodes, on=on)), on))

    def _switched(self, nodes, *, on):
        """Return the address of the search with these words as typed, or if they were not to be widened, with all their forms."""
        text = self.source
        for node in reversed(nodes):
            start, end = node.span
            word = f"={text[start:end]}" if on else text[start:end].replace("=", "", 1)
            text = text[:start] + word + text[end:]
        return self.address.setting("q", text)


def _forms_of_phrase(words, known: KnownForms) -> Iterator[str]:
    """Yield the other forms of a phrase, those with one change first."""
    changes = [
        (place, width, form)
        for width in (1, 2)
        for place in range(len(words) + 1 - width)
        for form in known.also.get(" ".join(words[place : place + width]), ())
    ]
    for count in range(1, MAX_CHANGES + 1):
        for chosen in combinations(changes, count):
            if made := _changed(words, chosen):
                yield made


def _changed(words, changes) -> str:
    """Return a phrase with some of its words replaced, empty if two changes overlap."""
    made, place = [], 0
    for start, width, form in sorted(changes):
        if start < place:
            return ""
        made += [*words[place:start], form]
        place = start + width
    return " ".join([*made, *words[place:]])
