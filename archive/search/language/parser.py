"""Parse a query into a tree: any text gives one, with a message for each repair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from archive.search.language import grammar
from archive.search.language.characters import UNPRINTABLE, clean
from archive.search.language.grammar import FieldConstruct
from archive.search.language.lexer import CLOSE, LITERAL, MINUS, OPEN, Lexer, QueryToken, Repairs
from archive.search.language.nodes import (
    And,
    DateField,
    Near,
    Node,
    Nothing,
    Or,
    Phrase,
    Prefix,
    Word,
    as_literal,
    in_field,
    join_and,
    join_or,
    negate,
)
from archive.search.language.unparse import unparse

END = QueryToken("end", 0, 0)


@dataclass(frozen=True)
class Parsed:
    """A query as understood: its tree, the messages about repairs, and the text that the spans refer to.

    `is_joined` says that AND or brackets join words, which the tree does not distinguish from a space.
    """

    tree: Node
    messages: tuple[str, ...]
    source: str
    is_joined: bool = False

    @property
    def is_empty(self) -> bool:
        """Return whether the query is empty."""
        return isinstance(self.tree, Nothing)


def parse(text: str, *, fields: Mapping[str, FieldConstruct] = grammar.FIELDS) -> Parsed:
    """Parse `text` in the language of `grammar`; never raises, takes time linear in its length."""
    repairs = Repairs()
    source = _shorten(text, repairs).translate(UNPRINTABLE)
    tokens = _balance(list(Lexer(source, fields=fields, repairs=repairs).tokens()), repairs)
    reader = _Reader(tokens, source=source, repairs=repairs)
    tree = reader.read()
    visible = clean(source).strip()
    if isinstance(tree, Nothing) and visible and not repairs.messages:
        repairs.note(grammar.WORDS.repair("no_words", text=visible))
    return Parsed(tree, tuple(repairs.messages), source, reader.is_joined)


def _shorten(text: str, repairs: Repairs) -> str:
    if len(text) <= grammar.MAX_LENGTH:
        return text
    repairs.note(grammar.WORDS.repair("too_long", limit=grammar.MAX_LENGTH))
    head = text[: grammar.MAX_LENGTH]
    whole_words = head[: max(head.rfind(" "), head.rfind("\n"))]
    return whole_words if len(whole_words) > grammar.MAX_LENGTH - 100 else head


def _balance(tokens: list[QueryToken], repairs: Repairs) -> list[QueryToken]:
    """Return the tokens with every bracket paired and none deeper than MAX_DEPTH."""
    balanced: list[QueryToken] = []
    depth = 0
    for token in tokens:
        if token.kind == OPEN:
            depth += 1
        elif token.kind == CLOSE:
            depth -= 1
        if depth < 0:
            depth = 0
            repairs.note(grammar.GROUP.repair("unopened"))
        elif (
            token.kind == OPEN
            and depth > grammar.MAX_DEPTH
            or token.kind == CLOSE
            and depth >= grammar.MAX_DEPTH
        ):
            repairs.note(grammar.GROUP.repair("deep", limit=grammar.MAX_DEPTH))
        else:
            balanced.append(token)
    if depth:
        repairs.note(grammar.GROUP.repair("unclosed"))
    end = tokens[-1].end if tokens else 0
    return balanced + [QueryToken(CLOSE, end, end)] * min(depth, grammar.MAX_DEPTH)


class _Reader:
    """Recursive descent over balanced tokens, no deeper than MAX_DEPTH brackets."""

    def __init__(self, tokens: list[QueryToken], *, source: str, repairs: Repairs) -> None:
        self.tokens = tokens
        self.source = source
        self.repairs = repairs
        self.index = 0
        self.field = ""
        self.is_joined = False

    def read(self) -> Node:
        """Return the tree of all tokens."""
        return self._any_of()

    @property
    def _token(self) -> QueryToken:
        return self.tokens[self.index] if self.index < len(self.tokens) else END

    def _take(self) -> QueryToken:
        token = self._token
        self.index += 1
        return token

    def _any_of(self) -> Node:
        branches: list[Node] = []
        marks: list[QueryToken] = []
        is_mixed = False
        while True:
            branch, is_joined = self._all_of()
            branches.append(branch)
            is_mixed = is_mixed or is_joined
            if self._token.kind != grammar.OR:
                break
            marks.append(self._take())
        self._note_idle_marks(branches, marks)
        either = join_or(branches)
        if is_mixed and isinstance(either, Or):
            self._explain_mixture(either)
        return either

    def _note_idle_marks(self, branches: list[Node], marks: list[QueryToken]) -> None:
        for mark, *sides in zip(marks, branches, branches[1:], strict=False):
            if any(isinstance(side, Nothing) for side in sides):
                self.repairs.note(grammar.EITHER.repair("alone", typed=mark.text))

    def _explain_mixture(self, either: Or) -> None:
        parts = [f"({unparse(part)})" if isinstance(part, And) else unparse(part) for part in either.nodes]
        self.repairs.note(grammar.EITHER.repair("mixed", understood=" OR ".join(parts)))

    def _all_of(self) -> tuple[Node, bool]:
        """Return everything up to the next OR or bracket, and whether words were joined without brackets."""
        nodes: list[Node] = []
        idle: QueryToken | None = None
        while self._token.kind not in (grammar.OR, CLOSE, END.kind):
            if self._token.kind == grammar.AND:
                idle = self._take()
                if not nodes:
                    self.repairs.note(grammar.BOTH.repair("alone", typed=idle.text))
                continue
            node = self._one()
            if not isinstance(node, Nothing):
                self.is_joined = self.is_joined or bool(idle and nodes)
                nodes.append(node)
                idle = None
        if idle:
            self.repairs.note(grammar.BOTH.repair("alone", typed=idle.text))
        return join_and(nodes), len(nodes) > 1

    def _one(self) -> Node:
        """Return one operand with the signs in front of it."""
        start = self._token.start
        sign: QueryToken | None = None
        is_negative = is_literal = False
        while self._token.kind in (MINUS, LITERAL, grammar.NOT):
            sign = self._take()
            is_literal = is_literal or sign.kind == LITERAL
            is_negative ^= sign.kind != LITERAL
        node = self._operand()
        if sign and isinstance(node, Nothing):
            self._note_idle_sign(sign)
        if is_literal:
            node = _widened_no_more(node, sign)
        return negate(node, span=(start, node.span[1])) if is_negative else node

    def _note_idle_sign(self, sign: QueryToken) -> None:
        is_literal = sign.kind == LITERAL
        self.repairs.note(
            grammar.LITERAL.repair("alone")
            if is_literal
            else grammar.EXCLUSION.repair("empty", typed=sign.text)
        )

    def _operand(self) -> Node:
        """Return a term, a group or a field; None, consuming nothing, if none begins here."""
        match self._token.kind:
            case "(":
                return self._group()
            case "field":
                return self._field_value(self._take())
            case "term":
                return self._term(self._take())
        return Nothing()

    def _group(self) -> Node:
        opening = self._take()
        node = self._any_of()
        closing = self._take()
        if isinstance(node, Nothing):
            self.repairs.note(grammar.GROUP.repair("empty"))
            return node
        self.is_joined = self.is_joined or isinstance(node, And)
        return replace(node, span=(opening.start, closing.end)) if isinstance(node, And | Or) else node

    def _term(self, token: QueryToken) -> Node:
        if self.field and isinstance(token.node, DateField):
            self.repairs.note(grammar.FIELD.repair("nested", typed=token.node.name))
            return Nothing()
        return token.node

    def _field_value(self, token: QueryToken) -> Node:
        typed = self.source[token.start : token.end - 1]
        word = Word(typed, span=(token.start, token.end - 1))
        if not token.name:
            return join_and([word, self._one()])
        if self.field:
            self.repairs.note(grammar.FIELD.repair("nested", typed=typed))
            return self._one()
        self.field = token.name
        value = self._one()
        self.field = ""
        if isinstance(value, Nothing):
            self.repairs.note(grammar.FIELD.repair("empty", typed=typed))
            return word
        return in_field(token.name, value, span=(token.start, value.span[1]))


def _widened_no_more(node: Node, sign: QueryToken | None) -> Node:
    literal = as_literal(node)
    if sign and isinstance(literal, Word | Phrase | Prefix | Near):
        return replace(literal, span=(sign.start, literal.span[1]))
    return literal
