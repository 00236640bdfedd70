"""Writing a tree as a query again."""

from __future__ import annotations

from archive.search.language.nodes import (
    NAME_LINKS,
    And,
    DateField,
    Entities,
    Field,
    Fuzzy,
    Lexemes,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Reports,
    Sides,
    Spelled,
    Suffix,
    Token,
    Word,
)


def unparse(node: Node) -> str:
    """Return a query that parses to the same tree; resolved nodes are written as they were typed."""
    match node:
        case Word(text, literal) | Phrase(text, literal=literal):
            typed = text if isinstance(node, Word) else f'"{text}"'
            return f"={typed}" if literal else typed
        case Prefix(text, literal):
            is_bare = all(mark.isalnum() or mark in "-'" for mark in text)
            return "=" * literal + (f"{text}*" if is_bare else f'"{text}*"')
        case Suffix(text):
            return f"*{text}"
        case Pattern(text):
            return text
        case Fuzzy(text):
            return f"{text}~"
        case Near(text, distance, literal):
            return "=" * literal + f'"{text}"~{distance}'
        case Spelled(typed):
            return unparse(typed)
        case DateField(name, text):
            return f'{name}:"{text}"' if set(text) & set(" ()|") else f"{name}:{text}"
        case Field(name, value):
            return f"{name}:{_grouped(value)}"
        case Not(child):
            return f"{_sign(child)}{_grouped(child)}"
        case And(nodes):
            return " ".join(
                f"({unparse(child)})" if isinstance(child, Or) else unparse(child) for child in nodes
            )
        case Or(nodes):
            return " OR ".join(unparse(child) for child in nodes)
        case Entities() | Lexemes() | Token() | Reports() | Sides():
            return node.typed
    return ""


def _grouped(node: Node) -> str:
    return f"({unparse(node)})" if isinstance(node, And | Or) else unparse(node)


def _sign(node: Node) -> str:
    is_link = isinstance(node, Word) and node.text.split("-")[0].lower() in NAME_LINKS
    return "NOT " if is_link else "-"
