"""Decide on mentions: this passage means this entity, or it does not.

A decision is stored with who made it and when, and matching leaves it alone. Accepting one bearer of a passage rejects the others
there that nobody has decided on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from archive.curation.wording import of_mentions
from archive.models import Mention, Step

ACCEPTED, REJECTED, SUGGESTED = Mention.Status.ACCEPTED, Mention.Status.REJECTED, Mention.Status.SUGGESTED


RIVALS = """
    SELECT other.id FROM archive_mention other
    WHERE other.id <> ALL (%s) AND other.method <> 'curator' AND other.status <> 'rejected' AND other.reviewed_at IS NULL
        AND EXISTS (
            SELECT FROM archive_mention chosen
            WHERE chosen.id = ANY (%s) AND chosen.article_id = other.article_id AND chosen.field = other.field
                AND chosen.entity_id <> other.entity_id AND other.start < chosen."end" AND chosen.start < other."end"
        )
    ORDER BY other.id FOR NO KEY UPDATE
"""


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
    accepted, rejected, reopened = list(accepted), list(rejected), list(reopened)
    with Step.joined(verb=Step.Verb.DECIDE, model="mention") as step:
        decided = Decided(
            accepted=_set_status(accepted, ACCEPTED, user),
            rejected=_set_status(rejected, REJECTED, user)
            + _set_status(_rivals_of(accepted), REJECTED, user),
            reopened=_set_status(reopened, SUGGESTED, None),
        )
        step.summary = f"{of_mentions(accepted or rejected or reopened)}: {decided}"
        return decided


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
    with connection.cursor() as cursor:
        cursor.execute(RIVALS, [accepted, accepted])
        return [pk for (pk,) in cursor.fetchall()]
