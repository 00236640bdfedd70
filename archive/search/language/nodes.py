"""The parse tree of a query: frozen nodes without any SQL, and functions on them.

Equality ignores `span`, the position of a node in the text of the query, so two ways to type one search are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import ClassVar

Span = tuple[int, int]
NO_SPAN: Span = (0, 0)
# The links between the words of a name ("Mazar-i-Sharif"): one typed after a stray dash is not an exclusion.
NAME_LINKS = frozenset({"i", "e", "y", "ye", "yi"})


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a query; `span` is (start, end) in the text that was typed, operator marks included."""

    span: Span = field(default=NO_SPAN, compare=False, kw_only=True)
    is_leaf: ClassVar[bool] = True


# What the parser makes


@dataclass(frozen=True, slots=True)
class Nothing(Node):
    """An empty query; in a larger tree it changes nothing (`Lexemes(())` matches no report)."""


@dataclass(frozen=True, slots=True)
class Word(Node):
    """A word as typed, with hyphens; `literal` means that it must not be widened to the spellings of a name, nor to other forms.

    `also` are other forms of it, each of one word or several, of which any will do. `languages` are those whose stems of it are
    searched for too, in reports in that language.
    """

    text: str
    literal: bool = False
    also: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prefix(Node):
    """Words that begin with `text`; of several words ("mazar-i-sh", "northern all") the last one is the prefix. `literal` as in Word."""

    text: str
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Suffix(Node):
    """Words that end in `text`."""

    text: str


@dataclass(frozen=True, slots=True)
class Pattern(Node):
    """Words like `text`, in which "?" is any letter and "*" any letters."""

    text: str


@dataclass(frozen=True, slots=True)
class Fuzzy(Node):
    """Words spelt similarly to `text`."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase(Node):
    """Consecutive words; `exact` means that quotation marks were typed, the others as in Word."""

    text: str
    exact: bool = True
    literal: bool = False
    also: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words of the phrase."""
        return tuple(self.text.split())


@dataclass(frozen=True, slots=True)
class Near(Node):
    """Words in any order, each at most `distance` words from the next one in `text`; `literal` as in Word.

    `spellings` are those of each part in turn, once names have been looked up: a name is one part, whatever the number of its words.
    """

    text: str
    distance: int
    literal: bool = False
    spellings: tuple[tuple[str, ...], ...] = ()

    @property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """Return the spellings of each part that must be near the next."""
        return self.spellings or tuple((word,) for word in self.text.split())


@dataclass(frozen=True, slots=True)
class Field(Node):
    """`value` in the field `name` only, a name from `grammar.FIELDS`."""

    name: str
    value: Node
    is_leaf: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class DateField(Node):
    """A bound on the date of the report: before, after, on, from or to `text`, a date as typed, not yet read."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Not(Node):
    """Whatever does not match `node`."""

    node: Node
    is_leaf: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class And(Node):
    """Whatever matches all of `nodes`, two or more, in the order typed."""

    nodes: tuple[Node, ...]
    is_leaf: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Or(Node):
    """Whatever matches any of `nodes`, two or more, in the order typed."""

    nodes: tuple[Node, ...]
    is_leaf: ClassVar[bool] = False


# Nodes made from these by looking up names, fields and the vocabulary


@dataclass(frozen=True, slots=True)
class Entities(Node):
    """Reports that name any of the entities `ids`; `fallback` and `words`, if there are any, are searched for as well.

    `words` are those of the name as it is printed. If `confirmed`, only what a curator confirmed counts. `required` means that it was quoted or given to a field: reports without it are never shown.
    Of reports that name them those count that also have one of the marks `within`, if there are any.
    """

    ids: tuple[int, ...]
    typed: str = ""
    fallback: Node | None = None
    required: bool = False
    words: Node | None = None
    confirmed: bool = False
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spelled(Node):
    """A word, phrase, beginning or proximity `node` with names in it, and the `others` that differ from it by their spellings.

    `ids` are the entities named, and `rest` is the text without their names.
    """

    node: Node
    others: tuple[Node, ...] = ()
    ids: tuple[int, ...] = ()
    rest: str = ""

    @property
    def alternatives(self) -> tuple[Node, ...]:
        """Return the nodes of which a report needs any one."""
        return (self.node, *self.others)


@dataclass(frozen=True, slots=True)
class Lexemes(Node):
    """Any of these words of the archive, as in its vectors; an empty set matches no report."""

    lexemes: tuple[str, ...]
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Token(Node):
    """Any of these marks, which a vector contains in addition to its words ("#e12")."""

    lexemes: tuple[str, ...]
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Reports(Node):
    """The reports with these ids, each four bytes in the order of this machine, read from other tables for this one query."""

    packed: bytes
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Sides(Node):
    """Reports that name an entity and are dated, possibly, within one of its `spells`: (id, first day, last day), as yyyymmdd.

    `factions` names the side. `on` says that the spells were chosen by a date of the query in place of the report's own.
    """

    spells: tuple[tuple[int, int, int], ...]
    typed: str = ""
    factions: str = ""
    on: bool = False
    confirmed: bool = False


# Building and changing trees


def join_and(nodes: Iterable[Node]) -> Node:
    """Return the conjunction of `nodes`, flattened."""
    return _join(And, nodes)


def join_or(nodes: Iterable[Node]) -> Node:
    """Return the disjunction of `nodes`, flattened."""
    return _join(Or, nodes)


def _join(kind: type[And] | type[Or], nodes: Iterable[Node]) -> Node:
    flat: list[Node] = []
    for node in nodes:
        if isinstance(node, kind):
            flat.extend(node.nodes)
        elif not isinstance(node, Nothing):
            flat.append(node)
    if len(flat) < 2:
        return flat[0] if flat else Nothing()
    return kind(tuple(flat), span=(flat[0].span[0], flat[-1].span[1]))


def negate(node: Node, *, span: Span | None = None) -> Node:
    """Return the negation of `node`; a double negation cancels out."""
    if isinstance(node, Nothing):
        return node
    if isinstance(node, Not):
        return node.node
    return Not(node, span=node.span if span is None else span)


def in_field(name: str, value: Node, *, span: Span = NO_SPAN) -> Node:
    """Return `value` in the field `name`, with a negation moved outside."""
    if isinstance(value, Nothing):
        return value
    if isinstance(value, Not):
        return negate(in_field(name, value.node, span=span), span=span)
    return Field(name, value, span=span)


def as_literal(node: Node) -> Node:
    """Return `node` with widening to the spellings of a name switched off wherever words were typed."""
    return transform(
        node,
        lambda leaf: replace(leaf, literal=True) if isinstance(leaf, Word | Phrase | Prefix | Near) else leaf,
    )


def transform(node: Node, change: Callable[[Node], Node]) -> Node:
    """Return the tree with `change` applied to each node, children first, and empty nodes removed."""
    match node:
        case And(nodes) | Or(nodes):
            joined = _join(type(node), [transform(child, change) for child in nodes])
            return change(replace(joined, span=node.span)) if isinstance(joined, type(node)) else joined
        case Not(child):
            return change(negate(transform(child, change), span=node.span))
        case Field(name, value):
            return change(in_field(name, transform(value, change), span=node.span))
    return change(node)


def distribute(node: Node) -> Node:
    """Return the tree with each field moved down to its words: title:(a OR b) becomes title:a OR title:b."""

    def move_down(part: Node) -> Node:
        match part:
            case Field(name, And(nodes) | Or(nodes) as group):
                inside: list[Node] = [move_down(in_field(name, child, span=child.span)) for child in nodes]
                return _join(type(group), inside)
            case Not(child):
                return negate(move_down(child), span=part.span)
        return part

    return transform(node, move_down)


def word_runs(nodes: tuple[Node, ...], source: str) -> Iterator[tuple[int, int]]:
    """Yield (first, past last) of each run of plain words in `nodes` with only space or hyphens between them."""
    start = 0
    while start < len(nodes):
        end = start + 1
        if isinstance(nodes[start], Word):
            while (
                end < len(nodes)
                and isinstance(nodes[end], Word)
                and _adjoin(nodes[end - 1], nodes[end], source)
            ):
                end += 1
            yield start, end
        start = end


def _adjoin(left: Node, right: Node, source: str) -> bool:
    between = source[left.span[1] : right.span[0]]
    return 0 < len(between) < 10 and all(mark.isspace() or mark in "-‐‑–'’." for mark in between)


# Asking about trees


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly below `node`."""
    match node:
        case And(nodes) | Or(nodes):
            return nodes
        case Not(child) | Field(_, child):
            return (child,)
        case Entities(fallback=fallback, words=words):
            return tuple(filter(None, (fallback, words)))
    return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield `node` and all below it, in the order typed."""
    yield node
    for child in children(node):
        yield from walk(child)


def positive_terms(node: Node) -> list[Node]:
    """Return the leaves that a hit may show: those under no Not, outside fields other than title."""
    found: list[Node] = []
    _gather_positive(node, wanted=True, found=found)
    return found


def _gather_positive(node: Node, *, wanted: bool, found: list[Node]) -> None:
    if isinstance(node, Not):
        _gather_positive(node.node, wanted=not wanted, found=found)
    elif isinstance(node, Field) and node.name != "title":
        return
    elif not node.is_leaf:
        for child in children(node):
            _gather_positive(child, wanted=wanted, found=found)
    elif wanted and not isinstance(node, Nothing | DateField):
        found.append(node)


def is_only_negative(node: Node) -> bool:
    """Return whether only exclusions limit the words searched, so that the whole index is read ("-a", "a OR -b")."""
    return any(isinstance(part, Not) for part in walk(node)) and not _is_bounded(node, wanted=True)


def _is_bounded(node: Node, *, wanted: bool) -> bool:
    match node:
        case Not(child):
            return _is_bounded(child, wanted=not wanted)
        case Field(_, child):
            return _is_bounded(child, wanted=wanted)
        case And(nodes) | Or(nodes):
            # Under a Not, "all of" and "any of" are swapped.
            some = isinstance(node, And) == wanted
            return (any if some else all)([_is_bounded(child, wanted=wanted) for child in nodes])
        case Nothing() | DateField():
            return False
    return wanted
