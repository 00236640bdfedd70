"""Decide on mentions: this passage means this entity, or it does not.

A decision is stored with who made it and when, and matching leaves it alone. Accepting one bearer of a passage rejects the others
there that nobody has decided on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from archive.models import Mention

ACCEPTED, REJECTED, SUGGESTED = Mention.Status.ACCEPTED, Mention.Status.REJECTED, Mention.Status.SUGGESTED


@dataclass(frozen=True)
class Decided:
    """How many mentions were accepted and rejected; the rejected include rivals of the accepted ones."""

    accepted: int = 0
    rejected: int = 0
    reopened: int = 0

    def __str__(self):
        parts = ((self.accepted, "accepted"), (self.rejected, "rejected"), (self.reopened, "open again"))
        return ", ".join(f"{count} {word}" for count, word in parts if count) or "nothing changed"


def decide(
    *, user, accepted: Iterable[int] = (), rejected: Iterable[int] = (), reopened: Iterable[int] = ()
) -> Decided:
    """Accept and reject mentions by id in one transaction; `reopened` ones become suggestions again.

    Mentions that no longer exist, or are so already, are skipped.
    """
    accepted = list(accepted)
    with transaction.atomic():
        return Decided(
            accepted=_set_status(accepted, ACCEPTED, user),
            rejected=_set_status(rejected, REJECTED, user)
            + _set_status(_rivals_of(accepted), REJECTED, user),
            reopened=_set_status(reopened, SUGGESTED, None),
        )


def _set_status(ids: Iterable[int], status: str, user) -> int:
    changing = Mention.objects.filter(pk__in=list(ids))
    # A mention accepted by matching is not yet decided; it is once a curator accepts it.
    changing = (
        changing.exclude(status=status, reviewed_at__isnull=False)
        if status == ACCEPTED
        else changing.exclude(status=status)
    )
    when = timezone.now() if user else None
    return changing.update(status=status, reviewed_by=user, reviewed_at=when)


def _rivals_of(accepted: list[int]) -> list[int]:
    """Return the mentions of other entities that overlap an accepted one and that nobody has decided on."""
    chosen = list(Mention.objects.filter(pk__in=accepted))
    undecided = Mention.objects.undecided().filter(article__in={mention.article_id for mention in chosen})
    others = list(undecided.exclude(pk__in=accepted).order_by("pk").select_for_update(no_key=True))
    return [other.pk for other in others if any(_overlap(mention, other) for mention in chosen)]


def _overlap(one: Mention, other: Mention) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    same_field = (one.article_id, one.field) == (other.article_id, other.field)
    return same_field and one.entity_id != other.entity_id and one.start < other.end and other.start < one.end
