"""Names in a query: each is widened to every spelling of its entity, visibly, and can be switched off.

A name becomes the lexeme of its entity, which is in the vectors of the reports that name it. Reports not matched yet (marked
#unlinked) are searched for the spellings themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from archive.models import Entity, Name
from archive.search.language.nodes import (
    And,
    Entities,
    Field,
    Node,
    Not,
    Or,
    Phrase,
    Token,
    Word,
    join_and,
    join_or,
    transform,
    word_runs,
)
from archive.search.meaning.lexemes import UNLINKED
from archive.search.parameters.address import Address

MAX_WORDS_IN_NAME = 6
# English words that look like acronyms: in lower case they are words (US, WHO, IS, IT).
SMALL_WORDS = frozenset([
    "a", "am", "an", "and", "are", "as", "at", "be", "but", "by", "do", "for", "go", "he", "i", "if", "in", "is",
    "it", "me", "my", "no", "not", "of", "on", "or", "so", "to", "up", "us", "was", "we", "who",
])  # fmt: skip


@dataclass(frozen=True)
class WidenedName:
    """A typed name that finds every spelling of its entity; if `on` is false it was searched as typed."""

    typed: str
    entity: Entity
    also: list[str]
    off_url: str
    on: bool = True


@dataclass(frozen=True)
class NameOption:
    """An entity that a typed name may mean, and the address of the search with it in place of the name.

    `reports` is the number of its hits, and `pending` describes those that may name it too; filled in for a page.
    """

    entity: Entity
    address: Address
    reports: int | None = None
    pending: object = None

    @property
    def url(self):
        return str(self.address)


@dataclass(frozen=True)
class NameChoice:
    """A typed name that several entities share, with those that it may mean; `rest` is the search without it."""

    typed: str
    rest: Address
    options: list[NameOption]


@dataclass
class NamesRead:
    """The findings about the names in a query."""

    names: list[WidenedName] = field(default_factory=list)
    choices: list[NameChoice] = field(default_factory=list)


def widen_names(tree, *, source, address):
    """Return (the tree with its names widened, NamesRead). `source` is the text that the spans of the tree refer to."""
    read = NamesRead()
    return _Widener(source, address, read).widen(tree), read


class _Widener:
    def __init__(self, source, address, read):
        self.source, self.address, self.read = source, address, read

    def widen(self, node: Node) -> Node:
        match node:
            case And(nodes):
                return join_and(self._widen_runs(nodes))
            case Or(nodes):
                return join_or([self.widen(child) for child in nodes])
            case Not(child):
                return Not(self.widen(child), span=node.span)
            case Field("title", value):
                return Field("title", transform(self.widen(value), _without_fallback), span=node.span)
            case Word() | Phrase():
                return self._widen_runs((node,))[0]
        return node

    def _widen_runs(self, nodes):
        made, place = [], 0
        for start, end in word_runs(nodes, self.source):
            made += [self.widen(node) for node in nodes[place:start] if not isinstance(node, Word)]
            made += self._widen_words(nodes[start:end])
            place = end
        return made + [
            self._widen_leaf(node) if isinstance(node, Phrase) else self.widen(node) for node in nodes[place:]
        ]

    def _widen_leaf(self, node):
        return self._widen_words((node,))[0]

    def _widen_words(self, words):
        """Widen the names in a run of words, longest first from the left."""
        stretches = _stretches(len(words))
        bearers = Name.objects.bearing([self._typed(words[start:end]) for start, end in stretches])
        by_stretch = {stretches[position]: names for position, names in bearers.items()}
        made, start = [], 0
        while start < len(words):
            for end in range(min(len(words), start + MAX_WORDS_IN_NAME), start, -1):
                widened = self._widen_stretch(words[start:end], by_stretch.get((start, end), []))
                if widened is not None:
                    made.append(widened)
                    start = end
                    break
            else:
                made.append(words[start])
                start += 1
        return made

    def _widen_stretch(self, words, names):
        typed = self._typed(words)
        names = [name for name in names if _may_mean(typed, name.text)]
        bearers = list(dict.fromkeys(name.entity for name in names if not name.ambiguous))
        if not names or any(word.literal for word in words):
            if names and len(bearers) == 1 and len(words) == 1:
                self._note(words, bearers[0], on=False)
            return None
        if len(bearers) != 1:
            self._offer(words, list(dict.fromkeys(name.entity for name in names)))
            return words[0] if len(words) == 1 else None
        self._note(words, bearers[0], on=True)
        is_quoted = isinstance(words[0], Phrase)
        return entity_node([bearers[0]], typed=typed, span=_span(words), required=is_quoted)

    def _typed(self, words):
        if len(words) == 1:
            return words[0].text
        start, end = _span(words)
        return self.source[start:end]

    def _note(self, words, entity, *, on):
        typed = self._typed(words)
        if any(name.typed == typed for name in self.read.names):
            return
        spellings = [name.text for name in entity.names.all() if name.in_search]
        also = [text for text in spellings if text.casefold() != typed.casefold()]
        changed = self._literal(words) if on else self._unliteral(words)
        url = str(self.address.setting("q", changed))
        self.read.names.append(WidenedName(typed, entity, also, url, on))

    def _offer(self, words, entities):
        typed = self._typed(words)
        if any(choice.typed == typed for choice in self.read.choices):
            return
        start, end = _span(words)
        rest = self.address.setting("q", " ".join((self.source[:start] + self.source[end:]).split()))
        options = [NameOption(entity, rest.adding(entity.kind, entity.slug)) for entity in entities]
        self.read.choices.append(NameChoice(typed, rest, options))

    def _literal(self, words):
        start, end = _span(words)
        typed = self.source[start:end]
        quoted = typed if len(typed.split()) == 1 or typed[0] in '"“„«' else f'"{typed}"'
        return f"{self.source[:start]}={quoted}{self.source[end:]}"

    def _unliteral(self, words):
        start, end = _span(words)
        return self.source[:start] + self.source[start:end].replace("=", "", 1) + self.source[end:]


def _without_fallback(node):
    # Restricted to headlines: the mark of unlinked reports has no position in the headline.
    return replace(node, fallback=None) if isinstance(node, Entities) else node


def _stretches(count):
    return [
        (start, end)
        for start in range(count)
        for end in range(start + 1, min(count, start + MAX_WORDS_IN_NAME) + 1)
    ]


def _span(words):
    return words[0].span[0], words[-1].span[1]


def _may_mean(typed, name):
    """Return whether an acronym is meant: one that looks like a small English word only if typed in capitals."""
    return not (name.isupper() and typed.casefold() in SMALL_WORDS and not typed.isupper())


def entity_node(entities, *, typed, span=(0, 0), required=False):
    """Return the node for reports that name any of these entities, whether linked yet or not."""
    names = [
        name for entity in entities for name in entity.names.all() if name.in_search and not name.ambiguous
    ]
    phrases = join_or([Phrase(name.text) for name in sorted(names, key=lambda name: name.text)])
    unlinked = join_and([Token((UNLINKED,)), phrases])
    ids = tuple(entity.pk for entity in entities)
    fallback = unlinked if isinstance(unlinked, And) else None
    return Entities(ids, typed=typed, fallback=fallback, required=required, span=span)


def name_of_all(tree, read):
    """Return the entity whose name is the whole query, or None."""
    if isinstance(tree, Entities) and len(read.names) == 1 and read.names[0].on:
        return read.names[0].entity
    return None
