"""Index queries in PostgreSQL's notation: the only place where a tsquery is written and a lexeme quoted."""

from __future__ import annotations

from archive.search.language.nodes import And, Node, Not, Nothing, Or
from archive.search.meaning.lexemes import Lexeme, LexemePhrase, NearLexemes


def as_tsquery(query: Node) -> str:
    """Return the text of an index query as a tsquery; empty for Nothing."""
    match query:
        case Lexeme(text, is_prefix, weight):
            return f"{quoted(text)}:{'*' * is_prefix}{weight}" if is_prefix or weight else quoted(text)
        case LexemePhrase(parts, steps):
            rest = (f" <{step}> {_operand(part)}" for step, part in zip(steps, parts[1:], strict=True))
            return "".join([_operand(parts[0]), *rest])
        case NearLexemes():
            return as_tsquery(query.as_phrases())
        case Not(node):
            return f"!{_operand(node)}"
        case And(nodes):
            return " & ".join(map(_operand, nodes))
        case Or(nodes):
            return " | ".join(map(_operand, nodes))
        case Nothing():
            return ""
    raise TypeError(f"{query!r} is not an index query.")


def _operand(query: Node) -> str:
    return as_tsquery(query) if isinstance(query, Lexeme) else f"({as_tsquery(query)})"


def quoted(lexeme: str) -> str:
    """Return a lexeme quoted as in a tsquery and in the text of a vector."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
