"""The names of a query where only those count that a curator confirmed in a report."""

from __future__ import annotations

import re
from dataclasses import replace

from archive.search.facets import FACETS
from archive.search.language.nodes import Entities, Node, Sides, Spelled, Token, join_and, transform

NAMED = {str(facet.number) for facet in FACETS.values() if facet.is_named}
MARK = re.compile("#([0-9]+)-")


def only_confirmed(tree: Node) -> Node:
    """Return a resolved tree in which each name finds the reports where a curator confirmed it, and no others."""
    return transform(tree, _only_confirmed)


def _only_confirmed(node: Node) -> Node:
    match node:
        case Entities():
            within = tuple(map(_confirmed_mark, node.within))
            return replace(node, confirmed=True, fallback=None, words=None, within=within)
        case Sides():
            return replace(node, confirmed=True)
        case Token(marks):
            return replace(node, lexemes=tuple(map(_confirmed_mark, marks)))
        case Spelled(ids=ids) if ids:
            # The words one after the other, and each of the names in them confirmed.
            named = [Entities((pk,), typed=node.rest, confirmed=True, span=node.span) for pk in ids]
            return join_and([node, *named])
    return node


def _confirmed_mark(mark: str) -> str:
    number = MARK.match(mark)
    return f"#c{mark[1:]}" if number and number[1] in NAMED else mark
