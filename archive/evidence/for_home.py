"""What the home page tells: one dispute and one change of side, as a curator chose, or else the one that was added last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from archive.evidence.accounts import Made
from archive.evidence.changes import ChangeOfSide, changes_of_side
from archive.evidence.cited import cited_of
from archive.evidence.drawn import withhold
from archive.evidence.side_by_side import AnsweredQuestion, Value, claims_of, side_by_side
from archive.models import Claim, Entity, Event, Statement
from archive.reference.topics import TOPIC_OF

LOOKED_AT = 3  # events, or people, at most, until one has something to tell


@dataclass(frozen=True)
class HomeDispute:
    """A question of an event on which claims contradict each other, with one claim of each side, both in words of a report."""

    event: Event
    block: AnsweredQuestion
    value: Value
    one: Made
    other: Made


@dataclass(frozen=True)
class HomeChange:
    """A change of side of a person, of which both sides rest on words of a report."""

    person: Entity
    change: ChangeOfSide


def dispute_to_tell() -> HomeDispute | None:
    """Return a dispute for the home page; None if there is none."""
    for event in _events():
        withhold([], [event])
        blocks = side_by_side(event, claims_of(event))
        told = [found for block in blocks if (found := _told(event, block))]
        if told:
            return max(told, key=lambda one: len(one.block.claims))
    return None


def _events() -> Iterator[Event]:
    """Yield the events chosen, then those about which something was last denied."""
    public = Event.objects.public().select_related("place")
    yield from public.chosen_for_home()[:LOOKED_AT]
    denied = Claim.objects.public().filter(act=Claim.Act.DENIES, event__isnull=False, answers__isnull=False)
    last = list(denied.order_by("-pk").values_list("event", flat=True)[:LOOKED_AT])
    found = public.in_bulk(set(last))
    yield from (found[pk] for pk in dict.fromkeys(last) if pk in found)


def _told(event: Event, block: AnsweredQuestion) -> HomeDispute | None:
    """Return a dispute with its first two sides that are in words of reports: a value and its denial, or else two values."""
    is_compared = TOPIC_OF[block.topic].is_compared
    disputed = [value for value in block.values if value.is_disputed and is_compared]
    for value in disputed:
        others = [claim for other in disputed if other is not value for claim in other.claims]
        one, other = _denied(value) or (_quoted(value.claims), _quoted(others))
        if one and other:
            return HomeDispute(event, block, value, one, other)
    return None


def _denied(value: Value) -> tuple[Made | None, Made | None] | None:
    """Return a denial of a value after what it answers, or after another claim of the value; None if it is not denied."""
    other = _quoted(value.denials)
    if other is None:
        return None
    answered = [claim for claim in value.claims if claim.pk == other.claim.answers_id]
    return _quoted(answered) or _quoted(value.claims), other


def _quoted(claims: list[Made]) -> Made | None:
    return next((claim for claim in claims if any(place.passage for place in claim.accounts)), None)


def change_to_tell() -> HomeChange | None:
    """Return a change of side for the home page; None if there is none."""
    for statement in _affiliations():
        for change in changes_of_side(cited_of(statement.subject)):
            is_meant = change.after.statement.pk == statement.pk
            if is_meant and all(_is_quoted(cited) for cited in (change.before, change.after)):
                return HomeChange(statement.subject, change)
    return None


def _affiliations() -> Iterator[Statement]:
    """Yield the sides chosen, then those added last that followed the real end of another."""
    public = Statement.objects.public().affiliations().sides().select_related("subject")
    yield from public.chosen_for_home()[:LOOKED_AT]
    left = Statement.objects.sides().filter(subject=OuterRef("subject"), end_is_real=True)
    days = OuterRef("perhaps")
    left = left.filter(Q(perhaps__adjacent_to=days) | Q(perhaps__overlap=days)).exclude(
        object=OuterRef("object")
    )
    yield from public.filter(Exists(left), start_is_real=True).order_by("-pk")[:LOOKED_AT]


def _is_quoted(cited) -> bool:
    return any(given.passage_id for given in cited.evidence)
