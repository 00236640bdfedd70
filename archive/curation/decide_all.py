"""Decide about many passages of one name at once, as a step that can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from archive.curation.decide import Decided, decide
from archive.kinds import BY_KEY
from archive.matching.jobs import NamesChanged, names_changed
from archive.models import Entity, Mention, Name, Step
from archive.models.addresses import slug_of_name
from archive.models.derived import each_indexed_once

MAX_PASSAGES = 5_000


class DecideAllError(Exception):
    """Raised when passages cannot be decided together; the message says why."""


@dataclass(frozen=True)
class AllDecided:
    """The step, how many passages were decided, and which reports are matched again."""

    step: Step
    passages: int
    decided: Decided
    reports: NamesChanged | None = None


def decide_all(
    *,
    suggested: Iterable[int],
    text: str,
    user,
    reason: str = "",
    entity: Entity | None = None,
    kind: str = "",
) -> AllDecided:
    """Decide that all of these passages mean one entity, suggested there or not, or none of those suggested.

    Mentions that are no longer suggested are skipped: somebody else has decided.

    Args:
        suggested: ids of suggested mentions, of any candidates.
        text: the name, as printed.
        entity: what it means; None for none of the candidates.
        kind: it means a new entity of this kind, which gets the name.

    Raises:
        DecideAllError: none of them is still suggested, or there are too many.
    """
    wanted = list(suggested)
    if len(wanted) > MAX_PASSAGES * 4:
        raise DecideAllError(f"At most {MAX_PASSAGES:,} passages can be decided at once: choose fewer.")
    recorded = Step.recorded(
        verb=Step.Verb.DECIDE, user=user, reason=reason.strip(), model="mention", record=0
    )
    with recorded as step, each_indexed_once():
        mentions = _locked(wanted)
        places = {(mention.article_id, mention.field, mention.start): mention for mention in mentions}
        if kind:
            entity = _add_entity(text, kind)
        decided = _decide(mentions, places, entity, user)
        about = entity or mentions[0].entity
        step.model, step.record = about.kind, about.pk
        step.summary = _summary(text, entity, len(places))
        reports = names_changed(entity=entity, texts=[text], step=step) if kind and entity else None
    return AllDecided(step, len(places), decided, reports)


def _locked(suggested: list[int]) -> list[Mention]:
    """Lock those that are still suggested."""
    still_open = Mention.objects.filter(pk__in=suggested, status=Mention.Status.SUGGESTED)
    rows = still_open.select_related("entity").order_by("pk")
    mentions = list(rows.select_for_update(of=["self"], no_key=True))
    if not mentions:
        raise DecideAllError("Nothing here is still open: somebody else has decided on it.")
    return mentions


def _summary(text: str, entity: Entity | None, passages: int) -> str:
    where = f"{passages:,} {'passage' if passages == 1 else 'passages'}"
    return f"“{text}” is {entity or 'none of those suggested'} in {where}"


def _add_entity(text, kind) -> Entity:
    slug = slug_of_name(text, Entity.objects.of_kind(kind), otherwise=BY_KEY[kind].key)
    return Entity.objects.create(kind=kind, name=text, slug=slug)


def _decide(mentions: list[Mention], places: dict, entity: Entity | None, user) -> Decided:
    """Accept the entity at each place, and reject what else is suggested there."""
    if entity is None:
        return decide(rejected=[mention.pk for mention in mentions], user=user)
    there = {
        (mention.article_id, mention.field, mention.start)
        for mention in mentions
        if mention.entity_id == entity.pk
    }
    missing = [
        Mention(
            article_id=one.article_id, entity=entity, field=one.field, start=one.start, end=one.end, text=one.text,
            method=Mention.Method.CURATOR, status=Mention.Status.SUGGESTED,
        )
        for place, one in places.items()
        if place not in there
    ]  # fmt: skip
    Mention.objects.bulk_create(missing, ignore_conflicts=True)
    at = Q(article__in={place[0] for place in places}, entity=entity)
    own = Mention.objects.filter(at, status=Mention.Status.SUGGESTED).values_list(
        "pk", "article_id", "field", "start"
    )
    accepted = [pk for pk, *place in own if tuple(place) in places]
    others = [mention.pk for mention in mentions if mention.entity_id != entity.pk]
    return decide(accepted=accepted, rejected=others, user=user)


def never_link(*, key: str, entities: Iterable[Entity], user, reason: str = "") -> AllDecided:
    """Never again link a name to these entities: matching and searches no longer use the spelling, and what nobody decided on goes.

    Raises:
        DecideAllError: none of them has the name, or it heads the page of one.
    """
    recorded = Step.recorded(
        verb=Step.Verb.DECIDE, user=user, reason=reason.strip(), model="mention", record=0
    )
    with recorded as step, each_indexed_once():
        names = list(
            Name.objects.filter(key=key, entity__in=list(entities), in_search=True).select_related("entity")
        )
        if not names:
            raise DecideAllError(
                "None of these entries has this name any more, or it is not used for matching."
            )
        Name.objects.filter(pk__in=[name.pk for name in names]).update(in_search=False)
        step.model, step.record = names[0].entity.kind, names[0].entity_id
        whose = ", ".join(dict.fromkeys(str(name.entity) for name in names))
        step.summary = f"“{names[0].text}” is never linked to {whose}"
        reports = names_changed(entity=names[0].entity, texts={name.text for name in names}, step=step)
    return AllDecided(step, 0, Decided(), reports)


def mark_ambiguous(*, key: str, entities: Iterable[Entity], user, reason: str = "") -> AllDecided:
    """Mark a name of these entities as ambiguous: it is suggested, and never accepted by itself.

    Raises:
        DecideAllError: each of them has it marked already.
    """
    recorded = Step.recorded(
        verb=Step.Verb.DECIDE, user=user, reason=reason.strip(), model="mention", record=0
    )
    with recorded as step, each_indexed_once():
        names = list(
            Name.objects.filter(key=key, entity__in=list(entities), ambiguous=False).select_related("entity")
        )
        if not names:
            raise DecideAllError("The name is already marked as ambiguous.")
        Name.objects.filter(pk__in=[name.pk for name in names]).update(ambiguous=True)
        step.model, step.record = names[0].entity.kind, names[0].entity_id
        step.summary = f"“{names[0].text}” is ambiguous"
        reports = names_changed(entity=names[0].entity, texts={name.text for name in names}, step=step)
    return AllDecided(step, 0, Decided(), reports)
