"""Ways on from a search that finds nothing: the same with less asked, each with the number of reports that it really finds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext

from archive.search.language.grammar import OPERATORS
from archive.search.parameters.address import Address
from archive.search.parameters.choices import Match

MOST_WAYS = 3
MOST_PIECES = 8  # of a query that are left out one by one, or searched for alone
QUOTED = re.compile(r"[\"“”„«»]")
NEARNESS = re.compile(r"(?<=\")\s*~\d+")
NO_WORD = re.compile(r"[^\w\s'’-]+|(?<!\w)-+|_")
FIELD = re.compile(r"(?<!\S)-?[a-z]+:(?=\S)", re.IGNORECASE)


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
    pieces = loose.split()[:MOST_PIECES]
    rests = [" ".join([*pieces[:place], *pieces[place + 1 :]]) for place in range(len(pieces))]
    yield gettext("for “{}”"), _asking(address, rests if len(pieces) > 1 else [])
    yield gettext("with most of the words"), [address.setting("match", Match.MOST)] if query else []
    plain = NO_WORD.sub(" ", FIELD.sub(" ", loose)).split()[:MOST_PIECES]
    plain = [word for word in plain if word not in OPERATORS]
    bare = Address((("q", " ".join(plain)),), address.path) if plain else None
    yield gettext("for the words “{}” alone"), [bare] if bare else []
    yield gettext("for “{}” alone"), [Address((("q", word),), address.path) for word in plain]


def _asking(address: Address, queries: list[str]) -> list[Address]:
    """Return the address with each of these queries in place of its own, without empty ones."""
    texts = [" ".join(query.split()) for query in queries]
    return [address.setting("q", text) for text in texts if text]


def _said(text: str, address: Address) -> str:
    return text.format(address.one("q")) if "{}" in text else text


def _total(address: Address, answer) -> int:
    found = answer(address)
    return 0 if found.errors else found.total()
