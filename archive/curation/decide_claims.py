"""Decide on suggested claims: readers see those that are accepted, and those rejected are not suggested again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pghistory
from django.core.exceptions import ValidationError

from archive.curation.wording import of_claims
from archive.models import Claim, Event, Step

ACCEPTED, REJECTED, SUGGESTED = Claim.Status.ACCEPTED, Claim.Status.REJECTED, Claim.Status.SUGGESTED
NO_EVENTS: Mapping[int, Event | None] = MappingProxyType({})
REASONS = {
    ACCEPTED: "suggestion accepted",
    REJECTED: "suggestion rejected",
    SUGGESTED: "suggestion open again",
}


@dataclass(frozen=True)
class ClaimsDecided:
    """The ids of the claims that were accepted, rejected and reopened; `unfit` says of others why they cannot be accepted yet."""

    accepted: list[int] = field(default_factory=list)
    rejected: list[int] = field(default_factory=list)
    reopened: list[int] = field(default_factory=list)
    unfit: dict[int, str] = field(default_factory=dict)


def decide_claims(
    *,
    user,
    accepted: Iterable[int] = (),
    rejected: Iterable[int] = (),
    reopened: Iterable[int] = (),
    events: Mapping[int, Event | None] = NO_EVENTS,
) -> ClaimsDecided:
    """Accept and reject suggested claims by id, and let decided ones be suggestions again, in one transaction.

    A claim that has been decided, or reopened, since is skipped. One that lacks what its topic needs is not accepted.

    Args:
        events: the event that an accepted claim is about, by the id of the claim; None takes it from a reopened one.
    """
    with pghistory.context(user=user.pk), Step.joined(verb=Step.Verb.DECIDE, model="claim") as step:
        suggested = _locked(accepted, SUGGESTED)
        unfit = {claim.pk: told for claim in suggested if (told := _lacks(claim))}
        done = ClaimsDecided(
            _set(user, [claim for claim in suggested if claim.pk not in unfit], ACCEPTED),
            _set(user, _locked(rejected, SUGGESTED), REJECTED),
            _set(user, _locked(reopened, ACCEPTED, REJECTED), SUGGESTED),
            unfit,
        )
        for pk in {*done.accepted, *done.reopened} & events.keys():
            Claim.objects.filter(pk=pk).update(event=events[pk])
        decided = [*done.accepted, *done.rejected, *done.reopened]
        step.record, step.summary = next(iter(decided), 0), of_claims(decided, done)
        return done


def _locked(ids: Iterable[int], *statuses: str) -> list[Claim]:
    rows = Claim.objects.filter(pk__in=list(ids), status__in=statuses).exclude(rule="")
    return list(rows.order_by("pk").select_for_update(no_key=True))


def _lacks(claim: Claim) -> str:
    """Say what a claim lacks to be accepted; empty if nothing."""
    try:
        claim.clean()
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _set(user, claims: list[Claim], status: str) -> list[int]:
    ids = [claim.pk for claim in claims]
    if not ids:  # the last reason of a step is the one kept with it
        return []
    with pghistory.context(user=user.pk, reason=REASONS[Claim.Status(status)]):
        Claim.objects.filter(pk__in=ids).update(status=status)
    return ids
