"""Another way to ask, with what is wrong with the one typed."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from archive.search.language.nodes import And, Node, Word, walk
from archive.search.parameters.address import Address


@dataclass(frozen=True)
class Offer:
    """A sentence to the reader, and a link that asks otherwise."""

    text: str
    label: str
    url: str


def either_meant(tree: Node, *, source: str, address: Address) -> list[Offer]:
    """Return the Offer to read a small "or" between words as OR, if there is one."""
    places = [
        node.span
        for group in walk(tree)
        if isinstance(group, And)
        for before, node, _ in zip(group.nodes, group.nodes[1:], group.nodes[2:], strict=False)
        if isinstance(node, Word) and source[slice(*node.span)] == "or"
    ]
    if not places:
        return []
    made = source
    for start, end in sorted(set(places), reverse=True):
        made = f"{made[:start]}OR{made[end:]}"
    return [
        Offer(
            gettext("A small “or” is a word."),
            gettext("OR in capitals finds either"),
            str(address.setting("q", made)),
        )
    ]


def turned_round(bounds, *, source: str, address: Address) -> list[Offer]:
    """Return the Offer to swap two dates that run backwards: of two fields in the query, or of the address."""
    if len(bounds) == 2:
        first, last = sorted(bounds, key=lambda node: node.span)
        swapped = {
            first.span: f"{first.name}:{_quoted(last.text)}",
            last.span: f"{last.name}:{_quoted(first.text)}",
        }
        made = source
        for (start, end), text in sorted(swapped.items(), reverse=True):
            made = made[:start] + text + made[end:]
        return [
            Offer(
                gettext("The dates run backwards."),
                gettext("Search {words}").format(words=made),
                str(address.setting("q", made)),
            )
        ]
    lower, upper = address.one("from"), address.one("to")
    if not bounds and lower and upper:
        return [
            Offer(
                gettext("The dates run backwards."),
                gettext("Search from {first} to {last}").format(first=upper, last=lower),
                str(address.between(upper, lower)),
            )
        ]
    return []


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text else text
