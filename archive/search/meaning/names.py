"""Names in a query: each is widened to every spelling of its entity, visibly, and can be switched off.

A name becomes the lexeme of its entity, which is in the vectors of the reports that name it. Reports not matched yet (marked
#unlinked) are searched for the spellings themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext

from archive.models import Entity
from archive.search.language.grammar import WORD_FIELDS
from archive.search.language.nodes import (
    And,
    Entities,
    Field,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Token,
    Word,
    join_and,
    join_or,
    transform,
    word_runs,
)
from archive.search.meaning.cited import cited_then, reports_perhaps_naming, requested_days
from archive.search.meaning.lexemes import UNLINKED
from archive.search.meaning.readings import ReadBy, closed, read_names, without_possessive
from archive.search.meaning.spellings import MAX_COMBINATIONS, ONE_NAME, NameWithin, Words, pieces_of, spelled
from archive.search.parameters.address import Address
from archive.text.words import name_key

MAX_WORDS_IN_NAME = 6
# The fields whose words are those of a text, with names among them; others look up what they were given.
NAMED_FIELDS = frozenset({"title", *WORD_FIELDS})
# The rules that hold inside a phrase, where a title is a word like others.
WITHIN = frozenset(ReadBy) - {ReadBy.TITLE}
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
    rule: ReadBy = ReadBy.SPELT


@dataclass(frozen=True)
class NameOption:
    """An entity that a typed name may mean, and the address of the search with it in place of the name.

    `reports` is the number of its hits, `pending` describes those that may name it too, and `apart` says what else tells it from the
    others; filled in for a page.
    """

    entity: Entity
    address: Address
    reports: int | None = None
    pending: object = None
    apart: str = ""

    @property
    def url(self):
        return str(self.address)


@dataclass(frozen=True)
class NameChoice:
    """A typed name that several entities share, with those that it may mean; `rest` is the search without it.

    `read_as` is the bearer that was taken for the one meant; the options are then the others. `waiting` is the number of reports with
    the name, suggested for a bearer, that await a curator; filled in for a page.
    """

    typed: str
    rest: Address
    options: list[NameOption]
    read_as: Entity | None = None
    waiting: int = 0


@dataclass
class NamesRead:
    """The findings about the names in a query."""

    names: list[WidenedName] = field(default_factory=list)
    choices: list[NameChoice] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


def widen_names(tree, *, source, address):
    """Return (the tree with its names widened, NamesRead). `source` is the text that the spans of the tree refer to."""
    widener = _NameWidener(source, address)
    widener.days = requested_days(tree, address)
    widener.readings = read_names(dict.fromkeys(widener.texts(tree)))
    return widener.widen(tree), widener.read


class _NameWidener:
    def __init__(self, source, address):
        self.source, self.address, self.read = source, address, NamesRead()
        self.readings, self.days = {}, []
        self.combinations = MAX_COMBINATIONS

    def texts(self, node: Node) -> Iterator[str]:
        """Yield every stretch of words that may be a name."""
        match node:
            case And(nodes) | Or(nodes):
                for start, end in word_runs(nodes, self.source):
                    words = nodes[start:end]
                    yield from (self._typed(words[first:last]) for first, last in _stretches(len(words)))
                for child in nodes:
                    yield from self.texts(child)
            case Not(child) | Field(_, child):
                if isinstance(node, Not) or node.name in NAMED_FIELDS:
                    yield from self.texts(child)
            case Word(text) | Phrase(text) | Prefix(text) | Near(text):
                pieces = pieces_of(node)
                yield text
                yield from (
                    text[pieces[first][0] : pieces[last - 1][1]] for first, last in _stretches(len(pieces))
                )

    def widen(self, node: Node) -> Node:
        match node:
            case And(nodes):
                return join_and(self._widen_runs(nodes))
            case Or(nodes):
                return join_or([self.widen(child) for child in nodes])
            case Not(child):
                return Not(self.widen(child), span=node.span)
            case Field("title", value):
                return Field("title", self.widen(value), span=node.span)
            case Field(name, value) if name in WORD_FIELDS:
                return Field(name, transform(value, self._spell), span=node.span)
            case Word() | Phrase():
                return self._widen_words((node,))[0]
            case Prefix() | Near():
                return self._spell(node)
        return node

    def _widen_runs(self, nodes):
        made, place = [], 0
        for start, end in word_runs(nodes, self.source):
            made += [self.widen(node) for node in nodes[place:start]]
            made += self._widen_words(nodes[start:end])
            place = end
        return made + [self.widen(node) for node in nodes[place:]]

    def _widen_words(self, words):
        """Widen the names in a run of words, or in a phrase."""

        def text_of(start, end):
            is_mixed = end - start > 1 and any(word.literal for word in words[start:end])
            return "" if is_mixed else self._typed(words[start:end])

        made = []
        for start, end, reading in self._names_in(len(words), text_of):
            stretch = words[start:end]
            widened = reading and self._widen_stretch(stretch, reading)
            made += [widened] if widened else [self._spell(word, is_shared=bool(reading)) for word in stretch]
        return made

    def _names_in(self, count, text_of, *, rules=frozenset(ReadBy)):
        """Yield (start, end, NameRead or None) of the names among so many words, the longest first from the left."""
        start = 0
        while start < count:
            for end in range(min(count, start + MAX_WORDS_IN_NAME), start, -1):
                reading = self._meant(text_of(start, end), rules)
                if reading:
                    break
            yield start, end, reading
            start = end

    def _meant(self, typed, rules):
        reading = self.readings.get(typed)
        if reading is None or reading.rule not in rules:
            return None
        names = tuple(name for name in reading.names if _may_mean(typed, name.text))
        return reading._replace(names=names) if names else None

    def _widen_stretch(self, words, reading):
        """Return the node of a name, or None if it is not widened."""
        typed = self._typed(words)
        bearers = _bearers(reading)
        if any(word.literal for word in words):
            if len(bearers) == 1:
                self._note(words, typed, bearers[0], reading.rule, on=False)
            return None
        if len(bearers) != 1:
            return self._widen_shared(words, list(dict.fromkeys(name.entity for name in reading.names)))
        self._note(words, typed, bearers[0], reading.rule, on=True)
        is_quoted = isinstance(words[0], Phrase)
        return entity_node(
            [bearers[0]],
            typed=typed,
            span=_span(words),
            required=is_quoted,
            words=_as_printed(typed, bearers[0]),
        )

    def _widen_shared(self, words, entities):
        """Return the node of the bearer of a shared name who is cited at the date of the search; None if that is not one."""
        typed = self._typed(words)
        meant = cited_then(entities, self.days) if len(entities) > 1 else None
        self._offer(words, [entity for entity in entities if entity != meant], read_as=meant)
        if meant is None:
            return None
        self._note(words, typed, meant, ReadBy.CITED, on=True)
        perhaps = reports_perhaps_naming([meant], typed=typed)
        is_quoted = isinstance(words[0], Phrase)
        return entity_node([meant], typed=typed, span=_span(words), required=is_quoted, words=perhaps)

    def _spell(self, node, *, is_shared=False):
        """Widen the names inside a phrase, a beginning, a proximity or a hyphened word."""
        if is_shared or not isinstance(node, Words):
            return node
        if isinstance(node, Near) and not node.literal and self._meant(node.text, WITHIN):
            self.read.messages.append(gettext(ONE_NAME).format(typed=node.text))
        names = list(self._names_within(node))
        if not names:
            return node
        for name, rule in names:
            self._note((node,), node.text[name.start : name.end], name.entity, rule, on=not node.literal)
        if node.literal:
            return node
        made, message = spelled(node, [name for name, _ in names], most=max(1, self.combinations))
        self.read.messages += [message] if message and message not in self.read.messages else []
        self.combinations -= len(made.others)
        return made

    def _names_within(self, node):
        """Yield (NameWithin, ReadBy) of the names inside a node that mean one entity."""
        pieces, text = pieces_of(node), node.text

        def text_of(start, end):
            is_whole = isinstance(node, Near) and end - start == len(pieces)
            return "" if is_whole else text[pieces[start][0] : pieces[end - 1][1]]

        for start, end, reading in self._names_in(len(pieces), text_of, rules=WITHIN):
            bearers = _bearers(reading) if reading else []
            if len(bearers) == 1:
                first, last = pieces[start][0], pieces[end - 1][1]
                typed = text[first:last]
                suffix = typed[len(without_possessive(typed)) :] if reading.rule == ReadBy.POSSESSIVE else ""
                spellings = tuple(f"{name.text}{suffix}" for name in _searched(bearers[0]))
                yield NameWithin(first, last, bearers[0], spellings), reading.rule

    def _typed(self, words):
        if len(words) == 1:
            return words[0].text
        start, end = _span(words)
        return self.source[start:end]

    def _note(self, words, typed, entity, rule, *, on):
        if any(name.typed == typed for name in self.read.names):
            return
        spellings = [name.text for name in entity.names.all() if name.in_search]
        also = [text for text in spellings if text.casefold() != typed.casefold()]
        changed = self._literal(words) if on else self._unliteral(words)
        url = str(self.address.setting("q", changed))
        self.read.names.append(WidenedName(typed, entity, also, url, on, rule))

    def _offer(self, words, entities, *, read_as=None):
        typed = self._typed(words)
        if any(choice.typed == typed for choice in self.read.choices):
            return
        start, end = _span(words)
        rest = self.address.setting("q", " ".join((self.source[:start] + self.source[end:]).split()))
        options = [NameOption(entity, rest.adding(entity.kind, entity.slug)) for entity in entities]
        self.read.choices.append(NameChoice(typed, rest, options, read_as))

    def _literal(self, words):
        start, end = _span(words)
        typed = self.source[start:end]
        quoted = typed if len(typed.split()) == 1 or typed[0] in '"“„«' else f'"{typed}"'
        return f"{self.source[:start]}={quoted}{self.source[end:]}"

    def _unliteral(self, words):
        start, end = _span(words)
        return self.source[:start] + self.source[start:end].replace("=", "", 1) + self.source[end:]


def _bearers(reading):
    """Return the entities that a NameRead means without doubt."""
    return list(dict.fromkeys(name.entity for name in reading.names if not name.ambiguous))


def _searched(entity):
    """Return the names of an entity that are searched for, in an order that does not depend on which was typed."""
    names = [name for name in entity.names.all() if name.in_search and not name.ambiguous]
    return sorted(names, key=lambda name: name.text)


def _as_printed(typed, entity):
    """Return the node of a name as it is printed, whatever it means there: as typed, and in the entity's other spellings of as many words.

    So each spelling finds the same reports, and a full name does not find all who share a part of it. An acronym like a small word is none.
    """
    width = len(name_key(typed).split())
    texts = dict.fromkeys([typed, *(name.text for name in _searched(entity))])
    keys = {name_key(text): text for text in reversed(texts)}
    return join_or(
        [
            Phrase(text)
            for key, text in keys.items()
            if len(key.split()) == width and closed(key) not in SMALL_WORDS
        ]
    )


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


def entity_node(entities, *, typed, span=(0, 0), required=False, words=None):
    """Return the node for reports that name any of these entities, whether linked yet or not, or that have the `words`."""
    texts = sorted({name.text for entity in entities for name in _searched(entity)})
    phrases = join_or(list(map(Phrase, texts)))
    unlinked = join_and([Token((UNLINKED,)), phrases])
    ids = tuple(entity.pk for entity in entities)
    fallback = unlinked if isinstance(unlinked, And) else None
    return Entities(ids, typed=typed, fallback=fallback, required=required, words=words, span=span)


def name_of_all(tree, read):
    """Return the entity whose name is the whole query, or None."""
    if isinstance(tree, Entities) and len(read.names) == 1 and read.names[0].on:
        return read.names[0].entity
    return None
