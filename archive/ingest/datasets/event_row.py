"""What a row of a data set says of an event, before anything in the archive is looked up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Side:
    """One party: its words in the data set, its role in the event, and its number among the actors of the data set, if given."""

    words: str
    role: str
    number: str = ""


@dataclass(frozen=True)
class Count:
    """One figure: the column it stands in, from least to most, who is counted, and of which side: its role and its words."""

    column: str
    low: int
    high: int
    counted: str = "all"
    words: str = ""
    role: str = ""
    side: str = ""


@dataclass(frozen=True)
class Where:
    """A place: the name to look up and what sort of place it is, the places around it, its coordinates, how near the event was."""

    name: str
    sort: str
    country: str
    words: str
    precision: str
    latitude: float | None = None
    longitude: float | None = None
    geonames: str = ""


@dataclass(frozen=True)
class EventRow:
    """An event as a row tells it; it depends on the row alone, so that two versions of a row can be compared."""

    number: str
    kind: str
    title: str
    date_edtf: str
    where: Where
    sides: tuple[Side, ...]
    counts: tuple[Count, ...]
    reported_by: str = ""
    notices: tuple[str, ...] = ()
