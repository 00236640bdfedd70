"""Names inside phrases, beginnings and proximity: every combination of their spellings, within bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, product
from math import prod
from typing import NamedTuple

from django.utils.translation import gettext, gettext_noop

from archive.models import Entity
from archive.search.language.grammar import HYPHENS, RANGE_DASHES
from archive.search.language.nodes import Near, Phrase, Prefix, Spelled, Word
from archive.text.localised import grouped

MAX_COMBINATIONS = 120
"""Spellings of one phrase, and of all phrases of a query: each is searched for as a phrase of its own."""
PIECE = re.compile(rf"[^\s{re.escape(HYPHENS + RANGE_DASHES)}/]+")
WORD = re.compile(r"\S+")
TOO_MANY = gettext_noop("“{typed}” has {number} combinations of spellings: searched for {most} of them.")
ONE_NAME = gettext_noop(
    "“{typed}” is a name: searched for its words at this distance. Without the distance it is found in every spelling."
)

Span = tuple[int, int]
Words = Word | Phrase | Prefix | Near
"""What names may stand in."""


class NameWithin(NamedTuple):
    """A name from `start` to `end` of a text, with its other spellings there."""

    start: int
    end: int
    entity: Entity
    spellings: tuple[str, ...]


def pieces_of(node: Words) -> list[Span]:
    """Return where the pieces of a node's text stand that names may consist of: words, parted at hyphens too."""
    # The last word of a beginning is unfinished, and with it whatever a hyphen joins to it.
    end = node.text.rfind(" ") if isinstance(node, Prefix) else len(node.text)
    return [match.span() for match in PIECE.finditer(node.text) if match.end() <= end]


def spelled(node: Words, names: Sequence[NameWithin], *, most: int) -> tuple[Spelled, str]:
    """Return (a node with the spellings of the names in it, a message if not all are searched), at most `most` of them."""
    ids = tuple(dict.fromkeys(name.entity.pk for name in names))
    rest = " ".join(_between(node.text, names))
    if isinstance(node, Near):
        return _near(node, names, ids, rest, most)
    texts, message = _texts(node.text, (0, len(node.text)), names, most)
    others = tuple(replace(node, text=text) for text in texts[1:])
    return Spelled(node, others, ids, rest, span=node.span), message


def _near(node: Near, names: Sequence[NameWithin], ids, rest: str, most: int) -> tuple[Spelled, str]:
    made = [_texts(node.text, part, names, most) for part in _parts(node.text, names)]
    near = replace(node, spellings=tuple(tuple(texts) for texts, _ in made))
    return Spelled(near, (), ids, rest, span=node.span), next((said for _, said in made if said), "")


def _parts(text: str, names: Sequence[NameWithin]) -> Iterator[Span]:
    """Yield where the parts of a proximity stand: its words, those of one name together."""
    start = end = 0
    for word in WORD.finditer(text):
        is_within = any(name.start < word.start() < name.end for name in names)
        if end and not is_within:
            yield start, end
        start, end = (start if is_within else word.start()), word.end()
    yield start, end


def _texts(text: str, part: Span, names: Sequence[NameWithin], most: int) -> tuple[list[str], str]:
    """Return (the texts of a part with each combination of spellings, that which was typed first; a message if they are cut)."""
    first, last = part
    within = [name for name in names if first <= name.start and name.end <= last]
    choices: list[tuple[str, ...]] = []
    place = first
    for name in within:
        choices += [(text[place : name.start],), (text[name.start : name.end], *name.spellings)]
        place = name.end
    choices.append((text[place:last],))
    number = prod(map(len, choices))
    texts = list(dict.fromkeys(map("".join, islice(product(*choices), most))))
    return texts, _too_many(text, number, most) if number > most else ""


def _too_many(text: str, number: int, most: int) -> str:
    return gettext(TOO_MANY).format(typed=text, number=grouped(number), most=most)


def _between(text: str, names: Sequence[NameWithin]) -> Iterator[str]:
    place = 0
    for name in names:
        yield text[place : name.start].strip()
        place = name.end
    yield text[place:].strip()
