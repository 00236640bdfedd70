"""Ways on from a search that finds nothing: the same with less asked, each with the number of reports that it really finds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext

from archive.dates import dates_in_text
from archive.search.language.grammar import FIELDS, NOT, OPERATORS
from archive.search.language.nodes import Nothing, Word
from archive.search.meaning.index_query import index_query
from archive.search.parameters.address import Address
from archive.search.parameters.choices import Match

DATE_FIELDS = [name for name, entry in FIELDS.items() if entry.kind == "date"]
MOST_WAYS = 3
MOST_PIECES = 8  # of a query that are left out one by one, or searched for alone
QUOTED = re.compile(r"=?[\"“”„«»]")
NEARNESS = re.compile(r"(?<=\")\s*~\s*\d*")
NO_WORD = re.compile(r"[^\w\s'’-]+|(?<!\w)-+|_")
FIELD = re.compile(r"(?<!\S)-?[a-z]+:(?=\S)", re.IGNORECASE)
# What is excluded, and fields of dates with their value: neither is a word to search for.
NOT_ASKED_FOR = re.compile(rf"(?<!\S)(?:-+|NOT\s+)(?:\([^)]*\)|\S+)|(?<!\S)(?:{'|'.join(DATE_FIELDS)}):\S+")


@dataclass(frozen=True)
class WayOn:
    """A search that asks for less: what it does without, its address, and its number of reports."""

    text: str
    url: str
    reports: int


def ways_on(given, answer):
    """Return at most MOST_WAYS WayOns from an Answer that finds nothing; `answer` answers another address likewise."""
    found: list[WayOn] = []
    seen = {str(given.address.without("page"))}
    for text, addresses in _less(given.address):
        fresh = [address for address in addresses if str(address) not in seen]
        seen.update(map(str, fresh))
        ways = [WayOn(_said(text, address), str(address), _total(address, answer)) for address in fresh]
        best = max(ways, key=lambda way: way.reports, default=None)
        if best and best.reports:
            found.append(best)
        if len(found) == MOST_WAYS:
            break
    return found


def _less(address: Address) -> Iterator[tuple[str, list[Address]]]:
    """Yield (what is done without, addresses of which the one that finds most is offered), the nearest to what was asked first."""
    query = address.one("q")
    loose = QUOTED.sub(" ", NEARNESS.sub("", query))
    yield gettext("without the quotation marks"), _asking(address, [loose] if loose != query else [])
    yield gettext("in every spelling"), [address.without("exact")] if address.one("exact") else []
    words = [("q", query)] if query else []
    filters = list(
        dict.fromkeys(
            key for key, _ in address.pairs if key not in ("q", "page", "sort", "copies", "match", "exact")
        )
    )
    yield gettext("without the filters"), [Address(tuple(words), address.path)] if filters else []
    yield (
        gettext("without one of the filters"),
        [address.without(key) for key in filters] if len(filters) > 1 else [],
    )
    pieces = _pieces(loose)[:MOST_PIECES]
    rests = [_trimmed([*pieces[:place], *pieces[place + 1 :]]) for place in range(len(pieces))]
    rests = [rest for rest in rests if any(map(_asks, rest.split()))]
    yield gettext("for “{}”"), _asking(address, rests if len(pieces) > 1 else [])
    yield gettext("with most of the words"), [address.setting("match", Match.MOST)] if query else []
    plain = NO_WORD.sub(" ", FIELD.sub(" ", NOT_ASKED_FOR.sub(" ", loose))).split()[:MOST_PIECES]
    plain = [part for word in plain if word not in OPERATORS for part in _parts(word)]
    bare = Address((("q", " ".join(plain)),), address.path) if plain else None
    yield gettext("for the words “{}” alone"), [bare] if bare else []
    yield gettext("for “{}” alone"), [Address((("q", word),), address.path) for word in plain]


def _asks(piece: str) -> bool:
    """Return whether a piece of a query asks for something, rather than leaves it out or has no letters."""
    return any(mark.isalnum() for mark in piece) and not piece.startswith(("-", f"{NOT} "))


def _parts(word: str) -> list[str]:
    """Return the parts of a hyphened word, without what has no letters."""
    return [part for part in word.split("-") if any(mark.isalnum() for mark in part)]


def _pieces(query: str) -> list[str]:
    """Return the words of a query, with a date of several words as one, and NOT with what it excludes."""
    pieces, place = [], 0
    for date in dates_in_text(query):
        pieces += [*query[place : date.start].split(), query[date.start : date.end]]
        place = date.end
    pieces += query[place:].split()
    excluded = [number for number, piece in enumerate(pieces[:-1]) if piece == NOT]
    for number in reversed(excluded):
        pieces[number : number + 2] = [f"{NOT} {pieces[number + 1]}"]
    return pieces


def _trimmed(pieces: list[str]) -> str:
    """Return pieces as a query without operators and small words at its ends."""
    while pieces and _is_small(pieces[0]):
        pieces = pieces[1:]
    while pieces and _is_small(pieces[-1]):
        pieces = pieces[:-1]
    return " ".join(pieces)


def _is_small(piece: str) -> bool:
    return piece in OPERATORS or (piece.isalpha() and isinstance(index_query(Word(piece)), Nothing))


def _asking(address: Address, queries: list[str]) -> list[Address]:
    """Return the address with each of these queries in place of its own, without empty ones."""
    texts = [" ".join(query.split()) for query in queries]
    return [address.setting("q", text) for text in texts if text]


def _said(text: str, address: Address) -> str:
    return text.format(address.one("q")) if "{}" in text else text


def _total(address: Address, answer) -> int:
    found = answer(address)
    return 0 if found.errors else found.total()
