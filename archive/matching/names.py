"""The names of the archive, cached in memory and reloaded as soon as any of them changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from sys import intern
from types import MappingProxyType

from django.db import connection
from django.db.models import OuterRef

from archive.kinds import PLACE
from archive.matching.habits import NO_HABITS, Habits, KnownHabits
from archive.matching.name_forms import NameRow
from archive.matching.resolve import Background, Occurrence, shared_bearers
from archive.matching.split_text import SplitText
from archive.matching.trie import NameTrie
from archive.matching.written import DATELINE
from archive.models import Article, Entity, Mention, Name
from archive.models.bounded import BoundedCount

NOT_SPLIT: Mapping[str, SplitText] = MappingProxyType({})

# Each version of a row has its own ctid and xmin, so the sum changes with every change, for each reader at the moment that
# reader sees it, including within its own transaction.
VERSION = """
    SELECT count(*) || '-' || coalesce(bit_xor(hashtextextended(ctid::text, xmin::text::bigint)), 0)
    FROM archive_name
"""


@dataclass
class KnownNames:
    """All searched names, and what is known about their bearers."""

    version: str
    trie: NameTrie
    kinds: dict[int, str]
    lineages: dict[int, tuple[int, ...]]
    weights: dict[int, int] = field(default_factory=dict)
    types: dict[int, str] = field(default_factory=dict)
    populations: dict[int, int] = field(default_factory=dict)
    known_habits: KnownHabits = field(default_factory=KnownHabits)

    def habits_of(self, source: int) -> Habits:
        """Return where a source usually writes about; nothing without a gazetteer, as only its places need it."""
        return self.known_habits.of(source) if self.populations else NO_HABITS

    def find(self, texts: Mapping[str, str], split: Mapping[str, SplitText] = NOT_SPLIT) -> list[Occurrence]:
        """Return the names in a report, in its dateline only places; `split` are texts already split into words."""
        occurrences = [
            Occurrence(name, found)
            for name in Article.NAMED_FIELDS
            for found in self.trie.find(texts.get(name, ""), split.get(name))
        ]
        return [
            place
            for one in occurrences
            if (place := self._as_place(one) if one.field == DATELINE else one) is not None
        ]

    def _as_place(self, occurrence: Occurrence) -> Occurrence | None:
        """Return a name of a dateline with the places that it may mean; None if it is not that of a place."""
        found = occurrence.found
        places = tuple(one for one in found.candidates if self.kinds.get(one.entity_id) == PLACE.key)
        return Occurrence(DATELINE, found._replace(candidates=places)) if places else None

    def background(self, occurrences: Iterable[Occurrence], habits: Habits = NO_HABITS) -> Background:
        """Return what helps to decide between the bearers of shared names among these."""
        missing = shared_bearers(occurrences) - self.weights.keys()
        if missing:
            # Counting stops once more would not change the order.
            mentions = BoundedCount(Mention.objects.accepted().filter(entity=OuterRef("pk")).values("pk"))
            self.weights.update(Entity.objects.filter(pk__in=missing).values_list("pk", mentions))
        return Background(self.kinds, self.lineages, self.weights, self.types, self.populations, habits)


_known: KnownNames | None = None


def known_names() -> KnownNames:
    """Return the current names, from memory if none has changed. Costs one query."""
    global _known
    version = current_version()
    if _known is None or _known.version != version:
        _known = read_names(version)
    return _known


def current_version() -> str:
    """Return a short text that differs after every change of a name."""
    with connection.cursor() as cursor:
        cursor.execute(VERSION)
        return cursor.fetchone()[0]


def read_names(version: str) -> KnownNames:
    """Read all searched names from the database."""
    rows = Name.objects.searched().order_by("pk")
    known = KnownNames(version, NameTrie(), {}, {})
    lines: dict[tuple[int, ...], tuple[int, ...]] = {}
    columns = (
        "pk", "entity_id", "text", "ambiguous", "is_primary", "entity__kind", "entity__lineage", "entity__place_type", "entity__population",
    )  # fmt: skip
    for *name, kind, lineage, place_type, population in rows.values_list(*columns).iterator():
        known.trie.add(NameRow(*name))
        entity = name[1]
        if entity in known.kinds:
            continue
        known.kinds[entity] = intern(kind)
        if lineage:
            line = tuple(lineage)
            known.lineages[entity] = lines.setdefault(line, line)  # the places of a district share theirs
        if place_type:
            known.types[entity] = intern(place_type)
        if population is not None:
            known.populations[entity] = population
    return known
