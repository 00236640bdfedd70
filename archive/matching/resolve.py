"""Decide whom each name in a report means, or suggest its bearers to a curator.

A name with a single bearer is accepted. A name with several, or one marked as ambiguous, is accepted for one of them only if a
longer name of that entity occurs in the same report and none of another bearer does: "General Malik" is Abdul Malik Pahlawan
in a report that also gives his full name. Otherwise all its bearers are suggested, the likeliest first. A name that is an
ordinary word ("Rice") counts only beside a longer name that contains it. Curators' decisions stand: they are never overruled,
and what they rejected is not suggested again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from archive.kinds import BY_KEY
from archive.matching.trie import Candidate, NameFound


class Reading(NamedTuple):
    """What a passage of a report means, or may mean."""

    field: str
    start: int
    end: int
    text: str
    entity_id: int
    name_id: int
    status: str
    rank: int


class Occurrence(NamedTuple):
    """A name found in one field of a report."""

    field: str
    found: NameFound


@dataclass
class Decisions:
    """What curators decided in a report."""

    rejected: set[tuple[int, tuple[str, ...]]] = field(default_factory=set)  # entity, folded words
    passages: set[tuple[str, int, int]] = field(
        default_factory=set
    )  # field, start, end: the meaning is decided
    names: dict[int, list[tuple[str, ...]]] = field(
        default_factory=dict
    )  # entity -> folded words of accepted names
    present: set[int] = field(
        default_factory=set
    )  # entities that a curator says the report names, without saying where

    def settles(self, occurrence: Occurrence) -> bool:
        """Return whether a curator decided what this passage, or one overlapping it, means."""
        found = occurrence.found
        return any(
            name == occurrence.field and found.start < end and start < found.end
            for name, start, end in self.passages
        )

    def rejects(self, candidate: Candidate, occurrence: Occurrence) -> bool:
        """Return whether a curator decided that these words do not mean this entity."""
        return (candidate.entity_id, occurrence.found.words) in self.rejected


@dataclass(frozen=True)
class Background:
    """Facts about entities that help to find the likeliest bearer of a name."""

    kinds: Mapping[int, str] = field(default_factory=dict)
    lineages: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    weights: Mapping[int, int] = field(default_factory=dict)


@dataclass
class Report:
    """The names of one report, with what is certain about them."""

    decided: Decisions
    background: Background
    certain: dict[int, list[tuple[str, ...]]]
    surroundings: set[int]


def resolve(
    occurrences: Iterable[Occurrence], *, background: Background, decided: Decisions | None = None
) -> list[Reading]:
    """Return the readings of the names found in one report, in order of position."""
    decided = decided or Decisions()
    occurrences = [occurrence for occurrence in occurrences if not decided.settles(occurrence)]
    report = understand(occurrences, decided, background)
    return [reading for occurrence in occurrences for reading in read(occurrence, report)]


def shared_bearers(occurrences: Iterable[Occurrence]) -> set[int]:
    """Return the entities that share a name with others: their weights are needed to order them."""
    return {
        c.entity_id
        for occurrence in occurrences
        if len(occurrence.found.candidates) > 1
        for c in occurrence.found.candidates
    }


def understand(occurrences: list[Occurrence], decided: Decisions, background: Background) -> Report:
    """Collect the entities that a report certainly names, by which words, and the places around them."""
    certain = {entity_id: list(names) for entity_id, names in decided.names.items()}
    for occurrence in occurrences:
        if speaks_for_itself(occurrence.found) and not decided.rejects(
            occurrence.found.candidates[0], occurrence
        ):
            certain.setdefault(occurrence.found.candidates[0].entity_id, []).append(occurrence.found.words)
    surroundings = {
        outer for entity_id in certain for outer in (entity_id, *background.lineages.get(entity_id, ()))
    }
    return Report(decided, background, certain, surroundings)


def read(occurrence: Occurrence, report: Report) -> list[Reading]:
    """Return what one name means: an accepted reading, or the suggestions in order."""
    bearers = [c for c in occurrence.found.candidates if not report.decided.rejects(c, occurrence)]
    chosen = decisive(occurrence, bearers, report)
    if chosen:
        return [as_reading(occurrence, chosen, "accepted", 0)]
    offered = [bearer for bearer in bearers if not bearer.ordinary]
    offered.sort(key=lambda bearer: likelihood(bearer, occurrence, report), reverse=True)
    return [as_reading(occurrence, bearer, "suggested", rank) for rank, bearer in enumerate(offered)]


def speaks_for_itself(found: NameFound) -> bool:
    """Return whether a name means one entity, whatever else the report says."""
    only = found.candidates[0]
    return len(found.candidates) == 1 and not (only.ambiguous or only.ordinary or found.lowered)


def decisive(occurrence: Occurrence, bearers: list[Candidate], report: Report) -> Candidate | None:
    """Return the bearer that a name certainly means; None if that is for a curator to decide."""
    if not bearers or occurrence.found.lowered:
        return None
    if speaks_for_itself(occurrence.found):
        return bearers[0]
    named = [bearer for bearer in bearers if is_named_in_full(bearer, occurrence.found, report)]
    return named[0] if len(named) == 1 else None


def is_named_in_full(bearer: Candidate, found: NameFound, report: Report) -> bool:
    """Return whether a longer name of this entity occurs in the report; for an ordinary word, one that contains the word."""
    longer = [
        words for words in report.certain.get(bearer.entity_id, ()) if sum(map(len, words)) > found.letters
    ]
    if bearer.ordinary:
        return any(set(found.words) <= set(words) for words in longer)
    return bool(longer) or bearer.entity_id in report.decided.present


def likelihood(bearer: Candidate, occurrence: Occurrence, report: Report):
    """Order bearers: named in the report, fitting the preceding word, near another of its places, most often named so far."""
    entity_id, background = bearer.entity_id, report.background
    named = entity_id in report.certain or entity_id in report.decided.present
    kind = BY_KEY.get(background.kinds.get(entity_id, ""))
    fits = kind is not None and occurrence.found.before in kind.words_before
    near = entity_id in report.surroundings or any(
        outer in report.surroundings for outer in background.lineages.get(entity_id, ())
    )
    return (named, fits, near, background.weights.get(entity_id, 0), bearer.is_primary, -entity_id)


def as_reading(occurrence: Occurrence, bearer: Candidate, status: str, rank: int) -> Reading:
    """Return what a name means, or may mean."""
    found = occurrence.found
    return Reading(
        occurrence.field, found.start, found.end, found.text, bearer.entity_id, bearer.name_id, status, rank
    )
