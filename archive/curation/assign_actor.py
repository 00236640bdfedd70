"""Decide which faction an actor of data sets is, for all its events or those of a time, and take that back."""

from __future__ import annotations

from dataclasses import dataclass

import pghistory
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef

from archive.dates import DateError, to_range
from archive.kinds import FACTION
from archive.models import Claim, DatasetActor, Entity, Event, EventIdentifier, EventParty, Step
from archive.reference.datasets import DATASETS, family_of, side_in_words


class AssignError(Exception):
    """Raised for a decision that cannot be made; the message says why, and what to do."""


@dataclass(frozen=True)
class Assigned:
    """The decision, and how many events and claims follow it."""

    actor: DatasetActor
    events: int
    claims: int


def assign_actor(*, family: str, words: str, faction: Entity | None, within: str = "") -> Assigned:
    """Let an actor be a faction, or nobody with an entry, in all events of these data sets and in those imported later.

    Args:
        family: ucdp or acled.
        words: the actor as the data sets have it.
        faction: None if it has no entry: the words are kept, and nobody is asked again.
        within: EDTF: only for events that lie in this time.

    Raises:
        AssignError: it is not a faction, the time is not a date, or no event has this actor.
    """
    if faction is not None and faction.kind != FACTION.key:
        raise AssignError(f"{faction} is a {faction.kind}: choose a faction.")
    try:
        span = to_range(within) if within else None
    except DateError as error:
        raise AssignError(str(error)) from error
    told = f"“{words}” of {family.upper()}: {faction or 'no entry'}"
    with pghistory.context(reason=told), Step.joined(verb=Step.Verb.DECIDE, model="datasetactor") as step:
        step.summary = told
        key = {"family": family, "words": words, "within_edtf": within}
        former = DatasetActor.objects.select_for_update(of=["self"]).filter(**key).first()
        if former is None and not _parties(family, words, None).exists():
            raise AssignError(
                f"No event has “{words}” without a faction: somebody has decided it already. Reload the list."
            )
        was = former.entity if former else None
        actor = former or DatasetActor(**key)
        actor.entity = faction
        actor.save()
        step.record = actor.pk
        return _follow(actor, was, faction, span)


def forget_actor(*, actor: DatasetActor) -> Assigned:
    """Take a decision back: its events have only the words of the actor again, and the actor waits for a decision again."""
    span = to_range(actor.within_edtf) if actor.within_edtf else None
    told = f"“{actor.words}” of {actor.family.upper()} is open again"
    about = Step.joined(verb=Step.Verb.DECIDE, model="datasetactor", record=actor.pk)
    with pghistory.context(reason=told), about as step:
        step.summary = told
        done = _follow(actor, actor.entity, None, span)
        actor.delete()
    return done


def _parties(family: str, words: str, entity: Entity | None, span=None):
    """Return the parties that an actor is in the events of a family of data sets."""
    schemes = [dataset.key for dataset in DATASETS if family_of(dataset.key) == family]
    of_family = EventIdentifier.objects.filter(event=OuterRef("event"), scheme__in=schemes)
    found = EventParty.objects.filter(Exists(of_family), words=words, entity=entity).exclude(role="civilians")
    if span is not None:
        found = found.filter(event__date_range__contained_by=DateRange(*span, "[]"))
    return found


def _follow(actor: DatasetActor, was: Entity | None, now: Entity | None, span) -> Assigned:
    """Move the parties of an actor, and the figures of its side, from one faction to another; None is its words alone."""
    if was == now:
        return Assigned(actor, 0, 0)
    parties = _parties(actor.family, actor.words, was, span)
    events = list(dict.fromkeys(parties.values_list("event", flat=True)))
    parties.update(entity=now)
    figures = Claim.objects.filter(event__in=events, claimant_sort=Claim.Sort.DATA_SET, counted_entity=was)
    said, unsaid = side_in_words(actor.words), ""
    if was is None:
        claims = figures.filter(scope_words=said).update(counted_entity=now, scope_words=unsaid)
    elif now is None:
        claims = figures.filter(scope_words=unsaid).update(counted_entity=None, scope_words=said)
    else:
        claims = figures.filter(scope_words=unsaid).update(counted_entity=now)
    return Assigned(actor, Event.objects.filter(pk__in=events).count(), claims)
