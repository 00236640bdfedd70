"""Find the faction of the archive that an actor of a data set is.

A curator's decision counts first, then the number of the actor, then its name, then its full name in the data set's own list of actors, if it
never changed. A faction that did not exist at the time of the event is not meant, and a name that several have, or that is marked as
ambiguous, decides nothing: the words are kept, and curators are asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from archive.dates import to_range
from archive.ingest.datasets.event_row import EventRow, Side
from archive.ingest.datasets.lookup import Bearer, Bearers
from archive.models import DatasetActor, DatasetRow, ExternalId
from archive.reference.dataset_columns import cells_of
from archive.reference.datasets import family_of
from archive.text.patterns import Linear
from archive.text.words import name_key

Span = tuple[date | None, date | None]
ACTOR_LIST = "ucdp-actor"
FULL_NAMES = ("namedata", "nameorig", "nameorigfull", "nameorigfulleng")
FORMER_NAMES = ("newname", "newnamefullmothertongue", "newnamefulleng")
YEARS = Linear(r"\s*\([^()]*\)$")
NO_NAMES = {"", "n/a"}
SHORT = 4  # letters: names up to this length must be printed alike


class Factions:
    """The factions of the archive, for the rows of one import."""

    def __init__(self, dataset: str) -> None:
        self._bearers = Bearers("faction")
        self._decided = decisions(family_of(dataset))
        self._numbers: dict[str, int] = {}
        self._listed: dict[str, tuple[str, ...]] = {}
        if family_of(dataset) == "ucdp":
            found = ExternalId.objects.filter(scheme=ExternalId.Scheme.UCDP_ACTOR, entity__kind="faction")
            self._numbers = dict(found.values_list("value", "entity_id"))

    def learn(self, events: Iterable[EventRow]) -> None:
        """Look up the actors of many rows at once."""
        sides = {side for event in events for side in event.sides}
        self._learn_listed({side.number for side in sides if side.number} - self._listed.keys())
        self._bearers.learn(name for side in sides for name in self._names(side))

    def faction_of(self, side: Side, date_edtf: str) -> int | None:
        """Return the id of the faction that an actor is at that time; None where that is for a curator to decide."""
        span = to_range(date_edtf)
        for within, entity_id in self._decided.get(side.words, ()):
            if covers(within, span):
                return entity_id
        if known := self._numbers.get(side.number):
            return known
        for name in self._names(side):
            bearers = [bearer for bearer in self._bearers.of(name) if _may_mean(bearer, name)]
            existing = [bearer for bearer in bearers if existed(bearer.founded, bearer.dissolved, span)]
            if existing:
                return existing[0].entity_id if len(existing) == 1 and not existing[0].ambiguous else None
        return None

    def _names(self, side: Side) -> list[str]:
        return list(
            dict.fromkeys([side.words, YEARS.sub("", side.words), *self._listed.get(side.number, ())])
        )

    def _learn_listed(self, numbers: set[str]) -> None:
        self._listed |= dict.fromkeys(numbers, ())
        rows = DatasetRow.objects.filter(dataset=ACTOR_LIST, number__in=numbers) if numbers else ()
        for row in rows:
            cells = cells_of(row.values)
            if cells.get("namechange", "0").strip() in ("", "0"):
                self._listed[row.number] = tuple(full_names(cells))


def decisions(family: str) -> dict[str, list[tuple[str, int | None]]]:
    """Return what curators decided of the actors of a family: words -> (EDTF time, faction or None), the most exact first."""
    found: dict[str, list[tuple[str, int | None]]] = defaultdict(list)
    rows = DatasetActor.objects.filter(family=family).order_by("-within_edtf", "pk")
    for words, within, entity_id in rows.values_list("words", "within_edtf", "entity_id"):
        found[words].append((within, entity_id))
    return dict(found)


def full_names(cells: dict[str, str], *, former: bool = False) -> list[str]:
    """Return the names of an actor in the list of actors that have two words or more; with `former`, also those it took later."""
    columns = (*FULL_NAMES, *FORMER_NAMES) if former else FULL_NAMES
    names = (part.strip() for column in columns for part in cells.get(column, "").split(","))
    return [name for name in dict.fromkeys(names) if name.lower() not in NO_NAMES and " " in name_key(name)]


def covers(within: str, span: Span) -> bool:
    """Return whether a time in EDTF holds the whole of a span; an empty time holds everything."""
    if not within:
        return True
    (first, last), (start, end) = to_range(within), span
    return (first is None or (start is not None and first <= start)) and (
        last is None or (end is not None and end <= last)
    )


def existed(founded: str, dissolved: str, span: Span) -> bool:
    """Return whether a faction may have existed at some time in a span."""
    start, end = span
    first = to_range(founded)[0] if founded else None
    last = to_range(dissolved)[1] if dissolved else None
    return not (first and end and end < first) and not (last and start and start > last)


def _may_mean(bearer: Bearer, name: str) -> bool:
    """Return whether a name may mean its bearer: short ones, which are often words, must be printed alike."""
    return len(name_key(name)) > SHORT or bearer.text == name
