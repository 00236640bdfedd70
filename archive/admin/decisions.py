"""What curators decide of the names in reports: this passage means this entity, or it does not.

A decision is kept with who made it and when, and matching leaves it alone. Accepting one bearer of a passage rejects
the others there that nobody has decided on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from archive.models import Article, Entity, Mention
from archive.text.words import tokens

ACCEPTED, REJECTED, SUGGESTED = Mention.Status.ACCEPTED, Mention.Status.REJECTED, Mention.Status.SUGGESTED
LONGEST_TEXT = Mention._meta.get_field("text").max_length


@dataclass(frozen=True)
class Decided:
    """How many mentions were accepted and rejected; among the rejected are rivals of the accepted ones."""

    accepted: int = 0
    rejected: int = 0
    reopened: int = 0

    def __str__(self):
        parts = ((self.accepted, "accepted"), (self.rejected, "rejected"), (self.reopened, "open again"))
        return ", ".join(f"{count} {word}" for count, word in parts if count) or "nothing changed"


@dataclass(frozen=True)
class Passage:
    """Where words stand in a report."""

    field: str
    start: int
    end: int


def decide(
    *, user, accepted: Iterable[int] = (), rejected: Iterable[int] = (), reopened: Iterable[int] = ()
) -> Decided:
    """Accept and reject mentions, given by their ids, in one transaction; `reopened` ones become suggestions again.

    Mentions that are gone, or stand so already, are passed over.
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
    # One that was found by names and accepted so is not decided yet; it becomes so when a curator accepts it.
    changing = (
        changing.exclude(status=status, reviewed_at__isnull=False)
        if status == ACCEPTED
        else changing.exclude(status=status)
    )
    when = timezone.now() if user else None
    return changing.update(status=status, reviewed_by=user, reviewed_at=when)


def _rivals_of(accepted: list[int]) -> list[int]:
    """Return the mentions of other entities that overlap an accepted one and that nobody has decided on."""
    chosen = list(Mention.objects.filter(pk__in=accepted, end__isnull=False))
    undecided = Mention.objects.undecided().filter(article__in={mention.article_id for mention in chosen})
    others = list(
        undecided.exclude(pk__in=accepted).exclude(start=None).order_by("pk").select_for_update(no_key=True)
    )
    return [other.pk for other in others if any(_overlap(mention, other) for mention in chosen)]


def _overlap(one: Mention, other: Mention) -> bool:
    same_field = (one.article_id, one.field) == (other.article_id, other.field)
    return same_field and one.entity_id != other.entity_id and one.start < other.end and other.start < one.end


def find_words(article: Article, words: str) -> list[Passage]:
    """Return where words stand in a report, in reading order, whatever their case, hyphens, spaces and accents."""
    wanted = [token.folded for token in tokens(words)]
    found = []
    for field in Article.TEXT_FIELDS if wanted else ():
        text = tokens(getattr(article, field))
        folded = [token.folded for token in text]
        for at in range(len(text) - len(wanted) + 1):
            if folded[at : at + len(wanted)] == wanted:
                found.append(Passage(field, text[at].start, text[at + len(wanted) - 1].end))
    return [passage for passage in found if passage.end - passage.start <= LONGEST_TEXT]


def name_passages(
    *, article: Article, entity: Entity, passages: Iterable[Passage], certainty: str, user
) -> Decided:
    """Say that these passages of a report name an entity; with no passage, that the report as a whole does."""
    places = [(passage.field, passage.start, passage.end) for passage in passages] or [("body", None, None)]
    with transaction.atomic():
        ids = [_mention_at(article, entity, place, certainty, user) for place in places]
        return decide(user=user, accepted=ids)


def _mention_at(article, entity, place, certainty, user) -> int:
    field, start, end = place
    text = getattr(article, field)[start:end] if start is not None else ""
    values = {
        "end": end,
        "text": text,
        "certainty": certainty,
        "method": Mention.Method.CURATOR,
        "status": ACCEPTED,
    }
    mention, _ = Mention.objects.update_or_create(
        article=article, entity=entity, field=field, start=start, defaults=values
    )
    return mention.pk
