"""Another way to ask, with what is wrong with the one typed."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from archive.search.language.nodes import And, Node, Word, walk
from archive.search.parameters.address import Address

MOST_BESIDE_NOT = 4  # longer ones are sentences


@dataclass(frozen=True)
class Offer:
    """A sentence to the reader, and a link that asks otherwise."""

    text: str
    label: str
    url: str


def operators_meant(tree: Node, *, source: str, address: Address) -> list[Offer]:
    """Return the Offers to read a small "or" between words as OR, and in a query of three or four words "not" as NOT."""
    places = _between_words(tree, source, "or")
    offers = []
    if places:
        said, does = gettext("A small “or” is a word."), gettext("OR in capitals finds either")
        offers.append(Offer(said, does, str(address.setting("q", _in_capitals(source, places)))))
    if (
        isinstance(tree, And)
        and len(tree.nodes) <= MOST_BESIDE_NOT
        and (places := _between_words(tree, source, "not"))
    ):
        said, does = gettext("A small “not” is a word."), gettext("NOT in capitals leaves out what follows")
        offers.append(Offer(said, does, str(address.setting("q", _in_capitals(source, places)))))
    return offers


def _between_words(tree: Node, source: str, typed: str) -> set[tuple[int, int]]:
    """Return where a word that was not typed in capitals alone stands between others."""
    return {
        node.span
        for group in walk(tree)
        if isinstance(group, And)
        for before, node, _ in zip(group.nodes, group.nodes[1:], group.nodes[2:], strict=False)
        if isinstance(node, Word)
        and not node.literal
        and source[slice(*node.span)] in (typed, typed.capitalize())
    }


def _in_capitals(source: str, places: set[tuple[int, int]]) -> str:
    for start, end in sorted(places, reverse=True):
        source = f"{source[:start]}{source[start:end].upper()}{source[end:]}"
    return source


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
