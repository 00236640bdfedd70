"""Compile the tree of a query to one SQL expression of type tsquery.

All that was typed travels as parameters. PostgreSQL treats an empty tsquery (only stop words: "the") as nothing asked:
`a && ''`, `a || ''` and `tsquery_phrase(a, '', n)` are `a`, and `!! ''` is empty, so stop words fall away wherever they
stand. An expression that is empty as a whole matches no row; numnode(expression) = 0 tells it from one that finds nothing.

The expression is immutable and is folded to a constant when a statement is planned. A caller that asks several
statements does better to evaluate it once, by `SELECT expression::text`, and to pass the text on as one short tsquery.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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
    Token,
    Word,
)

# A lexeme that no vector holds: text parsers make none that begins with "#", and the marks of entities end in numbers.
NO_LEXEME = "#none"
# Stands for the unfinished last word of a phrase until that word is put in its place; no dictionary changes it.
PLACEHOLDER = "zqxjzqxj"
# PostgreSQL refuses longer lexemes in a query; its own parser passes them over.
MAX_LEXEME_BYTES = 2046
FIELD_WEIGHTS = {"title": "A"}

Sql = tuple[str, list[object]]


class UnresolvedNodeError(TypeError):
    """A node that PostgreSQL cannot answer as it stands: to be turned into Lexemes, Token or Entities first."""


@dataclass(frozen=True)
class _Compiler:
    config: str
    prefix_config: str
    weight: str = ""

    @property
    def _weighed(self) -> str:
        return f":{self.weight}" if self.weight else ""

    def compile(self, node: Node) -> Sql:
        match node:
            case Word(text) | Phrase(text):
                return self._phrase(text)
            case Prefix(text):
                return self._prefix(text)
            case Near(_, distance):
                return self._near(node.words, distance)
            case Lexemes(lexemes):
                return self._any_lexeme(lexemes, " | ")
            case Token(lexemes, operator):
                return self._any_lexeme(lexemes, " & " if operator == "and" else " | ")
            case Entities():
                return self._entities(node)
            case Not(child):
                sql, params = self.compile(child)
                return f"(!! {sql})", params
            case And(nodes):
                return _joined(" && ", map(self.compile, nodes))
            case Or(nodes):
                return _joined(" || ", map(self.compile, nodes))
            case Field(name, value) if name in FIELD_WEIGHTS:
                return _Compiler(self.config, self.prefix_config, FIELD_WEIGHTS[name]).compile(value)
            case Nothing():
                return "''::tsquery", []
        raise UnresolvedNodeError(f"{node!r} must be resolved before it is compiled.")

    def _phrase(self, text: str) -> Sql:
        if self.weight:
            return self._quoted(text, config=self.config, suffix=self._weighed)
        return "phraseto_tsquery(%s::regconfig, archive_fold(%s))", [self.config, text]

    def _prefix(self, text: str) -> Sql:
        """Compile words that begin with `text`.

        The letters of an unfinished word are not stemmed ("nation*" would become "nat*"), but vectors hold stems, and
        "fighting*" is the beginning of none of them: the stem of the finished word is searched for as well.
        """
        if text.isalnum():
            return self._unfinished("archive_fold(%s)", text)
        # The phrase up to its last word, with that word kept open: distances over stop words stay right.
        last, last_params = self._unfinished(r"substring(archive_fold(%s) from '(\S*)\s*$')", text)
        whole, whole_params = self._quoted(
            text,
            config=self.config,
            suffix=self._weighed,
            folded=rf"regexp_replace(archive_fold(%s), '\S*\s*$', ' {PLACEHOLDER}')",
        )
        placeholder = f"'{PLACEHOLDER}{self._weighed}'::tsquery"
        return f"ts_rewrite({whole}, {placeholder}, {last})", [*whole_params, *last_params]

    def _unfinished(self, folded: str, text: str) -> Sql:
        beginning = self._quoted(text, config=self.prefix_config, suffix=f":*{self.weight}", folded=folded)
        finished = self._quoted(text, config=self.config, suffix=self._weighed, folded=folded)
        return _joined(" || ", [beginning, finished])

    def _quoted(self, text: str, *, config: str, suffix: str, folded: str = "archive_fold(%s)") -> Sql:
        """Compile `text` as one quoted operand, each lexeme of which gets `suffix`: a weight, a star, or both.

        The space after the opening quotation mark keeps an empty operand from being a syntax error.
        """
        sql = rf"to_tsquery(%s::regconfig, ''' ' || translate({folded}, '''\', '  ') || '''{suffix}')"
        return sql, [config, text]

    def _near(self, words: tuple[str, ...], distance: int) -> Sql:
        """Compile each word and the next one in either order, at every distance up to `distance`.

        Stop words are dropped first: "battle of kabul" looks for battle near Kabul. One word left is that word.
        """
        compiled = [self._phrase(word) for word in words]
        rows = ", ".join(f"({number}, {sql})" for number, (sql, _) in enumerate(compiled))
        sql = (
            "(WITH kept AS (SELECT query AS one, lead(query) OVER (ORDER BY number) AS next"
            f" FROM (VALUES {rows}) AS word(number, query) WHERE numnode(query) > 0),"
            " pair AS (SELECT (SELECT string_agg('(' || tsquery_phrase(one, next, step)::text || ')|('"
            " || tsquery_phrase(next, one, step)::text || ')', '|' ORDER BY step)"
            " FROM generate_series(1, %s) AS step) AS either FROM kept WHERE next IS NOT NULL)"
            " SELECT coalesce((SELECT string_agg('(' || either || ')', '&') FROM pair),"
            " (SELECT one::text FROM kept), '')::tsquery)"
        )
        return sql, [*(param for _, params in compiled for param in params), distance]

    def _entities(self, node: Entities) -> Sql:
        marks = self._any_lexeme(tuple(f"#e{number}" for number in node.ids), " | ")
        return marks if node.fallback is None else _joined(" || ", [marks, self.compile(node.fallback)])

    def _any_lexeme(self, lexemes: Iterable[str], operator: str) -> Sql:
        quoted = [_quote_lexeme(lexeme) + self._weighed for lexeme in lexemes if _is_possible(lexeme)]
        return "%s::tsquery", [operator.join(quoted) or f"'{NO_LEXEME}'"]


def _joined(operator: str, parts: Iterable[Sql]) -> Sql:
    compiled = list(parts)
    params = [param for _, part_params in compiled for param in part_params]
    return f"({operator.join(sql for sql, _ in compiled)})", params


def _quote_lexeme(lexeme: str) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _is_possible(lexeme: str) -> bool:
    return 0 < len(lexeme.encode("utf-8", "replace")) <= MAX_LEXEME_BYTES and "\0" not in lexeme


def compile_tsquery(node: Node, *, config: str = "dateline", prefix_config: str = "dateline_simple") -> Sql:
    """Return a SQL expression of type tsquery for `node`, and its parameters.

    Title fields compile to weight A. Suffix, Fuzzy, DateField and fields other than title raise UnresolvedNodeError:
    they are made Lexemes, Token, Entities or dates beforehand.
    """
    return _Compiler(config, prefix_config).compile(node)
