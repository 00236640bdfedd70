"""Decide whom each name in a report means, or suggest its bearers to a curator.

A name with a single bearer is accepted. A name with several, or one marked as ambiguous, is accepted for one of them only if a
longer name of that entity occurs in the same report and none of another bearer does: "General Malik" is Abdul Malik Pahlawan
in a report that also gives his full name. Of places of one name the words beside it decide ("Kandahar province", "the town of"), then
what the same sentence names around it, then the report, then where its source usually writes about, then how many people live there: see `placed`. Otherwise its likeliest bearers
are suggested. A name that is an
ordinary word ("Rice") counts only beside a longer name that contains it. Curators' decisions stand: they are never overruled,
and what they rejected is not suggested again.

Gazetteers hold very many small places that are named like people and things (Hassan, Mill). Their names are faint: they are read only where
the words beside them, or the province named in the same sentence, speak for a place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from archive.kinds import BY_KEY, PERSON, PLACE
from archive.matching.beside import AREAS, WIDE_AREAS, Sentences, is_of_area, types_beside
from archive.matching.habits import Habits
from archive.matching.name_forms import Candidate
from archive.matching.trie import NameMatch
from archive.matching.written import TOLD, WRITTEN, in_dateline

MAX_OFFERED = 6  # of the bearers of one name
WELL_KNOWN, FEW_PEOPLE, MORE_PEOPLE = 300_000, 1_000, 10  # people, people, times as many
BEFORE_PEOPLE = PERSON.words_before
NOTHING: frozenset[int] = frozenset()


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
    role: str = TOLD


class Occurrence(NamedTuple):
    """A name found in one field of a report."""

    field: str
    found: NameMatch


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
    types: Mapping[int, str] = field(default_factory=dict)  # of places
    populations: Mapping[int, int] = field(default_factory=dict)  # of places of gazetteers
    habits: Habits = field(default_factory=Habits)  # of the source of the report

    def is_faint(self, candidate: Candidate) -> bool:
        """Return whether a name means a place only where more of the report says so."""
        return candidate.ambiguous and candidate.entity_id in self.populations

    def is_small(self, candidate: Candidate) -> bool:
        """Return whether a place is one that a longer name may well hold: Hassan Khan, John Kerry. Of districts a gazetteer seldom says how large they are."""
        place_type = self.types.get(candidate.entity_id)
        people = self.populations.get(candidate.entity_id, 0 if place_type == "district" else WELL_KNOWN)
        return people < WELL_KNOWN and place_type not in WIDE_AREAS

    def people_in(self, entity_id: int) -> int:
        """Return how many people live in a place; one that no gazetteer gave counts as well known."""
        return self.populations.get(entity_id, WELL_KNOWN)

    def around(self, entity_id: int) -> tuple[int, ...]:
        """Return the places that a place lies in, without its country."""
        return self.lineages.get(entity_id, ())[1:]


@dataclass
class Report:
    """The names of one report, with what is certain about them."""

    decided: Decisions
    background: Background
    certain: dict[int, list[tuple[str, ...]]]
    surroundings: set[int]
    sentences: Sentences
    texts: Mapping[str, str] = field(default_factory=dict)
    named_in: dict[tuple[str, int], set[int]] = field(
        default_factory=dict
    )  # sentence -> what it certainly names

    def role(self, occurrence: Occurrence) -> str:
        """Return whether a report tells of a name, or has it in the dateline."""
        return WRITTEN if in_dateline(occurrence.field, occurrence.found.start, self.texts) else TOLD

    def sentence(self, occurrence: Occurrence) -> set[int]:
        """Return what the sentence of a name certainly names."""
        if not self.named_in:
            return set()
        return self.named_in.get(self.sentences.of(occurrence.field, occurrence.found.start), set())


def resolve(
    occurrences: Iterable[Occurrence],
    *,
    background: Background,
    decided: Decisions | None = None,
    texts: Mapping[str, str] | None = None,
) -> list[Reading]:
    """Return the readings of the names found in one report, in order of position.

    Args:
        texts: the texts of the report by field, from which its sentences are known.
    """
    decided = decided or Decisions()
    occurrences = [occurrence for occurrence in occurrences if not decided.settles(occurrence)]
    report = understand(occurrences, decided, background, texts or {})
    return [reading for occurrence in occurrences for reading in read(occurrence, report)]


def shared_bearers(occurrences: Iterable[Occurrence]) -> set[int]:
    """Return the entities that share a name with others: their weights are needed to order them."""
    return {
        c.entity_id
        for occurrence in occurrences
        if len(occurrence.found.candidates) > 1
        for c in occurrence.found.candidates
    }


def understand(
    occurrences: list[Occurrence], decided: Decisions, background: Background, texts: Mapping[str, str]
) -> Report:
    """Collect the entities that a report certainly names, by which words and in which sentences, and the places around them."""
    sentences = Sentences(texts)
    certain = {entity_id: list(names) for entity_id, names in decided.names.items()}
    named_in: dict[tuple[str, int], set[int]] = {}
    for occurrence in occurrences:
        only = meant_alone(occurrence.found, background)
        if only and not decided.rejects(only, occurrence):
            certain.setdefault(only.entity_id, []).append(occurrence.found.words)
            if background.populations:
                sentence = sentences.of(occurrence.field, occurrence.found.start)
                named_in.setdefault(sentence, set()).update(
                    (only.entity_id, *background.lineages.get(only.entity_id, ()))
                )
    surroundings = {
        outer for entity_id in certain for outer in (entity_id, *background.lineages.get(entity_id, ()))
    }
    return Report(decided, background, certain, surroundings, sentences, texts, named_in)


def read(occurrence: Occurrence, report: Report) -> list[Reading]:
    """Return what one name means: an accepted reading, or the suggestions in order."""
    bearers = [
        bearer
        for bearer in candidates_of(occurrence.found, report.background, report.sentence(occurrence))
        if not report.decided.rejects(bearer, occurrence)
    ]
    chosen = decisive(occurrence, bearers, report)
    if chosen:
        return [as_reading(occurrence, chosen, "accepted", 0, report)]
    offered = [bearer for bearer in bearers if not bearer.ordinary]
    offered.sort(key=lambda bearer: likelihood(bearer, occurrence, report), reverse=True)
    return [
        as_reading(occurrence, bearer, "suggested", rank, report)
        for rank, bearer in enumerate(offered[:MAX_OFFERED])
    ]


def candidates_of(
    found: NameMatch, background: Background, around: Set[int] = NOTHING
) -> Sequence[Candidate]:
    """Return the entities that a name may mean where it stands.

    Of the type that the words beside it say, if there are such; else all but faint ones that lie in nothing the sentence names, and small
    places within what may be a longer name.
    """
    if len(found.candidates) > 1 or background.populations:
        said = types_beside(found)
        if of_type := [one for one in found.candidates if background.types.get(one.entity_id) in said]:
            return of_type
    if not background.populations:
        return found.candidates
    return [one for one in found.candidates if is_possible(one, found, background, around)]


def is_possible(one: Candidate, found: NameMatch, background: Background, around: Set[int]) -> bool:
    """Return whether an entity may be meant by a name beside which no word says its type."""
    if background.is_faint(one):
        return not found.in_longer_name and not around.isdisjoint(background.around(one.entity_id))
    if found.before in BEFORE_PEOPLE and one.entity_id in background.populations:
        return background.types.get(one.entity_id) == "country"
    return not (found.in_longer_name and background.is_small(one))


def meant_alone(found: NameMatch, background: Background) -> Candidate | None:
    """Return the entity that a name means, whatever else the report says; None if it does not speak for itself."""
    possible = candidates_of(found, background)
    if len(possible) != 1 or found.lowered or possible[0].ordinary:
        return None
    only = possible[0]
    is_said = background.is_faint(only) and bool(types_beside(found))
    return only if is_said or not only.ambiguous else None


def decisive(occurrence: Occurrence, bearers: Sequence[Candidate], report: Report) -> Candidate | None:
    """Return the bearer that a name certainly means; None if that is for a curator to decide."""
    found, background = occurrence.found, report.background
    if not bearers or found.lowered:
        return None
    if only := meant_alone(found, background):
        return only if only in bearers else None
    named = [bearer for bearer in bearers if is_named_in_full(bearer, found, report)]
    if len(named) == 1:
        return named[0]
    return placed(occurrence, bearers, report)


def placed(occurrence: Occurrence, bearers: Sequence[Candidate], report: Report) -> Candidate | None:
    """Return which of several places of one name is meant; None if nothing tells them apart enough.

    One alone that lies in a province or district of the same sentence; one alone in a province or country that the report names; one alone where
    the source usually writes about; the one with far more people. A town and the areas around it that have its name are one in this: see
    `town_or_area`.
    """
    background, found = report.background, occurrence.found
    places = [
        one
        for one in bearers
        if one.entity_id in background.types or background.kinds.get(one.entity_id) == PLACE.key
    ]
    if not background.populations or len(places) < len(bearers) or any(one.ordinary for one in places):
        return None
    if any(one.ambiguous and not background.is_faint(one) for one in places):
        return None
    here = report.sentence(occurrence)
    near = [one for one in places if not here.isdisjoint(background.around(one.entity_id))]
    if len(near) == 1 and not found.in_longer_name:
        return near[0]
    if len(places) == 1:
        return None  # a faint one, which the sentence does not place
    spots = list(by_province(near or places, background).values())
    if len(spots) > 1:
        told = [spot for spot in spots if lies_in(spot, report.surroundings, background)]
        usual = [spot for spot in told or spots if lies_in(spot, background.habits.usual, background)]
        spots = usual if len(usual) == 1 else told or spots
    if len(spots) > 1:
        spots.sort(key=lambda spot: -most_people(spot, background))
        first, second = (most_people(spot, background) for spot in spots[:2])
        if first < MORE_PEOPLE * max(second, FEW_PEOPLE):
            return None
    return town_or_area(spots[0], found, background)


def by_province(places: Iterable[Candidate], background: Background) -> dict[int, list[Candidate]]:
    """Return places of one name by the province that they lie in or are: a town, its district and its province belong together.

    A country, and a place of which no province is known, stand alone.
    """
    spots: dict[int, list[Candidate]] = {}
    for one in places:
        province = background.around(one.entity_id)[:1] or (one.entity_id,)
        spots.setdefault(province[0], []).append(one)
    return spots


def lies_in(spot: Sequence[Candidate], areas: Set[int], background: Background) -> bool:
    """Return whether one of these places lies in one of the areas."""
    return any(not areas.isdisjoint(background.lineages.get(one.entity_id, ())) for one in spot)


def most_people(spot: Sequence[Candidate], background: Background) -> int:
    """Return how many people live in the largest of these places."""
    return max(background.people_in(one.entity_id) for one in spot)


def town_or_area(spot: Sequence[Candidate], found: NameMatch, background: Background) -> Candidate | None:
    """Return which is meant of places of one name in one province; None if two like each other are left.

    The settlement, unless the words beside the name are said of areas; then the outermost area.
    """
    areas = [one for one in spot if background.types.get(one.entity_id) in AREAS]
    towns = [one for one in spot if one not in areas]
    if not towns or areas and is_of_area(found):
        depths = sorted(
            (len(background.lineages.get(one.entity_id, ())), one.entity_id, one) for one in areas
        )
        is_one = len(depths) == 1 or depths[0][0] < depths[1][0]
        return depths[0][2] if is_one else None
    towns.sort(key=lambda one: -background.people_in(one.entity_id))
    people = [background.people_in(one.entity_id) for one in towns]
    return towns[0] if len(towns) == 1 or people[0] >= MORE_PEOPLE * max(people[1], FEW_PEOPLE) else None


def is_named_in_full(bearer: Candidate, found: NameMatch, report: Report) -> bool:
    """Return whether a longer name of this entity occurs in the report; for an ordinary word, one that contains the word."""
    longer = [
        words for words in report.certain.get(bearer.entity_id, ()) if sum(map(len, words)) > found.letters
    ]
    if bearer.ordinary:
        return any(set(found.words) <= set(words) for words in longer)
    return bool(longer) or bearer.entity_id in report.decided.present


def likelihood(bearer: Candidate, occurrence: Occurrence, report: Report):
    """Order bearers: named in the report, fitting the preceding word, in a province of the sentence, near another of its places, most
    often named so far, with most people."""
    entity_id, background = bearer.entity_id, report.background
    named = entity_id in report.certain or entity_id in report.decided.present
    kind = BY_KEY.get(background.kinds.get(entity_id, ""))
    fits = kind is not None and occurrence.found.before in kind.words_before
    near = entity_id in report.surroundings or any(
        outer in report.surroundings for outer in background.lineages.get(entity_id, ())
    )
    here = not report.sentence(occurrence).isdisjoint(background.around(entity_id))
    often, people = background.weights.get(entity_id, 0), background.people_in(entity_id)
    return (named, fits, here, near, often, people, bearer.is_primary, -entity_id)


def as_reading(occurrence: Occurrence, bearer: Candidate, status: str, rank: int, report: Report) -> Reading:
    """Return what a name means, or may mean."""
    place, found = occurrence.field, occurrence.found
    return Reading(
        place, found.start, found.end, found.text, bearer.entity_id, bearer.name_id, status, rank,
        report.role(occurrence),
    )  # fmt: skip
