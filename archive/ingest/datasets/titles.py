"""Title events of data sets by rule: what sort of event, who, where and when, in the words of the data set; no figure, no outcome."""

from __future__ import annotations

from collections.abc import Sequence

from archive.dates import label
from archive.ingest.datasets.event_row import Side, Where
from archive.reference.event_kinds import EVENT_KIND_OF
from archive.text.words import excerpt

MAX_TITLE, MAX_SIDE, MAX_PLACE = 300, 70, 100
# What an event is called, by the group of its kind: the kind itself may say how it ended.
CALLED = {
    "Battles": "Fighting",
    "Explosions and remote violence": "Explosion or remote violence",
    "Violence against civilians": "Violence against civilians",
    "Protests": "Protest",
    "Riots": "Riot",
    "Strategic developments": "Development",
}


def title_of(kind: str, sides: Sequence[Side], where: Where, date_edtf: str) -> str:
    """Return a neutral title: "Fighting between A and B, Naw Zad district, 25 June 2014"."""
    called = CALLED[EVENT_KIND_OF[kind].group]
    place = excerpt(where.name or where.words, MAX_PLACE)
    parts = [called + _between(called, sides), place, label(date_edtf)]
    return ", ".join(part for part in parts if part)[:MAX_TITLE]


def _between(called: str, sides: Sequence[Side]) -> str:
    parties = [side for side in sides if side.role != "civilians"]
    one, other = (_named(parties, role) for role in ("side a", "side b"))
    if called == "Fighting" and one and other:
        return f" between {one} and {other}"
    if called in ("Violence against civilians", "Protest", "Riot") and one:
        return f" by {one}"
    return f": {' and '.join(filter(None, [one, other]))}" if one or other else ""


def _named(parties: Sequence[Side], role: str) -> str:
    """Name the parties of a role, shortened."""
    words = list(dict.fromkeys(side.words for side in parties if side.role == role))
    more = len(words) - 2
    named = ", ".join(excerpt(word, MAX_SIDE) for word in words[:2])
    return f"{named} and {more} more" if more > 0 else named
