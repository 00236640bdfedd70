"""Claims laid side by side: which answer the same question, which agree, and which contradict each other. docs/claims.md has the rule.

Nothing here says who is right. Two claims are compared only within one event, topic and object; figures only where they count the same
people for the same event, day or place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

from django.utils.functional import cached_property

from archive.reference.topics import TOPIC_OF

ASSERTED, DENIED, RETRACTED = ("asserts", "confirms"), "denies", "retracts"
ROUGHLY = 0.1  # a figure that is said to be rough reaches this share further on both sides


class _Columns(NamedTuple):
    pk: int
    event_id: int | None = None
    topic: str = ""
    act: str = "asserts"
    answers_id: int | None = None
    claimant_id: int | None = None
    claimant_words: str = ""
    object_id: int | None = None
    value_entity_id: int | None = None
    former_entity_id: int | None = None
    state: str = ""
    low: int | None = None
    high: int | None = None
    is_about: bool = False
    counted: str = ""
    counted_entity_id: int | None = None
    words: str = ""
    scope_edtf: str = ""
    scope_range: Any = None
    scope_place_id: int | None = None
    scope_words: str = ""
    event_days: Any = None


class ComparedClaim(_Columns):
    """What comparing needs of a claim; ids of entities, days as ranges of the database, None where the claim says nothing.

    `event_days` are those of its event. The field names are those of Claim, so that rows can be read as they are.
    """

    @cached_property
    def question(self) -> Hashable:
        """What it answers: claims with another question are never compared."""
        if self.topic == "casualties":
            scope = (self.scope_edtf, self.scope_place_id, self.scope_words.casefold())
            return self.topic, self.state, self.counted, self.counted_entity_id, *scope
        return self.topic, self.object_id

    @cached_property
    def value(self) -> Hashable:
        """What it says: claims of one value agree. None if it says nothing that can be compared."""
        said = (self.value_entity_id, self.state, self.low, self.high, self.is_about, self.words.casefold())
        if self.topic == "casualties":
            return None if self.low is None and self.high is None else said[2:5]
        if not TOPIC_OF[self.topic].is_compared:
            return said if any(said) else None
        if any(said[:2]):
            return said[:2]
        return ("left", self.left) if self.left else None

    @property
    def left(self) -> int | None:
        """Who is said to hold a place, or to have somebody on their side, no more, where nobody else is named."""
        is_named = self.value_entity_id or self.state
        return None if is_named else self.former_entity_id

    @property
    def days(self):
        """The days that it holds for: its own, or those of its event."""
        return self.scope_range or self.event_days

    @property
    def is_standing(self) -> bool:
        """Whether it puts its value forward."""
        return self.act in ASSERTED

    @property
    def party(self) -> Hashable:
        """Who says it, as far as one can tell claimants apart."""
        return self.claimant_id or self.claimant_words.casefold() or None


COLUMNS = tuple(name for name in ComparedClaim._fields if name != "event_days")
"""The columns of Claim to read in this order; the days of its event follow them."""


# Two claims


def touch(one, other) -> bool:
    """Return whether two ranges of days share a day; a time that is not known may be any."""
    if one is None or other is None or one.isempty or other.isempty:
        return True
    return _begins_within(one, other) and _begins_within(other, one)


def _begins_within(one, other):
    return one.lower is None or other.upper is None or one.lower < other.upper


def reach(said: ComparedClaim) -> tuple[float, float]:
    """Return the least and the greatest number that a figure may mean; a rough one reaches a tenth further."""
    low = 0 if said.low is None else said.low
    high = float("inf") if said.high is None else said.high
    return (low * (1 - ROUGHLY), high * (1 + ROUGHLY)) if said.is_about else (low, high)


def agree(one: ComparedClaim, other: ComparedClaim) -> bool:
    """Return whether two values of one question may both be so; a claim without a value agrees with every other."""
    if one.value is None or other.value is None or one.value == other.value:
        return True
    if one.topic == "casualties":
        (low, high), (lower, higher) = reach(one), reach(other)
        return low <= higher and lower <= high
    if one.topic == "fate":
        return _fates_agree(one, other)
    return _left_agrees(one, other)


def _left_agrees(one, other):
    """That somebody is there no more contradicts only that they are there."""
    if one.left and other.left:
        return True
    return (one.left or other.left) not in (None, one.value_entity_id, other.value_entity_id)


def _fates_agree(one, other):
    """Whoever is captured, has fled or is at a place is alive; being at a place is compared with another place alone."""
    states = {one.state, other.state}
    if "alive" in states:
        return "dead" not in states
    return one.state == other.state and None in (one.value_entity_id, other.value_entity_id)


def contradict(one: ComparedClaim, other: ComparedClaim) -> bool:
    """Return whether two claims contradict each other: they answer one question of one event, for days that touch, and

    - both put a value forward, and the values do not agree (a party that holds two responsible accuses both);
    - or one denies what the other puts forward: the claim that it answers, or a value that agrees with the one it denies.
    """
    if one.event_id is None or one.event_id != other.event_id or one.pk == other.pk:
        return False
    if _answers(one, other) or _answers(other, one):
        return True
    return one.question == other.question and _differ(one, other)


def _differ(one: ComparedClaim, other: ComparedClaim) -> bool:
    """Return whether two claims that answer one question contradict each other, apart from which of them answers which."""
    if one.event_id is None or not TOPIC_OF[one.topic].is_compared or not touch(one.days, other.days):
        return False
    match one.is_standing, other.is_standing:
        case True, True:
            return not agree(one, other) and not _accuses_both(one, other)
        case True, False:
            return other.act == DENIED and agree(one, other)
        case False, True:
            return one.act == DENIED and agree(one, other)
    return False


def _accuses_both(one, other):
    return one.topic == "responsibility" and one.party is not None and one.party == other.party


def _answers(one, other):
    return one.act == DENIED and one.answers_id == other.pk and other.is_standing


# All claims of an event


@dataclass
class Position:
    """One value that is put forward in answer to a question, with the claims that put it forward and those that deny it."""

    value: Hashable
    claims: list[ComparedClaim] = field(default_factory=list)
    denials: list[ComparedClaim] = field(default_factory=list)
    is_disputed: bool = False


@dataclass
class Question:
    """A topic and object of an event, with the values put forward, in the order in which they were first given.

    `beside` are the claims that stand against nothing: doubts, predictions, denials of what nobody claims, and claims that were taken
    back, with what took them back.
    """

    key: Hashable
    topic: str
    positions: list[Position] = field(default_factory=list)
    beside: list[ComparedClaim] = field(default_factory=list)

    @property
    def is_disputed(self) -> bool:
        """Whether two of its claims contradict each other: then it is a dispute."""
        return any(position.is_disputed for position in self.positions)

    @property
    def first(self) -> ComparedClaim:
        """A claim that it holds."""
        return next(chain((claim for one in self.positions for claim in one.claims), self.beside))


def questions(claims: Sequence[ComparedClaim]) -> list[Question]:
    """Lay the claims of one event side by side; given in order of time, they stay in it. Their order decides nothing else."""
    claims = with_answered_values(claims)
    taken_back = set(_taken_back(claims))
    asked: dict[Hashable, list[ComparedClaim]] = defaultdict(list)
    for claim in claims:
        asked[claim.question].append(claim)
    return [_question(key, found, taken_back) for key, found in asked.items()]


def disputes(claims: Iterable[ComparedClaim]) -> list[Question]:
    """Return the questions on which claims contradict each other, of any number of events."""
    by_event: dict[int | None, list[ComparedClaim]] = defaultdict(list)
    for claim in claims:
        by_event[claim.event_id].append(claim)
    return [one for found in by_event.values() for one in questions(found) if one.is_disputed]


def with_answered_values(claims: Sequence[ComparedClaim]) -> list[ComparedClaim]:
    """Let a claim that answers another and says nothing of its own mean what that one says; a denial always speaks of what it answers."""
    known = {claim.pk: claim for claim in claims}
    return [_with_value_of(claim, known.get(claim.answers_id or 0)) for claim in claims]


TAKEN_OVER = (
    "topic", "object_id", "value_entity_id", "former_entity_id", "state", "low", "high", "is_about", "counted", "counted_entity_id", "words",
    "scope_edtf", "scope_range", "scope_place_id", "scope_words",
)  # fmt: skip


def _with_value_of(claim, answered):
    is_apart = claim.act == DENIED and answered is not None and claim.question != answered.question
    if answered is None or not (claim.value is None or is_apart):
        return claim
    return claim._replace(**{name: getattr(answered, name) for name in TAKEN_OVER})


def _taken_back(claims) -> Iterator[int]:
    """Yield the claims that their own claimant took back."""
    known = {claim.pk: claim for claim in claims}
    for claim in claims:
        answered = known.get(claim.answers_id or 0)
        if claim.act == RETRACTED and answered and answered.party == claim.party:
            yield answered.pk


def _question(key, claims, taken_back) -> Question:
    made = Question(key, claims[0].topic)
    positions: dict[Hashable, Position] = {}
    denials = []
    for claim in claims:
        if claim.is_standing and claim.pk not in taken_back:
            positions.setdefault(claim.value, Position(claim.value)).claims.append(claim)
        elif claim.act == DENIED:
            denials.append(claim)
        else:
            made.beside.append(claim)
    made.positions = list(positions.values())
    made.beside += [denial for denial in denials if not _stand_against(denial, made.positions)]
    _mark_disputed(made.positions)
    return made


def _stand_against(denial, positions) -> bool:
    """Put a denial under every value that it stands against; return whether there is one."""
    against = [
        one
        for one in positions
        if any(claim.pk == denial.answers_id for claim in one.claims)
        or any(_differ(denial, claim) for claim in _variants(one.claims))
    ]
    exactly = [one for one in against if one.value == denial.value] or against
    for position in exactly:
        position.denials.append(denial)
        position.is_disputed = True
    return bool(exactly)


def _mark_disputed(positions) -> None:
    """Mark the values that another one contradicts."""
    if positions and positions[0].claims[0].topic == "casualties":
        _mark_apart(positions)
        return
    variants = [_variants(position.claims) for position in positions]
    for place, position in enumerate(positions):
        others = chain(*variants[:place], *variants[place + 1 :])
        if any(_differ(one, other) for other in others for one in variants[place]):
            position.is_disputed = True


def _mark_apart(positions) -> None:
    """Mark the figures whose range is apart from another one's, without comparing each with each."""
    reaches = [reach(one.claims[0]) for one in positions if one.value is not None]
    least, greatest = (
        min((high for _, high in reaches), default=0),
        max((low for low, _ in reaches), default=0),
    )
    for position in positions:
        low, high = reach(position.claims[0])
        if position.value is not None and (low > least or high < greatest):
            position.is_disputed = True


def _variants(claims: Sequence[ComparedClaim]) -> list[ComparedClaim]:
    """Return one claim for each time that claims of one value and one event hold for."""
    return list({claim.scope_edtf: claim for claim in claims}.values())
